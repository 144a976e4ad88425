"""Whose rows they are: every table beside the main one is matched with it, both ways, and the counts are told.

One home for all doors. The main table is the course file or the dispensings; its people are numbered in the table
``ids`` (person_id, person). A companion is any other table, typed, with ``person`` (NULL where its id is not in the
main table) and ``nobody`` (its id is empty).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from isostats.engines.embedded import Engine, count_rows, one_row
from isostats.records.cell_sql import trimmed
from isostats.records.findings import Finding
from isostats.records.ids_that_look_alike import LOOK_ALIKE_IDS, LOOKS_LATIN, ids_looking_alike
from isostats.records.input_tables.declaration import Severity
from isostats.records.loaded import Loaded
from isostats.records.person_ids import (
    at_rows,
    float_ids,
    id_text,
    normal_form,
    rows_with_ids,
    within_number,
    without_blanks,
)
from isostats.records.setting_aside import FlowStep
from isostats.words.numbers import agreed, count_text, counted

NORMALISE = 'Write each id one way, or set ids = "normalise" to join such spellings.'
ONE_WAY = "Write each id one way: with the letters before all numbers, or before none."
WITHOUT_BLANKS = "Write each id one way, without blanks between digits."

COUNTS = """SELECT count(*), count(person), count(*) FILTER (nobody), count(DISTINCT person) FROM {t}_typed"""
# ``written`` is the id as it stands in the file, where it is first.
STRANGERS = """CREATE OR REPLACE TEMP TABLE strangers AS
SELECT said.person_id, said.written, said.rows, said.row FROM (
    SELECT {id} AS person_id, arg_min({written}, row) AS written, count(*) AS rows, min(row) AS row
    FROM {rows} WHERE {id} <> '' GROUP BY 1) AS said
ANTI JOIN {ids} AS ids ON ids.person_id = said.person_id"""
FORMS = """CREATE OR REPLACE TEMP TABLE main_forms AS
SELECT {form} AS form, min(person_id) AS person_id, count(*) AS ids FROM {ids} GROUP BY 1"""
ALIKE = """CREATE OR REPLACE TEMP TABLE alike AS
SELECT strangers.person_id AS theirs, strangers.rows, strangers.row, main_forms.person_id AS ours, main_forms.ids
FROM (SELECT *, {form} AS form FROM strangers) AS strangers JOIN main_forms USING (form)"""
NONE_ALIKE = """CREATE OR REPLACE TEMP TABLE alike AS
SELECT person_id AS theirs, rows, row, person_id AS ours, 1 AS ids FROM strangers WHERE FALSE"""

# A number that is there after letters too: 7 and P7, the number and the word before it of the normal form.
SPLIT = """SELECT min(person_id) AS person_id, regexp_replace(form, '[0-9]+$', '') AS word,
    regexp_extract(form, '[0-9]+$') AS number
FROM (SELECT person_id, {form} AS form FROM {ids}) AS forms
WHERE regexp_matches(form, '(^|[^.0-9])[0-9]+$') GROUP BY form"""
# Chance is ruled out where half of the fewer ids meet, or many more than strewn over the range of numbers would.
PREFIXED = """WITH split AS ({split}), words AS (
    SELECT word, count(*) AS ids, max(TRY_CAST(number AS DOUBLE)) AS most FROM split GROUP BY word
), shared AS (
    SELECT prefixed.word, count(*) AS meeting FROM split AS prefixed JOIN split AS bare USING (number)
    WHERE prefixed.word <> '' AND bare.word = '' GROUP BY prefixed.word
), kinds AS (
    SELECT shared.word FROM shared JOIN words USING (word), (SELECT ids, most FROM words WHERE word = '') AS bare
    WHERE 2 * meeting >= least(words.ids, bare.ids)
    OR meeting > 5 + 2 * bare.ids * words.ids / greatest(words.most, bare.most, 1)
)
SELECT count(DISTINCT bare.number), count(DISTINCT word), arg_min(bare.person_id, bare.person_id),
    arg_min(prefixed.person_id, bare.person_id)
FROM kinds JOIN split AS prefixed USING (word) JOIN split AS bare ON bare.number = prefixed.number AND bare.word = ''"""
PREFIXED_ALIKE = """INSERT INTO alike
WITH theirs AS (
    SELECT *, count(*) OVER (PARTITION BY word) AS of_word
    FROM ({theirs}) AS split ANTI JOIN alike ON alike.theirs = split.person_id
), ours AS ({ours}),
met AS (
    SELECT theirs.person_id AS theirs, any_value(theirs.word) AS word, any_value(of_word) AS of_word,
        min(ours.person_id) AS ours, count(*) AS ids
    FROM theirs JOIN ours USING (number) WHERE (theirs.word = '') <> (ours.word = '') GROUP BY 1
)
SELECT theirs, rows, row, ours, ids FROM (SELECT *, count(*) OVER (PARTITION BY word) AS meeting FROM met) AS met
JOIN strangers ON strangers.person_id = theirs
WHERE 2 * meeting >= least(of_word, (SELECT count(*) FROM ours WHERE (ours.word = '') <> (met.word = '')))"""

# A number with blanks in it and the whole one; never two that are both parted, of which neither is the other.
ANY_PARTED = """SELECT EXISTS (SELECT 1 FROM strangers WHERE {blanks})
    OR EXISTS (SELECT 1 FROM ({ours}) AS ours WHERE {blanks})"""
PARTED_ALIKE = """INSERT INTO alike
WITH theirs AS (
    SELECT *, {blanks} AS parted, {whole} AS whole FROM strangers ANTI JOIN alike ON theirs = strangers.person_id
), ours AS (SELECT person_id AS ours, {blanks} AS parted, {whole} AS whole FROM ({ours}) AS written)
SELECT person_id, any_value(rows), any_value(row), min(ours), count(DISTINCT ours) FROM theirs JOIN ours USING (whole)
WHERE theirs.parted <> ours.parted GROUP BY person_id"""
# Ids of the main table (person_id) as they stand there (written); of fills that stayed in their database no spelling
# is at hand, and none of them needs another.
OURS = "SELECT person_id, person_id AS written FROM {ids}"
OURS_NORMALISED = """SELECT person_id, coalesce(spelled.written, person_id) AS written FROM {ids}
LEFT JOIN (SELECT DISTINCT person_id, {id} AS written FROM {t}_spellings) AS spelled USING (person_id)"""
FIRST_ALIKE = """SELECT count(*), count(*) FILTER (ids > 1), min(alike.row), arg_min(strangers.written, alike.row),
    (SELECT min(written) FROM ({ours}) AS ours WHERE person_id = arg_min(alike.ours, alike.row))
FROM alike JOIN strangers ON strangers.person_id = theirs"""

# Two spellings within the main table: the pairs, and the first two spellings of the first of them.
SPELLINGS = """SELECT count(*), sum(ids), arg_min(first, first), arg_min(last, first) FROM (
    SELECT count(*) AS ids, min(written) AS first, max(written) AS last FROM ({spelled}) AS spelled GROUP BY form
    HAVING count(*) > 1 AND {of_one_script}) AS several"""
AS_WRITTEN = "SELECT person_id AS written, {form} AS form FROM {ids}"
NORMALISED = "SELECT DISTINCT {id} AS written, person_id AS form FROM {t}_spellings WHERE person_id <> ''"
# Ids with blanks between digits that would be another's without.
WITH_BLANKS = "SELECT written, form, {whole} AS whole FROM ({spelled}) AS spelled WHERE {blanks}"
PARTED = """SELECT count(DISTINCT parted.written), arg_min(entire.written, parted.written), min(parted.written)
FROM ({parted}) AS parted JOIN ({spelled}) AS entire ON entire.form = parted.whole AND entire.form <> parted.form"""

# What stands before the digits at the end of ids, and how long these are: ids of one form have few of both. (rtrim
# takes three times as long.)
WORDS = "SELECT DISTINCT regexp_replace(person_id, '[0-9]+$', ''), length(person_id) FROM {ids} LIMIT {most}"
MOST_WORDS = 1000
PLAIN_NUMBERS = "SELECT bool_and(regexp_full_match(person_id, '0|[1-9][0-9]*')) FROM {table}"
ONE_WORD = re.compile(r"([A-Z]+|[a-z]+)([-_./:#]?)")

# Ids that match by their normal form and are nowhere written so in the main table.
BY_FORM = """SELECT count(*) FROM (SELECT id FROM (SELECT DISTINCT {theirs} AS id FROM {t}) AS said
    ANTI JOIN (SELECT DISTINCT {ours} AS id FROM {m}) AS main USING (id)) AS otherwise
SEMI JOIN {m}_ids AS numbered ON numbered.person_id = {form}"""


@dataclass(frozen=True)
class Match:
    """How a companion and the main table match, in rows and ids. Of the ids in the companion alone (``stray``),
    ``alike`` are in the main table under another spelling, of which ``either`` could be several of its people, and
    ``one_way`` says how most of these become one; ``joined`` were matched by the normal form alone, where a study
    asked for it."""

    other: Loaded
    main: Loaded
    main_people: int
    rows: int
    matched_rows: int
    nameless_rows: int
    matched: int
    stray: int = 0
    alike: int = 0
    either: int = 0
    one_way: str = ""
    joined: int = 0
    example: str = ""
    row: int | None = None
    alike_example: str = ""
    alike_row: int | None = None

    @property
    def stray_rows(self) -> int:
        """Rows whose ids are not in the main table."""
        return self.rows - self.matched_rows - self.nameless_rows

    @property
    def people(self) -> int:
        """Ids of the companion."""
        return self.matched + self.stray

    @property
    def without(self) -> int:
        """People of the main table without a row in the companion."""
        return self.main_people - self.matched

    @property
    def mostly_unknown(self) -> bool:
        """Most ids do not match. Strangers are no fault where a table is cut from everybody, but that most people of
        the main table are missing from observation is one; that few of them have treatments, deaths or weights is
        none."""
        if self.alike > self.matched:
            return True
        if self.other.label == "observation":
            return 2 * self.without > self.main_people
        return not self.other.input.wider and 2 * self.stray > self.people

    @property
    def counts(self) -> str:
        """Both ways, in rows and people."""
        matched, source, main = count_text(self.matched), self.other.called, self.main.called
        both = (
            f"{matched} of {counted(self.people, 'patient')} and {count_text(self.matched_rows)} of "
            f"{counted(self.rows, 'row')} of {source} are in {main}; {matched} of "
            f"{counted(self.main_people, 'patient')} of {main} are in {source}"
        )
        return both + (f"; {counted(self.joined, 'id')} matched by the normal form alone" if self.joined else "")

    @property
    def steps(self) -> tuple[FlowStep, ...]:
        """The counts as steps beside the flow: rows and patients, matched and not."""
        beside = f"beside: {self.other.label}"
        return (
            FlowStep(beside, "matched", self.matched_rows, self.matched),
            FlowStep(beside, "not_in_the_main_table", self.stray_rows, self.stray),
            FlowStep(beside, "without_a_row_in_it", 0, self.without),
        )


def reconciled(
    connection: Engine, main: Loaded, others: Iterable[Loaded], ids: str
) -> tuple[list[Finding], tuple[FlowStep, ...]]:
    """What the reader must know of ids and matches (errors, warnings, and a note with the counts of each table), and
    the counts as steps beside the flow; ``ids`` is how the study wants ids."""
    matches = _matches(connection, main, [other for other in others if other.layout.has("patient_id")], ids)
    findings = [finding for match in matches for finding in _of_match(connection, match)]
    return [*_of_ids(connection, main, ids), *findings], tuple(step for match in matches for step in match.steps)


def _matches(connection: Engine, main: Loaded, others: Sequence[Loaded], ids: str) -> list[Match]:
    numbered, made = main.ids, False
    matches = []
    for other in others:
        rows, matched_rows, nameless, matched = map(int, one_row(connection, COUNTS.format(t=other.table)))
        match = Match(other, main, count_rows(connection, numbered), rows, matched_rows, nameless, matched)
        if match.stray_rows:
            named, text = rows_with_ids(other, ids)
            connection.execute(STRANGERS.format(id=text, written=id_text(other), rows=named, ids=numbered))
            odd = made or not all(_plain(connection, each) for each in ("strangers", numbered))
            if odd and not made:  # plain whole numbers have no other spelling
                connection.execute(FORMS.format(form=normal_form("person_id"), ids=numbered))
                made = True
            match = _with_strangers(connection, match, _written(main, ids), odd=odd)
        if ids == "normalise" and matched:
            ours, theirs = id_text(main), id_text(other)
            sql = BY_FORM.format(ours=ours, theirs=theirs, m=main.table, t=other.table, form=normal_form("id"))
            match = replace(match, joined=int(one_row(connection, sql)[0]))
        matches.append(match)
    for table in ("strangers", "alike", "main_forms"):
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    return matches


def _plain(connection: Engine, table: str) -> bool:
    return bool(one_row(connection, PLAIN_NUMBERS.format(table=table))[0])


def _of_one_form(connection: Engine, ids: str) -> bool:
    """Whether no two ids can be alike: plain whole numbers, or ids of one length, letters of one case before a number
    and one separator or none between them."""
    words = connection.execute(WORDS.format(ids=ids, most=MOST_WORDS)).fetchall()
    if len({length for _, length in words}) == 1 and len(words) < MOST_WORDS:
        forms = [ONE_WORD.fullmatch(word) for word, _ in words]
        cases = {(form[1].isupper(), form[2]) if form else None for form in forms}
        if not any(word for word, _ in words) or (len(cases) == 1 and None not in cases):
            return True
    return _plain(connection, ids)


def _written(main: Loaded, ids: str) -> str:
    """SQL for the ids of the main table beside how they are written there."""
    if ids != "normalise" or main.reading.id_of_number:
        return OURS.format(ids=main.ids)
    return OURS_NORMALISED.format(ids=main.ids, id=trimmed("written"), t=main.table)


def _with_strangers(connection: Engine, match: Match, ours: str, *, odd: bool) -> Match:
    connection.execute(ALIKE.format(form=normal_form("person_id")) if odd else NONE_ALIKE)
    ways = {NORMALISE: count_rows(connection, "alike")}
    if odd:
        blanks = within_number("written")
        if one_row(connection, ANY_PARTED.format(blanks=blanks, ours=ours))[0]:
            whole = normal_form(without_blanks("written"))
            connection.execute(PARTED_ALIKE.format(blanks=blanks, whole=whole, ours=ours))
            ways[WITHOUT_BLANKS] = count_rows(connection, "alike") - sum(ways.values())
        split = {"form": normal_form("person_id")}
        wanting = match.main.ids
        if match.other.input.wider:  # whoever has a row of their own there needs no stranger's
            wanting = f"(FROM {wanting} ANTI JOIN {match.other.table}_typed USING (person)) AS wanting"
        connection.execute(PREFIXED_ALIKE.format(ours=SPLIT.format(ids=wanting, **split),
                                                 theirs=SPLIT.format(ids="strangers", **split)))  # fmt: skip
    stray, row, first = one_row(connection, "SELECT count(*), min(row), arg_min(written, row) FROM strangers")
    alike, either, place, theirs, our = one_row(connection, FIRST_ALIKE.format(ours=ours))
    both = f"'{theirs}' in row {place}, and '{our}' in {match.main.called}" if alike else ""
    match = replace(match, stray=stray, example=f"patient {first}, row {row}", row=row)
    ways[ONE_WAY] = alike - sum(ways.values())
    most = max(ways, key=ways.__getitem__)
    return replace(match, alike=alike, either=either, one_way=most, alike_example=both, alike_row=place)


def _of_match(connection: Engine, match: Match) -> Iterator[Finding]:
    source, main, of_id = match.other.called, match.main.called, "patient_id"
    if not match.rows:
        advice = "Taken as it is: nothing of the kind happened to anybody."
        yield Finding("note", "empty_companion", 1, f"{source} has no rows", advice=advice, column=of_id)
        return
    nobody = match.main_people and match.people and not match.matched
    unknown, strangers = nobody or match.mostly_unknown, match.stray - match.alike
    if unknown:
        rule = "companion_of_nobody" if nobody else "companion_mostly_unknown"
        start = f"nobody of {source} is in {main}" if nobody else f"most ids of {source} and {main} do not match"
        example = _both_spellings(connection, match)
        yield Finding("error", rule, match.stray or match.without, f"{start}: {match.counts}", match.row, example,
                      _advice(match), of_id)  # fmt: skip
    elif match.alike:
        are = agreed(match.alike, "is")
        message = (
            f"{count_text(match.alike)} of {counted(match.people, 'patient')} of {source} "
            f"{are} in {main} under another spelling, and {are} not matched"
        )
        # In the other tables strangers may be strangers; an event of one is a fault, and setting it aside would leave
        # the person it belongs to without it.
        so: Severity = "error" if match.other.label == "events" else "warning"
        yield Finding(so, "companion_spelled_otherwise", match.alike, message, match.alike_row, match.alike_example,
                      _advice(match), of_id)  # fmt: skip
    if strangers and not unknown and not match.other.input.wider and match.other.label != "events":
        message = (
            f"{count_text(strangers)} of {counted(match.people, 'patient')} of {source} "
            f"{agreed(strangers, 'is')} not in {main} "
            f"({count_text(match.stray_rows)} of {counted(match.rows, 'row')} belong to nobody there)"
        )
        advice = "Left out. Look whether both tables name patients alike."
        rule = "companion_unknown_people"
        yield Finding("warning", rule, strangers, message, match.row, match.example, advice, of_id)
    if (nameless := match.nameless_rows) and match.other.label != "events":
        has = agreed(nameless, "has")
        message = f"{count_text(nameless)} of {counted(match.rows, 'row')} of {source} {has} no patient_id"
        severity: Severity = "error" if 2 * nameless > match.rows else "warning"
        advice = "They belong to nobody and are left out."
        if severity == "error":
            advice = "Look whether patient_id is the right column."
        yield Finding(severity, "companion_without_id", nameless, message, advice=advice, column=of_id)
    if not unknown:
        yield Finding("note", "reconciled", match.matched, match.counts, column=of_id)


def _both_spellings(connection: Engine, match: Match) -> str:
    if match.alike:
        return match.alike_example
    ours = one_row(connection, f"SELECT min(person_id) FROM {match.main.ids}")[0]
    if not match.example:
        return f"'{ours}' is in {match.main.called} alone"
    return f"{match.example}; the first patient of {match.main.called} is '{ours}'"


def _advice(match: Match) -> str:
    if match.alike:
        could = "could be" if match.either != 1 else "could itself be"
        several = f"{count_text(match.either)} of them {could} several people of {match.main.called}"
        return match.one_way + (f" {several}; correct those by hand." if match.either else "")
    if match.other.label == "observation":
        return "Name the column with the ids of both tables (patient_id), or give the observation of these people."
    return (
        "Look whether patient_id is the same column in both, and written alike. If the table is of other people, "
        "keep the rows of these people only, or leave it out."
    )


def _of_ids(connection: Engine, main: Loaded, ids: str) -> list[Finding]:
    """Ids of the main table that are no ids any more, and two spellings of one id: told, or joined and told."""
    numbered = main.ids
    if main.reading.id_of_number:
        return []
    lost = float_ids(connection, numbered, main.raw.source)
    if not main.layout.has("patient_id"):
        return lost
    spelled = AS_WRITTEN.format(ids=numbered, form=normal_form("person_id"))
    if ids == "normalise":
        spelled = NORMALISED.format(id=trimmed("written"), t=main.table)
    lost += ids_looking_alike(connection, main, spelled, ids)
    # A normal form may have had other spellings; as written, an id of the one form has none.
    if ids != "normalise" and _of_one_form(connection, numbered):
        return lost
    further = [*_parted(connection, main, spelled), *_prefixed(connection, main, ids)]
    alike = any(each.rule == LOOK_ALIKE_IDS for each in lost)  # which are told, and no mere spelling
    of_one_script = f"bool_or({LOOKS_LATIN}) = bool_and({LOOKS_LATIN})" if alike else "TRUE"
    sql = SPELLINGS.format(spelled=spelled, of_one_script=of_one_script)
    people, spellings, first, last = one_row(connection, sql)
    if not people:
        return [*lost, *further]
    patients = counted(int(people), "patient")
    if ids == "normalise":
        message = f"{count_text(int(spellings))} ids of {main.raw.source} were joined into {patients}"
        advice = 'By ids = "normalise". If two of them are different people, correct the file and leave that out.'
        rule = "ids_joined"
    else:
        message = (
            f"{count_text(int(spellings))} ids of {main.raw.source} may be of {patients}: they differ by case, "
            "blanks, separators, leading zeros, .0, unseen signs or forms of one letter alone"
        )
        advice, rule = "Counted as different people. " + NORMALISE, "two_spellings"
    example = at_rows(connection, main, first, last)
    return [*lost, Finding("warning", rule, int(people), message, None, example, advice, "patient_id"), *further]


def _parted(connection: Engine, main: Loaded, spelled: str) -> list[Finding]:
    """The warning that ids with blanks between digits may be those without; no normal form joins these, since ``1 23``
    and ``12 3`` may be two people. ``spelled`` is a query of ids as they are written, and of their forms."""
    blanks = within_number("written")
    if not one_row(connection, f"SELECT EXISTS (SELECT 1 FROM ({spelled}) AS spelled WHERE {blanks})")[0]:
        return []
    whole = normal_form(without_blanks("written"))
    parted = WITH_BLANKS.format(spelled=spelled, whole=whole, blanks=blanks)
    count, entire, first = one_row(connection, PARTED.format(parted=parted, spelled=spelled))
    if not count:
        return []
    message = (
        f"{counted(count, 'id')} of {main.raw.source} may be of {'a patient' if count == 1 else 'patients'} who "
        f"{agreed(count, 'is')} there under another one: blanks stand between digits, and else it is the same"
    )
    advice = f"Counted as different people. {WITHOUT_BLANKS}"
    example = at_rows(connection, main, first, entire)
    return [Finding("warning", "two_spellings", count, message, None, example, advice, "patient_id")]


def _prefixed(connection: Engine, main: Loaded, ids: str) -> list[Finding]:
    """The warning that numbers are there after letters too, more often than by chance; no normal form joins these."""
    split = SPLIT.format(form=normal_form("person_id"), ids=main.ids)
    count, words, bare, prefixed = one_row(connection, PREFIXED.format(split=split))
    if not count:
        return []
    message = (
        f"{counted(count, 'id')} of {main.raw.source} may be of {'a patient' if count == 1 else 'patients'} who "
        f"{agreed(count, 'is')} there under another one: the same number stands with letters before it too"
    )
    example = at_rows(connection, main, bare, prefixed, ids=ids)
    several = " Several words stand before these numbers; look which is meant." if words > 1 else ""
    advice = "Counted as different people. " + ONE_WAY + several
    return [Finding("warning", "number_without_letters", count, message, None, example, advice, "patient_id")]
