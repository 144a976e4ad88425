"""The embedded engine (DuckDB, in the process), which computes everything: how it is asked, and private places in it.

Whatever records and a cohort hold is theirs alone, in any order and in any thread: a namespace is a schema of the
engine. It sees its own tables first, then those of the namespaces that it was made within; what it makes is its own.
Every answer is asked for on a cursor of its own, since two answers on one connection would be taken for each other. A
namespace that nobody holds any more is dropped when the next one is made, and the engine, with all its memory and its
folder, when the last one goes. What is small shares one engine, in which each has a database to itself.

The package is loaded with the first engine: what only speaks of one, as results do that are drawn, needs none.
"""

from __future__ import annotations

import atexit
import contextlib
import itertools
import os
import re
import shutil
import threading
import weakref
from collections import deque
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

from isostats.errors import HandleError, StudyError
from isostats.scratch import scratch_folder

if TYPE_CHECKING:
    import duckdb

Engine: TypeAlias = "duckdb.DuckDBPyConnection"

WHOLE = frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"})
"""The engine's types of whole numbers that a 64-bit integer holds."""

MEMORY = "2GB"
"""How much of dispensings the engine holds in memory before it spills to disk."""

NEEDED = frozenset({
    "expression_rewriter", "filter_pullup", "filter_pushdown", "in_clause", "deliminator", "unnest_rewriter",
})  # fmt: skip
"""The optimisers without which an answer may be slow even on few rows; there, the others cost more than they save."""

_numbers = itertools.count(1)


def open_engine(memory: str | None = None, *, small: bool = False) -> Engine:
    """A private engine in memory that fetches nothing from anywhere.

    Its zone is UTC, wherever it runs. It takes as much ``memory`` as the environment's ISOSTATS_MEMORY says, else as is
    given here, else most of what the machine has. What does not fit is spilled into a folder that only this user can
    read, and that goes with it. For ``small`` inputs it is a database of their own in an engine that all of them share.
    Raises StudyError where ISOSTATS_MEMORY is no amount of memory.

    >>> first, second = open_engine(small=True), open_engine(small=True)
    >>> _ = first.execute("CREATE TABLE days (person INTEGER)")
    >>> is_there(first, "days"), is_there(second, "days")
    (True, False)
    """
    memory = os.environ.get("ISOSTATS_MEMORY", "").strip() or memory
    if not small:
        return _opened(memory)
    import duckdb

    try:
        return _shared(memory, os.getpid()).room()
    except duckdb.Error:  # a fault that ended the engine must end none but those that were in it
        _shared.cache_clear()
        return _shared(memory, os.getpid()).room()


def _opened(memory: str | None, **further: int) -> Engine:
    import duckdb

    folder = str(scratch_folder("engine"))
    settings: dict[str, Any] = {"temp_directory": folder, "autoinstall_known_extensions": "false", **further}
    settings |= {"memory_limit": memory} if memory else {}
    try:
        engine = duckdb.connect(config=settings)
    except duckdb.Error as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise StudyError(
            f"ISOSTATS_MEMORY is '{memory}', which is not an amount of memory. Write it as 4GB or 500MB."
        ) from error
    engine.execute("SET GLOBAL TimeZone = 'UTC'")  # the zone of every cursor too: no day depends on the machine
    without_bar(engine)
    weakref.finalize(engine, _remove, folder, os.getpid())
    return engine


def _remove(folder: str, process: int) -> None:
    """Remove the folder of an engine, unless this is a process that was forked from the engine's."""
    if os.getpid() == process:
        shutil.rmtree(folder, ignore_errors=True)


class _Shared:
    """An engine in which all small inputs of a process have a database each: to open one for every file takes longer
    than most statements, and so does planning work on many rows."""

    def __init__(self, memory: str | None) -> None:
        # It has no threads of its own, for which a process that is forked would wait for ever when it ends.
        self.engine = _opened(memory, threads=1, async_threads=0)
        self.lock = threading.Lock()
        self.left: deque[str] = deque()
        known = {str(name) for (name,) in self.engine.execute("SELECT name FROM duckdb_optimizers()").fetchall()}
        self.engine.execute(f"SET GLOBAL disabled_optimizers = {literal(','.join(sorted(known - NEEDED)))}")

    def room(self) -> Engine:
        """A new and empty database; those that nobody holds any more are dropped."""
        with self.lock:
            while self.left:
                self.engine.execute(f"DETACH {self.left.popleft()}")
            name = f"small_{next(_numbers)}"
            self.engine.execute(f"ATTACH ':memory:' AS {name}")
            room = self.engine.cursor()
        room.execute(f"USE {name}")
        without_bar(room)
        weakref.finalize(room, self.left.append, name)
        return room


@cache
def _shared(memory: str | None, process: int) -> _Shared:
    """The shared engine of a process; a forked one has its own."""
    return _Shared(memory)


atexit.register(_shared.cache_clear)  # what is left when the package goes is complained of on the terminal


def without_bar(engine: Engine) -> None:
    """No bar of the engine's own, which a notebook would show for every connection."""
    import duckdb

    with contextlib.suppress(duckdb.InvalidInputException):  # a notebook that cannot show its bar refuses the setting
        engine.execute("SET enable_progress_bar = false")


def another(engine: Engine) -> Engine:
    """A second connection to the same tables, found and made in the same place."""
    path = one_row(engine, "SELECT current_setting('search_path')")[0]
    cursor = engine.cursor()
    without_bar(cursor)
    if path:
        cursor.execute(f"SET search_path = {literal(path)}")
    return cursor


def one_row(engine: Engine, sql: str, parameters: Sequence[Any] = ()) -> tuple[Any, ...]:
    """The first row of an answer, or () where it has none; the answer is read to its end, which frees the engine."""
    rows = engine.execute(sql, list(parameters)).fetchall()
    return tuple(rows[0]) if rows else ()


def count_rows(engine: Engine, table: str) -> int:
    """How many rows a table holds."""
    return int(one_row(engine, f"SELECT count(*) FROM {table}")[0])


def drop_all(engine: Engine, names: Iterable[str]) -> None:
    """Drop tables and views of these names, where there are any. To list what there is, the engine looks through all
    views of its own, which costs as much as a small file.

    >>> engine = open_engine()
    >>> _ = engine.execute("CREATE TABLE days (person INTEGER); CREATE VIEW shown AS FROM days")
    >>> drop_all(engine, ["days", "shown", "nights"])
    >>> is_there(engine, "days"), is_there(engine, "shown")
    (False, False)
    """
    import duckdb

    for name in names:
        try:
            engine.execute(f"DROP TABLE IF EXISTS {name}")
        except duckdb.CatalogException:
            engine.execute(f"DROP VIEW {name}")


def is_there(engine: Engine, table: str) -> bool:
    """Whether a name is of a table or view where this connection looks: asked by trying, which costs least."""
    import duckdb

    try:
        engine.execute(f"SELECT 1 FROM {quoted(table)} LIMIT 0")
    except duckdb.CatalogException:
        return False
    return True


def literal_path(path: str | Path) -> str:
    """A path as the engine's readers of files take it: a name and never a pattern.

    >>> literal_path("courses[1].parquet"), literal_path("c?.csv")
    ('courses[[]1].parquet', 'c[?].csv')
    """
    return re.sub(r"([*?\[])", r"[\1]", str(path))


def quoted(name: str) -> str:
    """A name as SQL writes it.

    >>> print(quoted('the "end" day'))
    "the ""end"" day"
    """
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as SQL writes it.

    >>> literal("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def insert_rows(engine: Engine, table: str, rows: Iterable[Sequence[Any]], *kinds: str) -> None:
    """Add rows to a table, whose columns are of these ``kinds``: column by column, since one by one takes minutes.

    >>> engine = open_engine()
    >>> _ = engine.execute("CREATE TABLE days (person INTEGER, note VARCHAR)")
    >>> insert_rows(engine, "days", [(1, "a"), (2, None)], "INTEGER", "VARCHAR")
    >>> engine.execute("FROM days").fetchall()
    [(1, 'a'), (2, None)]
    """
    columns = [list(column) for column in zip(*rows, strict=True)]
    if columns:
        listed = ", ".join(f"unnest(CAST(? AS {kind}[]))" for kind in kinds)
        engine.execute(f"INSERT INTO {table} SELECT {listed}", columns)


def _let_go(home: _Home) -> None:
    """Nothing: ``home`` was held for as long as a cursor looked into it, and is free to go."""


class _Home:
    """An engine with the process that opened it, and the schemas that wait to be dropped."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.catalog = quoted(str(one_row(engine, "SELECT current_database()")[0]))
        self.process = os.getpid()
        self.lock = threading.Lock()
        self.left: deque[str] = deque()

    def cursor(self) -> Engine:
        if os.getpid() != self.process:
            raise HandleError(
                "These records were read by another process, whose engine is not here: a forked process cannot ask it. "
                "Read the file again in each process, or hand over what was computed (event tables, curves, frames)."
            )
        with self.lock:
            cursor = self.engine.cursor()
        without_bar(cursor)
        weakref.finalize(cursor, _let_go, self).atexit = False
        return cursor

    def sweep(self) -> None:
        """Drop what nobody holds; not in a finalizer, which may run in the middle of anything."""
        while self.left:
            with contextlib.suppress(IndexError):  # another thread was faster
                name = self.left.popleft()
                self.cursor().execute(f"DROP SCHEMA IF EXISTS {self.catalog}.{quoted(name)} CASCADE")


class Namespace:
    """A schema of an engine, and the namespaces in whose tables it may look."""

    def __init__(self, home: _Home, name: str, within: Namespace | None = None) -> None:
        self._home, self.name, self._within = home, name, within

    @classmethod
    def of(cls, engine: Engine) -> Namespace:
        """The engine's own tables, those without a schema's name."""
        return cls(_Home(engine), "main")

    def child(self, kind: str) -> Namespace:
        """A new and empty namespace that sees the tables of this one; ``kind`` is what its name begins with."""
        self._home.sweep()
        name = f"{kind}_{next(_numbers)}"
        self._home.cursor().execute(f"CREATE SCHEMA {self._home.catalog}.{quoted(name)}")
        made = Namespace(self._home, name, self)
        weakref.finalize(made, self._home.left.append, name)
        return made

    def is_beside(self, other: Namespace) -> bool:
        """Whether both are of one engine, so that one question can look into both."""
        return self._home is other._home

    def stand_alone(self) -> None:
        """Let go of the namespaces around: what they hold is not needed any more."""
        self._within = None

    def cursor(self) -> Engine:
        """A connection to the engine for one question: names are looked up here first, and made here.

        Raises HandleError in a process that was forked from the one that read the records.
        """
        cursor = self._home.cursor()
        cursor.execute(f"SET search_path = {literal(','.join(self._path()))}")
        return cursor

    def _path(self) -> list[str]:
        return [f"{self._home.catalog}.{self.name}", *(self._within._path() if self._within else [])]

    def __deepcopy__(self, memo: dict[int, Any]) -> Namespace:
        return self  # its tables never change, so that a copy would hold the same

    def __reduce__(self) -> NoReturn:
        raise HandleError(
            "Records and cohorts hold their tables in an engine inside this process, so they cannot be pickled or sent "
            "to another process. Read the file there, or send what was computed: event tables, curves and frames can "
            "be pickled."
        )

    def __repr__(self) -> str:
        return f"<Namespace {self.name}>"
