"""Which first courses are eligible: each rule as SQL, in a fixed order, with how many people it left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from isostats.cohort.columns import AGE, LENGTH, Fact, as_text, spelt, why_not_there
from isostats.cohort.outcome_rules import listed
from isostats.engines.embedded import Engine
from isostats.errors import NobodyLeft, NoColumn, StudyError, nearest
from isostats.records.diagnoses import Listed, diagnoses_in, matching, sql_of
from isostats.records.findings import with_counts
from isostats.records.input_tables.course_details import DETAILS
from isostats.records.schema import INDICATION, SEX
from isostats.study.eligibility import Eligibility, not_words, or_words
from isostats.words.english import column_words
from isostats.words.numbers import count_text, counted, number_text

CODES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "sex": SEX, "indication": INDICATION, **{name: each.codes for name, each in DETAILS.items() if each.codes}
}  # fmt: skip
"""What is recorded in codes: one that nobody has is no slip of the pen."""

AT_THE_END = {
    "min_course_days": "course_days", "max_course_days": "course_days", "min_mg_per_kg": "dose_mg_per_kg",
    "max_mg_per_kg": "dose_mg_per_kg", "min_fills": "dispensing_days",
}  # fmt: skip
"""Rules about what only the end of a course tells, with their columns."""


@dataclass(frozen=True)
class LeftOut:
    """How many people one rule left out, of those whom the rules before it left: ``rule`` is its key."""

    rule: str
    reason: str
    people: int


@dataclass(frozen=True)
class Rule:
    """One rule: ``holds`` is SQL, true of who is eligible by it; of whom ``unknown`` (SQL) is true nobody can tell,
    which ``lacking`` says in words."""

    key: str
    reason: str
    holds: str
    unknown: str = ""
    lacking: str = ""


def rules_of(
    rules: Eligibility, facts: Mapping[str, Fact], connection: Engine, calendar: str, diagnoses: str = ""
) -> list[Rule]:
    """The rules that are stated, in their order; ``diagnoses`` is the table of them, where there is one.

    Raises StudyError for what these records cannot tell, and for a value that a column does not have.
    """
    return list(_rules(rules, _Asked(facts, connection, calendar, diagnoses)))


@dataclass(frozen=True)
class _Asked:
    """What rules are written for: the columns there are, and their values."""

    facts: Mapping[str, Fact]
    connection: Engine
    calendar: str
    diagnoses: str = ""

    def known(self, name: str) -> dict[str, str]:
        """Of whom the value of a column is not known, as a rule has it."""
        return {"unknown": f"{self.facts[name].sql} IS NULL", "lacking": f"{column_words(name)} not recorded"}

    def day(self, key: str, day: str | int) -> int:
        """A day of a rule as the records count days."""
        if (self.calendar == "dates") != isinstance(day, str):
            kind = "dates, so write it as 2015-01-01" if self.calendar == "dates" else "numbers, so write it as one"
            raise StudyError(f"[eligibility] {key} is {day}, and the days of these records are {kind}.")
        return (date.fromisoformat(day) - date(1970, 1, 1)).days if isinstance(day, str) else day

    def column(self, key: str, name: str) -> Fact:
        """The column that a rule names."""
        known = spelt(name, self.facts)
        if known not in self.facts:
            hint = why_not_there(known) or nearest(known, self.facts) or "."
            raise NoColumn(
                f"[eligibility] {key}: there is no column '{name}' about people or first courses{hint} "
                f"There are: {', '.join(self.facts)}.",
                column=name,
            )
        return self.facts[known]

    def values(self, key: str, fact: Fact, values: tuple[str, ...]) -> str:
        """SQL: whether a column has one of the values, each of which somebody must have."""
        text = as_text(fact.sql)
        rows = self.connection.execute(
            f"SELECT DISTINCT {text} FROM first_courses WHERE {fact.sql} IS NOT NULL LIMIT 100000"
        ).fetchall()
        recorded = {str(value) for (value,) in rows}
        known = {*recorded, *CODES.get(fact.name, ()), ""}
        for value in values:
            if value not in known:
                some = ", ".join(sorted(recorded)[:8]) or "none"
                raise StudyError(
                    f"[eligibility] {key}: nobody has '{value}' in {fact.name}{nearest(value, known) or '.'} "
                    f"Values are: {some}{' ...' if len(recorded) > 8 else ''}."
                )
        within = f"COALESCE({text} IN ({listed(values)}), FALSE)"
        return f"({within} OR {fact.sql} IS NULL)" if "" in values else within


def _rules(rules: Eligibility, asked: _Asked) -> Iterator[Rule]:
    if rules.start_from is not None:
        yield Rule("start_from", f"begun before {rules.start_from}",
                   f"start_day >= {asked.day('start_from', rules.start_from)}")  # fmt: skip
    if rules.start_to is not None:
        yield Rule("start_to", f"begun after {rules.start_to}", f"start_day <= {asked.day('start_to', rules.start_to)}")
    for name, sign, wrong in (("age_from", ">=", "younger than"), ("age_to", "<=", "older than")):
        age = getattr(rules, name)
        if age is not None:
            if asked.calendar != "dates":
                raise StudyError(f"[eligibility] {name} needs dates: where days are numbers, no age is known.")
            yield Rule(name, f"{wrong} {age} at the start", f"{AGE} {sign} {age}", **asked.known("age"))
    for name in ("sex", "indication"):
        values = getattr(rules, name)
        if values:
            fact = asked.column(name, name)
            yield _with_values(name, fact, values, asked)
    if rules.diagnosis:
        yield _diagnosed(rules, asked)
    for name, sign, wrong in (("min_course_days", ">=", "less"), ("max_course_days", "<=", "more")):
        days = getattr(rules, name)
        if days is not None:
            yield Rule(name, f"a course of {wrong} than {counted(days, 'day')}", f"{LENGTH} {sign} {days}")
    for name, sign, wrong in (("min_mg_per_kg", ">=", "less"), ("max_mg_per_kg", "<=", "more")):
        dose = getattr(rules, name)
        if dose is not None:
            fact = asked.column(name, "dose_mg_per_kg")
            reason = f"a dose of {wrong} than {number_text(dose)} mg/kg"
            yield Rule(name, reason, f"({fact.sql}) {sign} {dose}", **asked.known(fact.name))
    if rules.min_fills is not None:
        (dispensed,) = asked.connection.execute("SELECT COUNT(dispensing_days) FROM first_courses").fetchall()[0]
        if not dispensed:
            raise StudyError("[eligibility] min_fills needs dispensings; these records do not tell how many.")
        yield Rule("min_fills", f"dispensed on fewer than {counted(rules.min_fills, 'day')}",
                   f"dispensing_days >= {rules.min_fills}")  # fmt: skip
    for name, values in rules.only.items():
        fact = asked.column("only", name)
        yield _with_values("only", fact, values, asked)
    for name, values in rules.exclude.items():
        fact = asked.column("exclude", name)
        within = asked.values("exclude", fact, values)
        yield Rule("exclude", f"{column_words(fact.name)} {or_words(values)}", f"NOT {within}")
    if rules.min_followup_days is not None:
        reason = f"observed for less than {counted(rules.min_followup_days, 'day')} after the end"
        yield Rule("min_followup_days", reason, f"observed_day >= {rules.min_followup_days}")


def _with_values(key: str, fact: Fact, values: tuple[str, ...], asked: _Asked) -> Rule:
    """Who has one of some values stays; of whom it is not known only where "" is one of them."""
    reason = f"{column_words(fact.name)} {not_words(values)}"
    return Rule(key, reason, asked.values(key, fact, values), **({} if "" in values else asked.known(fact.name)))


def told_at_the_end(rules: Eligibility, facts: Mapping[str, Fact]) -> Iterator[str]:
    """The columns of rules that only the end of a course tells."""
    yield from (AT_THE_END[name] for name in rules.stated if name in AT_THE_END)
    yield from ["diagnosis"] * (rules.diagnosis_until in ("end", "any"))
    named = (spelt(name, facts) for name in (*rules.only, *rules.exclude))
    yield from (name for name in named if name in facts and facts[name].at_the_end)


def _diagnosed(rules: Eligibility, asked: _Asked) -> Rule:
    """The rule that one of some diagnoses is recorded in time. Raises StudyError where there is no table of diagnoses,
    and where it has none of them of anybody at any time."""
    table = asked.diagnoses
    if not table:
        column = ""
        if "diagnosis" in asked.facts:
            value = rules.diagnosis[0].replace('"', "")
            column = f' For the column diagnosis of these records: only = {{ diagnosis = "{value}" }}.'
        raise StudyError(
            "[eligibility] diagnosis needs a table of diagnoses, and these records have none. Name it: diagnoses = "
            '"diagnoses.csv", with patient_id, date and diagnosis_code; in an OMOP database it is condition_occurrence.'
            + column
        )
    of_table = diagnoses_in(asked.connection, table, rows=False, words=rules.diagnosis)
    there = [(each, count) for each, count, _ in of_table]
    matched = matching((each for each, _ in there), map(Listed.of, rules.diagnosis))
    if not matched:
        some = with_counts(sorted(((each.shown, count) for each, count in there), key=_by_count), "other")
        raise StudyError(
            f"[eligibility] diagnosis: nobody has {or_words(rules.diagnosis)} in the table of diagnoses. Its codes "
            f"are: {some or 'none'}. List those that are meant, or the beginnings of codes (L7*)."
        )
    days = "" if rules.diagnosis_days is None else f" AND d.date >= start_day - {rules.diagnosis_days}"
    by = {"end": " AND d.date <= day0", "any": ""}.get(str(rules.diagnosis_until), " AND d.date <= start_day")
    whose = f"EXISTS (SELECT 1 FROM {table} AS d WHERE d.person_id = first_courses.person_id"
    return Rule(
        "diagnosis", f"no diagnosis of {rules.diagnosis_words}", f"{whose} AND {sql_of(matched, 'd')}{days}{by})",
        f"NOT {whose})", "no diagnosis recorded at all",
    )  # fmt: skip


def _by_count(each: tuple[str, int]) -> tuple[int, str]:
    return -each[1], each[0]


def verdicts(rules: Sequence[Rule]) -> str:
    """SQL over ``first_courses``: the number of the first rule that leaves a person out, even where it is not fulfilled
    and odd where what it needs is not known; NULL of who is eligible."""
    cases = []
    for place, rule in enumerate(rules):
        if rule.unknown:
            cases.append(f"WHEN {rule.unknown} THEN {2 * place + 1}")
        cases.append(f"WHEN NOT ({rule.holds}) THEN {2 * place}")
    return f"CASE {' '.join(cases)} END"


def left_out_by(rules: list[Rule], connection: Engine) -> tuple[LeftOut, ...]:
    """How many people each rule leaves out. Raises NobodyLeft, with the rule that left nobody, where all leave."""
    counts: dict[Any, int] = dict(
        connection.execute(
            f"SELECT verdict, COUNT(*) FROM (SELECT {verdicts(rules)} AS verdict FROM first_courses) AS judged "
            "GROUP BY verdict"
        ).fetchall()
    )
    steps = []
    for place, rule in enumerate(rules):
        if unknown := counts.get(2 * place + 1):
            steps.append(LeftOut(rule.key, rule.lacking, unknown))
        steps.append(LeftOut(rule.key, rule.reason, counts.get(2 * place, 0)))
    if not counts.get(None):
        raise NobodyLeft(_nobody(steps))
    return tuple(steps)


def _nobody(steps: list[LeftOut]) -> str:
    total = sum(each.people for each in steps)
    last = [each for each in steps if each.people][-1]
    parts = "; ".join(f"{each.rule}, {each.reason}: {count_text(each.people)}" for each in steps if each.people)
    return (
        f"Nobody is eligible: [eligibility] {last.rule} leaves nobody. Of {counted(total, 'first course')} these are "
        f"left out, in turn: {parts}. Loosen that rule or one before it."
    )
