"""SQL over the text of a cell: blanks, signs of *not recorded* (NA, n/a, -, ...), and numbers as all write them."""

from __future__ import annotations

from isostats.engines.embedded import literal
from isostats.records.schema import BLANK, MISSING_SIGNS

LONGEST_SIGN = max(map(len, MISSING_SIGNS))
BLANK_EDGE = literal(f"^[{BLANK}]|[{BLANK}]$")
IS_SIGN = f"IN ({', '.join(map(literal, MISSING_SIGNS))})"


def trimmed(cell: str) -> str:
    """The text without surrounding blanks (only texts that have some pay for their removal)."""
    return f"CASE WHEN regexp_matches({cell}, {BLANK_EDGE}) THEN trim({cell}, {literal(BLANK)}) ELSE {cell} END"


def sign_sql(cell: str) -> str:
    """True where a text is a sign of *not recorded*; only short texts, or with blank edges, are trimmed."""
    short = f"length({cell}) <= {LONGEST_SIGN} OR regexp_matches({cell}, {BLANK_EDGE})"
    return f"(CASE WHEN {short} THEN lower(trim({cell}, {literal(BLANK)})) {IS_SIGN} ELSE FALSE END)"


def castable_sql(cell: str) -> str:
    """A number that every program reads alike; NULL for anything else, which then goes to the lexicon."""
    cast = f"TRY_CAST({cell} AS DOUBLE)"
    return f"CASE WHEN isfinite({cast}) AND NOT contains({cell}, '_') THEN {cast} END"
