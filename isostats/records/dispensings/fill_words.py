"""A finding about rows of dispensings or of a table beside them, with what is known of the row elsewhere."""

from __future__ import annotations

from dataclasses import replace

from isostats.engines.embedded import Engine, one_row
from isostats.records.dispensings.people_there import first_lost
from isostats.records.dispensings.product_rule import HAS_TABLE, others_listed
from isostats.records.dispensings.reading import Files
from isostats.records.faults import rule_finding
from isostats.records.findings import Finding
from isostats.records.input_tables.declaration import Rule

PERSON = "SELECT birth_year, death FROM persons WHERE person = (SELECT person FROM {t}_checked WHERE row = ?)"


def beside(connection: Engine, label: str) -> list[str]:
    """SQL of what is known of a row beside its own columns: its person, and what became of a fill."""
    if label not in ("dispensings", "treatments"):
        return []
    made = [table for table in ("supplied", "fates") if one_row(connection, HAS_TABLE, [table])[0]]
    of_fill = [f"SELECT * FROM {table} WHERE row = ?" for table in made] if label == "dispensings" else []
    return [PERSON.format(t=f"{label}_file"), *of_fill]


def row_finding(
    connection: Engine, files: Files, rule: Rule, count: int, row: int | None, label: str = "dispensings"
) -> Finding:
    """What a rule found in one of the tables, with its first row in words; without a row, a person who stays there."""
    of = {"who": first_lost(connection, rule.id)} if row is None else None
    loaded = files.loaded[label]
    finding = rule_finding(connection, loaded, rule, count, row, beside=beside(connection, label), of=of)
    if rule.id != "other_product":
        return finding
    return replace(finding, message=f"{finding.message}: {others_listed(connection)}")
