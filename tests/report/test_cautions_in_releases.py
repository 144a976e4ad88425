"""What the headline says of doubtful records travels with the number: into a release, a pool of them, and a grid."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

import isostats as iso
from isostats.analyses.headline import LACKING, OF_THEIR_OWN, cautions_of, lacking_words
from isostats.records.findings import Finding
from isostats.release.caveats import WITHOUT_COUNTS, Unknowns
from isostats.release.sent_releases import read_release
from isostats.report.pool import write_pooled
from isostats.report.release import write_release
from isostats.study.study_file import make_study
from isostats.words.language import speaking, untranslated
from isostats.words.numbers import count_text

RETURNED = (
    "Look at the returned rows: a column that is not read says that some were returned or cancelled. They count as "
    "taken in every figure here."
)
OF_FILLS: Mapping[str, object] = {
    "outcomes": ["second_course"], "horizons_days": [365], "groups": [], "formats": ["png"],
    "primary": {"outcome": "second_course", "horizon_days": 365}, "follow_up": "active", "simulated": True,
}  # fmt: skip
PEOPLE = 60


def dispensed(folder: Path) -> iso.Study:
    """Fills of two courses each for some, of which a column says that some were returned."""
    folder.mkdir(exist_ok=True)
    starts = [(f"P{person:02}", 30 * fill + 500 * (fill > 2)) for person in range(PEOPLE) for fill in range(4)]
    rows = [start for start in starts if start[1] < 500 or int(start[0][1:]) % 3 == 0]
    days = pd.Timestamp("2015-03-01") + pd.to_timedelta([day for _, day in rows], unit="D")
    frame = pd.DataFrame({"patient_id": [who for who, _ in rows], "dispense_date": days.strftime("%Y-%m-%d")})
    frame = frame.assign(days_supply=30, strength_mg=20, quantity=60, drug="isotretinoin")
    frame["claim_status"] = ["DENIED" if row % 17 == 0 else "PAID" for row in range(len(frame))]
    frame.to_csv(folder / "fills.csv", index=False)
    ids = frame["patient_id"].drop_duplicates()
    observed = pd.DataFrame({"patient_id": ids, "start": "2013-01-01", "end": "2020-12-31"})
    observed.to_csv(folder / "observation.csv", index=False)
    return study_of(folder)


def study_of(folder: Path) -> iso.Study:
    files = {"dispensings": folder / "fills.csv", "observation": folder / "observation.csv"}
    return make_study({"data": {name: str(path) for name, path in files.items()}}, **OF_FILLS)


def test_every_caution_of_the_headline_has_words_without_a_count() -> None:
    assert {*WITHOUT_COUNTS} == {*LACKING}
    sentences = [*lacking_words(LACKING), *Unknowns(True, True, True, True, True).sentences]
    assert not any(letter.isdigit() for sentence in sentences for letter in sentence)
    with speaking("de"):
        left = [part for sentence in lacking_words(LACKING) for part in untranslated(sentence, "de")]
    assert left == ['same_day = "sum"'], "a key stays as it is"


@pytest.mark.parametrize("rule", [*LACKING, *OF_THEIR_OWN])
def test_a_finding_of_which_the_headline_speaks_is_a_caution(rule: str) -> None:
    assert cautions_of([Finding("warning", rule, 9, "as found"), Finding("note", "reconciled", 9, "")], 100) == (rule,)


def test_a_last_contact_by_rule_is_told_of_more_than_a_few() -> None:
    assert cautions_of([Finding("warning", "last_contact_by_rule", 5, "as found")], 100) == ()


@pytest.mark.usefixtures("without_pictures")
def test_what_the_exact_headline_says_of_returned_rows_goes_with_a_release(tmp_path: Path) -> None:
    study = dispensed(tmp_path / "north")
    (found,) = [each for each in iso.read_dispensings(study.data).findings if each.rule == "unread_status"]
    folder = write_release(study, out=tmp_path / "sent").folder
    for name in ("report.html", "README.md"):
        text = (folder / name).read_text(encoding="utf-8")
        assert " ".join(RETURNED.split()) in " ".join(text.split()), name
        assert found.message not in text
        assert f"{count_text(found.count)} of" not in text
    assert read_release(folder).unknowns.cautions == ("unread_status",)


@pytest.mark.usefixtures("without_pictures")
@pytest.mark.parametrize("hidden", [False, True])
def test_that_nobody_has_a_second_row_is_said_where_a_count_of_nobody_is(tmp_path: Path, hidden: bool) -> None:
    courses = iso.simulate_courses(80, seed=7).courses
    first = courses.drop_duplicates("patient_id").drop(columns=["relapse_date", "relapse_treatment"])
    first.to_csv(tmp_path / "courses.csv", index=False)
    chosen = {"preset": "uk_llc"} if hidden else {}
    study = iso.read_study(tmp_path / "courses.csv", **OF_FILLS, **chosen)
    folder = write_release(study, out=tmp_path / "out").folder
    assert (study.release.rules.zeros == "hidden") is hidden
    assert ("one_row_each" in read_release(folder).unknowns.cautions) is not hidden
    assert ("No patient has more than one row" in (folder / "report.html").read_text("utf-8")) is not hidden


@pytest.mark.usefixtures("without_pictures")
def test_a_pool_says_what_one_of_its_sites_says(tmp_path: Path) -> None:
    north, south = dispensed(tmp_path / "north"), tmp_path / "south"
    dispensed(south)
    frame = pd.read_csv(south / "fills.csv").drop(columns="claim_status")
    frame.iloc[: len(frame) // 2].to_csv(south / "fills.csv", index=False)
    studies = {"sent_south": study_of(south), "sent_north": north}
    sent = [write_release(study, out=tmp_path / name).folder for name, study in studies.items()]
    write_pooled(sent, out=tmp_path / "pooled", names=["south", "north"])
    for name in ("report.html", "README.md"):
        assert RETURNED in " ".join((tmp_path / "pooled" / name).read_text(encoding="utf-8").split())


def test_a_grid_says_it_beside_its_numbers(tmp_path: Path) -> None:
    notes = iso.grid(dispensed(tmp_path / "north")).notes
    assert [note for note in notes if note.startswith("Look at the returned rows: ") and note.endswith("figure here.")]
