"""The tidy table: its columns, and what a small cell must not give away."""

from __future__ import annotations

import pandas as pd
import pytest

from isostats.report.rows import COLUMNS, row, suppress, table


def group_row(group: str, n: int, events: int) -> dict:
    return row("remission", "second_course", "everyone", "kaplan_meier", group, time_days=730,
               estimate=0.9, lower=0.8, upper=0.95, std_error=0.01, n=n, at_risk=n - events, events=events)  # fmt: skip


def statuses(rows: list[dict], small_cell: int = 5) -> dict[str, str]:
    frame = table(rows, small_cell=small_cell)
    return dict(zip(frame["group"], frame["status"], strict=True))


def test_columns_are_the_contract() -> None:
    assert list(table([group_row("all", 100, 10)], small_cell=5).columns) == list(COLUMNS)
    assert ",".join(COLUMNS) == (
        "quantity,outcome,population,method,group,time_days,estimate,lower,upper,std_error,p_value,level,n,at_risk,"
        "events,status"
    )


def test_counts_are_whole_numbers_and_missing_is_empty() -> None:
    text = table([group_row("all", 100, 10), row("logrank", "x", "everyone", "logrank", "sex")], small_cell=0).to_csv(
        index=False
    )
    first, second = text.splitlines()[1:]
    assert first == "remission,second_course,everyone,kaplan_meier,all,730,0.9,0.8,0.95,0.01,,,100,90,10,ok"
    assert second == "logrank,x,everyone,logrank,sex,,,,,,,,,,,not_estimable"


@pytest.mark.parametrize(("events", "status"), [(0, "ok"), (1, "suppressed"), (4, "suppressed"), (5, "ok")])
def test_small_counts_are_suppressed_with_everything_that_tells_them(events: int, status: str) -> None:
    found = table([group_row("all", 100, events)], small_cell=5).iloc[0]
    assert found["status"] == status
    if status == "suppressed":
        assert found[["estimate", "lower", "upper", "std_error", "n", "at_risk", "events"]].isna().all()


def test_a_lone_suppressed_group_takes_the_next_smallest_with_it() -> None:
    rows = [
        group_row("all", 300, 63),
        group_row("site=a", 100, 3),
        group_row("site=b", 100, 20),
        group_row("site=c", 100, 40),
    ]
    assert statuses(rows) == {"all": "ok", "site=a": "suppressed", "site=b": "suppressed", "site=c": "ok"}


def test_two_suppressed_groups_hide_each_other() -> None:
    rows = [
        group_row("all", 300, 46),
        group_row("site=a", 100, 3),
        group_row("site=b", 100, 3),
        group_row("site=c", 100, 40),
    ]
    assert statuses(rows) == {"all": "ok", "site=a": "suppressed", "site=b": "suppressed", "site=c": "ok"}


def test_no_limit_hides_nothing() -> None:
    assert statuses([group_row("all", 3, 1)], small_cell=0) == {"all": "ok"}


def test_a_small_number_at_risk_is_emptied_alone() -> None:
    frame = pd.DataFrame([group_row("all", 100, 97)])
    frame["at_risk"] = pd.array([3], dtype="Int64")
    found = suppress(frame.astype({"n": "Int64", "events": "Int64"}), small_cell=5).iloc[0]
    assert found["status"] == "ok"
    assert pd.isna(found["at_risk"])
    assert found["events"] == 97


def test_two_results_at_one_address_are_a_defect() -> None:
    with pytest.raises(AssertionError, match="share an address"):
        table([group_row("all", 100, 10)] * 2, small_cell=5)
