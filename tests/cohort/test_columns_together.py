"""Columns given one by one: Series of two orders are refused, and a missing group is missing in a list as elsewhere."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import isostats as iso
from isostats.errors import EstimateError
from isostats.estimate.pooled import pool_proportions
from isostats.estimate.uncensored import rank_correlation

DAYS, EVENTS = pd.Series([10, 20, 30]), pd.Series([1, 0, 1])
TURNED = EVENTS.iloc[::-1]  # the same labels in another order


@pytest.mark.parametrize("column", ["events", "group", "entry", "weights"])
def test_series_in_two_orders_are_refused(column: str) -> None:
    told = rf"days and {column} have different labels .*row 0: 0 in days, 2 in {column}"
    with pytest.raises(EstimateError, match=told):
        iso.event_table(DAYS, **({"events": EVENTS} | {column: TURNED}))


def test_labels_that_are_others_altogether_are_refused() -> None:
    with pytest.raises(EstimateError, match="Take both from one frame"):
        iso.event_table(DAYS, EVENTS.set_axis(["a", "b", "c"]))


def test_series_of_one_frame_and_columns_without_labels_are_counted() -> None:
    rows = pd.DataFrame({"days": DAYS, "events": EVENTS}).sort_values("days", ascending=False)
    truth = repr(iso.event_table(DAYS, EVENTS))
    assert repr(iso.event_table(rows["days"], rows["events"])) == truth
    assert repr(iso.event_table(DAYS, EVENTS.to_numpy())) == truth
    assert repr(iso.event_table(list(DAYS), EVENTS.set_axis(["a", "b", "c"]))) == truth


def test_estimators_of_columns_refuse_too() -> None:
    for estimate in (rank_correlation, pool_proportions):
        with pytest.raises(EstimateError, match="different labels"):
            estimate(DAYS, TURNED + 40)


@given(st.lists(st.sampled_from(["a", "b"]), min_size=1, max_size=6), st.sampled_from([None, np.nan, pd.NA, pd.NaT]))
def test_a_missing_group_is_missing_in_every_kind_of_column(groups: list[object], missing: object) -> None:
    holed = [*groups, missing]
    days = np.arange(len(holed))
    for column in (holed, tuple(holed), pd.Series(holed, dtype=object), np.array([*holed, None], dtype=object)[:-1]):
        with pytest.raises(EstimateError, match=rf"1 row of {len(holed)} have no group \(first: row {len(groups)},"):
            iso.event_table(days, group=column)
    assert set(iso.event_table(days[:-1], group=groups).groups) == set(groups)


def test_groups_in_a_list_keep_their_names() -> None:
    assert iso.event_table([1, 2, 3], group=["nan", "b", "b"]).groups == ("b", "nan")
    assert iso.event_table([1, 2, 3], group=[2, 10, 2]).groups == ("2", "10")
    assert iso.event_table([1, 2], group=[True, False]).groups == ("False", "True")
