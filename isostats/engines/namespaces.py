"""Private places for tables: whatever records and a cohort hold is theirs alone, in any order and in any thread.

A namespace is a schema of the engine. It sees its own tables first, then those of the namespaces that it was made
within; what it makes is its own. Every answer is asked for on a cursor of its own, since two answers on one connection
would be taken for each other. A namespace that nobody holds any more is dropped when the next one is made, and the
engine, with all its memory and its folder, when the last one goes.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import threading
import weakref
from collections import deque
from typing import Any, NoReturn

from isostats.engines.embedded import Engine, literal, quoted, without_bar
from isostats.errors import HandleError

_numbers = itertools.count(1)


class _Home:
    """An engine with the process that opened it, and the schemas that wait to be dropped."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
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
        return cursor

    def sweep(self) -> None:
        """Drop what nobody holds; not in a finalizer, which may run in the middle of anything."""
        while self.left:
            with contextlib.suppress(IndexError):  # another thread was faster
                name = self.left.popleft()
                self.cursor().execute(f"DROP SCHEMA IF EXISTS {quoted(name)} CASCADE")


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
        self._home.cursor().execute(f"CREATE SCHEMA {quoted(name)}")
        made = Namespace(self._home, name, self)
        weakref.finalize(made, self._home.left.append, name)
        return made

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
        return [self.name, *(self._within._path() if self._within else [])]

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
