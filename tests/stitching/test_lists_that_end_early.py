"""Treatments or fills that stop long before the observation does are told through the doors of fills, too."""

from __future__ import annotations

import pandas as pd
import pytest

from isostats.analyses.headline import LACKING, lacking_of
from isostats.records.dispensings import read_dispensings
from isostats.records.findings import Finding
from isostats.simulate import DispensingSimulation, simulate_dispensings
from isostats.words.language import speaking, untranslated

MADE = simulate_dispensings(400, seed=21)
EARLY = ("list_ends_early", "fills_end_early")


def told(made: DispensingSimulation, fills: pd.DataFrame, treatments: pd.DataFrame) -> list[Finding]:
    people = made.people[made.people["patient_id"].isin(fills["patient_id"])]
    beside = {"observation": made.observation, "people": people, "treatments": treatments}
    return [each for each in read_dispensings(fills, **beside, on_invalid="set_aside").findings if each.rule in EARLY]


def until(frame: pd.DataFrame, column: str, day: str) -> pd.DataFrame:
    return frame[frame[column] <= day]


def test_treatments_that_were_cut_are_told_beside_fills() -> None:
    (finding,) = told(MADE, MADE.dispensings, until(MADE.treatments, "date", "2018-12-31"))
    assert finding.rule == "list_ends_early"
    assert "ends on 2018-12-" in finding.message
    assert "followed after that within two years of the first course" in finding.message
    systemic = MADE.treatments["kind"].isin(["oral_antibiotic", "antiandrogen"])
    gone = systemic & (MADE.treatments["date"] > "2018-06-30")
    (finding,) = told(MADE, MADE.dispensings, MADE.treatments[~gone])
    assert finding.message.startswith("the list of systemic treatments in a data frame ends on 2018-0")


def test_fills_that_were_cut_are_told_with_the_second_courses_that_nobody_sees() -> None:
    (finding,) = told(MADE, until(MADE.dispensings, "dispense_date", "2018-12-31"), MADE.treatments)
    assert finding.rule == "fills_end_early"
    assert "were observed after that within five years of the first course" in finding.message
    (sentence,) = lacking_of([finding])
    assert sentence.endswith(LACKING["fills_end_early"][1])
    with speaking("de"):
        for text in (finding.message, finding.advice, sentence):
            assert untranslated(text.replace("a data frame", "fills.csv"), "de") == []


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("people", [40, 300])
def test_whole_ones_are_not(people: int, seed: int) -> None:
    made = simulate_dispensings(people, seed=seed)
    assert told(made, made.dispensings, made.treatments) == []


def test_nor_those_who_began_within_a_window_and_have_all_their_fills() -> None:
    """A study of who began until 2016 has fewer fills later, and no fewer second courses by the time since the first.
    """
    first = MADE.dispensings.groupby("patient_id")["dispense_date"].transform("min")
    within = MADE.dispensings[first <= "2016-12-31"]
    treated = MADE.treatments[MADE.treatments["patient_id"].isin(within["patient_id"])]
    assert told(MADE, within, treated) == []
