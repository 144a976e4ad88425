"""What is told of dates that came as times with a zone."""

from __future__ import annotations

from isostats.engines.embedded import Engine, one_row
from isostats.records.findings import Finding
from isostats.records.loaded import Loaded
from isostats.words.numbers import counted

UNKNOWN = """SELECT count(*), min(file.row), min_by(file.c{position}, file.row) FROM {table} AS file
JOIN {table}_dates AS words ON words.position = {position} AND words.text = file.c{position}
     AND words.problem = 'unknown_zone'"""
WAY_OUT = (
    "Store the date of the place instead of the time: in SQL CAST(x AT TIME ZONE 'Europe/Berlin' AS DATE), in pandas "
    "x.dt.tz_convert('Europe/Berlin').dt.date."
)


def zone_findings(connection: Engine, loaded: Loaded) -> list[Finding]:
    """An error for times of which the file does not tell the zone, a warning where it does."""
    return [*_unknown(connection, loaded), *_known(loaded)]


def _unknown(connection: Engine, loaded: Loaded) -> list[Finding]:
    findings = []
    for name in sorted(name for name, problem in loaded.reading.problems if problem == "unknown_zone"):
        sql = UNKNOWN.format(table=loaded.table, position=loaded.layout.positions[name])
        rows, first, text = one_row(connection, sql)
        message = f"{counted(rows, 'value')} of {name} {'is a time' if rows == 1 else 'are times'} in UTC"
        findings.append(
            Finding(
                "error",
                "unknown_zone",
                int(rows),
                f"{message}, and {loaded.raw.source} does not tell of which zone, so that the day is not known",
                int(first),
                f"row {first}, '{text}'",
                WAY_OUT,
                name,
            )
        )
    return findings


def _known(loaded: Loaded) -> list[Finding]:
    shown, schema = loaded.layout.shown, loaded.schema
    zones = {plain.strip(): zone for plain, zone in loaded.raw.zones.items()}
    columns = {name: zones[shown[name]] for name in shown if schema[name].type == "date" and shown[name] in zones}
    columns |= {name: f"as in '{text}'" for name, text in sorted(loaded.reading.zoned.items()) if name not in columns}
    if not columns:
        return []
    utc = any(zone.rstrip("'").endswith(("UTC", "Z", "+00", "+00:00")) for zone in columns.values())
    doubt = " UTC is often only how times are stored: compare a few days with the clinic's own." if utc else ""
    return [
        Finding(
            "warning",
            "zoned_dates",
            len(columns),
            f"{counted(len(columns), 'column')} of {loaded.raw.source} {'holds' if len(columns) == 1 else 'hold'} "
            f"times with their zone: {', '.join(f'{name} ({zone})' for name, zone in columns.items())}",
            advice=f"The day that the clock showed there was taken.{doubt}",
        )
    ]
