"""Ids that occur at more than one site: one patient who moved, or two whom the clinics number alike."""

from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from isostats import records


def at_sites(*ids: set[int]) -> pd.DataFrame:
    rows = [
        {"patient_id": f"p{each}", "site": "AB"[at], "course_start": f"{2016 + at}-01-01",
         "course_end": f"{2016 + at}-06-01", "last_contact": "2021-01-01"}
        for at, of_site in enumerate(ids) for each in sorted(of_site)
    ]  # fmt: skip
    return pd.DataFrame(rows)


@settings(max_examples=8)
@given(first=st.sets(st.integers(1, 9), min_size=2), second=st.sets(st.integers(1, 9), min_size=2))
def test_ids_of_several_sites_are_counted_and_strong_words_are_of_most(first: set[int], second: set[int]) -> None:
    found = {each.rule: each for each in records.check_courses(at_sites(first, second))}
    both = first & second
    assert ("ids_of_several_sites" in found) == bool(both)
    if both:
        finding = found["ids_of_several_sites"]
        assert finding.message.startswith(f"{len(both)} of {len(first | second)} id")
        most = 2 * len(both) > min(len(first), len(second))
        assert ("seem to number alike" in finding.advice) == most
        assert finding.row == 2 + sorted(first).index(min(both))
