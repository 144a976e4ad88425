"""Numbers as journals set them: the value is the same whatever the marks, and the plain style is as it ever was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isostats.errors import EstimateError
from isostats.words import numbers
from isostats.words.journals import STYLES, number_style, numbers_as

JOURNALS = st.sampled_from(list(STYLES))


def _read(text: str) -> float:
    """A number that a journal has set, read back."""
    return float(text.replace("·", ".").replace("−", "-").replace("\u00a0", "").replace(",", ""))


@given(JOURNALS, st.integers(0, 10**9))
def test_a_count_is_the_same_number_in_every_journal(journal: str, n: int) -> None:
    with numbers_as(journal):
        assert _read(numbers.count_text(n)) == n
        assert _read(numbers.counted(n, "person").partition(" person")[0]) == n


@given(JOURNALS, st.floats(-100, 100))
def test_a_difference_keeps_its_sign_and_its_decimals(journal: str, value: float) -> None:
    plain = numbers.signed_text(value)
    with numbers_as(journal):
        assert _read(numbers.signed_text(value)) == float(plain)


@given(JOURNALS, st.floats(0, 1))
def test_a_p_value_is_near_what_was_computed_and_on_its_side_of_five_percent(journal: str, p: float) -> None:
    with numbers_as(journal):
        text = numbers.p_text(p)
    if text[0] not in "<>":
        assert abs(_read(text) - p) <= 0.00501
        if journal in ("jama", "lancet"):
            assert p >= 0.05 or round(p, 3) >= 0.05 or _read(text) < 0.05
    else:
        assert (_read(text[1:]) > p) if text[0] == "<" else (_read(text[1:]) < p)


@pytest.mark.parametrize(
    ("journal", "share", "limits", "count"),
    [
        ("plain", "73.0% (95% CI 71.3 to 74.6; n = 12,040)", "95% CI 71.3% to 74.6%", "1,204"),
        ("jama", "73.0% (95% CI, 71.3-74.6; n = 12\u00a0040)", "95% CI, 71.3%-74.6%", "1204"),
        ("lancet", "73·0% (95% CI 71·3–74·6; n = 12\u00a0040)", "95% CI 71·3–74·6", "1204"),
        ("bmj", "73.0% (95% confidence interval 71.3 to 74.6; n = 12\u00a0040)",
         "95% confidence interval 71.3% to 74.6%", "1204"),
        ("nature", "73.0% (95% CI 71.3–74.6; n = 12,040)", "95% CI 71.3%–74.6%", "1,204"),
    ],
)  # fmt: skip
def test_a_share_as_each_journal_has_it(journal: str, share: str, limits: str, count: str) -> None:
    with numbers_as(journal):
        n = f"n = {numbers.count_text(12_040)}"
        assert numbers.percent_in_full(0.73, 0.713, 0.746, 0.95, n).replace("Kaplan", "") == share
        assert numbers.interval(0.713, 0.746, 0.95) == limits
        assert numbers.count_text(1204) == count
    assert number_style().journal == "plain"


def test_a_negative_limit_is_not_read_as_a_range() -> None:
    with numbers_as("jama"):
        assert numbers.limits_text(-0.013, 0.046) == "−1.3 to 4.6"


def test_an_unknown_journal_names_the_nearest() -> None:
    with pytest.raises(EstimateError, match="did you mean 'nature'"), numbers_as("natur"):
        pass
