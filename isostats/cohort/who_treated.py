"""Columns whose numbers are names of who treated, or where, and no amounts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from isostats.cohort.columns import Fact
from isostats.records.who_treated import tells_an_amount, tells_who_treated

Ask = Callable[[str], list[tuple[Any, ...]]]
"""The rows of a query over ``first_courses``."""


def numbers_are_names(fact: Fact, ask: Ask) -> bool:
    """Whether the whole numbers of a column are what somebody who treated is called by: without order or amount."""
    return (
        fact.numbers
        and tells_who_treated(fact.name)
        and not tells_an_amount(fact.name)
        and not ask(f"SELECT 1 FROM first_courses WHERE {fact.sql} <> floor({fact.sql}) LIMIT 1")
    )
