"""The form of a rule: data, not code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from isostats.records.findings import SET_ASIDE, Severity

Scope = Literal["file", "value", "course", "person", "event", "records"]
LOOK = "Unusual, but kept as recorded; look at them."


@dataclass(frozen=True)
class Rule:
    """One rule: ``one`` and ``many`` finish the sentence "3 of 1,204 courses ..." for a single and for several rows."""

    id: str
    severity: Severity
    scope: Scope
    one: str
    many: str
    advice: str = SET_ASIDE
    condition: str = ""
    example: str = ""
    needs: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


def error(
    id: str,
    scope: Scope,
    one: str,
    many: str,
    condition: str = "",
    example: str = "",
    needs: str = "",
    columns: tuple[str, ...] = (),
    advice: str = SET_ASIDE,
) -> Rule:
    """A rule whose breach is impossible."""
    return Rule(id, "error", scope, one, many, advice, condition, example, tuple(needs.split()), columns)


def warning(
    id: str,
    scope: Scope,
    one: str,
    many: str,
    condition: str = "",
    example: str = "",
    needs: str = "",
    columns: tuple[str, ...] = (),
    advice: str = LOOK,
) -> Rule:
    """A rule whose breach is unusual."""
    return Rule(id, "warning", scope, one, many, advice, condition, example, tuple(needs.split()), columns)


def note(id: str, scope: Scope, one: str, many: str, condition: str, example: str, advice: str) -> Rule:
    """What is as it may well be, and is told all the same."""
    return Rule(id, "note", scope, one, many, advice, condition, example)
