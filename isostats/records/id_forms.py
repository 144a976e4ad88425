"""One normal form of an id, by which two spellings of one id are found; and ids that have lost their digits.

The form leaves out blanks, upper and lower case, Unicode composition, zeros before a number (``007``, ``P-007``) and
the ``.0`` that a program adds to whole numbers; letters and digits of full width, and the hyphens of other lengths, are
plain ones. ``1.000`` keeps its zeros, since that is a thousand in half the
world, and so does a number of more digits than a 64-bit float holds.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from isostats.engines.embedded import Engine, literal, literal_path, one_row
from isostats.records.findings import Finding
from isostats.records.schema import BLANK
from isostats.words.numbers import count_text

Ids = Literal["as_written", "normalise"]
IDS: tuple[str, ...] = ("as_written", "normalise")

PLAIN = "^[1-9][0-9]*$"
UNSEEN = BLANK + "\u200b\u200c\u200d\u2060"
WIDE = "".join(map(chr, range(0xFF01, 0xFF5F))) + "\u2010\u2011\u2012\u2013\u2014\u2212"
NARROW = "".join(map(chr, range(0x21, 0x7F))) + "-" * 6
DOT_ZERO = r"^(?:([0-9]{1,15})\.00?|([0-9]+)\.0{4,})$"
ZEROS = r"^([^0-9]*|.*[-_/:#])0+([0-9]+)$"

# What programs make of a whole number that a 64-bit float does not hold: its last digits are gone.
AS_FLOAT = r"^-?[0-9]\.[0-9]+[eE]\+?[0-9]+$|^-?[0-9]{16,}\.0$"
AS_FLOAT_TOO = r"^-?[0-9][eE]\+[0-9]+$"


def normal_form(text: str) -> str:
    """SQL for the normal form of the text that the SQL ``text`` gives.

    >>> import duckdb
    >>> said = "SELECT unnest(['007', 'AB 1', '8.0', 'P-012', '0', '\uff10\uff11', 'P\u201312']) AS said"
    >>> [form for (form,) in duckdb.connect().sql(f"SELECT {normal_form('said')} FROM ({said})").fetchall()]
    ['7', 'ab1', '8', 'p-12', '0', '1', 'p-12']
    """
    narrow = f"translate({text}, {literal(WIDE)}, {literal(NARROW)})"
    bare = f"nfc_normalize(lower(regexp_replace({narrow}, {literal(f'[{UNSEEN}]+')}, '', 'g')))"
    whole = rf"regexp_replace({bare}, {literal(DOT_ZERO)}, '\1\2')"
    form = rf"regexp_replace({whole}, {literal(ZEROS)}, '\1\2')"
    return f"CASE WHEN regexp_full_match({text}, '[1-9][0-9]*') THEN {text} ELSE {form} END"


def as_chosen(text: str, ids: str) -> str:
    """SQL for an id as a study wants it: as it is written, or in its normal form."""
    return normal_form(text) if ids == "normalise" else text


def float_ids(connection: Engine, table: str, source: str) -> list[Finding]:
    """The error that ids have been numbers with a decimal point, and their last digits are lost.

    ``table`` has a column person_id of texts, each id once.
    """
    where = " OR ".join(f"regexp_matches(person_id, {literal(form)})" for form in (AS_FLOAT, AS_FLOAT_TOO))
    count, first = one_row(connection, f"SELECT count(*), min(person_id) FROM {table} WHERE {where}")
    if not count:
        return []
    return [_lost(int(count), source, str(first))]


def _lost(count: int, source: str, first: str) -> Finding:
    has, noun = ("has", "id") if count == 1 else ("have", "ids")
    return Finding(
        "error",
        "id_as_float",
        count,
        f"{count_text(count)} {noun} of {source} {has} passed through a number with a decimal point, and may have "
        "lost digits",
        example=f"'{first}'",
        advice="Several people may share such an id. Export patient_id again as text, or as a whole number.",
        column="patient_id",
    )


def single_precision(connection: Engine, frame: object, table: str, position: int | None, source: str) -> list[Finding]:
    """The error that ids come as 32-bit floats, of which those from 2^24 on are not told apart.

    ``given`` is what the table was read from: only frames and Parquet files have such a type.
    """
    if position is None or not _is_single(connection, frame, position):
        return []
    beyond = f"abs(TRY_CAST(c{position} AS DOUBLE)) >= 16777216"
    sql = f"SELECT count(DISTINCT c{position}), min(c{position}) FROM {table} WHERE {beyond}"
    count, first = one_row(connection, sql)
    return [_lost(int(count), source, str(first))] if count else []


def _is_single(connection: Engine, frame: object, position: int) -> bool:
    described = frame.collect_schema() if hasattr(frame, "collect_schema") else frame  # of a lazy frame of polars
    types = getattr(described, "dtypes", None)
    types = types() if callable(types) else types
    if types is None:
        types = getattr(getattr(frame, "schema", None), "types", None)  # of an Arrow table
    if types is not None:
        kind = str(list(types)[position]).lower()
        return kind.startswith(("float32", "float16", "float[", "halffloat")) or kind == "float"
    if not isinstance(frame, (str, Path)) or Path(frame).suffix.lower() != ".parquet" or not Path(frame).is_file():
        return False
    columns = connection.execute("DESCRIBE SELECT * FROM read_parquet([?])", [literal_path(frame)]).fetchall()
    return str(columns[position][1]) == "FLOAT"
