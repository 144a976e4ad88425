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

from isostats.engines.embedded import Engine, literal, literal_path, one_row

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
    return {name: zone for name, zone in noted.items() if name in zoned and is_known(connection, zone)}


def is_known(connection: Engine, zone: str) -> bool:
    """True for the zones that the engine knows, by name or as an offset."""
    known = "SELECT count(*) FROM pg_timezone_names() WHERE name = ?"
    return bool(OFFSET.fullmatch(zone)) or bool(one_row(connection, known, [zone])[0])


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
        content = message[8:] if message[:4] == b"\xff\xff\xff\xff" else message[4:]
        header = _table(content, _offset(content, 0), HEADER)
        fields = _table(content, header, FIELDS) if header is not None else None
        zones: dict[str, str] = {}
        for number in range(_number(content, fields) if fields is not None else 0):
            field = _offset(content, (fields or 0) + 4 + 4 * number)
            kind, name = _place(content, field, TYPE_KIND), _text(content, _table(content, field, NAME))
            details = _table(content, field, TYPE)
            if kind is not None and content[kind] == TIMESTAMP and details is not None and name is not None:
                zone = _text(content, _table(content, details, ZONE))
                zones |= {name: zone} if zone else {}
        return zones
    except (struct.error, IndexError, UnicodeDecodeError, binascii.Error):
        return {}


def _number(content: bytes, at: int) -> int:
    return int(struct.unpack_from("<I", content, at)[0])


def _offset(content: bytes, at: int) -> int:
    return at + _number(content, at)


def _place(content: bytes, table: int, field: int) -> int | None:
    """Where a field of a table is; None where it is not there."""
    fields = table - struct.unpack_from("<i", content, table)[0]
    size = struct.unpack_from("<H", content, fields)[0]
    at = 4 + 2 * field
    place = struct.unpack_from("<H", content, fields + at)[0] if at < size else 0
    return table + place if place else None


def _table(content: bytes, table: int, field: int) -> int | None:
    """Where the table, list or text is that a field of a table points to."""
    place = _place(content, table, field)
    return None if place is None else _offset(content, place)


def _text(content: bytes, at: int | None) -> str | None:
    return None if at is None else content[at + 4 : at + 4 + _number(content, at)].decode("utf-8")
