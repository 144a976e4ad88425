"""What breaks a rule: counted by the engine in one query, and told with one row in words. Of every input table alike.

A finding is a sentence with its count, one example and what to do; of all rows, one is named and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from isostats.engines.embedded import Engine, count_rows, one_row
from isostats.records.advice import printable, words_of
from isostats.records.date_texts import iso
from isostats.records.findings import Finding
from isostats.records.input_tables.declaration import RAGGED, Rule, limits, outside
from isostats.records.lexicon import rows_of_problem
from isostats.records.loaded import Loaded
from isostats.records.row_numbers import file_row
from isostats.records.rules import RULES
from isostats.words.numbers import count_text, counted, number_text

DAYS = {  # whatever else of a row is a day
    "earlier_end", "p_last_contact", "p_death", "p_first_end", "p_death_date_low", "p_death_date_high", "day", "death",
}  # fmt: skip
ONCE = " AND place = 1"
OF_MONTHS = "Dates of months alone stand for one day of it, so that two of one month are one day: write their days."

T = TypeVar("T")


@dataclass(frozen=True)
class Fault:
    """A finding together with the SQL that lists its (row, person)."""

    finding: Finding
    file: str
    rows_sql: str


def broken(connection: Engine, view: str, asked: Sequence[tuple[T, str]]) -> list[tuple[T, str, int, int]]:
    """The conditions that some row of a view fulfils, each with how many do and the first of them.

    One query, however many are asked, in which each stands once: of few rows making sense of it is what takes the time.
    """
    if not asked:
        return []
    rows = ", ".join(f"CASE WHEN {where} THEN row END AS b{at}" for at, (_, where) in enumerate(asked))
    counts = ", ".join(f"count(b{at}), min(b{at})" for at in range(len(asked)))
    answer = iter(one_row(connection, f"SELECT {counts} FROM (SELECT {rows} FROM {view}) AS rows_of"))
    return [(*each, int(count), int(row)) for each, count, row in zip(asked, answer, answer, strict=True) if count]


def rule_faults(
    connection: Engine,
    loaded: Loaded,
    view: str,
    rules: Iterable[Rule],
    beside: Sequence[str] = (),
    unread: Collection[str] | None = None,
) -> list[Fault]:
    """Every rule that rows or persons of a view break; ``beside`` as in :func:`words_of_row`.

    A text that cannot be read is a fault of its own, and never a value that is missing: ``unread`` are columns of the
    view that have such texts, and say in ``<column>_bad`` where (None: those of the table).
    """
    unread = loaded.reading.unread if unread is None else unread
    asked = []
    for rule in rules:
        for column, condition in _by_column(rule, loaded):
            named = (each for each in sorted(unread) if re.search(rf"\b{each}\b", condition))
            known = "".join(f" AND NOT {each}_bad" for each in named)
            asked.append(((rule, column), condition + known + (ONCE if rule.scope == "person" else "")))
    return [
        Fault(
            rule_finding(connection, loaded, rule, count, row, column=column, beside=beside),
            loaded.label,
            f"SELECT row, person FROM {view} WHERE {where.removesuffix(ONCE)}",
        )
        for (rule, column), where, count, row in broken(connection, view, asked)
    ]


def _by_column(rule: Rule, loaded: Loaded) -> list[tuple[str, str]]:
    """A rule's condition, for every column it is about that the file has."""
    if not rule.condition or not all(loaded.layout.has(name) for name in rule.needs):
        return []
    if not rule.columns:
        return [("", f"({rule.condition})")]
    columns = [loaded.schema[name] for name in rule.columns if loaded.layout.has(name)]
    ranges = {each.name: (outside(each, each.hard), outside(each, each.edge)) for each in columns}
    condition = f"({rule.condition})"
    return [(name, condition.format(column=name, outside_hard=a, outside_edge=b)) for name, (a, b) in ranges.items()]


def rule_finding(
    connection: Engine,
    loaded: Loaded,
    rule: Rule,
    count: int,
    row: int | None,
    *,
    column: str = "",
    beside: Sequence[str] = (),
    of: Mapping[str, Any] | None = None,
) -> Finding:
    """What a rule over rows or persons found, with its first row in words; ``of`` are the words where it has no row."""
    values = dict(of or {}) if row is None else words_of_row(connection, loaded, row, beside)
    values |= {"column": column} | ({"value": values.get(column)} if column else {})
    values |= {side: values.get(f"p_{column}_{side}") for side in ("low", "high")}
    ranged = column and "{" in rule.advice
    advice = rule.advice.format(column=column, **limits(loaded.schema[column])) if ranged else rule.advice
    months = {name for key, name in loaded.reading.rows_of if key == "month_day"}
    if rule.severity == "error" and any(re.search(rf"\b{name}\b", rule.condition) for name in months):
        advice = f"{OF_MONTHS} {advice}"
    persons = rule.scope == "person"
    total = count_rows(connection, f"{loaded.table}_persons") if persons else loaded.raw.rows
    noun = "patient" if persons else loaded.input.noun or f"row of {loaded.raw.source}"
    message = sentence(rule, count, total, noun).format(column=column)
    return Finding(rule.severity, rule.id, count, message, row, rule.example.format(**values), advice, column)


def sentence(rule: Rule, count: int, total: int, noun: str) -> str:
    """How many of how many break a rule."""
    plural = noun.replace("row of", "rows of") if " of " in noun else None
    return f"{count_text(count)} of {counted(total, noun, plural)} {rule.one if count == 1 else rule.many}"


def words_of_row(connection: Engine, loaded: Loaded, row: int, beside: Sequence[str] = ()) -> dict[str, Any]:
    """One checked row in words: days as dates, ``who`` as in the file; ``beside`` is SQL of what else is known of a row
    (its number is the parameter)."""
    values: dict[str, Any] = {}
    for sql in (f"SELECT * FROM {loaded.table}_checked WHERE row = ?", *beside):
        cursor = connection.execute(sql, [row])
        names = [column[0] for column in cursor.description or ()]
        values |= next((dict(zip(names, each, strict=True)) for each in cursor.fetchall()), {})
    days = DAYS | {name for name, column in loaded.schema.items() if column.type == "date"}
    for name, value in values.items():
        if value is None:
            values[name] = "no"
        elif name in days:
            values[name] = f"day {value}" if loaded.layout.days else iso(int(value))
        elif isinstance(value, float):
            values[name] = number_text(value)
    product = " ".join(str(values[name]) for name in ("code", "drug") if values.get(name) not in (None, "no"))
    date = values.get("date") or values.get("day") or values.get("dispense_date")
    who = _who(connection, loaded, row)
    return {**values, "row": file_row(row), "who": who, "product": product, "date": date, "died": values.get("death")}


def _who(connection: Engine, loaded: Loaded, row: int) -> str:
    """The patient of a row, as the file writes it, and the row."""
    position = loaded.layout.positions.get("patient_id")
    if position is None:
        return f"row {file_row(row)}"
    cell = one_row(connection, f"SELECT c{position} FROM {loaded.table} WHERE row = ?", [row])
    patient = str(cell[0] or "").strip() if cell else ""
    return f"patient {patient}, row {file_row(row)}" if patient else f"row {file_row(row)}"


def value_faults(connection: Engine, loaded: Loaded, last: int | None = None, counted_rows: str = "") -> list[Fault]:
    """Every text that could not be read, by rule and column; ``last`` is the last date that is recorded.

    ``counted_rows`` is SQL for the rows that are of use, where the table does not tell it of its own; what could not be
    read in any other row is no fault, but in the column that tells it.
    """
    faults = []
    problems, counts = loaded.reading.problems, loaded.input.counted
    if counts and not counted_rows:
        counted_rows = f"SELECT row FROM {loaded.table}_typed WHERE {counts}"
    for column, problem in sorted(problems, key=lambda pair: pair[::-1]):
        rule = RULES[problem]
        if rule.scope != "value":
            continue
        rows, count = rows_of_problem(loaded, column, problem), sum(problems[column, problem].values())
        if counted_rows and not re.search(rf"\b{column}\b", counts):
            rows = f"SELECT unread.* FROM ({rows}) AS unread SEMI JOIN ({counted_rows}) AS of_use USING (row)"
            count = int(one_row(connection, f"SELECT count(*) FROM ({rows}) AS of_use")[0])
        if not count:
            continue
        row, text = one_row(connection, f"SELECT min(row), arg_min(text, row) FROM ({rows}) AS unread")
        if problem == "unknown_code" and loaded.schema[column].outcome:
            rule = RULES["unknown_outcome_code"]
        words = words_of(loaded, column, problem, text, last)
        of = counted(loaded.raw.rows, "value")
        message = f"{count_text(count)} of {of} of {column} {rule.one if count == 1 else rule.many}"
        example = f"{_who(connection, loaded, row)}, '{printable(text)}'"
        finding = Finding(rule.severity, rule.id, count, message, row, example, rule.advice.format(**words), column)
        with_person = f"FROM ({rows}) AS unread JOIN {loaded.table}_typed AS typed ON typed.row = unread.row"
        faults.append(Fault(finding, loaded.label, f"SELECT unread.row, typed.person {with_person}"))
    return faults


def ragged_faults(loaded: Loaded) -> list[Fault]:
    """Rows without the header's number of columns, with the patient they name where that can be told."""
    ragged = loaded.raw.ragged
    if not ragged:
        return []
    rule = next((rule for rule in loaded.input.rules if rule.id.startswith("ragged")), RAGGED)
    first = ragged[0]
    patient = first.patient(loaded.layout.positions.get("patient_id"))
    who = f"patient {patient}, row {first.row}" if patient else f"row {first.row}"
    example = f"{who}: {first.fault or f'{len(first.cells)} columns where the header has {len(loaded.raw.names)}'}"
    message = sentence(rule, len(ragged), loaded.raw.rows + len(ragged), f"row of {loaded.raw.source}")
    finding = Finding(rule.severity, rule.id, len(ragged), message, first.row, example, rule.advice)
    return [Fault(finding, loaded.label, f"SELECT row, person FROM ({ragged_rows(loaded)}) AS ragged")]


def ragged_rows(loaded: Loaded) -> str:
    """SQL for the ragged rows with the persons they name."""
    return (
        f"SELECT ragged.row, ids.person FROM {loaded.table}_ragged AS ragged "
        f"LEFT JOIN {loaded.ids} AS ids ON ids.person_id = ragged.person_id"
    )
