"""Each file tells the order of its own dates, or its records do: how another file is written says nothing of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

import isostats as iso
from isostats.cli import main
from isostats.records.guessing.drafts import Draft, draft_study
from isostats.study.study_file import make_study

US, DAY_FIRST = "%m/%d/%Y", "%d/%m/%Y"
PEOPLE = 24


def courses(folder: Path, form: str = US, last: date = date(2019, 6, 20), name: str = "courses.csv") -> Path:
    """Course records of people who are last seen in one month, their dates in that form."""
    begin = [date(2016, 1, 13) + timedelta(days=9 * n) for n in range(PEOPLE)]
    rows = [
        f"p{n},{start:{form}},{start + timedelta(days=150):{form}},{last:{form}}" for n, start in enumerate(begin)
    ]
    return _written(folder / name, "patient_id,course_start,course_end,last_contact", rows)


def events(folder: Path, days: Sequence[date], form: str = DAY_FIRST, name: str = "events.csv") -> Path:
    """Later treatments on these days, one of each person after the other."""
    rows = [f"p{n % PEOPLE},{day:{form}},oral_antibiotic" for n, day in enumerate(days)]
    return _written(folder / name, "patient_id,date,kind", rows)


def _written(path: Path, names: str, rows: Sequence[str]) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join([names, *rows, ""]))
    return path


def orders(draft: Draft) -> dict[str, tuple[str, str]]:
    return {each.called: (each.value, each.sureness) for each in draft.guesses if each.key in ("dates", "dates_of")}


EARLY = [date(2017 + n % 2, 1 + n % 12, 1 + n % 11) for n in range(40)]
LATE = [date(2019, 1 + n % 5, 7 + n % 5) for n in range(40)]  # 11 May is 5 November, after all were last seen
FIRSTS = [date(2017 + n % 2, 1 + n % 12, 1) for n in range(40)]


def test_the_order_of_another_file_is_no_evidence(tmp_path: Path) -> None:
    files = [courses(tmp_path), events(tmp_path, EARLY)]
    draft = draft_study(files)
    assert orders(draft) == {"dates_of.events": ("day_first", "open")}
    assert not {"dates", "dates_of"} & draft.data().keys()


@pytest.mark.parametrize(("form", "way"), [(DAY_FIRST, "day_first"), (US, "month_first")])
@pytest.mark.parametrize(("days", "why"), [(LATE, "would be after the last contact"), (FIRSTS, "by their first day")])
def test_the_records_decide_where_they_show_it(
    days: list[date], why: str, form: str, way: str, tmp_path: Path
) -> None:
    draft = draft_study([courses(tmp_path, US if form == DAY_FIRST else DAY_FIRST), events(tmp_path, days, form)])
    assert orders(draft) == {"dates_of.events": (way, "likely")}
    (guess,) = (each for each in draft.guesses if each.key == "dates_of")
    assert why in guess.why
    counted = {(n % PEOPLE, (day - date(1970, 1, 1)).days) for n, day in enumerate(days)}
    read = iso.read_courses(make_study({"data": draft.data()}).data)
    assert sorted(read.table("events")["date"]) == sorted(day for _, day in counted)


def test_months_by_their_first_day_alone_are_of_a_file_by_itself(tmp_path: Path) -> None:
    rows = [f"p{n},01/0{1 + n}/2016,01/0{2 + n}/2016,01/0{3 + n}/2016" for n in range(6)]
    path = _written(tmp_path / "a.csv", "patient_id,course_start,course_end,last_contact", rows)
    assert orders(draft_study([path])) == {"dates": ("day_first", "likely")}


def test_dispensings_and_the_files_beside_them(tmp_path: Path) -> None:
    fills = [
        f"p{n},{date(2016, 1, 13) + timedelta(days=9 * n + 30 * k):{US}},30,20,60" for n in range(PEOPLE)
        for k in range(3)
    ]  # fmt: skip
    main_file = _written(tmp_path / "fills.csv", "patient_id,dispense_date,days_supply,strength_mg,quantity", fills)
    seen = [f"p{n},{date(2016, 1, 1):{US}},{date(2019, 6, 20):{US}}" for n in range(PEOPLE)]
    observed = _written(tmp_path / "observation.csv", "patient_id,start,end", seen)
    for days, told in ((EARLY, ("day_first", "open")), (LATE, ("day_first", "likely"))):
        draft = draft_study([main_file, observed, events(tmp_path, days, name="treatments.csv")])
        assert orders(draft) == {"dates_of.treatments": told}


def test_files_that_show_different_orders_are_no_question(tmp_path: Path) -> None:
    draft = draft_study([courses(tmp_path), events(tmp_path, [*EARLY, date(2017, 3, 25)])])
    assert orders(draft) == {}
    assert len(iso.read_courses(make_study({"data": draft.data()}).data).table("events")) == 41


def test_clinics_that_write_otherwise(tmp_path: Path) -> None:
    """Of two files of courses the one that shows its order keeps it, and the other is asked about by its name."""
    north = courses(tmp_path, name="north.csv")
    rows = [f"q{n},0{1 + n}/02/2016,0{1 + n}/07/2016,0{2 + n}/08/2019" for n in range(8)]
    south = _written(tmp_path / "south.csv", "patient_id,course_start,course_end,last_contact", rows)
    draft = draft_study([north, south])
    assert orders(draft) == {"dates_of.south.courses": ("day_first", "open")}
    with pytest.raises(iso.DataError, match=r"dates_of=\{'south.courses':\s+'day_first'\}"):
        iso.read_courses([north, south])
    both = iso.read_courses([north, south], dates_of={"south.courses": "day_first"})
    assert both.table("courses")["start"].min() == (date(2016, 1, 13) - date(1970, 1, 1)).days


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (EARLY, "asks about it."),
        (LATE, "takes what is likelier (dates_of.events is day_first, since events.csv: read otherwise, "),
    ],
)
def test_check_mends_no_order(days: list[date], words: str, tmp_path: Path) -> None:
    flags = ["check", str(courses(tmp_path)), "--events", str(events(tmp_path, days))]
    said = " ".join(CliRunner().invoke(main, flags, env={"COLUMNS": "500"}).output.split())
    assert words in said
    assert "mends it" not in said
    assert "(day_first) or 2" in said
    assert "of this file alone, such as --dates-of events=day_first" in said
    alone = CliRunner().invoke(main, [*flags, "--dates-of", "events=day_first"])
    assert alone.exit_code == 0


def test_an_order_of_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(iso.StudyError, match=r"names 'event', which is no file .* did you mean 'events'\?"):
        iso.read_courses(courses(tmp_path), events=events(tmp_path, EARLY), dates_of={"event": "day_first"})
    with pytest.raises(iso.StudyError, match="dates_of"):
        iso.read_courses(courses(tmp_path), dates_of={"courses": "dayfirst"})
