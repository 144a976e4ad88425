"""Which rows are read by the type of their record: dispensings before prescriptions, never both.

Dispensings decide for all fills of the drug, later treatments kind by kind: where a pharmacy tells of isotretinoin and
a practice of antibiotics, the practice's prescriptions are all there is of these.
"""

from __future__ import annotations

from collections.abc import Sequence

from isostats.engines.embedded import Engine, literal
from isostats.errors import StudyError
from isostats.records.findings import Finding
from isostats.records.record_types import RecordType, left_out_words, listed_types, require_known, types_to_read
from isostats.words.numbers import counted

FATE = "other_record_type"
TYPES = """SELECT COALESCE(record_type, ''), count(*), count(DISTINCT person) FROM {table}
WHERE {where} GROUP BY 1 ORDER BY 1"""


def require_types_of(connection: Engine, tables: Sequence[str], source: str, asked: Sequence[str | int]) -> None:
    """Raise StudyError where a type is asked for that no row of these tables is of, or none has a column of types."""
    if asked and not tables:
        raise StudyError(
            "drug_types chooses among types of record, and there is no column record_type. Map it (columns), or leave "
            "drug_types out."
        )
    require_known(asked, [each for table in tables for each in _types(connection, table, "TRUE")], source)


def leave_out_types(connection: Engine, asked: Sequence[str | int]) -> list[Finding]:
    """Fills of types that are not read get their fate; what was found of types is told."""
    types = _types(connection, "remaining", "TRUE")
    kept = types_to_read(types, asked)
    if lost := [each for each in types if each not in kept]:
        connection.execute(
            f"INSERT INTO fates SELECT row, person, '{FATE}', NULL FROM remaining WHERE {_is_one_of(lost)}"
        )
    return _told("dispensings", types, kept, asked, "row")


def leave_out_treatments(connection: Engine, table: str, asked: Sequence[str | int], source: str) -> list[Finding]:
    """Later treatments of types that are not read leave the table; what was found of types is told, kind by kind."""
    kinds = connection.execute(f"SELECT DISTINCT kind FROM {table}_typed WHERE kind IS NOT NULL ORDER BY 1").fetchall()
    findings = []
    for (kind,) in kinds:
        where = f"kind = {literal(kind)}"
        types = _types(connection, f"{table}_typed", where)
        kept = types_to_read(types, asked)
        if lost := [each for each in types if each not in kept]:
            connection.execute(f"DELETE FROM {table}_typed WHERE {where} AND {_is_one_of(lost)}")
        findings += _told(f"rows of {kind} in {source}", types, kept, asked, "row")
    return findings


def _types(connection: Engine, table: str, where: str) -> list[RecordType]:
    found = connection.execute(TYPES.format(table=table, where=where)).fetchall()
    return [RecordType(name, int(rows), int(people)) for name, rows, people in found]


def _is_one_of(types: Sequence[RecordType]) -> str:
    return f"COALESCE(record_type, '') IN ({', '.join(literal(each.name) for each in types)})"


def _told(
    what: str, types: Sequence[RecordType], kept: frozenset[RecordType], asked: Sequence[str | int], noun: str
) -> list[Finding]:
    lost = sum(each.rows for each in types if each not in kept)
    if not types or (len(types) == 1 and not lost and types[0].group != "prescription"):
        return []
    some = counted(len(types), "type")
    message = f"The {what} are records of {some}: {listed_types(types)}"
    advice = left_out_words(types, kept, asked, noun)
    return [Finding("warning", "drug_types", lost, message, advice=advice, column="record_type")]
