"""What can be wrong with a database, in sentences that say what to do; and no password in any of them."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from isostats.engines import postgres
from isostats.engines.embedded import open_engine
from isostats.engines.passwords import shown
from isostats.engines.registry import open_database
from isostats.errors import DataError, StudyError
from isostats.records.dispensings import read_dispensings
from tests.databases.holders import Holder, connected, open_holder
from tests.stitching.test_front_door import random_fills

COLUMNS = "patient_id text, dispense_date date, days_supply integer, strength_mg numeric, quantity numeric"
CHOSEN = "patient_id, dispense_date, days_supply, strength_mg, quantity"
ROW = "SELECT 'a', DATE '2019-01-01', 30, 20, 30"
SECRET = "sEcr3t"


def test_a_password_is_hidden_wherever_it_stands() -> None:
    for address in (f"postgres://me:{SECRET}@h/c", f"pg://me:{SECRET} x@y@h", f"postgres://h/c?password={SECRET}&a=b"):
        assert SECRET not in shown(f"isostats courses fills --database {address} --out x")
        assert shown(address).startswith(address[:5])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Holder]:
    """PostgreSQL with good and bad tables, and users whom it asks for a password."""
    with open_holder("postgres", tmp_path_factory.mktemp("none") / "none.duckdb") as holder:
        run = holder.engine.run
        (hba,) = holder.engine.ask("SHOW hba_file")[0]
        Path(hba).write_text("local all guarded scram-sha-256\nlocal other nobody reject\nlocal all all trust\n")
        for statement in (
            "SELECT pg_reload_conf()",
            f"CREATE ROLE guarded LOGIN PASSWORD '{SECRET}'",
            "CREATE ROLE nobody LOGIN",
            "CREATE DATABASE claims_2019",
            "CREATE DATABASE other",
            "REVOKE CONNECT ON DATABASE claims_2019 FROM PUBLIC",
            f"CREATE TABLE fills ({COLUMNS})",
            f"INSERT INTO fills {ROW}",
            "GRANT SELECT ON fills TO guarded",
            f"CREATE TABLE hidden ({COLUMNS})",
            "CREATE SCHEMA secret",
            f"CREATE TABLE secret.fills_too ({COLUMNS})",
            "CREATE SCHEMA one",
            "CREATE SCHEMA two",
            f"CREATE TABLE one.rx ({COLUMNS})",
            f"CREATE TABLE two.rx ({COLUMNS})",
            f"CREATE VIEW misnamed AS SELECT {CHOSEN.replace('days_supply', 'days_supply AS day_supply')} FROM fills",
            f"CREATE VIEW broken AS SELECT {CHOSEN.replace('quantity', 'days_supply / 0 AS quantity')} FROM fills",
        ):
            run(statement)
        yield holder


def at(holder: Holder, *, user: str = "tester", database: str = "postgres", more: str = "") -> str:
    """The server's address for another user or database."""
    return holder.database.replace("tester@/postgres", f"{user}@/{database}") + more


def refused(source: str, **keywords: Any) -> str:
    """The text of the error, after looking that no part of it and of what is behind it tells the password."""
    with pytest.raises(DataError) as caught:
        read_dispensings(source, **keywords)
    whole = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    told = [line for line in whole.splitlines() if SECRET in line]
    assert told == []
    return str(caught.value)


def test_a_server_that_does_not_answer() -> None:
    pytest.importorskip("psycopg")
    said = refused("fills", database=f"postgres://me:{SECRET}@127.0.0.1:1/claims?connect_timeout=2")
    assert said.startswith(
        "No PostgreSQL database answers at 127.0.0.1, port 1. Look whether host and port are right, the server runs, "
        "and this machine may reach it (VPN, firewall). It said: "
    )
    said = refused("fills", database=f"postgres://me:{SECRET}@nowhere.invalid/claims")
    assert said.startswith("No PostgreSQL database answers at nowhere.invalid. Look whether host and port are right")


def test_a_wrong_password_and_none(server: Holder, monkeypatch: pytest.MonkeyPatch) -> None:
    said = refused("fills", database=at(server, user=f"guarded:{SECRET}x"))
    assert "refuses the password for the user guarded. Correct it in the address" in said
    said = refused("fills", database=at(server, user="guarded"))
    assert (
        "asks for a password for the user guarded, and none was given. Put it into the environment (PGPASSWORD)" in said
    )
    monkeypatch.setenv("PGPASSWORD", SECRET)
    assert read_dispensings("fills", database=at(server, user="guarded")).rows == 1


def test_no_such_user_database_or_right_to_connect(server: Holder) -> None:
    assert "knows no user 'testr'" in refused("fills", database=at(server, user="testr"))
    said = refused("fills", database=at(server, database="claims_2018", user=f"tester:{SECRET}"))
    assert "There is no database 'claims_2018' in PostgreSQL on" in said
    assert said.endswith("; did you mean 'claims_2019'? Databases there: claims_2019, other, postgres.")
    said = refused("fills", database=at(server, user="nobody", database="claims_2019"))
    assert said.endswith("Ask for: GRANT CONNECT ON DATABASE claims_2019 TO nobody.")
    said = refused("fills", database=at(server, user="nobody", database="other"))
    assert "does not let this machine connect to the database other for the user nobody" in said


@pytest.mark.parametrize(
    ("address", "message"),
    [
        (f"postgres://me:{SECRET}@2@host/claims", "'postgres://me:***@host/claims' is not an address that PostgreSQL"),
        (f"postgres://me:x/{SECRET}@host/claims", "'postgres://me:***@host/claims' is not an address that PostgreSQL"),
        (f"postgres://me:x?{SECRET}@host/claims", "'postgres://me:***@host/claims' is not an address that PostgreSQL"),
        (f"postgres://me:{SECRET}%zz@host/claims", "signs @ / : ? # % and blanks are written %40 %2F %3A"),
        (f"postgres://me:a {SECRET}@host/claims", "Better, leave the password out of the address"),
        (f"postgres://me:{SECRET}@host", "'postgres://me:***@host' names no database. Write postgres://user@host:port/"),
        (f"postgres://me:{SECRET}@host/claims?schema=", "has an empty ?schema="),
        (f"postgres://me:{SECRET}@h/c?ssl_mode=on", "PostgreSQL knows no 'ssl_mode' in an address; did you mean 'sslm"),
        (f"mysql://me:{SECRET}@host/claims", "'mysql://' is not a kind of database that is read. Give \"duckdb:///claims"),
        (f"postgre://me:{SECRET}@h/c", "'postgre://' is not a kind of database that is read; did you mean 'postgres'?"),
        ("spark://host:7077", "A Spark session has no address: hand it over in Python (database=session)."),
        ("duckdb://claims.duckdb", "three slashes come before a relative path"),
        ("duckdb:///absent.duckdb", "absent.duckdb does not exist. Give the path of a DuckDB file."),
    ],
)  # fmt: skip
def test_addresses_that_lead_nowhere(address: str, message: str) -> None:
    if "%zz" in address or "ssl_mode" in address or "a sE" in address:
        pytest.importorskip("psycopg")
    assert message in refused("fills", database=address)


def test_psycopg_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    said = refused("fills", database=f"postgres://me:{SECRET}@host/claims")
    assert said == (
        "PostgreSQL is read through the package psycopg, which is not installed. Install it with: pip install "
        "'isostats[engines]' (or only: pip install 'psycopg[binary]')."
    )


def test_tables_that_are_not_there(server: Holder) -> None:
    said = refused("fill", database=server.database)
    assert "there is no table 'fill' in postgres on PostgreSQL; did you mean 'fills'?" in said
    assert "broken, fills, hidden, misnamed" in said
    assert "there is no table 'secret.fillstoo' in postgres on PostgreSQL; did you mean 'secret.fills_too'?" in refused(
        "secret.fillstoo", database=server.database
    )
    assert "2 schemas of postgres on PostgreSQL have a table 'rx': one.rx, two.rx" in refused(
        "rx", database=server.database
    )
    said = refused("fills.csv", database=server.database)
    assert "With database, names are those of tables; without it, of files." in " ".join(said.split())
    assert "'a.b.c' is not the name of a table" in refused("a.b.c", database=server.database)
    assert "one.rx of postgres on PostgreSQL has no rows" in refused("one.rx", database=server.database)
    said = refused("fills", database=at(server, more="&schema=ones"))
    assert "There is no schema 'ones' with tables in postgres on PostgreSQL; did you mean 'one'? Schemas" in said
    assert "rx of postgres on PostgreSQL has no rows" in refused("rx", database=at(server, more="&schema=two"))


def test_a_column_that_is_not_there(server: Holder) -> None:
    said = refused("misnamed", database=server.database)
    told = "misnamed of postgres on PostgreSQL has no column 'days_supply'; the nearest name found is 'day_supply'"
    assert told in " ".join(said.split())
    assert read_dispensings("misnamed", database=server.database, columns={"days_supply": "day_supply"}).rows == 1


def test_tables_that_may_not_be_read(server: Holder) -> None:
    database = at(server, user="nobody")
    assert refused("hidden", database=database) == (
        "The user nobody may not read public.hidden of postgres on PostgreSQL. Ask its owner for: "
        "GRANT SELECT ON public.hidden TO nobody."
    )
    assert "GRANT USAGE ON SCHEMA secret TO nobody" in refused("secret.fills_too", database=database)


def test_an_error_of_the_server_while_rows_are_read(server: Holder) -> None:
    said = refused("broken", database=server.database)
    assert said == "postgres on PostgreSQL cannot be read: division by zero. Nothing was computed."


def test_row_numbers_are_said_to_be_those_of_reading(server: Holder) -> None:
    server.make("late", [(name, "VARCHAR") for name in random_fills(1, seed=1)], [("a", "soon", "30", "20", "30")])
    said = refused("late", database=server.database)
    assert "patient a, row 1" in said
    assert said.endswith(
        "Row numbers count the rows of a table in the order in which they were read (the first is row 1)."
    )


def test_nothing_can_be_written(server: Holder) -> None:
    database = open_database(server.database, open_engine())
    with pytest.raises(DataError, match="cannot execute CREATE TABLE in a read-only transaction"):
        database.ask("CREATE TABLE mine (a int)")
    database.close()
    database = open_database(server.database, open_engine())
    database.copy('SELECT patient_id AS "p" FROM fills', {"p": "VARCHAR"}, "copied")
    assert database.ask("SELECT pg_current_xact_id_if_assigned()") == [(None,)]
    assert database.ask("SHOW transaction_isolation") == [("repeatable read",)]
    database.close()


def test_an_unfinished_stream_closes_its_connection(server: Holder, monkeypatch: pytest.MonkeyPatch) -> None:
    stored: list[Path] = []

    def interrupt(self: Any, piece: Path, *rest: Any) -> None:
        stored.append(piece)
        raise KeyboardInterrupt

    monkeypatch.setattr(postgres, "PIECE", 100)
    monkeypatch.setattr(postgres.PostgresDatabase, "_store", interrupt)
    database = open_database(at(server, more="&application_name=unfinished"), open_engine())
    rows = "SELECT 'x' AS x FROM generate_series(1, 1000000)"
    with pytest.raises(KeyboardInterrupt):
        database.copy(rows, {"x": "VARCHAR"}, "copied")
    assert database.connection.closed
    assert not stored[0].exists()
    sql = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'unfinished'"
    for _ in range(600):
        if server.engine.ask(sql)[0][0] == 0:
            return
        server.engine.run("SELECT pg_sleep(0.1)")
    pytest.fail("the server still works for a stream that nobody reads")


def test_any_text_and_number_arrives_as_it_is(server: Holder) -> None:
    """Commas, quotation marks, line ends, our own sign for missing, empty texts, long ids, numbers to a digit."""
    texts = ["", " ", ",", '"', 'a"b', "\n", "a\r\nb", "\\N", "\\", "NULL", "ü€\U0001f600", "'", None]
    numbers = [0.1, 1e300, -1e-300, 1 / 3, 2.0**53 + 2, 5e-324, 1.0, None] + [0.0] * 5
    whole = [2**63 - 1, -(2**63), 0, None] + [7] * 9
    server.make("odd", [("i", "BIGINT"), ("s", "VARCHAR"), ("n", "DOUBLE"), ("w", "BIGINT")],
                list(zip(range(13), texts, numbers, whole, strict=True)))  # fmt: skip
    engine = open_engine()
    database = open_database(server.database, engine)
    kinds = {"s": "VARCHAR", "n": "DOUBLE", "w": "BIGINT"}
    assert database.copy("SELECT s, n, w FROM odd ORDER BY i", kinds, "copied") == 13
    assert engine.execute("SELECT * FROM copied").fetchall() == list(zip(texts, numbers, whole, strict=True))
    database.close()


def test_a_stream_in_many_pieces_is_the_whole(server: Holder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "PIECE", 1_000)
    engine = open_engine()
    database = open_database(server.database, engine)
    sql = "SELECT i, repeat('ä\n', i % 7) AS s FROM generate_series(1, 5000) AS i"
    assert database.copy(sql, {"i": "INTEGER", "s": "VARCHAR"}, "copied") == 5000
    wrong = "SELECT count(*) FROM copied WHERE i <> rowid + 1 OR s <> repeat('ä\n', i % 7)"
    assert engine.execute(wrong).fetchall() == [(0,)]
    database.close()


def test_types_of_their_own(server: Holder) -> None:
    """Ids of a number type without a length keep every digit; times are days; enums, domains and uuids are texts."""
    for statement in (
        "CREATE DOMAIN amount AS numeric(9, 2)",
        "CREATE TYPE product AS ENUM ('isotretinoin')",
        "CREATE TABLE typed AS SELECT 1234567890123456789::numeric AS patient_id, TIMESTAMP '2019-01-01 12:00' AS "
        "dispense_date, TIMESTAMPTZ '2019-01-01 12:00+00' AS written, "
        "30::numeric(5, 0) AS days_supply, 20.5::amount AS strength_mg, 30.5::numeric AS quantity, "
        "'isotretinoin'::product AS drug, true AS row",
    ):
        server.engine.run(statement)
    records = read_dispensings("typed", database=server.database)
    assert records.table("courses")["person_id"].tolist() == ["1234567890123456789"]
    assert records.table("courses")["dose_mg"].tolist() == [20.5 * 30.5]
    with connected(server.database) as connection:
        (day,) = connection.execute("SELECT dispense_date::date - DATE '1970-01-01' FROM typed").fetchone()
    assert records.table("courses")["start"].tolist() == [day]


def test_what_is_no_database_and_names_of_no_table(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"A dict is not a database that can be read\. Give an address"):
        read_dispensings("fills", database={})
    with pytest.raises(StudyError, match="With database, the inputs are names of tables in it"):
        read_dispensings(tmp_path / "fills.csv", database=duckdb.connect())
    closed = duckdb.connect()
    closed.close()
    with pytest.raises(DataError, match="The DuckDB connection that was handed over does not answer"):
        read_dispensings("fills", database=closed)


def test_temporary_tables_and_frames_of_an_open_connection_are_seen() -> None:
    frame = pd.DataFrame([("a", pd.Timestamp("2019-01-01"), 30, 20, 30)], columns=list(random_fills(1, seed=1)))
    with duckdb.connect() as connection:
        connection.register("frame_of_fills", frame)
        connection.execute("CREATE TEMP TABLE fills AS SELECT * FROM frame_of_fills")
        assert read_dispensings("fills", database=connection).rows == 1
        assert read_dispensings("frame_of_fills", database=connection).rows == 1
        assert connection.execute("SELECT count(*) FROM fills").fetchall() == [(1,)]


def test_a_duckdb_file_that_is_open_elsewhere(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "claims.duckdb")) as connection:
        connection.execute(f"CREATE TABLE fills AS {ROW.replace('SELECT', 'SELECT 1 AS x,')}")
        said = refused("fills", database="duckdb:///claims.duckdb", folder=tmp_path)
        assert "does not open: " in said
        assert "hand the open connection over in Python" in said


def test_a_session_that_was_stopped(tmp_path: Path) -> None:
    file = tmp_path / "none.duckdb"
    file.touch()
    with open_holder("spark", file) as holder:
        stopped = holder.database
    stopped.stop()
    said = refused("fills", database=stopped)
    assert said.endswith("the session has been stopped or does not answer. Hand over one that runs.")
