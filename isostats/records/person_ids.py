"""Persons by their ids: one number each, one normal form by which two spellings of an id meet, and ids that are lost.

A number sorts and joins faster than a text. Ids that are all plain whole numbers are numbered in order of number, else
all in order of text. Where a table of many rows came with whole numbers for ids, or with one word before equally many
digits in all of them (P000123), the number in an id is its person's: nothing is looked up, and the order is the same.
The normal form, made once for each id as it is written, leaves out upper and lower case, Unicode composition, zeros
before a number (``007``, ``P-007``, ``007A``), the ``.0`` that a program adds to whole numbers, signs that nobody sees,
and blanks or what else separates letters from digits or letters (``P 7``, ``P-7``, ``P.7``, ``P/7``). Letters and
digits of full width, the hyphens of other lengths, and the Cyrillic and Greek letters that look like Latin ones are
plain ones. ``1-23`` and ``12-3`` are two people, and so are ``1 23`` and ``12 3``: what separates digits stays, a dot
as a dot and all else as a hyphen. ``-7`` is not ``7``. ``1.000`` keeps its zeros, since that is a thousand in half the
world, and so does a number of more digits than a 64-bit float holds.
"""

from __future__ import annotations

import re
from typing import Literal

from isostats.engines.embedded import WHOLE, Engine, insert_rows, is_there, literal, one_row
from isostats.records.cell_sql import BLANK_EDGE, trimmed
from isostats.records.findings import Finding
from isostats.records.loaded import Loaded
from isostats.records.row_numbers import file_row
from isostats.records.schema import BLANK
from isostats.words.numbers import count_text

Ids = Literal["as_written", "normalise"]

UNSEEN = "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff"
LOOK_ALIKES = str.maketrans(
    "\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0456\u0458\u0455\u04bb\u0501\u051b\u051d"
    "\u03b1\u03b2\u03b5\u03b6\u03b7\u03b9\u03ba\u03bc\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7",
    "abekmhopctyxijshdqw" "abezhikmnoptyx",
)
"""Small letters, Cyrillic and Greek, by the Latin ones that they, or their capitals, look like."""
AFTER_NO_DIGIT, BEFORE_NO_DIGIT = rf"(^|[^0-9{BLANK}])[{BLANK}]+", rf"[{BLANK}]+([^0-9]|$)"
WITHIN_NUMBER = f"[0-9][{BLANK}]+[0-9]"
WIDE = "".join(map(chr, range(0xFF01, 0xFF5F))) + "\u2010\u2011\u2012\u2013\u2014\u2212"
NARROW = "".join(map(chr, range(0x21, 0x7F))) + "-" * 6
DOT_ZERO = r"^(?:([0-9]{1,15})\.00?|([0-9]+)\.0{4,})$"
ZEROS = r"^(|.*[^0-9.])0+([0-9]+\pL*)$"
SEPARATORS = r"_./\\:#'-"
AFTER_LETTER = rf"([^0-9{SEPARATORS}])[{SEPARATORS}]+"
BEFORE_LETTER = rf"^[{SEPARATORS}]{{2,}}|^[_./\\:#']|[{SEPARATORS}]+([^0-9{SEPARATORS}]|$)"
BETWEEN_DIGITS = rf"[{SEPARATORS}]{{2,}}|[_/\\:#']"

# What programs make of a whole number that a 64-bit float does not hold: its last digits are gone.
AS_FLOAT = r"^-?[0-9]\.[0-9]+[eE]\+?[0-9]+$|^-?[0-9]{16,}\.0$|^-?[0-9][eE]\+[0-9]+$"

HIGHEST = 2**31 - 1
# 7 is plain; 007, +7 and -7 are texts.
PLAIN = (
    "SELECT NOT EXISTS (SELECT 1 FROM {ids}_named WHERE starts_with(person_id, '-') "
    "OR NOT coalesce(CAST(TRY_CAST(person_id AS INTEGER) AS VARCHAR) = person_id, FALSE))"
)
NUMBERED = """CREATE OR REPLACE TABLE {ids} AS
SELECT person_id, CAST(row_number() OVER () AS INTEGER) AS person
FROM (SELECT person_id FROM {ids}_named ORDER BY {order}) AS sorted"""
ONCE = """SELECT {columns}
FROM (SELECT DISTINCT {person} AS person FROM {table}) AS named WHERE person IS NOT NULL"""
# Where rows are sorted by person, none has to be looked up.
ONCE_SORTED = """SELECT person FROM (SELECT person, lag(person) OVER () AS before FROM {table}) AS neighbours
WHERE person IS NOT NULL AND person IS DISTINCT FROM before"""
DIGITS = re.compile(r"((?!-)[A-Za-z0-9_:/#-]*?)([0-9]{1,9})")
"""An id of which all others may differ by the digits at its end alone, at most so many as a 32-bit integer holds; never
one that a spreadsheet would run."""


def normal_form(text: str) -> str:
    """SQL for the normal form of the text that the SQL ``text`` gives.

    >>> import duckdb
    >>> said = "SELECT unnest(['007', 'AB 1', '8.0', 'P-012', '0', '\uff10\uff11', 'P\u201312', '00001A']) AS said"
    >>> [form for (form,) in duckdb.connect().sql(f"SELECT {normal_form('said')} FROM ({said})").fetchall()]
    ['7', 'ab1', '8', 'p12', '0', '1', 'p12', '1a']
    """
    narrow = f"translate({text}, {literal(WIDE)}, {literal(NARROW)})"
    seen = f"translate({narrow}, {literal(UNSEEN)}, '')"
    led = rf"regexp_replace({seen}, {literal(AFTER_NO_DIGIT)}, '\1', 'g')"
    followed = rf"regexp_replace({led}, {literal(BEFORE_NO_DIGIT)}, '\1', 'g')"
    small = f"nfc_normalize(lower(regexp_replace({followed}, {literal(f'[{BLANK}]+')}, '-', 'g')))"
    others, latin = (literal("".join(map(chr, each))) for each in (LOOK_ALIKES, LOOK_ALIKES.values()))
    bare = f"translate({small}, {others}, {latin})"
    after = rf"regexp_replace({bare}, {literal(AFTER_LETTER)}, '\1', 'g')"
    before = rf"regexp_replace({after}, {literal(BEFORE_LETTER)}, '\1', 'g')"
    apart = f"regexp_replace({before}, {literal(BETWEEN_DIGITS)}, '-', 'g')"
    joined = f"coalesce(nullif(nfc_normalize({apart}), ''), {bare})"  # an accent now stands beside its letter
    whole = rf"regexp_replace({joined}, {literal(DOT_ZERO)}, '\1\2')"
    form = rf"regexp_replace({whole}, {literal(ZEROS)}, '\1\2')"
    usual = rf"regexp_replace(lower(translate({text}, '-_./', '')), '^([a-z]+)0+([0-9])', '\1\2')"
    return (  # most ids are a number, or letters before one: they pay for no more than they need
        f"CASE WHEN regexp_full_match({text}, '[1-9][0-9]*') THEN {text} "
        f"WHEN regexp_full_match({text}, '[A-Za-z]+[-_./]?[0-9]+') THEN {usual} ELSE {form} END"
    )


def within_number(text: str) -> str:
    """SQL for whether blanks stand between digits of the text."""
    return f"regexp_matches({text}, {literal(WITHIN_NUMBER)})"


def without_blanks(text: str) -> str:
    """SQL for the text without any blank: a number with blanks in it (``943 476``) is perhaps the whole one."""
    return f"regexp_replace({text}, {literal(f'[{BLANK}]+')}, '', 'g')"


def as_chosen(text: str, ids: str) -> str:
    """SQL for an id as a study wants it: as it is written, or in its normal form."""
    return normal_form(text) if ids == "normalise" else text


def id_text(loaded: Loaded) -> str:
    """SQL for the id of a row without blanks around it."""
    position = loaded.layout.positions.get("patient_id")
    return "NULL" if position is None else trimmed(f"c{position}")


def rows_with_ids(loaded: Loaded, ids: str) -> tuple[str, str]:
    """SQL for the rows of a table, and for the id of each as a study wants it."""
    if ids != "normalise":
        return loaded.table, id_text(loaded)
    spellings = f"{loaded.table}_spellings AS spelled ON spelled.written = c{loaded.layout.positions['patient_id']}"
    return f"{loaded.table} JOIN {spellings}", "spelled.person_id"


def person_sql(connection: Engine, loaded: Loaded, joins: list[str], *, known: bool, bare: bool) -> str:
    """SQL for a row's person, with the join that it needs (by ``bare`` ids); makes ids unless they are ``known``."""
    position, table, ids = loaded.layout.positions.get("patient_id"), loaded.table, loaded.ids
    if not known and position is not None and (numbers := _numbers_in_ids(connection, loaded, position)):
        person, loaded.reading.id_of_number = numbers  # finding each once costs least in a sorted table: settle_numbers
        columns = f"{loaded.reading.id_of_number} AS person_id, person"
        once = ONCE.format(columns=columns, person=person, table=table)
        connection.execute(f"CREATE OR REPLACE VIEW {ids} AS {once}")
        return person
    if loaded.choices.ids == "normalise" and position is not None:
        return _by_spelling(connection, loaded, joins, position, known=known)
    text = id_text(loaded)
    plain = text if position is None else f"c{position}"
    if not known:
        _number_ids(connection, loaded, plain)
        if one_row(connection, f"SELECT bool_or(regexp_matches(person_id, {BLANK_EDGE})) FROM {ids}")[0]:
            _number_ids(connection, loaded, text)
        else:
            text = plain  # only ids with blanks around them pay for their removal
    joins.append(f"LEFT JOIN {ids} AS ids ON ids.person_id = {plain if known and bare else text}")
    return "ids.person"


def _numbers_in_ids(connection: Engine, loaded: Loaded, position: int) -> tuple[str, str] | None:
    """SQL for the number that an id holds, and for the id of that number, where every id is made so."""
    table = loaded.table
    if loaded.raw.types.get(position) in WHOLE:
        low, high = one_row(connection, f"SELECT min(v{position}), max(v{position}) FROM {table}")
        whole = low is not None and low >= 0 and high <= HIGHEST
        return (f"CAST(v{position} AS INTEGER)", "CAST(person AS VARCHAR)") if whole else None
    of_many = loaded.input.streamed or not loaded.has_few
    if not of_many or loaded.raw.ragged or loaded.choices.ids != "as_written":
        return None
    first = one_row(connection, f"SELECT c{position} FROM {table} WHERE c{position} IS NOT NULL LIMIT 1")
    if not first or not (made := DIGITS.fullmatch(first[0])):
        return None
    word, width = made[1], len(made[2])
    form = literal(word + width * "[0-9]")
    if one_row(connection, f"SELECT EXISTS (SELECT 1 FROM {table} WHERE NOT c{position} GLOB {form})")[0]:
        return None
    number = f"CAST(substr(c{position}, {len(word) + 1}) AS INTEGER)"
    # a 1 before the number keeps its zeros, at half the cost of filling them in
    return number, f"{literal(word)} || substr(CAST({10**width} + person AS VARCHAR), 2)"


def _by_spelling(connection: Engine, loaded: Loaded, joins: list[str], position: int, *, known: bool) -> str:
    """SQL for a row's person by the normal form of its id, made once for each of ``{table}_spellings`` (written,
    person_id), which is made here."""
    table, ids = loaded.table, loaded.ids
    written = f"SELECT DISTINCT c{position} AS written FROM {table} WHERE c{position} IS NOT NULL"
    connection.execute(
        f"CREATE OR REPLACE TABLE {table}_spellings AS SELECT written, {normal_form('written')} AS person_id "
        f"FROM ({written}) AS ids"
    )
    if not known:
        _number_ids(connection, loaded, "person_id", f"{table}_spellings")
    persons = f"SELECT written, person FROM {table}_spellings JOIN {ids} USING (person_id)"
    joins.append(f"LEFT JOIN ({persons}) AS ids ON ids.written = c{position}")
    return "ids.person"


def _number_ids(connection: Engine, loaded: Loaded, text: str, among: str = "") -> None:
    """Number the persons of a file, its ragged rows included; ``text`` is SQL for an id ``among`` its rows."""
    table = loaded.table
    texts = f"SELECT {text} AS person_id FROM {among or table} UNION SELECT person_id FROM {table}_ragged"
    number_persons(connection, loaded.ids, f"SELECT person_id FROM ({texts}) AS texts WHERE person_id <> ''")


def number_persons(connection: Engine, ids: str, named: str) -> None:
    """Make ``ids`` (person_id, person) of the query ``named``, which gives each id once, as the text person_id."""
    connection.execute(f"CREATE OR REPLACE TABLE {ids}_named AS {named}")
    plain = one_row(connection, PLAIN.format(ids=ids))[0]
    order = "CAST(person_id AS INTEGER)" if plain else "person_id"
    connection.execute(NUMBERED.format(ids=ids, order=order))
    connection.execute(f"DROP TABLE {ids}_named")


def settle_numbers(connection: Engine, loaded: Loaded, table: str, *, in_order: bool = False) -> None:
    """Keep the numbers that ids hold, where they are still looked up in the rows at each question: ids are made of
    these when they are asked for. ``table`` has the same people in its column person, perhaps ``in_order``."""
    if loaded.reading.id_of_number and not made_of_numbers(connection, loaded.ids):
        once = ONCE_SORTED if in_order else ONCE
        once = once.format(columns="person", person="person", table=table)
        connection.execute(f"CREATE TABLE {loaded.ids}_numbers AS {once}")
        ids = f"SELECT {loaded.reading.id_of_number} AS person_id, person FROM {loaded.ids}_numbers"
        connection.execute(f"CREATE OR REPLACE VIEW {loaded.ids} AS {ids}")


def made_of_numbers(connection: Engine, ids: str) -> bool:
    """Whether ids are made of the numbers that were kept of them."""
    return is_there(connection, f"{ids}_numbers")


def list_ragged(connection: Engine, loaded: Loaded) -> None:
    """Make ``{table}_ragged``: the ragged rows with the patient they name, where that can be told."""
    table, ids = f"{loaded.table}_ragged", loaded.choices.ids
    connection.execute(f"CREATE OR REPLACE TABLE {table} (row BIGINT, person_id VARCHAR)")
    position = loaded.layout.positions.get("patient_id")
    insert_rows(connection, table, [(bad.row, bad.patient(position)) for bad in loaded.raw.ragged], "BIGINT", "VARCHAR")
    if loaded.raw.ragged and ids != "as_written":
        connection.execute(f"UPDATE {table} SET person_id = {as_chosen('person_id', ids)}")


def at_rows(connection: Engine, main: Loaded, *people: str, ids: str = "as_written") -> str:
    """Ids with their first rows, as they are written or as the study wants them."""
    rows, text = rows_with_ids(main, ids)
    at = [one_row(connection, f"SELECT min(row) FROM {rows} WHERE {text} = ?", [each])[0] for each in people]
    placed = ("" if row is None else f" in row {file_row(row)}" for row in at)
    return " and ".join(f"'{each}'{place}" for each, place in zip(people, placed, strict=True))


def float_ids(connection: Engine, table: str, source: str) -> list[Finding]:
    """The error that ids have been numbers with a decimal point, and their last digits are lost.

    ``table`` has a column person_id of texts, each id once.
    """
    where = f"regexp_matches(person_id, {literal(AS_FLOAT)})"
    return _lost(source, *one_row(connection, f"SELECT count(*), min(person_id) FROM {table} WHERE {where}"))


def _lost(source: str, count: int, first: str) -> list[Finding]:
    has, noun = ("has", "id") if count == 1 else ("have", "ids")
    passed = f"{count_text(count)} {noun} of {source} {has} passed through a number with a decimal point"
    message, example = f"{passed}, and may have lost digits", f"'{first}'"
    advice = "Several people may share such an id. Export patient_id again as text, or as a whole number."
    lost = Finding("error", "id_as_float", count, message, None, example, advice, "patient_id")
    return [lost] if count else []


def single_precision(connection: Engine, loaded: Loaded) -> list[Finding]:
    """The error that ids come as 32-bit floats, of which those from 2^24 on are not told apart; only frames and Parquet
    files have such a type."""
    position = loaded.layout.positions.get("patient_id")
    if position not in loaded.raw.single:
        return []
    beyond = f"abs(TRY_CAST(c{position} AS DOUBLE)) >= 16777216"
    sql = f"SELECT count(DISTINCT c{position}), min(c{position}) FROM {loaded.table} WHERE {beyond}"
    return _lost(loaded.raw.source, *one_row(connection, sql))
