"""Which rows are read by the type of their record: dispensings before prescriptions, never both.

Dispensings decide for all fills of the drug, later treatments kind by kind: where a pharmacy tells of isotretinoin and
a practice of antibiotics, the practice's prescriptions are all there is of these.
"""

from __future__ import annotations

from collections.abc import Sequence

from isostats.engines.embedded import Engine, literal
from isostats.errors import StudyError
from isostats.records.dispensings.reading import Files
from isostats.records.findings import Finding
from isostats.records.record_types import RecordType, require_known, types_findings, types_to_read

FATE = "other_record_type"
TYPES = """SELECT COALESCE(record_type, ''), count(*), count(DISTINCT person) FROM {table}
WHERE {where} GROUP BY 1 ORDER BY 1"""


def leave_out_types(connection: Engine, files: Files, asked: Sequence[str | int]) -> list[Finding]:
    """Fills of types that are not read leave, and so do later treatments, kind by kind; warnings of what there is.

    Raises StudyError where a type is asked for that no row is of, or no table has a column of types.
    """
    tables = [f"{label}_file_typed" for label in ("dispensings", "treatments")
              if files.has(label) and files.loaded[label].layout.has("record_type")]  # fmt: skip
    if asked and not tables:
        raise StudyError(
            "drug_types chooses among types of record, and there is no column record_type. Map it (columns), or leave "
            "drug_types out."
        )
    require_known(asked, [each for table in tables for each in _types(connection, table, "TRUE")], files.source)
    findings = []
    if "dispensings_file_typed" in tables:
        types = _types(connection, "remaining", "TRUE")
        if lost := _not_read(types, asked):
            connection.execute(f"INSERT INTO fates SELECT row, person, '{FATE}', NULL FROM remaining WHERE {lost}")
        findings += types_findings("The dispensings are records", types, asked, "row", "record_type")
    if "treatments_file_typed" in tables:
        table, source = "treatments_file_typed", files.loaded["treatments"].raw.source
        kinds = connection.execute(f"SELECT DISTINCT kind FROM {table} WHERE kind IS NOT NULL ORDER BY 1").fetchall()
        for (kind,) in kinds:
            where = f"kind = {literal(kind)}"
            types = _types(connection, table, where)
            if lost := _not_read(types, asked):
                connection.execute(f"DELETE FROM {table} WHERE {where} AND {lost}")
            what = f"The rows of {kind} in {source} are records"
            findings += types_findings(what, types, asked, "row", "record_type")
    return findings


def _types(connection: Engine, table: str, where: str) -> list[RecordType]:
    rows = connection.execute(TYPES.format(table=table, where=where)).fetchall()
    return [RecordType(name, int(records), int(people)) for name, records, people in rows]


def _not_read(types: Sequence[RecordType], asked: Sequence[str | int]) -> str:
    """SQL for the rows of types that are not read; nothing where all are."""
    lost = set(types) - types_to_read(types, asked)
    return f"COALESCE(record_type, '') IN ({', '.join(literal(each.name) for each in lost)})" if lost else ""
