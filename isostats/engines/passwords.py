"""Addresses as they may be shown: of a server's neither password nor key is told. No engine is loaded for that."""

from __future__ import annotations

import re

_SECRETS = ("password", "passfile", "sslpassword", "sslkey")


def shown(text: object) -> str:
    """A text in which no address tells its password; other text stays.

    >>> shown("isostats courses fills --database postgres://me:s3/cr@t@host/claims --out c.csv")
    'isostats courses fills --database postgres://me:***@host/claims --out c.csv'
    >>> shown("postgres://host/claims?user=me&password=secret")
    'postgres://host/claims?user=me&password=***'
    """
    hidden = re.sub(r"(\w+://[^\s:@/?]*):.*@", r"\1:***@", str(text), flags=re.DOTALL)
    return re.sub(rf"\b({'|'.join(_SECRETS)})=[^&\s'\"]*", r"\1=***", hidden)
