"""The tidy table: its columns, and one row an address."""

from __future__ import annotations

import pytest

from isostats.analyses.rows import row, table
from isostats.vocabulary.names import RESULT_COLUMNS


def group_row(group: str, n: int, events: int) -> dict:
    return row("remission", "second_course", "everyone", "kaplan_meier", group, time_days=730,
               estimate=0.9, lower=0.8, upper=0.95, std_error=0.01, n=n, at_risk=n - events, events=events)  # fmt: skip


def test_columns_are_the_contract() -> None:
    assert list(table([group_row("all", 100, 10)]).columns) == list(RESULT_COLUMNS)
    assert ",".join(RESULT_COLUMNS) == (
        "quantity,outcome,population,method,group,time_days,estimate,lower,upper,std_error,p_value,level,n,at_risk,"
        "events,status,bound"
    )


def test_counts_are_whole_numbers_and_missing_is_empty() -> None:
    text = table([group_row("all", 100, 10), row("logrank", "x", "everyone", "logrank", "sex")]).to_csv(
        index=False
    )
    first, second = text.splitlines()[1:]
    assert first == "remission,second_course,everyone,kaplan_meier,all,730,0.9,0.8,0.95,0.01,,,100,90,10,ok,"
    assert second == "logrank,x,everyone,logrank,sex,,,,,,,,,,,not_estimable,"


def test_two_results_at_one_address_are_a_defect() -> None:
    with pytest.raises(AssertionError, match="share an address"):
        table([group_row("all", 100, 10)] * 2)
