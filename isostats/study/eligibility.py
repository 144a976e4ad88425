"""Who is eligible for a study, and parts of its people on whom it is run again, as frozen values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, replace
from datetime import date
from typing import Annotated, Any, Literal

from isostats.errors import StudyError
from isostats.study.keys import MOST_DAYS, Day, Days, Section, filled, key, keys_of, within
from isostats.vocabulary.calendar import is_date
from isostats.words.english import column_words
from isostats.words.numbers import count_text, counted, number_text

Age = Annotated[int, within(0, 150, "a whole number of years")]
Dose = Annotated[float, within(0, 10_000, "a number of mg/kg")]
Least = Annotated[int, within(1, MOST_DAYS, "a whole number")]


Texts = tuple[str, ...]
Until = Literal["start", "end", "any"]


RANGES = (
    ("start_from", "start_to"), ("age_from", "age_to"), ("min_course_days", "max_course_days"),
    ("min_mg_per_kg", "max_mg_per_kg"),
)  # fmt: skip
"""Keys that are the two ends of one range."""


@dataclass(frozen=True)
class Eligibility(Section, section="eligibility"):
    """Whose first courses are studied; everyone's if nothing is stated.

    Every rule looks at the first course and the person alone, in the order of these keys, and each is a row of the
    flow. ``age_from`` and ``age_to`` are ages at the start of the course, both included: the year of the start less
    the year of birth. ``start_from`` and ``start_to`` are days on which it began, both included. A course is as long
    as its first and last covered day say, both counted. Of whom a rule needs a value that is not known, that person is
    not eligible by it, and counted apart, unless "" is among the values that stay; ``exclude`` keeps the
    unknown, unless "" is among its values.
    ``min_followup_days`` looks past day 0: it takes those who were still observed so long after it.

    Raises StudyError for a value that cannot be, and for ranges that hold nothing.

    >>> Eligibility(age_from=12, age_to=40, min_course_days=112).words
    'aged 12 to 40 at the start; a course of 112 days or more'
    """

    start_from: Day | None = key(None, "the first course began on this day or later", example='"2015-01-01"')
    start_to: Day | None = key(None, "or on this day or before", example='"2019-12-31"')
    age_from: Age | None = key(None, "age at the start of the course, in years: at least", example="12")
    age_to: Age | None = key(None, "and at most", example="40")
    sex: Texts = key((), "sexes that are studied; all if not given", example='["female"]')
    indication: Texts = key((), "indications that are studied", example='["severe_nodulocystic"]')
    diagnosis: tuple[Annotated[Any, filled()], ...] = key(
        (), "one of these must be recorded by the start: acne, codes (of ICD with all below), beginnings of codes "
        "(L7*), concept ids, or words",
        example='["acne"]',
    )  # fmt: skip
    diagnosis_days: Days | None = key(None, "in so many days before the start; any time before if not given",
                                      example="365")  # fmt: skip
    diagnosis_until: Until | None = key(
        None, "until when it counts: the start of the course (if not given), its end, or any time, which looks past "
        "day 0", example='"end"',
    )  # fmt: skip
    min_course_days: Days | None = key(None, "the first course lasted at least so many days", example="112")
    max_course_days: Days | None = key(None, "and at most so many", example="400")
    min_mg_per_kg: Dose | None = key(None, "its cumulative dose by the person's own weight was at least so much",
                                     example="120")  # fmt: skip
    max_mg_per_kg: Dose | None = key(None, "and at most so much", example="220")
    min_fills: Least | None = key(None, "it was dispensed on so many days at least; dispensings and omop only",
                                  example="2")  # fmt: skip
    only: Mapping[str, Any] = key(
        {}, 'values of any column about people or first courses that are studied; "" is what is not recorded',
        example='{ site = ["A", "B"] }', form="COLUMN=VALUE,...",
    )  # fmt: skip
    exclude: Mapping[str, Any] = key(
        {}, 'values of any column that are left out; "" is what is not recorded', example='{ site = "C" }',
        form="COLUMN=VALUE,...",
    )  # fmt: skip
    min_followup_days: Least | None = key(
        None, "still observed so many days after day 0; looks ahead, so the page says what it does to the figure",
        example="365",
    )  # fmt: skip

    def check(self) -> None:
        """Write days and values alike; raise StudyError for a range that holds nothing."""
        for name in ("start_from", "start_to"):
            object.__setattr__(self, name, _day(getattr(self, name)))
        for name in ("only", "exclude"):
            values = {column: listed(value) for column, value in getattr(self, name).items()}
            empty = [column for column, texts in values.items() if not texts]
            if empty:
                raise StudyError(f"[eligibility] {name}: {empty[0]} has no value. Give at least one, or leave it out.")
            object.__setattr__(self, name, values)
        object.__setattr__(self, "diagnosis", tuple(text.strip() for text in listed(self.diagnosis)))
        if any(not text.strip("*") for text in self.diagnosis):
            raise StudyError('[eligibility] diagnosis names one that is blank. Write "acne", or codes such as "L70".')
        window = [name for name in ("diagnosis_days", "diagnosis_until") if getattr(self, name) is not None]
        if window and not self.diagnosis:
            raise StudyError(
                f"[eligibility] {window[0]} says when a diagnosis must be recorded, and none is asked for. State "
                'diagnosis = ["acne"] with it, or leave it out.'
            )
        if len({type(day) for day in (self.start_from, self.start_to) if day is not None}) > 1:
            raise StudyError("[eligibility] start_from and start_to must both be dates, or both be numbers of days.")
        for low, high in RANGES:
            least, most = getattr(self, low), getattr(self, high)
            if least is not None and most is not None and least > most:
                raise StudyError(f"[eligibility] {low} is {least} and {high} is {most}: nobody is within. Swap them.")

    def __hash__(self) -> int:
        return hash(tuple((name, str(value)) for name, value in self.stated.items()))

    @property
    def stated(self) -> dict[str, Any]:
        """The rules that are stated, by key, in their order."""
        rules = {name: getattr(self, name) for name in keys_of(Eligibility)}
        return {name: value for name, value in rules.items() if value not in (None, (), {})}

    @property
    def on_day_0(self) -> Eligibility:
        """The rules that are known on day 0."""
        return replace(self, min_followup_days=None)

    @property
    def words(self) -> str:
        """Who is eligible, in words; empty where everyone is."""
        return "; ".join(self._phrases())

    @property
    def diagnosis_words(self) -> str:
        """The diagnoses that are asked for, and when one must be recorded."""
        when = {"end": "by the end of the course", "any": "at any time"}.get(
            str(self.diagnosis_until), "by the start of the course"
        )
        if self.diagnosis_days is not None:
            when += f", at most {counted(self.diagnosis_days, 'day')} before it began"
        return f"{or_words(self.diagnosis)} {when}"

    @property
    def _ahead(self) -> str:
        return ", also after the end of the course, which is known only later" if self.diagnosis_until == "any" else ""

    def _phrases(self) -> Iterator[str]:
        begun = _range(self.start_from, self.start_to, "begun from {} on", "begun by {}", "begun from {} to {}")
        aged = _range(self.age_from, self.age_to, "aged {} or more", "aged up to {}", "aged {} to {}")
        least, most = (None if n is None else count_text(n) for n in (self.min_course_days, self.max_course_days))
        of_days = ("a course of {} days or more", "a course of up to {} days", "a course of {} to {} days")
        long = _range(least, most, *of_days)
        yield from [begun] if begun else []
        yield from [f"{aged} at the start"] if aged else []
        for what, values in (("sex", self.sex), ("indication", self.indication)):
            yield from [f"{what} {or_words(values)}"] if values else []
        yield from [f"with a diagnosis of {self.diagnosis_words}{self._ahead}"] if self.diagnosis else []
        yield from [long] if long else []
        low, high = (None if n is None else number_text(n) for n in (self.min_mg_per_kg, self.max_mg_per_kg))
        dosed = _range(low, high, "a dose of {} mg/kg or more", "a dose of up to {} mg/kg", "a dose of {} to {} mg/kg")
        yield from [dosed] if dosed else []
        if self.min_fills is not None:
            yield f"dispensed on {counted(self.min_fills, 'day')} or more"
        for column, values in self.only.items():
            yield f"{column_words(column)} {or_words(values)}"
        for column, values in self.exclude.items():
            yield f"{column_words(column)} {not_words(values)}"
        if self.min_followup_days is not None:
            yield f"still observed {counted(self.min_followup_days, 'day')} after the end, which is known only later"


@dataclass(frozen=True)
class Subset(Section):
    """Some of the eligible people, on whom the same study is run again and set beside the whole.

    ``rule`` has keys of [eligibility], or columns about people or first courses with the values that are in it.
    Raises StudyError for a rule that cannot be, or one without any.

    >>> Subset("women of A", {"sex": "female", "site": "A"}).eligibility.words
    'sex female; site A'
    """

    name: Annotated[str, filled()] = key(MISSING, "what it is called in tables and figures", example='"adults"')
    rule: Mapping[str, Any] = key(
        MISSING, "keys of [eligibility], or columns with the values that are in it",
        example='{ age_from = 18, site = ["A", "B"] }',
    )  # fmt: skip

    def check(self) -> None:
        """Raise StudyError for a rule that cannot be."""
        if not self.eligibility.stated:
            raise StudyError(f"The subset '{self.name}' has no rule. State one, such as rule = {{ age_from = 18 }}.")

    @property
    def eligibility(self) -> Eligibility:
        """The rule as one of eligibility."""
        return eligibility_of(self.rule)


def eligibility_of(rules: Mapping[str, Any]) -> Eligibility:
    """Rules by key; a name that is no key is a column with the values that stay.

    >>> eligibility_of({"site": "A"}) == Eligibility(only={"site": "A"})
    True
    """
    known = keys_of(Eligibility)
    columns = {name: value for name, value in rules.items() if name not in known and value is not None}
    stated = {name: value for name, value in rules.items() if name in known and value is not None}
    return Eligibility(**stated | ({"only": {**stated.get("only", {}), **columns}} if columns else {}))


def listed(value: Any) -> Texts:
    """One value or several, as texts; a whole number has no decimals.

    >>> listed(1.0), listed(["A", 2])
    (('1',), ('A', '2'))
    """
    values = list(value) if isinstance(value, (list, tuple, set, frozenset)) else [value]
    return tuple(dict.fromkeys(_text(each) for each in values))


def _text(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _day(value: Any) -> str | int | None:
    """A day as a date in ISO's form or as a number."""
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    text = value.isoformat()[:10] if isinstance(value, date) else str(value)
    return text if is_date(text) else int(text)


def _range(low: Any, high: Any, least: str, most: str, both: str) -> str:
    if low is None:
        return "" if high is None else most.format(high)
    return least.format(low) if high is None else both.format(low, high)


def or_words(values: Texts) -> str:
    """Values as a sentence lists them.

    >>> or_words(("A", "B", ""))
    'A, B or not recorded'
    """
    shown = [value.replace("_", " ") or "not recorded" for value in values]
    return " or ".join(part for part in (", ".join(shown[:-1]), shown[-1]) if part)


def not_words(values: Texts) -> str:
    """Whoever has none of some values, as a sentence says it.

    >>> not_words(("A", "B")), not_words(("",)), not_words(("A", ""))
    ('not A or B', 'recorded', 'recorded, and not A')
    """
    named = tuple(value for value in values if value)
    others = f"not {or_words(named)}" if named else ""
    return others if len(named) == len(values) else ", and ".join(part for part in ("recorded", others) if part)
