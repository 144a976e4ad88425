"""Messages are read in the words of a study file here; tests/house/test_doors.py holds the other doors."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from isostats.doors import through


@pytest.fixture(autouse=True)
def _in_the_words_of_a_study_file() -> Iterator[None]:
    with through("key"):
        yield
