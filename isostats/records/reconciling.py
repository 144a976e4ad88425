"""Whose rows they are: every table beside the main one is matched with it, both ways, and the counts are told.

One home for all doors. The main table is the course file or the dispensings; its people are numbered in the table
``ids`` (person_id, person). A companion is any other table, typed, with ``person`` (NULL where its id is not in the
main table) and ``nobody`` (its id is empty).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from isostats.engines.embedded import Engine, count_rows, one_row
from isostats.records.findings import Finding
from isostats.records.input_tables import DISPENSING_TABLES
from isostats.records.input_tables.declaration import Severity
from isostats.records.loaded import Loaded
from isostats.records.person_ids import are_numbers, float_ids, id_text, normal_form
from isostats.records.setting_aside import FlowStep
from isostats.words.numbers import count_text, counted

NORMALISE = 'Write each id one way, or set ids = "normalise" to join such spellings.'
WIDER = tuple(table.label for table in DISPENSING_TABLES.values() if table.wider)

COUNTS = """SELECT count(*), count(person), count(*) FILTER (nobody), count(DISTINCT person) FROM {t}_typed"""
STRANGERS = """CREATE OR REPLACE TEMP TABLE strangers AS
SELECT said.person_id, said.rows, said.row FROM (
    SELECT {id} AS person_id, count(*) AS rows, min(row) AS row FROM {t} WHERE {id} <> '' GROUP BY 1) AS said
ANTI JOIN {ids} AS ids ON ids.person_id = said.person_id"""
FORMS = """CREATE OR REPLACE TEMP TABLE main_forms AS
SELECT {form} AS form, min(person_id) AS person_id, count(*) AS ids FROM {ids} GROUP BY 1"""
ALIKE = """CREATE OR REPLACE TEMP TABLE alike AS
SELECT strangers.person_id AS theirs, strangers.rows, strangers.row, main_forms.person_id AS ours, main_forms.ids
FROM (SELECT *, {form} AS form FROM strangers) AS strangers JOIN main_forms USING (form)"""
NONE_ALIKE = """CREATE OR REPLACE TEMP TABLE alike AS
SELECT person_id AS theirs, rows, row, person_id AS ours, 1 AS ids FROM strangers WHERE FALSE"""

# Two spellings within the main table: the pairs, and the first two spellings of the first of them.
SPELLINGS = """SELECT count(*), sum(ids), arg_min(first, first), arg_min(last, first) FROM (
    SELECT count(*) AS ids, min(person_id) AS first, max(person_id) AS last FROM {ids} GROUP BY {form}
    HAVING count(*) > 1) AS several"""
JOINED = """SELECT count(*), sum(said), arg_min(first, first), arg_min(last, first) FROM (
    SELECT count(*) AS said, min(id) AS first, max(id) AS last FROM (
        SELECT DISTINCT {id} AS id FROM {t} WHERE {id} <> '') AS written
    GROUP BY {form} HAVING count(*) > 1) AS several"""

ONE_SPELLING = """SELECT bool_and(regexp_full_match(person_id, '0|[1-9][0-9]*')) OR (
    min(length(person_id)) = max(length(person_id))
    AND (bool_and(regexp_full_match(person_id, '[A-Z]*[-_/:#]?[0-9]+'))
         OR bool_and(regexp_full_match(person_id, '[a-z]*[-_/:#]?[0-9]+')))) FROM {ids}"""

# Ids that match by their normal form and are nowhere written so in the main table.
BY_FORM = """SELECT count(*) FROM (SELECT id FROM (SELECT DISTINCT {theirs} AS id FROM {t}) AS said
    ANTI JOIN (SELECT DISTINCT {ours} AS id FROM {m}) AS main USING (id)) AS otherwise
SEMI JOIN {m}_ids AS numbered ON numbered.person_id = {form}"""


@dataclass(frozen=True)
class Match:
    """How a companion and the main table match. ``people`` counts ids: of the main table, of the companion, in both,
    in the companion alone; ``alike`` those of the last that the main table has under another spelling, ``either`` those
    of them that could be several of its people; ``joined`` were matched by the normal form alone, where a study asked
    for it."""

    label: str
    source: str
    main: str
    main_people: int
    rows: int
    matched_rows: int
    stray_rows: int
    nameless_rows: int
    people: int
    matched: int
    stray: int
    alike: int = 0
    either: int = 0
    example: str = ""
    row: int | None = None
    alike_example: str = ""
    alike_row: int | None = None
    joined: int = 0

    @property
    def without(self) -> int:
        """People of the main table without a row in the companion."""
        return self.main_people - self.matched


def reconciled(
    connection: Engine, main: Loaded, others: Iterable[Loaded], ids: str
) -> tuple[list[Finding], tuple[FlowStep, ...]]:
    """What the reader must know of ids and matches, and the counts as steps beside the flow."""
    matches = reconcile(connection, main, others, ids)
    findings = [*id_findings(connection, main, ids), *match_findings(connection, main, matches)]
    return findings, match_steps(matches)


def reconcile(connection: Engine, main: Loaded, others: Iterable[Loaded], ids: str) -> list[Match]:
    """Match every companion with the main table; ``ids`` is how the study wants ids."""
    named = [other for other in others if other.layout.has("patient_id")]
    if not named:
        return []
    numbered = f"{main.table}_ids"
    total, made = count_rows(connection, numbered), False
    matches = []
    for other in named:
        rows, matched_rows, nameless, matched = map(int, one_row(connection, COUNTS.format(t=other.table)))
        match = Match(other.label, other.called, main.called, total, rows, matched_rows,
                      rows - matched_rows - nameless, nameless, matched, matched, 0)  # fmt: skip
        if match.stray_rows:
            connection.execute(STRANGERS.format(id=id_text(other, ids), t=other.table, ids=numbered))
            plain = "SELECT bool_and(regexp_full_match(person_id, '0|[1-9][0-9]*')) FROM {table}"
            odd = made or not all(one_row(connection, plain.format(table=each))[0] for each in ("strangers", numbered))
            if odd and not made:  # plain whole numbers have no other spelling
                connection.execute(FORMS.format(form=normal_form("person_id"), ids=numbered))
                made = True
            match = _with_strangers(connection, match, odd=odd)
        if ids == "normalise" and matched:
            match = replace(match, joined=_joined(connection, main, other))
        matches.append(match)
    for table in ("strangers", "alike", "main_forms"):
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    return matches


def _joined(connection: Engine, main: Loaded, other: Loaded) -> int:
    ours, theirs = (id_text(one) for one in (main, other))
    sql = BY_FORM.format(ours=ours, theirs=theirs, m=main.table, t=other.table, form=normal_form("id"))
    return int(one_row(connection, sql)[0])


def _with_strangers(connection: Engine, match: Match, *, odd: bool) -> Match:
    connection.execute(ALIKE.format(form=normal_form("person_id")) if odd else NONE_ALIKE)
    stray, row, first = one_row(connection, "SELECT count(*), min(row), arg_min(person_id, row) FROM strangers")
    alike, either, place, theirs, ours = one_row(
        connection,
        "SELECT count(*), count(*) FILTER (ids > 1), min(row), arg_min(theirs, row), arg_min(ours, row) FROM alike",
    )
    return replace(
        match,
        people=match.matched + int(stray),
        stray=int(stray),
        alike=int(alike),
        either=int(either),
        example=f"patient {first}, row {row}",
        row=None if row is None else int(row),
        alike_example=f"'{theirs}' in row {place}, and '{ours}' in {match.main}" if alike else "",
        alike_row=None if place is None else int(place),
    )


def match_findings(connection: Engine, main: Loaded, matches: Sequence[Match]) -> list[Finding]:
    """What the reader must know of the matches: errors, warnings, and one note with the counts for each table."""
    return [finding for match in matches for finding in _of_match(connection, main, match)]


def _of_match(connection: Engine, main: Loaded, match: Match) -> Iterable[Finding]:
    if not match.rows:
        yield _finding(match, "note", "empty_companion", 1, f"{match.source} has no rows",
                       advice="Taken as it is: nothing of the kind happened to anybody.")  # fmt: skip
        return
    nobody = match.main_people and match.people and not match.matched
    mostly = _mostly_unknown(match)
    if nobody or mostly:
        rule = "companion_of_nobody" if nobody else "companion_mostly_unknown"
        start = f"nobody of {match.source} is in {match.main}" if nobody else (
            f"most ids of {match.source} and {match.main} do not match")  # fmt: skip
        message = f"{start}: {_counts(match)}"
        yield _finding(match, "error", rule, match.stray or match.without, message, match.row,
                       _both_spellings(connection, main, match), _advice(match))  # fmt: skip
    elif match.alike:
        message = (
            f"{count_text(match.alike)} of {counted(match.people, 'patient')} of {match.source} "
            f"{'is' if match.alike == 1 else 'are'} in {match.main} under another spelling, and "
            f"{'is' if match.alike == 1 else 'are'} not matched"
        )
        # In the other tables strangers may be strangers; an event of one is a fault, and setting it aside would leave
        # the person it belongs to without it.
        so: Severity = "error" if match.label == "events" else "warning"
        yield _finding(match, so, "companion_spelled_otherwise", match.alike, message, match.alike_row,
                       match.alike_example, NORMALISE + _ambiguous(match))  # fmt: skip
    strangers = match.stray - match.alike
    if strangers and not nobody and not mostly and match.label not in (*WIDER, "events"):
        one = strangers == 1
        message = (
            f"{count_text(strangers)} of {counted(match.people, 'patient')} of {match.source} "
            f"{'is' if one else 'are'} not in "
            f"{match.main} ({count_text(match.stray_rows)} of {counted(match.rows, 'row')} belong to nobody there)"
        )
        yield _finding(match, "warning", "companion_unknown_people", strangers, message, match.row, match.example,
                       "Left out. Look whether both tables name patients alike.")  # fmt: skip
    if match.nameless_rows and match.label != "events":
        has = "has" if match.nameless_rows == 1 else "have"
        message = (
            f"{count_text(match.nameless_rows)} of {counted(match.rows, 'row')} of {match.source} {has} no patient_id"
        )
        most = 2 * match.nameless_rows > match.rows
        advice = "Look whether patient_id is the right column." if most else "They belong to nobody and are left out."
        severity: Severity = "error" if most else "warning"
        yield _finding(match, severity, "companion_without_id", match.nameless_rows, message, advice=advice)
    if not nobody and not mostly:
        yield _finding(match, "note", "reconciled", match.matched, _counts(match))


def _mostly_unknown(match: Match) -> bool:
    """Most ids do not match. Strangers are no fault where a table is cut from everybody, but that most people of the
    main table are missing from observation is one; that few of them have treatments, deaths or weights is none."""
    if match.alike > match.matched:
        return True
    if match.label == "observation":
        return 2 * match.without > match.main_people
    return match.label not in WIDER and 2 * match.stray > match.people


def _counts(match: Match) -> str:
    """Both ways, in rows and people."""
    both = (
        f"{count_text(match.matched)} of {counted(match.people, 'patient')} and {count_text(match.matched_rows)} of "
        f"{counted(match.rows, 'row')} of {match.source} are in {match.main}; {count_text(match.matched)} of "
        f"{counted(match.main_people, 'patient')} of {match.main} are in {match.source}"
    )
    return both + (f"; {counted(match.joined, 'id')} matched by the normal form alone" if match.joined else "")


def _both_spellings(connection: Engine, main: Loaded, match: Match) -> str:
    if match.alike:
        return match.alike_example
    ours = one_row(connection, f"SELECT min(person_id) FROM {main.table}_ids")[0]
    if not match.example:
        return f"'{ours}' is in {match.main} alone"
    return f"{match.example}; the first patient of {match.main} is '{ours}'"


def _advice(match: Match) -> str:
    if match.alike:
        return NORMALISE + _ambiguous(match)
    if match.label == "observation":
        return "Name the column with the ids of both tables (patient_id), or give the observation of these people."
    return (
        "Look whether patient_id is the same column in both, and written alike. If the table is of other people, "
        "keep the rows of these people only, or leave it out."
    )


def _ambiguous(match: Match) -> str:
    if not match.either:
        return ""
    verb = "could be" if match.either != 1 else "could itself be"
    return f" {count_text(match.either)} of them {verb} several people of {match.main}; correct those by hand."


def id_findings(connection: Engine, main: Loaded, ids: str) -> list[Finding]:
    """Ids of the main table that are no ids any more, and two spellings of one id: told, or joined and told."""
    numbered = f"{main.table}_ids"
    if are_numbers(connection, numbered):
        return []
    lost = float_ids(connection, numbered, main.raw.source)
    text = id_text(main)
    if not main.layout.has("patient_id") or _whole(connection, numbered, ids):
        return lost
    if ids == "normalise":
        sql = JOINED.format(id=text, t=main.table, form=normal_form("id"))
    else:
        sql = SPELLINGS.format(ids=numbered, form=normal_form("person_id"))
    people, spellings, first, last = one_row(connection, sql)
    if not people:
        return lost
    patients = counted(int(people), "patient")
    if ids == "normalise":
        message = f"{count_text(int(spellings))} ids of {main.raw.source} were joined into {patients}"
        advice = 'By ids = "normalise". If two of them are different people, correct the file and leave that out.'
        rule = "ids_joined"
    else:
        message = (
            f"{count_text(int(spellings))} ids of {main.raw.source} may be of {patients}: they differ by case, "
            "blanks, leading zeros, .0 or forms of one letter alone"
        )
        advice, rule = "Counted as different people. " + NORMALISE, "two_spellings"
    example = " and ".join(_at_row(connection, main, text, each) for each in (first, last))
    return [*lost, Finding("warning", rule, int(people), message, None, example, advice, "patient_id")]


def _at_row(connection: Engine, main: Loaded, text: str, sentence: str) -> str:
    row = one_row(connection, f"SELECT min(row) FROM {main.table} WHERE {text} = ?", [sentence])[0]
    return f"'{sentence}'" + ("" if row is None else f" in row {row}")


def _whole(connection: Engine, numbered: str, ids: str) -> bool:
    """Whether no id can have another spelling: all are plain whole numbers, or all are of one length and of one form,
    letters of one case before a number. In a normal form they may have had others."""
    return ids != "normalise" and bool(one_row(connection, ONE_SPELLING.format(ids=numbered))[0])


def match_steps(matches: Sequence[Match]) -> tuple[FlowStep, ...]:
    """The counts as steps beside the flow: rows and patients of each companion, matched and not."""
    steps = []
    for match in matches:
        beside = f"beside: {match.label}"
        steps += [
            FlowStep(beside, "matched", match.matched_rows, match.matched),
            FlowStep(beside, "not_in_the_main_table", match.stray_rows, match.stray),
            FlowStep(beside, "without_a_row_in_it", 0, match.without),
        ]
    return tuple(steps)


def _finding(
    match: Match,
    severity: Severity,
    rule: str,
    count: int,
    message: str,
    row: int | None = None,
    example: str = "",
    advice: str = "",
) -> Finding:
    return Finding(severity, rule, count, message, row, example, advice, "patient_id")
