"""What is said of a claim is German as a whole, on either side of it and whatever its margin reaches to."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

import isostats as iso
from isostats.analyses.claims.comparison import against_claim
from isostats.analyses.claims.scorecard import WORDS, Scored
from isostats.report.job import Finished
from isostats.words.language import speaking, translated, untranslated


def test_the_distance_from_a_claim_joins_it_in_german() -> None:
    """Of 200 people 60 relapse: 70%, with claims on both sides, and margins to 0%, to 100% and to both."""
    days = np.where(np.arange(200) < 60, 100, 800)
    curve = iso.kaplan_meier(iso.event_table(days, (np.arange(200) < 60).astype(int)))
    asked = [(claim, margin) for claim in (0.03, 0.5, 0.66, 0.7, 0.74, 0.97) for margin in (0.04, 0.1, 0.2)]
    sentences = [
        against_claim(iso.compare_to_claim(curve, claim=claim, margin=margin, horizon_days=730))
        for claim, margin in [*asked, (0.5, 0.6)]
    ]
    of_each = (
        "above the claimed", "below the claimed", "agrees", "neither tell it", "reaches to 0%", "reaches to 100%",
        "every share lies",
    )  # fmt: skip
    assert [words for words in of_each if not any(words in each for each in sentences)] == []
    with speaking("de"):
        german = [translated(each) for each in sentences]
    assert [each for each in sentences if untranslated(each, "de")] == []
    for english, each in zip(sentences, german, strict=True):
        side = "über" if "above" in english else "unter"
        assert re.match(rf"Das sind \d+,\d Prozentpunkte {side} den behaupteten \d+\s%", each), each


@pytest.mark.parametrize("margin", [0.025, 0.05, 0.1])
def test_every_verdict_of_a_claim_is_german(monkeypatch: pytest.MonkeyPatch, example: Finished, margin: float) -> None:
    """Whatever comes out, at the margin of the row and at those beside it: the example has few of these."""
    rows = [each for each in example.analysis["claims"].value.rows if each.verdict != "cannot_be_told"]
    rows = [replace(each, claim=replace(each.claim, margin=margin)) if each.beside else each for each in rows]
    cells = set[str]()
    for own, other in product([word for word in WORDS if word not in ("described", "cannot_be_told")], repeat=2):
        monkeypatch.setattr(Scored, "_within", lambda it, within, own=own, other=other: (
            "described" if it.claim.described else own if within == (it.claim.margin or 0.0) else other
        ))  # fmt: skip
        cells |= {each.verdict_cell for each in rows}
    cells.discard("undecided, as ")  # of a range that holds the interval, of which nothing is unseen: no verdict is so
    assert len(cells) > 40
    assert {cell: left for cell in cells if (left := untranslated(cell, "de"))} == {}
