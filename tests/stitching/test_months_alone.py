"""Two fills of one month, whose days nobody wrote down, look like one row twice."""

from __future__ import annotations

import pandas as pd
import pytest

from isostats.records.dispensings import read_dispensings

OBSERVED = pd.DataFrame({"patient_id": ["1"], "start": ["2017-01-01"], "end": ["2022-01-01"]})


@pytest.mark.parametrize(("dates", "claims", "fills"), [
    (["01/2019", "02/2019", "02/2019"], None, 3),
    (["01/2019", "02/2019", "02/2019"], ["1", "2", "2"], 2),  # of one claim it is a copy
    (["2019-01-15", "2019-02-15", "2019-02-15"], None, 2),
])  # fmt: skip
def test_they_are_two_fills_unless_of_one_claim(dates: list[str], claims: list[str] | None, fills: int) -> None:
    frame = pd.DataFrame({"patient_id": "1", "dispense_date": dates, "days_supply": 30, "strength_mg": 20})
    frame = frame.assign(quantity=30, drug="isotretinoin", **{"claim_id": claims} if claims else {})
    records = read_dispensings(frame, observation=OBSERVED, month_day=15)
    assert records.table("courses")["fills"].tolist() == [fills]
    assert records.table("courses")["dose_mg"].tolist() == [600 * fills]
    rules = {each.rule for each in records.findings}
    assert ("duplicate_fill" in rules, "near_duplicate" in rules) == (fills == 2, fills == 3)
