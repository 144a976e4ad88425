"""Ids that occur at more than one site: one patient who moved, or two whom the clinics number alike."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isostats import records
from isostats.errors import DataError, StudyError
from tests.sweeps import paired


def at_sites(*ids: set[int]) -> pd.DataFrame:
    rows = [
        {"patient_id": f"p{each}", "site": "AB"[at], "course_start": f"{2016 + at}-01-01",
         "course_end": f"{2016 + at}-06-01", "last_contact": "2021-01-01"}
        for at, of_site in enumerate(ids) for each in sorted(of_site)
    ]  # fmt: skip
    return pd.DataFrame(rows)


@settings(max_examples=8)
@given(first=st.sets(st.integers(1, 9), min_size=2), second=st.sets(st.integers(1, 9), min_size=2))
def test_ids_of_several_sites_are_counted_and_strong_words_are_of_most(first: set[int], second: set[int]) -> None:
    found = {each.rule: each for each in records.check_courses(at_sites(first, second))}
    both = first & second
    assert ("ids_of_several_sites" in found) == bool(both)
    if both:
        finding = found["ids_of_several_sites"]
        assert finding.message.startswith(f"{len(both)} of {len(first | second)} id")
        most = 2 * len(both) > min(len(first), len(second))
        assert ("seem to number alike" in finding.advice) == most
        assert finding.row == 2 + sorted(first).index(min(both))


def test_ids_of_the_same_people_are_said_to_be_so_and_no_advice_leads_them_apart() -> None:
    """By sex and birth year, as among several files: apart, nobody would have a second course."""
    ids = set(range(1, 20))
    of_whom = {f"p{each}": ("female" if each % 3 else "male", 1985 + each) for each in ids}
    frame = at_sites(ids, ids)
    same = frame.assign(**{
        name: frame["patient_id"].map({who: facts[at] for who, facts in of_whom.items()})
        for at, name in enumerate(("sex", "birth_year"))
    })  # fmt: skip
    others = same.assign(sex=["male", "female"] * 19, birth_year=[*range(1980, 1999), *range(1990, 2009)])
    told, rules = {}, ("ids_of_several_sites", "numbered_alike")
    for name, table in {"same": same, "others": others, "nothing": frame}.items():
        (told[name],) = (each for each in records.check_courses(table) if each.rule in rules)
    assert "(alike: sex 19 of 19, birth year 19 of 19)" in told["same"].message
    assert told["same"].advice.startswith("So they are of the same people, who changed the clinic, and all is well.")
    assert all("seem to number alike" in told[name].advice for name in ("others", "nothing"))
    assert not any("file of its own" in each.advice for each in told.values())
    assert {name: each.severity for name, each in told.items()} == {
        "same": "warning", "others": "error", "nothing": "error"
    }  # fmt: skip
    with pytest.raises(DataError, match="If they are the same people, say ids_apart = false"):
        records.read_courses(frame)
    assert len(records.read_courses(frame, ids_apart=False).table("people")) == len(ids)


def test_sheets_that_number_alike_are_not_read_as_one_of_the_same_people(tmp_path: Path) -> None:
    """A list a year of the same clinic is: some of its people come again."""
    for number, (first, second) in enumerate([({1, 2, 3}, {2, 3, 4, 5}), ({1, 2, 3}, {1, 2, 3, 4})]):
        path = tmp_path / f"{number}.xlsx"
        with pd.ExcelWriter(path) as book:
            for name, rows in at_sites(first, second).groupby("site"):
                rows.drop(columns="site").to_excel(book, sheet_name=str(name), index=False)
        rules = [each.rule for each in records.check_courses(path.with_name(f"{path.name}#*")).errors]
        assert rules == ["numbered_alike"] * number


@pytest.mark.parametrize(("name", "door"), paired(
    ["ClinicName", "Arztnr", "hospital", "centre", "practice_id", "Krankenhaus", "department", "site", "médecin"],
    ["frame", "csv"],
))  # fmt: skip
def test_any_column_that_tells_who_treated_tells_that_clinics_number_alike(
    name: str, door: str, tmp_path: Path
) -> None:
    """Mapped to site or kept as it is called: two clinics' patients were one (n = 40 of 80, second course 100%)."""
    frame = at_sites(set(range(1, 21)), set(range(1, 21))).rename(columns={"site": name})
    source: pd.DataFrame | Path = frame
    if door == "csv":
        source = tmp_path / "courses.csv"
        frame.to_csv(source, index=False)
    (error,) = records.check_courses(source).errors
    where = "at more than one site" if name == "site" else f"under more than one {name}"
    assert (error.rule, f"20 of 20 ids occur {where}, each read as one patient" in error.message) == (
        "numbered_alike", True
    )  # fmt: skip
    assert not records.check_courses(source, ids_apart=False).errors


@pytest.mark.parametrize("name", ["insurance", "clinic_visits", "source", "hospital number", "ever treated"])
def test_other_columns_tell_nothing_of_who_numbered(name: str) -> None:
    frame = at_sites(set(range(1, 21)), set(range(1, 21))).rename(columns={"site": name})
    if name == "hospital number":  # of each stay, or each person
        frame[name] = range(len(frame))
    assert "numbered_alike" not in {each.rule for each in records.check_courses(frame)}


def test_people_who_change_the_doctor_are_no_fault_and_no_warning() -> None:
    frame = at_sites(set(range(1, 30)), {1, 2, 3}).rename(columns={"site": "Arztnr"})
    assert not {"numbered_alike", "ids_of_several_sites"} & {each.rule for each in records.check_courses(frame)}


def test_ids_are_not_kept_apart_within_a_file_in_silence(tmp_path: Path) -> None:
    frame = at_sites({1, 2}, {1, 2})
    with pytest.raises(StudyError, match="keeps the people of several files apart, and this is one file"):
        records.read_courses(frame, ids_apart=True)
    both = [tmp_path / f"{site}.csv" for site in "AB"]
    for path, (_, rows) in zip(both, frame.groupby("site"), strict=True):
        rows.to_csv(path, index=False)
    assert len(records.read_courses(both, ids_apart=True).table("people")) == 4
