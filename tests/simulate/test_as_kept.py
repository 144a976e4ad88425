"""Records as clinics keep them: what `isostats init` reads of them is what the plain records say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from isostats.cli import main
from isostats.errors import StudyError
from isostats.records import read_courses
from isostats.records.guessing.drafts import draft_study
from isostats.records.input_tables.courses import COURSE_COLUMNS
from isostats.records.schema import TABLES
from isostats.simulate import Endings, Keeping, Simulation, simulate_clinic, simulate_courses, write_as_kept
from isostats.simulate.contacts import Contacts
from isostats.simulate.dates import DATES
from isostats.simulate.dates import FORMS as DATE_FORMS
from isostats.simulate.exports import CHOICES
from isostats.simulate.sheets import CLINICS
from isostats.study.study_file import make_study, read_study
from tests.sweeps import WHOLE

FORMS = [  # each with the form of its dates that is tried first
    ("sheet", "en", "two_digits"), ("sheet", "de", "month"), ("sheet", "ja", "full"), ("wide", "en", "serial"),
    ("redcap", "en", "serial_1904"),
]  # fmt: skip


def on_the_15th(courses: pd.DataFrame) -> pd.DataFrame:
    return courses.assign(**{
        name: courses[name].where(courses[name].isna(), courses[name].str.slice(0, 8) + "15")
        for name in DATES if name in courses
    })


def seen_by_the_15th(simulation: Simulation, contacts: Contacts) -> tuple[Simulation, Contacts]:
    """Without what lies after a last contact of which the month alone is kept: whoever has it would be set aside, and
    those seen most often are those who relapsed."""
    last = on_the_15th(simulation.courses).groupby("patient_id")["last_contact"].max()

    def before(table: pd.DataFrame) -> pd.DataFrame:
        return table[table["date"] <= table["patient_id"].map(last)].reset_index(drop=True)

    kept = {name: before(table) for name, table in contacts.tables.items()}
    return replace(simulation, events=before(simulation.events)), replace(contacts, **kept)


@pytest.mark.swept
@settings(max_examples=10 if WHOLE else 1)
@given(data=st.data(), patients=st.integers(20, 40), seed=st.integers(0, 999))
@pytest.mark.parametrize(("form", "language", "dates"), FORMS, ids=lambda word: word)
def test_what_is_read_of_it_is_what_the_plain_records_say(
    form: str, language: str, dates: str, patients: int, seed: int, data: st.DataObject
) -> None:
    written = [dates, *(each for each in DATE_FORMS if (language, each) != ("ja", "two_digits"))]
    dates = data.draw(st.sampled_from(written))
    simulation, contacts = simulate_clinic(patients, seed=seed, keeping=Keeping(details=True, contacts=True))
    assert contacts is not None
    if dates == "month":
        simulation, contacts = seen_by_the_15th(simulation, contacts)
    courses = simulation.courses
    kept = CLINICS[language].keeps(courses) if form == "sheet" else courses
    courses = courses[[name for name in courses if name in kept]]
    plain = read_courses(
        on_the_15th(courses) if dates == "month" else courses, events=simulation.events, on_invalid="set_aside",
        **vars(contacts),
    )  # fmt: skip
    with TemporaryDirectory() as folder:
        write_as_kept(
            simulation, Path(folder) / "made", form, language=language, dates=dates, contacts=contacts,
            merged_ids=form == "sheet",
        )  # fmt: skip
        draft = draft_study([Path(folder) / "made"])
        assert {guess.key for guess in draft.open} <= ({"fill_down"} if form == "sheet" else set())
        stated = draft.data() | ({"excel_dates": 1904} if dates == "serial_1904" else {})  # no file without it can tell
        stated |= {"fill_down": ["patient_id"]} if form == "sheet" else {}  # on request alone
        again = read_courses(make_study({"data": stated}).data, on_invalid="set_aside")
    for table in TABLES:
        wanted, told = plain.table(table.name), again.table(table.name)
        assert set(told) == set(wanted)
        pd.testing.assert_frame_equal(told[list(wanted)], wanted)
    for name in set(contacts.tables) - {"diagnoses"}:  # these are asked by eligibility alone
        wanted, told = (each.connection.execute(f"SELECT * FROM {name} ORDER BY ALL").df() for each in (plain, again))
        pd.testing.assert_frame_equal(told[list(wanted)], wanted)


def test_every_word_and_choice_is_of_what_is_simulated() -> None:
    """No code is written that the tables do not have, and each that is simulated has its choice in the dictionary."""
    for name, codes in CHOICES.items():
        assert set(codes) <= set(COURSE_COLUMNS[name].codes), name
    assert set(Endings().reasons) <= set(CHOICES["reason_ended"])
    for clinic in CLINICS.values():
        for name, words in clinic.words.items():
            assert set(words) <= set(COURSE_COLUMNS[name].codes), name


def test_from_simulation_to_check_it_takes_three_commands(tmp_path: Path) -> None:
    run = CliRunner()
    made, out = tmp_path / "made", tmp_path / "study.toml"
    done = run.invoke(main, ["simulate", "--patients", "20", "--as", "sheet", "--language", "ja", "--out", str(made)])
    assert f"Next: isostats init {made}" in done.output
    assert sorted(each.name for each in made.iterdir()) == [
        "README.md", "manifest.json", "simulated_events.csv", "simulated_sheet.csv", "simulated_truth.csv",
    ]  # fmt: skip
    assert (made / "README.md").read_text(encoding="utf-8").startswith("# Simulated records\n\nNo real patient")
    assert run.invoke(main, ["init", str(made), "--out", str(out)]).exit_code == 0
    assert run.invoke(main, ["check", str(out)]).exit_code == 0
    assert read_study(out).simulated  # as the name of the file says


def test_other_forms_and_languages_are_refused(tmp_path: Path) -> None:
    simulation = simulate_courses(3, seed=1)
    with pytest.raises(StudyError, match="must be one of de, en, ja, not 'fr'"):
        write_as_kept(simulation, tmp_path, "sheet", language="fr")
    with pytest.raises(StudyError, match="must be one of sheet, wide, redcap, not 'long'"):
        write_as_kept(simulation, tmp_path, "long")
    with pytest.raises(StudyError, match="A sheet in ja has years of four digits"):
        write_as_kept(simulation, tmp_path, "sheet", language="ja", dates="two_digits")
    with pytest.raises(StudyError, match="merged_ids is of cells of a sheet, and wide has"):
        write_as_kept(simulation, tmp_path, "wide", merged_ids=True)
    with pytest.raises(StudyError, match="A form of dates must be one of full, month"):
        write_as_kept(simulation, tmp_path, "wide", dates="days")
