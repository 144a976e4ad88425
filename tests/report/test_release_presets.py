"""A release by each preset, whole: its files, names and texts, what is read back, pooled and attacked."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import isostats as iso
from isostats.cli import main
from isostats.errors import StudyError
from isostats.release.attacking import Attack, attack_folder
from isostats.release.event_tables import published_counts
from isostats.release.sent_releases import read_release
from isostats.report.pool import write_pooled
from isostats.report.release import write_release
from isostats.study.release_rules import PRESETS
from isostats.tables.folder import read_tables
from isostats.vocabulary import names as v
from isostats.words.small_counts import COUNTED

Make = Callable[..., Path]


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Writes the release of a preset: of so many simulated people, with these further choices."""
    made: dict[str, Path] = {}

    def write(preset: str, people: int = 150, **choices: object) -> Path:
        key = repr((preset, people, choices))
        if key not in made:
            folder = tmp_path_factory.mktemp(preset)
            records = iso.simulate_courses(people, seed=7)
            records.courses.to_csv(folder / "courses.csv", index=False)
            records.events.to_csv(folder / "events.csv", index=False)
            usual = {"events": folder / "events.csv", "outcomes": ["systemic_treatment"], "horizons_days": [365],
                     "primary": {"horizon_days": 365}, "groups": [], "simulated": True}  # fmt: skip
            study = iso.read_study(folder / "courses.csv", preset=preset, **(usual | choices))  # type: ignore[arg-type]
            write_release(study, out=folder / "release")
            made[key] = folder / "release"
        return made[key]

    return write


def files_of(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_release_for_opensafely_has_its_names_and_kinds_of_files_and_counts_beside_figures(make: Make) -> None:
    folder = make("opensafely")
    files = {name for name in files_of(folder) if not name.startswith("checksums/")}
    assert {"README.txt", "figures/captions.txt", "safe_counts_midpoint6.csv"} <= files
    assert {Path(name).suffix for name in files} <= {".txt", ".csv", ".png", ".json", ".html"}
    figures = {Path(name).stem for name in files if name.endswith(".png")}
    assert figures
    for name in figures:
        counts = pd.read_csv(folder / "figures" / f"{name}_counts_midpoint6.csv", dtype=str, keep_default_na=False)
        assert len(counts), name
        assert set(counts["people_midpoint6"]) & {"[REDACTED]", "0"}, name
    results = pd.read_csv(folder / "results.csv", dtype=str, keep_default_na=False)
    assert {"n_midpoint6", "events_midpoint6", "at_risk_midpoint6_derived"} <= set(results)
    redacted = results["events_midpoint6"] == "[REDACTED]"
    assert redacted.any()
    assert set(results.loc[redacted, v.STATUS]) <= {v.TOO_FEW, v.BEYOND_FOLLOWUP}
    assert (results.loc[redacted, v.ESTIMATE] == "").all()
    readme = (folder / "README.txt").read_text(encoding="utf-8")
    assert "the preset opensafely, after OpenSAFELY" in readme
    assert "docs.opensafely.org" in readme
    assert "safe_counts_midpoint6.csv" in readme


def test_where_zeros_are_hidden_no_text_of_the_folder_says_none_or_few_as_a_number(make: Make) -> None:
    folder = make("uk_llc")
    captions = (folder / "figures" / "captions.md").read_text(encoding="utf-8").partition("## published")[0]
    assert re.search(r"events = \d|death <= 10", captions)
    assert not re.search(r"\b(n|events) = \d\b", captions)
    page = (folder / "report.html").read_text(encoding="utf-8").partition('id="published"')[0]
    assert not re.search(r"\b(n|events) = \d\b", page)
    for name in ("results.csv", "safe_counts.csv"):
        held = pd.read_csv(folder / name, dtype=str, keep_default_na=False)
        for column in {"n", "events", "at_risk", "people"} & set(held):
            numbers = pd.to_numeric(held[column], errors="coerce").dropna()
            assert (numbers > 10).all(), (name, column)
    for table in read_tables(folder).values():
        for row in table.frame.to_dict("records"):
            assert row.get("events", 11) not in range(11), table.name
    assert "<= 10" in (folder / "results.csv").read_text(encoding="utf-8")
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["rules"]["preset"] == "uk_llc"


def test_releases_of_two_presets_are_pooled(make: Make, tmp_path: Path) -> None:
    folders = [make("uk_llc"), make("opensafely", people=240)]
    for folder, preset in zip(folders, ("uk_llc", "opensafely"), strict=True):
        assert read_release(folder).tables.rules == PRESETS[preset].rules
    pooled = write_pooled(folders, out=tmp_path / "pooled", names=["north", "south"])
    held = pd.read_csv(tmp_path / "pooled" / "safe_counts.csv", dtype=str, keep_default_na=False)
    few = held["people"].str.startswith("<= ")
    assert few.any()
    assert not held["people"].isin(["0", "4", "5", "9"]).any(), "9 is few at both"
    results = pd.read_csv(tmp_path / "pooled" / "results.csv", dtype=str, keep_default_na=False)
    words = results["events"].str.startswith("<= ")
    assert words.any()
    assert (results.loc[words, v.ESTIMATE] == "").all()
    assert "the preset uk_llc" in (tmp_path / "pooled" / "README.md").read_text(encoding="utf-8")
    assert pooled.analysis.cohort.people == sum(read_release(folder).tables.count("systemic_treatment").n[0]
                                                for folder in folders)  # fmt: skip


def test_what_all_sites_call_otherwise_a_pooled_folder_calls_so_too(make: Make, tmp_path: Path) -> None:
    out = tmp_path / "pooled"
    write_pooled([make("opensafely"), make("opensafely", people=240)], out=out)
    held = {path.relative_to(out).as_posix() for path in out.rglob("*.*")}
    assert {"README.txt", "figures/captions.txt", "safe_counts_midpoint6.csv"} <= held
    assert {Path(name).suffix for name in held if name.startswith("figures/")} == {".png", ".txt"}
    readme = (out / "README.txt").read_text(encoding="utf-8")
    assert "`safe_counts_midpoint6.csv`" in readme
    assert "each figure as PNG, with captions.txt" in readme
    assert "people_midpoint6" in pd.read_csv(out / "safe_counts_midpoint6.csv").columns
    assert {"n_midpoint6", "events_midpoint6"} <= set(pd.read_csv(out / "results.csv").columns)


def test_every_table_keeps_the_most_rows_of_its_preset(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opensafely = PRESETS["opensafely"]
    fewer = replace(opensafely, rules=replace(opensafely.rules, most_rows=20))
    monkeypatch.setitem(PRESETS, "opensafely", fewer)
    folder = make("opensafely", groups=["sex"], interchange=["ro_crate"])
    tables = {path.relative_to(folder).as_posix(): pd.read_csv(path) for path in folder.rglob("*.csv")}
    assert [name for name, table in tables.items() if not COUNTED.keys().isdisjoint(table.columns)] == [], "no suffix"
    sizes = {name: len(table) for name, table in tables.items()}
    assert max(sizes.values()) == 20
    assert {"results_1.csv", "results_2.csv", "safe_counts_midpoint6_2.csv"} <= sizes.keys()
    assert any(name.startswith("figures/") and "_counts_midpoint6_1.csv" in name for name in sizes)
    assert "a table of more than 20 rows, here and below, is in numbered files" in (folder / "README.txt").read_text()
    described = {each["@id"] for each in json.loads((folder / "ro-crate-metadata.json").read_text())["@graph"]}
    assert sizes.keys() <= described
    assert ("systemic_treatment", v.EVERYONE, "sex") in read_release(folder).tables.tables


def test_kinds_of_files_that_a_preset_does_not_let_leave_are_refused(make: Make) -> None:
    with pytest.raises(StudyError, match="as png alone by the preset opensafely"):
        make("opensafely", formats=["pdf"])
    with pytest.raises(StudyError, match="Leave out pdf and word under"):
        make("opensafely", pdf=True, word=True)


def test_where_a_preset_cannot_be_met_nothing_is_written_and_the_rungs_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaks = Attack(pinned=("people, everyone, all",), undecided=(), asked=1, programs=0)
    monkeypatch.setattr("isostats.release.disclosure_control.attack", lambda *tables, **known: leaks)
    iso.simulate_courses(14, seed=3).courses.to_csv(tmp_path / "courses.csv", index=False)
    options = ["--preset", "darwin", "--simulated", "--release", "--out", str(tmp_path / "out"), "--primary",
               "second_course:365", "--horizons-days", "365"]  # fmt: skip
    done = CliRunner().invoke(main, ["report", str(tmp_path / "courses.csv"), *options])
    assert done.exit_code != 0
    text = " ".join(done.output.split())
    assert "the preset darwin cannot be met for these records: counts from 1 to 4 could be worked out" in text
    assert "as asked: 1 small counts pinned" in text
    assert "no groups: 1 small counts pinned" in text
    assert "What would: a larger min_cell" in text
    assert not (tmp_path / "out").exists()


@pytest.mark.validation
@pytest.mark.parametrize("preset", PRESETS)
def test_each_preset_stands_the_whole_attack_on_its_folder_alone(make: Make, preset: str) -> None:
    folder = make(preset, people=240, groups=["sex"])
    answer = attack_folder(folder)
    assert answer.safe, answer
    release = read_release(folder)
    assert release.tables.rules == replace(PRESETS[preset].rules)
    assert len(published_counts(release.tables)) > 200
