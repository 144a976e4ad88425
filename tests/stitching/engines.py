"""The engines that the SQL text runs on: DuckDB always, PostgreSQL and Spark where they are installed."""

from __future__ import annotations

import atexit
import datetime
import getpass
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import pytest

from tests.stitching.oracle import Fill

ENGINES = ("duckdb", "postgres", "spark")
EPOCH = datetime.date(1970, 1, 1)
TYPES = {"duckdb": ("VARCHAR", "DOUBLE"), "postgres": ("VARCHAR", "DOUBLE PRECISION"), "spark": ("STRING", "DOUBLE")}


JAVA = (
    "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xms512m -Xmn320m "
    "-XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote"
)
"""For a process that lives a minute: nothing is compiled twice, and Spark's own classes are not verified anew."""


@dataclass(frozen=True)
class Engine:
    """An engine by what the tests need of it."""

    dialect: str
    run: Callable[[str], None]
    ask: Callable[[str], Sequence[Sequence[Any]]]

    def load(self, table: str, fills: Sequence[Fill]) -> None:
        """A table of dispensings with real dates."""
        text, number = TYPES[self.dialect]
        values = ", ".join(
            f"('{person}', DATE '{EPOCH + datetime.timedelta(days=day)}', {supply}, "
            f"{'NULL' if dose is None else dose}, {'NULL' if strength in ([], [None]) else strength[0]})"
            for person, day, supply, dose, *strength in fills or [("nobody", 0, 1, None)]
        )
        select = (
            f"SELECT CAST(person_id AS {text}) AS person_id, dispense_date, days_supply, "
            f"CAST(dose_mg AS {number}) AS dose_mg, CAST(strength_mg AS {number}) AS strength_mg FROM "
            f"(VALUES {values}) AS v(person_id, dispense_date, days_supply, dose_mg, strength_mg) "
            f"WHERE {'TRUE' if fills else 'FALSE'}"
        )
        if self.dialect == "spark":
            self.run(f"CREATE OR REPLACE TEMPORARY VIEW {table} AS {select}")
        else:
            self.run(f"DROP TABLE IF EXISTS {table}")
            self.run(f"CREATE TABLE {table} AS {select}")


@contextmanager
def open_engine(name: str) -> Iterator[Engine]:
    """The engine of that name; the test is skipped, and says why, where it is not installed."""
    with {"duckdb": _duckdb, "postgres": _postgres, "spark": _spark}[name]() as engine:
        yield engine


@contextmanager
def _duckdb() -> Iterator[Engine]:
    import duckdb

    with duckdb.connect() as connection:
        yield Engine("duckdb", lambda sql: void(connection.execute(sql)), lambda sql: connection.sql(sql).fetchall())


@contextmanager
def _postgres() -> Iterator[Engine]:
    """A server of our own in a temporary folder, reached by its socket alone."""
    psycopg = _module("psycopg")
    programs = _postgres_programs()
    if programs is None:
        _absent("PostgreSQL is not installed (apt-get install postgresql)")
    user = getpass.getuser()
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        user = "postgres"
        if user not in {entry.pw_name for entry in pwd.getpwall()}:
            _absent("running as root, and there is no user postgres to run PostgreSQL as")
    other: dict[str, Any] = {"user": user} if os.geteuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        if other:
            shutil.chown(folder, user)
        quiet: dict[str, Any] = {"check": True, "capture_output": True, "cwd": folder, **other}
        data = str(folder / "data")
        subprocess.run(["cp", "-R", str(_new_cluster(programs, user) / "data"), data], **quiet)
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        control = [programs / "pg_ctl", "-D", data, "-w"]
        subprocess.run([*control, "-o", options, "-l", str(folder / "log"), "start"], **quiet)
        try:
            with psycopg.connect(host=str(folder), user="tester", dbname="postgres", autocommit=True) as connection:
                yield Engine(
                    "postgres",
                    lambda sql: void(connection.execute(sql)),
                    lambda sql: connection.execute(sql).fetchall(),
                )
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], **quiet)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@cache
def _new_cluster(programs: Path, user: str) -> Path:
    """A folder with the data of a server that nobody has used: made once, copied for each server."""
    folder = Path(tempfile.mkdtemp(prefix="pg-new-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    other: dict[str, Any] = {"user": user} if os.geteuid() == 0 else {}
    if other:
        shutil.chown(folder, user)
    make = [programs / "initdb", "-D", str(folder / "data"), "-U", "tester", "-A", "trust", "-N", "-E", "UTF8"]
    subprocess.run(make, check=True, capture_output=True, cwd=folder, **other)
    return folder


def _postgres_programs() -> Path | None:
    """The folder with initdb and pg_ctl; Debian keeps it off the path."""
    found = shutil.which("initdb")
    if found and shutil.which("pg_ctl"):
        return Path(found).parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return folders[-1].parent if folders else None


@contextmanager
def _spark() -> Iterator[Engine]:
    """Spark in one process, without its web page: one session for all tests, left as empty as it was."""
    sql = _module("pyspark.sql")
    if shutil.which("java") is None:
        _absent("Java is not installed, and Spark needs it")
    builder = sql.SparkSession.builder.master("local[1]").appName("isostats")
    for key, value in {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.warehouse.dir": _warehouse(),
        "spark.log.level": "ERROR",
        "spark.sql.codegen.wholeStage": "false",  # compiling costs more than a few rows save
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.extraJavaOptions": JAVA,
        "spark.sql.adaptive.enabled": "false",
    }.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    try:
        yield Engine(
            "spark",
            lambda text: void(session.sql(text)),
            lambda text: [tuple(row) for row in session.sql(text).collect()],
        )
    finally:
        for table in session.catalog.listTables():
            session.catalog.dropTempView(table.name)


@cache
def _warehouse() -> str:
    folder = tempfile.mkdtemp(prefix="spark-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _module(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        _absent(f"{name} is not installed (pip install 'isostats[engines]')")


def _absent(what: str) -> NoReturn:
    """Skip with a word; fail where every engine is promised (continuous integration)."""
    if os.environ.get("ISOSTATS_ALL_ENGINES"):
        pytest.fail(what)
    pytest.skip(what)


def void(_: object) -> None:
    """Nothing is made of the answer."""
