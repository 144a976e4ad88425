"""Addresses of databases: what they name, and how they are shown, which is never with a password."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlencode

from isostats.errors import DataError, nearest

KINDS = {"duckdb": "duckdb", "postgres": "postgres", "postgresql": "postgres"}
FORMS = '"duckdb:///claims.duckdb" or "postgres://user@host/claims"'
ODD = (
    "'{address}' is not an address that PostgreSQL understands. In a user name or a password the signs @ / : ? # % and "
    "blanks are written %40 %2F %3A %3F %23 %25 %20. Better, leave the password out of the address: it is taken from "
    "the environment (PGPASSWORD) or from the file ~/.pgpass."
)
_SECRETS = ("password", "passfile", "sslpassword", "sslkey")


@dataclass(frozen=True)
class Address:
    """What an address names: a DuckDB file (``path``) or a PostgreSQL database (``uri``, as its library reads it).

    ``name`` is the file's or the database's, ``schema`` that of ``?schema=`` in the address.
    """

    kind: str
    name: str
    path: Path = Path()
    uri: str = field(default="", repr=False)
    schema: str | None = None


def read_address(text: str | Path, *, folder: str | Path = ".") -> Address:
    """The parts of an address; a relative file starts at ``folder``.

    ``duckdb:///claims.duckdb`` is relative and ``duckdb:////data/claims.duckdb`` absolute; a path is taken as it is.
    ``postgres://`` and ``postgresql://`` are the same; all that PostgreSQL's library knows may stand in the address.
    Raises DataError for an address of another kind.

    >>> read_address("duckdb:///cdm.duckdb", folder="study").path.as_posix()
    'study/cdm.duckdb'
    >>> read_address("duckdb:////data/cdm.duckdb").path.as_posix()
    '/data/cdm.duckdb'
    >>> found = read_address("postgres://me:secret@host/claims?schema=cdm&sslmode=require")
    >>> found.name, found.schema, found.uri
    ('claims', 'cdm', 'postgresql://me:secret@host/claims?sslmode=require')
    """
    given = str(text)
    scheme, mark, rest = given.partition("://")
    if not mark:
        path = Path(folder) / given
        return Address("duckdb", path.name, path)
    if scheme not in KINDS:
        if scheme == "spark":
            raise DataError("A Spark session has no address: hand it over in Python (database=session).")
        raise DataError(
            f"'{scheme}://' is not a kind of database that is read{nearest(scheme, KINDS) or '.'} Give {FORMS}."
        )
    if KINDS[scheme] == "postgres":
        return _postgres(given, rest)
    if not rest.startswith("/") or rest == "/":
        raise DataError(
            f"'{shown(given)}' does not name a file: three slashes come before a relative path (duckdb:///cdm.duckdb), "
            "four before an absolute one (duckdb:////data/cdm.duckdb)."
        )
    path = Path(folder) / unquote(rest[1:])
    return Address("duckdb", path.name, path)


def _postgres(given: str, rest: str) -> Address:
    place, _, query = rest.partition("?")
    server, _, path = place.partition("/")
    if server.count("@") > 1 or "@" in path + query:
        raise DataError(ODD.format(address=shown(given)))
    options = parse_qsl(query, keep_blank_values=True)
    schema = dict(options).get("schema")
    name = dict(options).get("dbname") or unquote(path) or dict(options).get("service")
    if not name or schema == "":
        what = "names no database" if not name else "has an empty ?schema="
        raise DataError(
            f"'{shown(given)}' {what}. Write postgres://user@host:port/database, and ?schema=name where the tables "
            "are in a schema of their own."
        )
    kept = urlencode([pair for pair in options if pair[0] != "schema"])
    return Address("postgres", name, uri=f"postgresql://{place}{'?' + kept if kept else ''}", schema=schema)


def shown(text: object) -> str:
    """A text in which no address tells its password; other text stays.

    >>> shown("isostats courses fills --database postgres://me:s3/cr@t@host/claims --out c.csv")
    'isostats courses fills --database postgres://me:***@host/claims --out c.csv'
    >>> shown("postgres://host/claims?user=me&password=secret")
    'postgres://host/claims?user=me&password=***'
    """
    said = re.sub(r"(\w+://[^\s:@/?]*):.*@", r"\1:***@", str(text), flags=re.DOTALL)
    return re.sub(rf"\b({'|'.join(_SECRETS)})=[^&\s'\"]*", r"\1=***", said)


def name_of(text: object) -> str:
    """The name of the database or file in an address, for telling whether it is simulated; nothing where there is none.

    >>> name_of("postgres://simulated:simulated@host/claims"), name_of("duckdb:///data/simulated_cdm.duckdb")
    ('claims', 'simulated_cdm.duckdb')
    """
    try:
        return read_address(str(text)).name
    except DataError:
        return ""
