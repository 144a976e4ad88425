"""How later treatments in a repeating instrument of REDCap are used: as an export of their own, and by which keys."""

from __future__ import annotations

from collections.abc import Mapping

from isostats.doors import toml_text
from isostats.engines.embedded import Engine, literal, one_row
from isostats.records.column_names import plain
from isostats.records.drug_names import known_drug
from isostats.records.raw import Raw
from isostats.records.shapes.redcap_dictionary import Field
from isostats.records.shapes.remaking import filled_sql
from isostats.study.toml_values import toml

MOST_CODES = 30


def as_events(
    connection: Engine, raw: Raw, fields: Mapping[str, Field], record: int, at: int, instrument: str
) -> str:
    """What to write so that rows of an instrument count as later treatments; nothing where it has not one field
    of dates alone, and one whose choices name drugs. Ids stand at ``record``, names of instruments at ``at``."""
    dated = [name for place, name in enumerate(raw.names) if _is_dated(connection, raw, place, at, instrument)]
    there = {plain(name) for name in raw.names}
    kinds = {name: codes for name, field in fields.items()
             if name in there and plain(field.form) == plain(instrument) and (codes := _kinds_of(field))}  # fmt: skip
    if len(dated) != 1 or len(kinds) != 1:
        return ""
    (name, codes), date = next(iter(kinds.items())), dated[0]
    unsaid = [code for code in fields[name].choices if code not in codes]
    rest = f" Say what the further codes are as well: {', '.join(unsaid[:MOST_CODES])}." if unsaid else ""
    ours = {"events.patient_id": raw.names[record], "events.date": date, "events.kind": name}
    events = f"events = {toml_text(f'{plain(instrument)}.csv')}"
    return (
        f" {instrument} looks like later treatments. Unless events holds them already, export it alone, as raw data, "
        f"and name the file: {events}. With it go columns = {toml(ours)} and "
        f"values = {toml({'kind': codes})}.{rest}"
    )


def _kinds_of(field: Field) -> dict[str, str]:
    """The codes of a field whose words name drugs for acne, each with our kind."""
    judged = {code: known_drug(words) for code, words in field.choices.items()}
    return {code: row.concept_set for code, row in judged.items() if row is not None}


def _is_dated(connection: Engine, raw: Raw, place: int, at: int, instrument: str) -> bool:
    """Whether every filled cell of a column, in the rows of an instrument, is a day as REDCap writes it."""
    cell, of_it = filled_sql(f"c{place}"), f"{filled_sql(f'c{at}')} = {literal(instrument)}"
    sql = f"SELECT count({cell}), count(*) FILTER ({cell} LIKE '____-__-__%') FROM {raw.table} WHERE {of_it}"
    filled, days = one_row(connection, sql)
    return bool(filled) and filled == days
