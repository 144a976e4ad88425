"""Parquet, and frames that write themselves as Parquet: as texts, or, typed already, taken as it is.

Dates must be dates (or, named ``_day``, whole numbers), numbers numbers. Anything else goes the way of text files. The
day of a time with a zone is that of the clock where the time was written down, never that of this machine: Parquet
keeps such times in UTC and the zone beside them, in a schema of Arrow's or in pandas' own notes; where neither is
there, the day cannot be told.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import struct
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from isostats.engines.embedded import Engine, literal, literal_path, one_row, quoted
from isostats.records.cell_sql import OFFSET, ZONED, local_sql, text_of
from isostats.records.raw import Format, Raw, number_rows, refused, unusable, without_rows
from isostats.scratch import temporary_folder
from isostats.writing import digest_beside, digest_of

TIMESTAMP, NAME, TYPE_KIND, TYPE, FIELDS, HEADER, ZONE = 10, 0, 2, 3, 1, 2, 1  # numbers of Arrow's own description

# A file's rows come after those of the files before it; the header counts as a row, as in a spreadsheet.
FILE = (
    "SELECT file_row_number + {before} AS row, * EXCLUDE (file_row_number){local} FROM read_parquet({path}, {options})"
)


def parquet_files(source: Any) -> list[Path]:
    """The Parquet files that a path stands for: itself, or all in a folder, in order of name."""
    if not isinstance(source, (str, Path)):
        return []
    path = Path(source)
    if path.is_dir():
        files = sorted(each for each in path.rglob("*.parquet") if each.is_file())
        if not files:
            message = f"the folder {path.name} holds no Parquet file"
            raise unusable("no_file", message, "Name a file, or a folder of Parquet files.")
        return files
    return [path] if path.suffix.lower() == ".parquet" and path.is_file() else []


def open_parquet(connection: Engine, files: list[Path], source: Path, table: str) -> Raw:
    """Make ``table`` and ``{table}_given``, views of the rows where they are."""
    parts, before, zones = [], 2, dict[str, str]()
    with refused(source.name, "parquet"):
        hashed = digest_beside(files)
        for path in files:
            options = "file_row_number = true, hive_partitioning = false"
            name = literal_path(path)
            own = _columns(connection, path)[1]
            replaced = ", ".join(f"{local_sql(quoted(each), zone)} AS {quoted(each)}" for each, zone in own.items())
            here = f" REPLACE ({replaced})" if own else ""
            parts.append(FILE.format(before=before, local=here, path=literal(name), options=options))
            before += int(one_row(connection, "SELECT sum(num_rows) FROM parquet_file_metadata([?])", [name])[0])
            zones |= own
        connection.execute(f"CREATE OR REPLACE VIEW {table}_given AS {' UNION ALL BY NAME '.join(parts)}")
        described = connection.execute(f"DESCRIBE {table}_given").fetchall()[1:]
    types = {str(name): str(kind) for name, kind, *_ in described}
    if before == 2:
        raise without_rows(source.name)
    local = {name: zone for name, zone in zones.items() if types.get(name) not in ZONED}
    show_stored(connection, table, types)
    at, single = dict(enumerate(types.values())), _single(types)
    return Raw(table, tuple(types), before - 2, hashed, source.name, zones=local, types=at, single=single)


def _single(types: Mapping[str, str]) -> list[int]:
    return [at for at, kind in enumerate(types.values()) if kind == "FLOAT"]


def _columns(connection: Engine, path: Path) -> tuple[dict[str, str], dict[str, str]]:
    """The types of a file's columns, and the zones that it tells of its times."""
    described = connection.execute("DESCRIBE SELECT * FROM read_parquet([?])", [literal_path(path)]).fetchall()
    types = {str(name): str(kind) for name, kind, *_ in described}
    return types, zones_of(connection, path, types)


def show_stored(connection: Engine, table: str, types: Mapping[str, str]) -> None:
    """Make the view ``table`` of ``{table}_given``: row numbers, every value as its text, and as it came."""
    values = ", ".join(f"{quoted(name)} AS v{at}" for at, name in enumerate(types))
    texts = ", ".join(f"{text_of(quoted(name), kind)} AS c{at}" for at, (name, kind) in enumerate(types.items()))
    connection.execute(f"CREATE OR REPLACE VIEW {table} AS SELECT row, {texts}, {values} FROM {table}_given")


def keep_texts(connection: Engine, raw: Raw) -> Raw:
    """The same rows kept as texts, as any file is; nothing of them has a type any more."""
    texts = ", ".join(f"c{at}" for at in range(len(raw.names)))
    connection.execute(f"CREATE OR REPLACE TABLE {raw.table}_text AS SELECT row, {texts} FROM {raw.table}")
    connection.execute(f"CREATE OR REPLACE VIEW {raw.table} AS SELECT * FROM {raw.table}_text")
    return replace(raw, types={})


def _read_file(connection: Engine, path: Path, table: str, name: str = "") -> Raw:
    """Parquet through the engine, every value as the text that a spreadsheet would show."""
    types, zones = _columns(connection, path)
    texts = (text_of(quoted(each), kind, zones.get(each)) for each, kind in types.items())
    chosen = ", ".join(f"{text} AS c{position}" for position, text in enumerate(texts))
    sql = f"CREATE OR REPLACE TABLE {table}_text AS SELECT {chosen} FROM read_parquet([?])"
    connection.execute(sql, [literal_path(path)])
    raw = number_rows(connection, table, list(types), digest_of(path), name or path.name)
    return replace(raw, zones=zones, single=_single(types))


def read_arrow(connection: Engine, frame: Any, table: str) -> Raw | None:
    """A frame of polars, pyarrow or DuckDB, which writes itself as Parquet, in its own types, and is read as such a
    file is; None for anything else. Its fingerprint is that of its names and rows, not of the file."""
    if (writer := _parquet_writer(frame)) is None:
        return None
    name, write = writer
    with temporary_folder("frame") as folder:
        path = folder / "frame.parquet"
        write(path)
        raw = _read_file(connection, path, table, name)
    cells = ", ".join(f"c{position}" for position in range(len(raw.names)))
    total = one_row(connection, f"SELECT CAST(sum(hash(row, {cells})) AS VARCHAR) FROM {table}")[0]
    return replace(raw, hashed=hashlib.sha256(repr((raw.names, raw.rows, total)).encode()).hexdigest())


def _parquet_writer(frame: Any) -> tuple[str, Callable[[Path], object]] | None:
    """What to call such a frame, and what writes it; nothing is imported to tell. None for anything else."""
    module, name = type(frame).__module__.partition(".")[0], type(frame).__name__
    if module == "polars" and name in ("LazyFrame", "DataFrame"):
        return "a polars frame", lambda path: (frame.collect() if name == "LazyFrame" else frame).write_parquet(path)
    if module in ("duckdb", "_duckdb") and name == "DuckDBPyRelation":
        return "a DuckDB relation", lambda path: frame.write_parquet(str(path))
    if module == "pyarrow" and name in ("Table", "RecordBatch", "RecordBatchReader"):
        return "an arrow table", lambda path: _write_arrow(frame, name, path)
    return None


def _write_arrow(frame: Any, name: str, path: Path) -> None:
    from importlib import import_module

    if name != "Table":
        of_batches = import_module("pyarrow").Table.from_batches
        frame = frame.read_all() if name == "RecordBatchReader" else of_batches([frame])
    import_module("pyarrow.parquet").write_table(frame, str(path))


def zones_of(connection: Engine, path: Path, types: Mapping[str, str]) -> dict[str, str]:
    """The zones that a Parquet file tells of its columns of times with a zone, as far as the engine knows them."""
    zoned = {name for name, kind in types.items() if kind in ZONED}
    if not zoned:
        return {}
    sql = "SELECT key, value FROM parquet_kv_metadata([?])"
    notes = {bytes(key): bytes(value) for key, value in connection.execute(sql, [literal_path(path)]).fetchall()}
    noted = _of_pandas(notes.get(b"pandas", b"")) | _of_arrow(notes.get(b"ARROW:schema", b""))
    by_name = {name for (name,) in connection.execute("SELECT name FROM pg_timezone_names()").fetchall()}
    return {name: zone for name, zone in noted.items() if name in zoned and (zone in by_name or OFFSET.fullmatch(zone))}


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


FORMAT = Format("Parquet", (".parquet",), lambda connection, path, table, asked: _read_file(connection, path, table))
