"""Spark as the place where the data lives: a session that the caller has, its rows fetched partition by partition."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from isostats.engines.database import Address, Arriving, Database, Dialect, Kind, Place, create_table, number_rows
from isostats.engines.embedded import Engine, count_rows
from isostats.errors import DataError

BATCH = 50_000  # rows of Python values at a time

_WHOLE = {"tinyint": "TINYINT", "smallint": "SMALLINT", "int": "INTEGER", "bigint": "BIGINT"}
_FRAMES = {**dict.fromkeys((*_WHOLE.values(), "DATE"), "Int64"), "DOUBLE": "float64"}  # what else arrives is text


def _escaped(text: str) -> str:
    """A text as Spark's SQL writes it.

    >>> print(_escaped("it's"))
    'it\\'s'
    """
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


DIALECT = Dialect(
    "spark",
    day="DATEDIFF({column}, DATE '1970-01-01')",
    text="STRING",
    local_day="in a session whose spark.sql.session.timeZone is the zone of the data, hand over a view with "
    "CAST({column} AS DATE)",
    escape=_escaped,
    parts=3,
)


class SparkTables(Database):
    """The tables and temporary views of a Spark session, classic or connected."""

    dialect = DIALECT

    def __init__(self, engine: Engine, session: Any) -> None:
        self.engine, self.session = engine, session
        self.name = "Spark"
        with self._explained():
            self.current = str(session.catalog.currentDatabase())
        self.name = f"{self.current} on Spark"

    def tables(self, schema: str | None = None) -> Sequence[tuple[str, str]]:
        """Temporary views, then the tables of the named schema, or of the current one."""
        with self._explained():
            if schema is not None and not self.session.catalog.databaseExists(schema):
                return []
            listed = self.session.catalog.listTables(schema or self.current)
        return sorted(("" if table.isTemporary else schema or self.current, str(table.name)) for table in listed)

    def home(self) -> Sequence[str]:
        """Temporary views (they have no schema), then the current schema."""
        return ["", self.current]

    def columns(self, place: Place) -> Mapping[str, Arriving]:
        """Numbers, dates and times keep their type; everything else arrives as text."""
        with self._explained():
            frame = self.session.table(self.within(place)) if place.frame is None else place.frame
            fields = frame.schema.fields
        return {str(field.name): _arriving(self.quote(field.name), field.dataType.simpleString()) for field in fields}

    def quote(self, name: str) -> str:
        """A name in backticks."""
        return "`" + name.replace("`", "``") + "`"

    def within(self, place: Place) -> str:
        """Schema and table; a schema may have its catalog before it. Temporary views have neither."""
        return ".".join(self.quote(part) for part in [*place.schema.split("."), place.table] if part)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """A small answer."""
        with self._explained():
            return [tuple(row) for row in self.session.sql(sql).collect()]

    def copy(self, sql: str, kinds: Mapping[str, str], into: str, *, in_order: bool = False) -> int:
        """The answer of a query, streamed."""
        with self._explained():
            frame = self.session.sql(sql)
        return self._stream(frame, kinds, into)

    def bring(self, place: Place, columns: Mapping[str, Arriving], table: str) -> None:
        """A copy of the rows, also of a data frame that was handed over."""
        if place.frame is None:
            super().bring(place, columns, table)
            return
        with self._explained():
            chosen = [f"{column.sql} AS {self.quote(name)}" for name, column in columns.items()]
            frame = place.frame.selectExpr(*chosen)
        self._stream(frame, {name: column.kind for name, column in columns.items()}, f"{table}_rows")
        number_rows(self.engine, table, columns)

    def _stream(self, frame: Any, kinds: Mapping[str, str], into: str) -> int:
        """One partition at a time, in batches; never the whole."""
        create_table(self.engine, into, kinds)
        with self._explained():
            rows = iter(frame.toLocalIterator(prefetchPartitions=False))
            try:
                while batch := list(islice(rows, BATCH)):
                    self._store(batch, kinds, into)
            finally:
                del rows  # Spark stops the work for a stream that is not read to its end
        return count_rows(self.engine, into)

    def _store(self, batch: list[Any], kinds: Mapping[str, str], into: str) -> None:
        import pandas as pd

        data = {
            f"c{at}": pd.array(values, dtype=_FRAMES.get(kind, "string"))
            for at, (values, kind) in enumerate(zip(zip(*batch, strict=True), kinds.values(), strict=True))
        }
        chosen = ", ".join(
            f"DATE '1970-01-01' + CAST(c{at} AS INTEGER)" if kind == "DATE" else f"CAST(c{at} AS {kind})"
            for at, kind in enumerate(kinds.values())
        )
        self.engine.register("spark_batch", pd.DataFrame(data))
        try:
            self.engine.execute(f"INSERT INTO {into} SELECT {chosen} FROM spark_batch")
        finally:
            self.engine.unregister("spark_batch")

    def _stopped(self) -> bool:
        """Whether the session's context is there no more; a connected session has none of its own."""
        try:
            context = self.session.sparkContext._jsc
            return context is None or bool(context.sc().isStopped())
        except Exception:
            return False

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Whatever Spark says as a sentence."""
        try:
            yield
        except DataError:
            raise
        except Exception as error:
            reason, advice = _reason(str(error)) or type(error).__name__, "Nothing was computed."
            if self._stopped() or re.search("NoneType|Connection refused|stopped SparkContext", str(error)):
                reason, advice = "the session has been stopped or does not answer", "Hand over one that runs."
            elif re.search("PERMISSION|AccessControl|access denied|not authorized", str(error), re.IGNORECASE):
                advice = "Ask the owner of the table for the right to SELECT."
            raise DataError(f"{self.name} cannot be read: {reason.rstrip('.')}. {advice}") from error


RAISED = re.compile(r"^(?:\w+[.])*\w*(?:Error|Exception)\b.*$", re.MULTILINE)
CAUSED = re.compile(r"^Caused by: (.*)$", re.MULTILINE)


def _reason(text: str) -> str:
    """The innermost cause in what Spark says, in one line: a plan that fails while it runs is wrapped several times."""
    _, inside, traceback = text.rpartition("Traceback (most recent call last):")
    raised = RAISED.findall(traceback.split("\tat ")[0]) if inside else []
    lines = [line.strip(" :") for line in text.splitlines() if line.strip()] or [""]
    outer = lines[min(1, len(lines) - 1) if lines[0].startswith("An error occurred while calling") else 0]
    reason = (raised or CAUSED.findall(text) or [outer])[-1]  # the last line of the user's own function, or of Java
    return re.sub(r"^(?:[a-z]\w*[.])+\w+: ", "", reason.strip(" :"))[:300]


def _arriving(column: str, kind: str) -> Arriving:
    """The type that a column arrives as, and the SQL for what is carried: a whole number, a number or a text."""
    if kind in _WHOLE:
        return Arriving(_WHOLE[kind], column)
    if kind == "float":
        return Arriving("DOUBLE", f"CAST(CAST({column} AS STRING) AS DOUBLE)", DIALECT.exact(column))
    if kind == "double":
        return Arriving("DOUBLE", column)
    if kind.startswith("decimal"):
        precision, scale = map(int, re.findall(r"\d+", kind))
        if scale:
            return Arriving("DOUBLE", f"CAST({column} AS DOUBLE)", DIALECT.exact(column))
        if precision <= 18:
            return Arriving("BIGINT", f"CAST({column} AS BIGINT)")
        return Arriving(f"DECIMAL({precision}, 0)", f"CAST({column} AS STRING)", DIALECT.exact(column))
    if kind == "date":
        return Arriving("DATE", f"DATEDIFF({column}, DATE '1970-01-01')")
    if kind == "timestamp_ntz":
        return Arriving("TIMESTAMP", f"CAST({column} AS STRING)")
    if kind.startswith("timestamp"):  # an instant, whose text would be that of the session's zone
        return Arriving("VARCHAR", f"CAST(UNIX_MICROS({column}) AS STRING)", zoned=True)
    return Arriving("VARCHAR", f"CAST({column} AS STRING)")


def _is(source: object, kind: str) -> bool:
    """Whether it is Spark's ``DataFrame`` or ``SparkSession``, classic or connected; Spark itself is not imported."""
    return any(base.__module__.startswith("pyspark.sql") and base.__name__ == kind for base in type(source).__mro__)


def _no_address(text: str, rest: str, folder: str | Path) -> Address:
    raise DataError("A Spark session has no address: hand it over in Python (database=session).")


def _open(source: Any, engine: Engine) -> Database:
    return SparkTables(engine, source.sparkSession if _is(source, "DataFrame") else source)


KIND = Kind(
    DIALECT,
    _open,
    schemes=("spark",),
    read=_no_address,
    is_open=lambda source: _is(source, "SparkSession"),
    is_frame=lambda source: _is(source, "DataFrame"),
)
