"""What a release refuses before anything is computed, and names that are too long or hold markup."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pandas as pd
import pytest

import isostats as iso
from isostats.analyses.choices import columns_of
from isostats.cohort.following import Cohort
from isostats.errors import StudyError
from isostats.figures.drawing import Drawn
from isostats.figures.text_fitting import shorten, wrap
from isostats.release.record_linkage import ids_in
from isostats.release.sent_releases import read_release
from isostats.report.release import write_release
from isostats.report.writing import write_figures
from isostats.study.choices import USUAL_TITLE
from isostats.words.language import ENGLISH, speaking

NO_NAME = r"name of column 'a=b' holds '='.* Rename it in the file, such as 'a b'"


def study_of(folder: Path, people: int, **choices: object) -> iso.Study:
    iso.simulate_courses(people, seed=7).courses.to_csv(folder / "courses.csv", index=False)
    usual = {"outcomes": ["second_course"], "horizons_days": [365], "groups": [],
             "primary": {"outcome": "second_course", "horizon_days": 365}}  # fmt: skip
    return iso.read_study(folder / "courses.csv", **(usual | choices))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("out", "ledger", "how"),
    [("send", "send/ledger", "one inside"), ("led/send", "led", "one inside"), ("send", "send", "one folder"),
     ("send", "send/../send/deep/ledger", "one inside"), ("release_ledger", None, "one folder")],
)  # fmt: skip
def test_a_ledger_and_what_is_sent_never_lie_one_inside_the_other(
    tmp_path: Path, out: str, ledger: str | None, how: str
) -> None:
    before = study_of(tmp_path, 12)
    held = {path.name for path in tmp_path.iterdir()}
    with pytest.raises(StudyError, match=f"{how}.*exact counts: it is never sent"):
        write_release(before, out=tmp_path / out, ledger=None if ledger is None else tmp_path / ledger)
    assert {path.name for path in tmp_path.iterdir()} == held, "nothing was written"


@pytest.mark.parametrize(
    ("people", "choices", "most"),
    [(1, {}, 10), (10, {}, 10), (9, {"min_cell": 2}, 9), (5, {"preset": "darwin"}, 5),
     (7, {"preset": "opensafely"}, 7)],
)  # fmt: skip
def test_a_study_of_as_few_people_as_a_group_too_small_is_not_released(
    tmp_path: Path, people: int, choices: dict[str, object], most: int
) -> None:
    study = study_of(tmp_path, people, simulated=True, **choices)
    with pytest.raises(StudyError, match=f"at most {most} people, and a group of so few is not shown by itself"):
        write_release(study, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("title", [USUAL_TITLE, "Our 40 people, 2010\u20132015, \u201c2016\u201d"])
def test_a_release_in_a_further_language_is_made_again_to_the_letter(tmp_path: Path, title: str) -> None:
    """The usual title is translated on the page and in the README; one that the study wrote is kept in both."""
    study = study_of(tmp_path, 40, simulated=True, language="de", formats=["png"], title=title)
    folder = write_release(study, out=tmp_path / "out").folder
    shown = title if title != USUAL_TITLE else "Remission nach einem ersten Isotretinoin-Zyklus"
    assert f"<title>{shown}</title>" in (folder / "report.html").read_text("utf-8")
    assert (folder / "README.md").read_text("utf-8").startswith(f"# {shown}: eine Freigabe\n")


@pytest.mark.parametrize(("choices", "named"), [
    ({"title": "Relapse of id7X and of others"}, "title names 1 person"),
    ({"declared": "by ID7x"}, "declared names 1 person"),
    ({"groups": ["age: <18 = id7x, >=18 = id8x"]}, "groups names 2 people"),
    ({"few_written": "id7X"}, "few_written names 1 person"),
    ({"column_suffix": "_id8X"}, "column_suffix names 1 person"),
])  # fmt: skip
def test_no_text_of_the_study_leaves_with_an_id_of_the_records(
    tmp_path: Path, choices: dict[str, object], named: str
) -> None:
    """Whatever the letters' case; part of a longer word is none of so short an id, nor is a number such as a year."""
    study_of(tmp_path, 40)
    frame = pd.read_csv(tmp_path / "courses.csv", dtype=str)
    names = {name: {7: "id7X", 8: "id8X", 9: "2015"}.get(k, name) for k, name in enumerate(set(frame["patient_id"]))}
    frame.assign(patient_id=frame["patient_id"].map(names)).to_csv(tmp_path / "courses.csv", index=False)
    with pytest.raises(StudyError, match=f"Nothing was released: {named} of these records by the id"):
        write_release(tmp_path / "courses.csv", out=tmp_path / "out", simulated=True, **choices)
    assert not (tmp_path / "out").exists()
    assert ids_in("of id7XY and the id, 2015 to 2020", iso.read_courses(tmp_path / "courses.csv")) == 0


@pytest.mark.parametrize(("text", "named"), [
    ("Case AB12345", 1), ("ab 12345 again", 1), ("see_AB-12345_file", 1), ("kin_of_ab12345", 1), ("AB12345 AB12346", 2),
    ("Case 0098765 (with zeros)", 1), ("Case 98765", 1), ("XAB12345", 1), ("AB123456", 0), ("12345 AB", 0),
    ("wardAB12346b", 1), ("no987654", 0), ("no98765x", 1), ("Clinic0042x", 0),
    ("AB, 12 345", 0),
])  # fmt: skip
def test_an_id_in_a_text_is_known_however_it_is_written(text: str, named: int) -> None:
    ids = ["AB12345", "AB12346", "0098765", "0042"]
    frame = pd.DataFrame({"patient_id": ids, "course_start": "2019-01-01", "course_end": "2019-06-30"})
    records = iso.read_courses(frame.assign(last_contact="2021-12-31"))
    assert ids_in(text, records) == named


@pytest.mark.usefixtures("without_pictures")
def test_a_site_that_is_called_like_a_person_does_not_leave_by_its_name(tmp_path: Path) -> None:
    study_of(tmp_path, 120)
    frame = pd.read_csv(tmp_path / "courses.csv", dtype=str)
    frame["site"] = frame["site"].replace({frame["site"].value_counts().index[0]: "Haus P004x"})
    frame["patient_id"] = frame["patient_id"].replace({frame["patient_id"][0]: "P004x"})
    frame.to_csv(tmp_path / "courses.csv", index=False)
    usual = {"outcomes": ["second_course"], "horizons_days": [365], "groups": ["site"], "follow_up": "active",
             "primary": {"outcome": "second_course", "horizon_days": 365}, "formats": ["png"]}  # fmt: skip
    study = iso.read_study(tmp_path / "courses.csv", **usual)  # type: ignore[arg-type]
    named = replace(study, release=replace(study.release, site_names=True))
    with pytest.raises(StudyError, match=r"a group of site is called like the id of a person.* let them be coded"):
        write_release(named, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert "P004x" not in "".join(path.read_text("utf-8") for path in write_release(study, out=tmp_path / "out")
                                  .folder.rglob("*.csv"))  # fmt: skip


@pytest.mark.parametrize(("groups", "title"), [(["kin_of_AB12345"], "A title"), ([], "Case 98765")])
def test_neither_the_name_of_a_column_nor_a_title_leaves_with_an_id(
    tmp_path: Path, groups: list[str], title: str
) -> None:
    study_of(tmp_path, 40)
    frame = pd.read_csv(tmp_path / "courses.csv", dtype=str)
    ids = {name: {3: "AB12345", 4: "0098765"}.get(k, name) for k, name in enumerate(dict.fromkeys(frame["patient_id"]))}
    frame["kin_of_AB12345"] = "no"
    frame.assign(patient_id=frame["patient_id"].map(ids)).to_csv(tmp_path / "courses.csv", index=False)
    with pytest.raises(StudyError, match="names 1 person of these records by the id"):
        write_release(tmp_path / "courses.csv", out=tmp_path / "out", simulated=True, groups=groups, title=title)


def test_a_note_stays_and_numbers_in_own_words_are_shown_to_the_checker(tmp_path: Path) -> None:
    """Nothing but the checker's list would send a note; and a column may be called as a spreadsheet runs formulas."""
    study_of(tmp_path, 40)
    frame = pd.read_csv(tmp_path / "courses.csv", dtype=str)
    ward = frame["patient_id"].str[-1:].astype(int) % 2
    frame.assign(**{"@ward": ward, "'@ward": ward, "a=b": ward}).to_csv(tmp_path / "courses.csv", index=False)
    usual = {"outcomes": ["second_course"], "horizons_days": [365], "simulated": True, "formats": ["png"],
             "primary": {"outcome": "second_course", "horizon_days": 365}}  # fmt: skip
    study = iso.read_study(tmp_path / "courses.csv", title="The 4 wards", note="3 patients of Wardquill",
                           groups=["@ward", "'@ward"], **usual)  # type: ignore[arg-type] # fmt: skip
    write_release(study, out=tmp_path / "out")
    texts = {path.name: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert [name for name, held in texts.items() if b"Wardquill" in held] == []
    assert b"  - [study] title: The 4 wards [numbers in it: 4]\n" in texts["README.md"]
    assert {"'@ward=0", "''@ward=0"} <= set(pd.read_csv(tmp_path / "out" / "safe_counts.csv")["group"])
    tables = read_release(tmp_path / "out").tables
    assert set(tables.joined) == {"@ward", "'@ward"}
    for groups in (["a=b"], ["a=b: <1, >=1"]):
        study = iso.read_study(tmp_path / "courses.csv", groups=groups, **usual)  # type: ignore[arg-type]
        with pytest.raises(StudyError, match=NO_NAME):
            write_release(study, out=tmp_path / "other")
    with pytest.raises(StudyError, match=NO_NAME):
        columns_of("[study] covariates", ["a=b"], cast(Cohort, SimpleNamespace(groupings=("a=b",))))


@pytest.mark.parametrize("letter", ["A", "i", "\u0301", "漢"])
def test_a_name_of_any_length_is_cut_after_a_few_measurements(monkeypatch: pytest.MonkeyPatch, letter: str) -> None:
    asked: list[int] = []

    def width(text: str, *_: object) -> float:
        asked.append(len(text))
        return 0.0 if letter == "\u0301" else 2.0 * len(text)

    monkeypatch.setattr("isostats.figures.text_fitting._width", width)
    name = letter * 5_000
    assert shorten(name, 24.0).endswith("…")
    assert all(len(line) < 700 for line in wrap(f"{name} {name}", 24.0, lines=3))
    if letter != "\u0301":
        wrap(f"{letter} " * 5_000, 24.0)
    assert sum(asked) < 50_000


def test_where_a_cut_falls_the_text_is_as_long_as_fits() -> None:
    with speaking(ENGLISH):
        for text in ("a very long name of a hospital", "University Hospital of the Northern Province, ward 7"):
            for width in (8.0, 20.0, 33.0):
                cut = shorten(text, width)
                kept = len(cut.removesuffix("…"))
                assert text.startswith(cut.removesuffix("…"))
                assert cut == text or shorten(text[: kept + 1].rstrip() + "WW", width) == cut


def test_no_name_is_html_or_a_link_in_markdown(tmp_path: Path) -> None:
    said = "site=<script>alert(1)</script> <!-- <b> [here](javascript:x) n <= 10, p < 0.05\n"
    drawn = {"a": cast("Drawn", SimpleNamespace(files={}, text=said))}
    for ending in ("md", "txt"):
        write_figures(drawn, tmp_path, (), texts_as=ending)
    captions = (tmp_path / "captions.md").read_text(encoding="utf-8")
    for markup in ("<script", "</script", "<!--", "<b>", "]("):
        assert markup not in captions
    assert "n <= 10, p < 0.05" in captions
    assert said in (tmp_path / "captions.txt").read_text(encoding="utf-8"), "plain text is as it is"


def test_every_markdown_file_is_written_by_the_one_writer() -> None:
    code = Path(iso.__file__).parent
    own = {"release/ledger.py", "simulate/as_kept.py", "study/template.py"}  # without any name of the user's
    for path in sorted(code.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if path.relative_to(code).as_posix() not in own:
            assert '.md").write_text' not in text, path
            assert "README).write_text" not in text, path
