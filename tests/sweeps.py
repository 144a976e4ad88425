"""How often a law is tried: an eighth of its examples in `make test` if each takes long, all in `make validation`."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import settings

WHOLE = bool(os.environ.get("ISOSTATS_WHOLE_SWEEPS"))
Test = Callable[..., Any]


def swept(examples: int, **further: Any) -> Callable[[Test], Test]:
    """Settings of a law that takes long for each example."""
    some = max(examples // 8, min(2, examples // 3))  # the first that is tried is the plainest
    return settings(max_examples=examples if WHOLE else some, deadline=None, **further)


def tried(examples: int) -> int:
    """How many examples of a quick law: a third of them in ``make test``, all in the sweep."""
    return examples if WHOLE else examples // 3


def swept_values(*values: Any) -> list[Any]:
    """Values of a parameter that only the sweep takes, beside those of ``make test``."""
    return [pytest.param(value, marks=pytest.mark.validation) for value in values]


def paired(first: Sequence[Any], second: Sequence[Any]) -> list[Any]:
    """Each of two parameters with each of the other: in ``make test`` every value of both, but not every pair; all of
    them in the sweep."""
    longest = max(len(first), len(second))
    here = {(at % len(first), at % len(second)) for at in range(longest)}
    pairs = [(a, b) for a in range(len(first)) for b in range(len(second))]
    marks = [() if pair in here else (pytest.mark.validation,) for pair in pairs]
    return [pytest.param(first[a], second[b], marks=mark) for (a, b), mark in zip(pairs, marks, strict=True)]
