"""By what people are split: a column, bands of a number, or two columns together, as SQL over ``first_courses``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from isostats.cohort.columns import Fact, as_text, require_nameable, spelt, why_not_there
from isostats.cohort.who_treated import Ask, numbers_are_names
from isostats.engines.embedded import literal
from isostats.errors import StudyError, nearest
from isostats.records.who_treated import tells_who_treated
from isostats.study.bands import Band, Grouping, Part, between, number, read_grouping
from isostats.vocabulary.group_names import MISSING_LEVEL, TOGETHER, together
from isostats.vocabulary.level_order import by_number
from isostats.words.numbers import count_text, counted

MANY_VALUES = 8
"""A number with more different values than this is split into bands, unless it is a name (of who treated)."""

USUAL: Mapping[str, str] = {
    "age": "<12, 12-15, 16-17, 18-25, >=26",
    "dose_mg_per_kg": "<120, 120-220, >220",
    "daily_mg_per_kg": "<0.5, 0.5-1, >1",
    "course_days": "<112, 112-186, >186",
    "weight_kg": "<50, 50-<70, 70-<90, >=90",
}
"""Bands of numbers with many values that are asked for without any."""
PERIODS = {"start_year": 5, "birth_year": 10}
"""Years in one band of these."""
WRITTEN_MISSING = "missing (as written)"
"""The group of people of whom a column holds the word: in a column of texts that is a value."""
MOST_LEVELS = 200
"""More levels than this are not groups but something like an identifier."""


@dataclass(frozen=True)
class GroupedBy:
    """A grouping of one cohort: ``columns`` give each person's level in each, ``levels`` are its groups in their order
    where there is one.

    ``bands`` has the bands that were stated or taken; ``note`` says by which rule they were taken where none was
    stated. ``at_the_end`` are its columns that only the end of a course tells. ``from_data`` says that the cuts were
    read off the records. ``ordered`` says that the order of its groups means something: they are numbers, or bands.
    """

    name: str
    columns: tuple[str, ...]
    levels: tuple[str, ...] = ()
    bands: Grouping | None = None
    note: str = ""
    at_the_end: tuple[str, ...] = ()
    from_data: bool = False
    ordered: bool = False

    @property
    def sql(self) -> str:
        """SQL for each person's group, nothing where a level is not known."""
        return f" || {literal(TOGETHER)} || ".join(f"({each})" for each in self.columns)

    @property
    def of_person(self) -> str:
        """SQL for each person's group, that of the missing where none is known."""
        return f"COALESCE(CAST(({self.sql}) AS VARCHAR), {literal(MISSING_LEVEL)})"

    def in_order(self, groups: Sequence[str]) -> list[int]:
        """The places of groups in the stated order, people of whom it is not known last; without one by number."""
        order = {level: place for place, level in enumerate(self.levels)}
        last = len(order)
        return sorted(range(len(groups)), key=lambda place: (order.get(groups[place], last), by_number(groups[place])))


@dataclass(frozen=True)
class _Split:
    """One column of a grouping."""

    part: Part
    sql: str
    levels: tuple[str, ...]
    fact: Fact
    note: str = ""
    from_data: bool = False


def grouped_by(asked: str | Grouping, facts: Mapping[str, Fact], ask: Ask, key: str) -> GroupedBy:
    """What a text or a grouping asks for, of these records.

    Raises StudyError for a column that is not there or has no values, for bands of what is no number, and where people
    are in no band.
    """
    whole = isinstance(asked, str) and spelt(asked, facts) in facts
    grouping = asked if isinstance(asked, Grouping) else Grouping((Part(asked),)) if whole else read_grouping(asked)
    splits = [_split(part, facts, ask, key) for part in grouping.parts]
    name = together(each.part.column for each in splits)
    notes = " ".join(each.note for each in splits if each.note)
    ends = tuple(each.part.column for each in splits if each.fact.at_the_end)
    bands = Grouping(tuple(each.part for each in splits)) if any(each.part.bands for each in splits) else None
    if len(splits) == 1:
        (one,) = splits
        ordered = bool(one.part.bands) or one.fact.numbers
        return GroupedBy(name, (one.sql,), one.levels, bands, notes, ends, one.from_data, ordered)
    listed = [each.levels or _levels(each, ask) for each in splits]
    levels = tuple(map(together, product(*listed)))
    columns = tuple(each.sql for each in splits)
    return GroupedBy(name, columns, levels, bands, notes, ends, any(each.from_data for each in splits))


def _split(part: Part, facts: Mapping[str, Fact], ask: Ask, key: str) -> _Split:
    fact = _column(part.column, facts, ask, key)
    require_nameable(fact.name, key)
    note, from_data, bands = "", False, part.bands
    if bands and not fact.numbers:
        raise StudyError(f"{key}: {fact.name} is no number, and bands are of numbers. Name the column alone.")
    if not bands and fact.numbers and distinct_values(fact, ask) > MANY_VALUES:
        if numbers_are_names(fact, ask):
            note = f"The numbers of {fact.name} are taken for names of who treated, and each is a group."
        else:
            bands, note, from_data = _taken(fact, ask)
    if not bands and (values := distinct_values(fact, ask)) > MOST_LEVELS:
        raise StudyError(
            f"{key}: column '{fact.name}' has {count_text(values)} different values, and more than {MOST_LEVELS} are "
            f"no groups. Join them into fewer, or group by another column{_as_cluster(fact.name)}."
        )
    if not bands:
        named, note = (as_text(fact.sql), note) if fact.numbers else _apart(fact, ask)
        return _Split(Part(fact.name), named, (), fact, note)
    _require_all_within(fact, bands, ask, key)
    cases = " ".join(f"WHEN {band.sql(fact.sql)} THEN {literal(band.label)}" for band in bands)
    levels = tuple(band.label for band in bands)
    return _Split(Part(fact.name, bands), f"CASE {cases} END", levels, fact, note, from_data)


def _as_cluster(name: str) -> str:
    """What else may be done with a column of very many who treated; nothing for other columns."""
    return f'. Models take them as they are: [study] cluster = "{name}"' if tells_who_treated(name) else ""


def _apart(fact: Fact, ask: Ask) -> tuple[str, str]:
    """SQL for a text as its group is named, and a sentence where it is the word for those who have none."""
    text = f"CAST({fact.sql} AS VARCHAR)"
    is_the_word = f"{text} = {literal(MISSING_LEVEL)}"
    (people,) = ask(f"SELECT COUNT(*) FROM first_courses WHERE {is_the_word}")[0]
    if not people:
        return text, ""
    note = (
        f"{fact.name} is written '{MISSING_LEVEL}' of {counted(int(people), 'person', 'people')}: that is a value, and "
        f"their group is called '{WRITTEN_MISSING}'."
    )
    return f"CASE WHEN {is_the_word} THEN {literal(WRITTEN_MISSING)} ELSE {text} END", note


def _column(name: str, facts: Mapping[str, Fact], ask: Ask, key: str) -> Fact:
    known = spelt(name, facts)
    held = known in facts and ask(f"SELECT COUNT({facts[known].sql}) FROM first_courses")
    if not held or not held[0][0]:
        there = [each for each in facts if each != known]
        values = [each for each in there if distinct_values(facts[each], ask)]
        hint = why_not_there(known) or nearest(known, values) or "."
        raise StudyError(
            f"{key}: there is no column '{name}' with values about people or first courses{hint} "
            f"There are: {', '.join(values) or 'none'}."
        )
    return facts[known]


def distinct_values(fact: Fact, ask: Ask) -> int:
    """How many different values people have in a column."""
    return int(ask(f"SELECT COUNT(DISTINCT {fact.sql}) FROM first_courses")[0][0])


def _levels(split: _Split, ask: Ask) -> list[str]:
    rows = ask(f"SELECT DISTINCT {split.sql} FROM first_courses WHERE {split.sql} IS NOT NULL")
    return sorted((str(level) for (level,) in rows), key=by_number)


def _taken(fact: Fact, ask: Ask) -> tuple[tuple[Band, ...], str, bool]:
    """The bands of a number that was asked for without any, and by which rule they were taken."""
    why = f"{fact.name} has many values and no bands were stated"
    if fact.name in USUAL:
        return _bands(fact, USUAL[fact.name]), f"{why}: the usual ones are taken, {USUAL[fact.name]}.", False
    if fact.name in PERIODS:
        width = PERIODS[fact.name]
        (low, high) = ask(f"SELECT MIN({fact.sql}), MAX({fact.sql}) FROM first_courses")[0]
        starts = range(int(low) // width * width, int(high) + 1, width)
        listed = ", ".join(f"{start}-{start + width - 1}" for start in starts)
        return _bands(fact, listed), f"{why}: periods of {width} years are taken.", False
    cuts = ask(f"SELECT quantile_disc({fact.sql}, [0.25, 0.5, 0.75]) FROM first_courses WHERE {fact.sql} IS NOT NULL")[
        0
    ][0]
    (least,) = ask(f"SELECT MIN({fact.sql}) FROM first_courses")[0]
    distinct = sorted({float(cut) for cut in cuts} - {float(least)})
    listed = ", ".join(between(distinct))
    shown = " and ".join(number(cut) for cut in distinct)
    return _bands(fact, listed), f"{why}: they are cut at the quartiles, {shown}.", True


def _bands(fact: Fact, listed: str) -> tuple[Band, ...]:
    return read_grouping(f"{fact.name}: {listed}").parts[0].bands


def _require_all_within(fact: Fact, bands: tuple[Band, ...], ask: Ask, key: str) -> None:
    within = " OR ".join(f"({band.sql(fact.sql)})" for band in bands)
    rows = ask(
        f"SELECT {fact.sql}, COUNT(*) FROM first_courses WHERE {fact.sql} IS NOT NULL AND NOT ({within}) "
        "GROUP BY 1 ORDER BY 1"
    )
    if not rows:
        return
    shown = ", ".join(number(float(value)) for value, _ in rows[:5])
    more = f" and {count_text(len(rows) - 5)} more" if len(rows) > 5 else ""
    written = ", ".join(band.text for band in bands)
    raise StudyError(
        f"{key}: '{fact.name}: {written}' leaves {counted(sum(int(n) for _, n in rows), 'person', 'people')} in no "
        f"band, with {fact.name} {shown}{more}. {_advice(bands, [float(value) for value, _ in rows])}"
    )


def _advice(bands: tuple[Band, ...], values: list[float]) -> str:
    """The bands that are lacking at the ends, and whether there is a hole between."""
    first, last = min(bands, key=lambda each: each.low), max(bands, key=lambda each: each.high)
    ends = list(_ends(first, last, min(values), max(values)))
    parts = [f"Add {' and '.join(ends)}, or leave these people out as not eligible."] if ends else []
    if any(first.high <= value <= last.low for value in values):
        parts.append("Close the hole between bands: 0.5-<1 and 1-<2 meet.")
    return " ".join(parts)


def _ends(first: Band, last: Band, low: float, high: float) -> Iterator[str]:
    if low <= first.low:
        yield f"{'<' if first.with_low else '<='}{number(first.low)}"
    if high >= last.high:
        yield f"{'>' if last.with_high else '>='}{number(last.high)}"
