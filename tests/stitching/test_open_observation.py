"""Periods that begin before anything could be recorded fulfil every washout, and are told; those that still run are
given the data's last date, as the hint says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from isostats.analyses.headline import LACKING
from isostats.errors import DataError
from isostats.records.dispensings import read_dispensings
from isostats.records.findings import Findings
from isostats.records.guessing.drafts import draft_study

FILLS = pd.DataFrame(
    [("a", "2014-05-01", 30, 20, 60), ("b", "2020-05-02", 30, 20, 60)],
    columns=["patient_id", "dispense_date", "days_supply", "strength_mg", "quantity"],
)


def periods(*of_a: str, b: str = "2012-01-01") -> pd.DataFrame:
    """Periods of a from these days on, and one of b."""
    rows = [*(("a", day, "2023-01-01") for day in of_a), ("b", b, "2024-12-31")]
    return pd.DataFrame(rows, columns=["patient_id", "start", "end"])


def check(fills: pd.DataFrame, **choices: Any) -> Findings:
    """What reading them finds, whether it is refused or not."""
    try:
        return read_dispensings(fills, **choices).findings
    except DataError as error:
        return Findings.of(error.findings)


def told(observation: pd.DataFrame, **choices: Any) -> list[Any]:
    findings = check(FILLS, observation=observation, **choices)
    return [(each.count, each.example) for each in findings if each.rule == "observed_before_records"]


@pytest.mark.parametrize(
    ("start", "born", "is_told"),
    [
        ("1900-01-01", None, True),
        ("1978-12-31", None, True),
        ("2004-05-02", None, False),  # less than ten years before the first dispensing of all
        ("2004-04-25", None, True),
        ("2012-01-01", 2013, True),
        ("2012-01-01", 2012, False),
    ],
)
def test_a_beginning_that_nobody_can_have_seen_is_told(start: str, born: int | None, is_told: bool) -> None:
    people = {} if born is None else {"people": pd.DataFrame({"patient_id": ["a"], "birth_year": [born]})}
    assert told(periods(start), **people) == ([(1, f"patient a, row 2, from {start}")] if is_told else [])


def test_shifted_dates_may_lie_before_the_drug_and_days_have_no_year() -> None:
    moved = FILLS.assign(dispense_date=["1970-05-01", "1976-05-02"])
    shifted = {"observation": periods("1968-01-01", b="1968-01-01"), "shifted": True}
    assert "observed_before_records" not in {each.rule for each in check(moved, **shifted)}
    days = pd.DataFrame([("a", 0, 30, 20, 60)], columns=["patient_id", "dispense_day", *FILLS.columns[2:]])
    for first, rules in ((-3652, set()), (-3653, {"observed_before_records"})):
        observed = pd.DataFrame([("a", first, 900)], columns=["patient_id", "start_day", "end_day"])
        findings = check(days, observation=observed)
        assert {each.rule for each in findings} & {"observed_before_records"} == rules


def test_it_stands_beside_the_headline() -> None:
    assert "observed_before_records" in LACKING


def test_what_a_washout_misses_is_judged_only_where_dispensings_were_written_down() -> None:
    columns = ["patient_id", "dispense_day", *FILLS.columns[2:]]
    rows = [(f"p{at:02}", day, 30, 20, 60) for at in range(30) for day in ((2000, 2395) if at < 6 else (2000,))]
    people = [f"p{at:02}" for at in range(31)]
    observation = pd.DataFrame({"patient_id": people, "start_day": 0, "end_day": 9000})
    rules = []
    for first in (0, 1999):  # the first dispensing of all
        fills = pd.DataFrame([*rows, ("p30", first, 30, 20, 60)], columns=columns)
        rules.append({each.rule for each in read_dispensings(fills, observation=observation).findings})
    assert ["washout_misses" in each for each in rules] == [True, False]


def open_ends(last: str = "2024-12-31") -> pd.DataFrame:
    return periods("2012-01-01").assign(end=["9999-12-31", last])


def test_the_hint_for_a_period_that_still_runs_can_be_followed() -> None:
    (fault,) = check(FILLS, observation=open_ends()).errors
    assert '"9999-12-31" = "2024-12-31" under [data.values.end]' in fault.advice
    records = read_dispensings(FILLS, observation=open_ends(), values={"end": {"9999-12-31": "2024-12-31"}})
    assert len(records.table("courses")) == 2


def test_without_any_other_end_the_last_dispensing_is_the_datas_last_date() -> None:
    (fault,) = check(FILLS, observation=open_ends(last="9999-12-31")).errors
    assert '"9999-12-31" = "2020-05-02"' in fault.advice


def test_an_empty_end_is_hinted_at_with_what_reads_it() -> None:
    empty = periods("2012-01-01").assign(end=["", "2024-12-31"])
    (fault,) = check(FILLS, observation=empty).errors
    assert '"" = "2024-12-31" under [data.values.end]' in fault.advice
    assert len(read_dispensings(FILLS, observation=empty, values={"end": {"": "2024-12-31"}}).table("courses")) == 2


def test_nowhere_is_a_cell_to_be_emptied_that_may_not_be_empty() -> None:
    deaths = pd.DataFrame({"patient_id": ["a", "b"], "death_date": ["9999-12-31", "2024-01-01"]})
    with pytest.raises(DataError, match="leave a row out only where nothing took place") as refused:
        read_dispensings(FILLS, deaths=deaths)
    assert "''" not in str(refused.value)


def test_a_draft_asks_whether_the_last_date_stands_for_an_open_end(tmp_path: Path) -> None:
    FILLS.to_csv(tmp_path / "fills.csv", index=False)
    open_ends().to_csv(tmp_path / "enrolment.csv", index=False)
    draft = draft_study([tmp_path / "fills.csv", tmp_path / "enrolment.csv"])
    (guess,) = [each for each in draft.guesses if each.address == "values.end"]
    assert (guess.value, guess.sureness) == ({"9999-12-31": "2024-12-31"}, "open")


def test_the_hint_for_an_end_that_is_empty_names_the_last_date_of_the_data() -> None:
    """It named a day of its own, and taken literally that was a follow-up of years that nobody saw."""
    ends = periods("2012-01-01").assign(end=["", ""])
    (finding,) = check(FILLS, observation=ends).errors
    assert finding.rule == "period_without_days"
    assert '"" = "2020-05-02" under [data.values.end]' in finding.advice
    read = read_dispensings(FILLS, observation=ends, values={"end": {"": "2020-05-02"}})
    assert read.table("observation")["end"].nunique() == 1
