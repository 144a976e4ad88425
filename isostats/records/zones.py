"""Times with a zone: the day is that of the clock where the time was written down, never that of this machine.

Parquet keeps such times in UTC and the zone beside them, in a schema of Arrow's or in pandas' own notes; where neither
is there, the day cannot be told.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import struct
from collections.abc import Mapping
from pathlib import Path

from isostats.engines.embedded import Engine, literal, literal_path

ZONED = "TIMESTAMP WITH TIME ZONE"
OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)")
TIMESTAMP, NAME, TYPE_KIND, TYPE, FIELDS, HEADER, ZONE = 10, 0, 2, 3, 1, 2, 1  # numbers of Arrow's own description


def zones_of(connection: Engine, path: Path, types: Mapping[str, str]) -> dict[str, str]:
    """The zones that a Parquet file tells of its columns of times with a zone, as far as the engine knows them."""
    zoned = {name for name, kind in types.items() if kind == ZONED}
    if not zoned:
        return {}
    sql = "SELECT key, value FROM parquet_kv_metadata([?])"
    notes = {bytes(key): bytes(value) for key, value in connection.execute(sql, [literal_path(path)]).fetchall()}
    noted = _of_pandas(notes.get(b"pandas", b"")) | _of_arrow(notes.get(b"ARROW:schema", b""))
    by_name = {name for (name,) in connection.execute("SELECT name FROM pg_timezone_names()").fetchall()}
    return {name: zone for name, zone in noted.items() if name in zoned and (zone in by_name or OFFSET.fullmatch(zone))}


def local_sql(column: str, zone: str) -> str:
    """SQL for what the clock showed in that zone."""
    if offset := OFFSET.fullmatch(zone):
        minutes = (int(offset[2]) * 60 + int(offset[3])) * (-1 if offset[1] == "-" else 1)
        return f"(timezone('UTC', {column}) + INTERVAL '{minutes} minutes')"
    return f"timezone({literal(zone)}, {column})"


def _of_pandas(note: bytes) -> dict[str, str]:
    try:
        columns = json.loads(note or b"{}").get("columns", [])
        return {
            str(column["name"]): str(column["metadata"]["timezone"])
            for column in columns
            if isinstance(column.get("metadata"), dict) and column["metadata"].get("timezone")
        }
    except (ValueError, KeyError, AttributeError, TypeError):
        return {}


def _of_arrow(note: bytes) -> dict[str, str]:
    """The zones in Arrow's description of the columns, a flat buffer within a message, in base 64."""
    try:
        message = base64.b64decode(note, validate=False)
        buffer = _Buffer(message[8:] if message[:4] == b"\xff\xff\xff\xff" else message[4:])
        header = buffer.follow(buffer.target(0), HEADER)
        fields = buffer.follow(header, FIELDS)
        zones: dict[str, str] = {}
        for number in range(buffer.number(fields) if fields else 0):
            field = buffer.target(fields + 4 + 4 * number)
            kind, details = buffer.place(field, TYPE_KIND), buffer.follow(field, TYPE)
            if kind and buffer.content[kind] == TIMESTAMP:
                name, zone = buffer.text(buffer.follow(field, NAME)), buffer.text(buffer.follow(details, ZONE))
                zones |= {name: zone} if name and zone else {}
        return zones
    except (struct.error, IndexError, UnicodeDecodeError, binascii.Error):
        return {}


class _Buffer:
    """A flat buffer, of which a place is a number; 0 is where nothing is. A table has fields, which point to others."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def number(self, at: int) -> int:
        return int(struct.unpack_from("<I", self.content, at)[0])

    def target(self, at: int) -> int:
        return at + self.number(at)

    def place(self, table: int, field: int) -> int:
        if not table:
            return 0
        fields = table - struct.unpack_from("<i", self.content, table)[0]
        size, at = struct.unpack_from("<H", self.content, fields)[0], 4 + 2 * field
        place = struct.unpack_from("<H", self.content, fields + at)[0] if at < size else 0
        return table + place if place else 0

    def follow(self, table: int, field: int) -> int:
        place = self.place(table, field)
        return self.target(place) if place else 0

    def text(self, at: int) -> str:
        return self.content[at + 4 : at + 4 + self.number(at)].decode("utf-8") if at else ""
