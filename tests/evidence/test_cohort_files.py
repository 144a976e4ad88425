"""A user's own evidence: little is required, its outcomes may be its own, and every fault is named with its row."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import isostats as iso
from isostats.errors import DataError

GOOD = "study,outcome,n,events\na,second_course,10,3\nb,second_course,20,5\n"


def written(folder: Path, text: str, name: str = "evidence.csv") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_four_columns_are_enough_and_all_rows_may_be_pooled(tmp_path: Path) -> None:
    found = iso.published(path=written(tmp_path, GOOD))
    assert found[["label", "n", "events", "pool"]].values.tolist() == [["b", 20, 5, "yes"], ["a", 10, 3, "yes"]]
    assert found["follow_up_months"].isna().all()


def test_other_forms_of_the_same_file(tmp_path: Path) -> None:
    frame = pd.read_csv(written(tmp_path, GOOD))
    frame.to_excel(tmp_path / "evidence.xlsx", index=False)
    for source in (
        frame,
        tmp_path / "evidence.xlsx",
        written(tmp_path, GOOD.replace(",", ";"), "semicolons.csv"),
        written(tmp_path, GOOD.replace("study,", "Study ,").replace(",n,", ", N,"), "names.csv"),
    ):
        pd.testing.assert_frame_equal(iso.published(path=source), iso.published(path=frame))


def test_what_may_not_be_pooled_says_why(tmp_path: Path) -> None:
    text = (
        "study,outcome,n,events,pool,pool_note\na,x,10,3,yes,\nb,x,20,,yes,\nc,x,30,4,no,\nd,x,30,5,No,a doubtful one\n"
        "e,x,40,5,,\nf,x,40,n/a,no,a percentage only\n"
    )
    found = iso.published(path=written(tmp_path, text)).set_index("study")
    assert found["pool"].to_dict() == {"a": "yes", "b": "no", "c": "no", "d": "no", "e": "yes", "f": "no"}
    assert found["pool_note"].dropna().to_dict() == {
        "b": "no count printed", "c": "marked pool = no", "d": "a doubtful one", "f": "a percentage only",
    }  # fmt: skip
    assert found.loc[["b", "f"], "proportion"].isna().all()


def test_a_file_may_have_outcomes_of_its_own(tmp_path: Path) -> None:
    file = written(tmp_path, GOOD + "c,scars at 5 y,9,1\n")
    assert iso.published("scars at 5 y", path=file)["study"].tolist() == ["c"]
    with pytest.raises(
        DataError, match=r"no outcome 'scar at 5 y'; did you mean 'scars at 5 y'.*second_course, scars at 5 y"
    ):
        iso.published("scar at 5 y", path=file)
    with pytest.raises(DataError, match=r"no outcome 'any_treatment'\. Known: second_course, scars at 5 y\."):
        iso.published("any_treatment", path=file)


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ("c,x,,3", r"1 evidence row without n \(first: c\), row 4"),
        ("c,x,0,0", r"1 evidence row whose n is 0 \(first: c, n '0'\), row 4"),
        ("c,x,-5,1", r"with n below 0 \(first: c, n '-5'\), row 4"),
        ("c,x,12,-1", r"with events below 0 \(first: c, events '-1'\), row 4"),
        ("c,x,12.5,1", r"whose n is not whole \(first: c, n '12.5'\), row 4"),
        ("c,x,12,about 3", r"whose events is not a number \(first: c, events 'about 3'\), row 4.*leave a count"),
        ("c,x,12,13", r"more events than people \(first: c, 13 of 12\), row 4"),
        ('c,x,"1,200",13', r"whose n is not a number \(first: c, n '1,200'\)"),
        (",x,12,3", r"1 evidence row without study \(first: no study\), row 4"),
        ("c,,12,3", r"1 evidence row without outcome \(first: c\), row 4"),
        ("a,second_course,10,3", r"1 evidence row to be pooled with the study, arm.*\(first: a\), row 4.*name the arm"),
        ("a,second_course,12,4", r"1 evidence row to be pooled with the study, arm.*set pool to no in all but one"),
        ("c,x,12", r"evidence file: 1 row without one value for each of the 4 columns \(first: row 4\)"),
        ("c,x,12,3,5", r"without one value for each of the 4 columns"),
    ],
)
def test_a_faulty_row_is_named(tmp_path: Path, row: str, text: str) -> None:
    with pytest.raises(DataError, match=text):
        iso.published(path=written(tmp_path, GOOD + row + "\n"))


def test_every_fault_in_one_message(tmp_path: Path) -> None:
    text = "study,outcome,n,events,pool,follow_up_months\na,x,10,30,yes,12\nb,x,,3,maybe,long\nc,x,9,10,yes,-1\n"
    with pytest.raises(DataError) as error:
        iso.published(path=written(tmp_path, text))
    for part in (
        "2 evidence rows with more events than people (first: a, 30 of 10), row 2",
        "1 evidence row without n (first: b), row 3",
        "1 evidence row whose follow_up_months is not a number (first: b, follow_up_months 'long'), row 3",
        "1 evidence row with follow_up_months below 0 (first: c, follow_up_months '-1'), row 4",
        "1 evidence row whose pool is neither yes nor no (first: b, pool 'maybe'), row 3",
    ):
        assert part in str(error.value), part


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "empty"),
        ("study,outcome,n,events\n", "has a header but no rows"),
        ("study,outcome,n\na,x,1\n", r"lacks 1 column: events.* needs study, outcome, n, events"),
        ("study,outcome,n,events,events\na,x,1,1,1\n", "has 2 columns 'events'"),
    ],
)
def test_a_file_that_is_none(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(DataError, match=told):
        iso.published(path=written(tmp_path, text))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no file absent\.csv"):
        iso.published(path=tmp_path / "absent.csv")
