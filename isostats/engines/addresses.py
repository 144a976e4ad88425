"""Addresses of databases: what they name, and how they are shown, which is never with a password."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

_SECRETS = ("password", "passfile", "sslpassword", "sslkey")


@dataclass(frozen=True)
class Address:
    """What an address names: a file (``path``), or a database of a server (``uri``, as its own library reads it).

    ``kind`` is the engine, ``name`` the file's or the database's name, ``schema`` that of ``?schema=`` in the address.
    """

    kind: str
    name: str
    path: Path = Path()
    uri: str = field(default="", repr=False)
    schema: str | None = None


def shown(text: object) -> str:
    """A text in which no address tells its password; other text stays.

    >>> shown("isostats courses fills --database postgres://me:s3/cr@t@host/claims --out c.csv")
    'isostats courses fills --database postgres://me:***@host/claims --out c.csv'
    >>> shown("postgres://host/claims?user=me&password=secret")
    'postgres://host/claims?user=me&password=***'
    """
    hidden = re.sub(r"(\w+://[^\s:@/?]*):.*@", r"\1:***@", str(text), flags=re.DOTALL)
    return re.sub(rf"\b({'|'.join(_SECRETS)})=[^&\s'\"]*", r"\1=***", hidden)
