"""How often a law is tried: a third of its examples in ``make test``, every one of them in ``make validation``."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import settings

WHOLE = bool(os.environ.get("ISOSTATS_WHOLE_SWEEPS"))
Test = Callable[..., Any]


def swept(examples: int, **further: Any) -> Callable[[Test], Test]:
    """Settings of a law that takes long for each example, and its mark, by which the sweep finds it."""
    chosen = settings(max_examples=examples if WHOLE else examples // 3, deadline=None, **further)
    return lambda test: pytest.mark.swept(chosen(test))


def swept_values(*values: Any) -> list[Any]:
    """Values of a parameter that only the sweep takes, beside those of ``make test``."""
    return [pytest.param(value, marks=pytest.mark.validation) for value in values]
