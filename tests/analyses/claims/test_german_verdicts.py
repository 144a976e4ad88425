"""What is said of a claim is German as a whole, on either side of it and whatever its margin reaches to."""

from __future__ import annotations

import re

import numpy as np

import isostats as iso
from isostats.analyses.claims.comparison import against_claim
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
