"""Connecting to PostgreSQL, and why it did not come about, in sentences without a password."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

from isostats.errors import DataError, nearest
from isostats.records.databases.addresses import ODD, Address, shown
from isostats.records.databases.postgres import PostgresDatabase, without
from isostats.records.engine import Engine

CONNECT_SECONDS = 10

INSTALL = (
    "PostgreSQL is read through the package psycopg, which is not installed. Install it with: "
    "pip install 'isostats[engines]' (or only: pip install 'psycopg[binary]')."
)


def connect_postgres(address: Address, engine: Engine) -> PostgresDatabase:
    """Connect and begin a read-only transaction that sees one state of the data throughout.

    Raises DataError where psycopg is not installed, no server answers, it refuses the user or the password, or has no
    such database (with the nearest there is).
    """
    try:
        import psycopg
        from psycopg.conninfo import conninfo_to_dict
    except ImportError as error:
        raise DataError(INSTALL) from error
    try:
        given = {key: value for key, value in conninfo_to_dict(address.uri).items() if value is not None}
    except psycopg.Error as error:  # its text may quote a part of the password
        found = re.search(r'invalid URI query parameter: "(\w+)"', str(error))
        if found and f"{found[1]}=" in address.uri:
            known = ("host", "port", "user", "sslmode", "schema", "connect_timeout", "options", "application_name")
            hint = nearest(found[1], known) or "."
            raise DataError(f"PostgreSQL knows no '{found[1]}' in an address{hint}") from None
        raise DataError(ODD.format(address=shown(address.uri))) from None
    given.setdefault("connect_timeout", str(CONNECT_SECONDS))
    given.setdefault("application_name", "isostats")
    try:
        connection: Any = psycopg.connect(**cast(Any, given))
    except psycopg.Error as error:
        raise _refused(psycopg, given, str(error)) from None
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    database = PostgresDatabase(engine, connection, address, str(given.get("password", "")))
    try:
        database.begin()
    except BaseException:
        connection.close()
        raise
    return database


def _refused(psycopg: Any, given: Mapping[str, Any], said: str) -> DataError:
    """Why no connection came about, and what to do."""
    said = without(str(given.get("password", "")), said)
    host, port, user = (given.get(key) for key in ("host", "port", "user"))
    place = f"{host or 'this machine'}{f', port {port}' if port else ''}"
    who = f" for the user {user}" if user else ""
    name = given.get("dbname", "")
    low = said.lower()
    if "password authentication failed" in low or "authentication failed" in low:
        return DataError(
            f"PostgreSQL on {place} refuses the password{who}. Correct it in the address (signs such as @ are written "
            "%40), in PGPASSWORD or in ~/.pgpass."
        )
    if "no password supplied" in low:
        return DataError(
            f"PostgreSQL on {place} asks for a password{who}, and none was given. Put it into the environment "
            "(PGPASSWORD), into ~/.pgpass, or into the address."
        )
    if re.search(r'database ".*" does not exist', said):
        others = _databases(psycopg, given)
        there = f" Databases there: {', '.join(others)}." if others else ""
        return DataError(f"There is no database '{name}' in PostgreSQL on {place}{nearest(name, others) or '.'}{there}")
    if re.search(r'role ".*" does not exist', said):
        return DataError(f"PostgreSQL on {place} knows no user '{user}'. Correct the name in the address.")
    if "permission denied for database" in low:
        return DataError(
            f"The user {user} may not connect to the database {name} on {place}. Ask for: GRANT CONNECT ON DATABASE "
            f"{name} TO {user}."
        )
    if "pg_hba.conf" in low:
        return DataError(
            f"PostgreSQL on {place} does not let this machine connect to the database {name}{who}. Ask its "
            "administrator for access, or whether it wants an encrypted connection (?sslmode=require)."
        )
    reason = " ".join(said.split())
    return DataError(
        f"No PostgreSQL database answers at {place}. Look whether host and port are right, the server runs, and this "
        f"machine may reach it (VPN, firewall). It said: {reason}."
    )


def _databases(psycopg: Any, given: Mapping[str, Any]) -> list[str]:
    """The databases of a server that lets us ask."""
    try:
        with psycopg.connect(**{**given, "dbname": "postgres"}) as connection:
            sql = "SELECT datname FROM pg_catalog.pg_database WHERE datallowconn AND NOT datistemplate ORDER BY 1"
            return [str(name) for (name,) in connection.execute(sql).fetchall()]
    except psycopg.Error:
        return []
