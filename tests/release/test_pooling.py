"""Releases of several sites added up: what the unrounded sites would have told lies within what the page says."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import isostats as iso
from isostats.analyses.curves import Curves
from isostats.analyses.pooled_sites import between_sites
from isostats.analyses.protocol import Basis
from isostats.cli import main
from isostats.cohort.counting import EventTable
from isostats.errors import DataError, EstimateError, StudyError
from isostats.estimate import kaplan_meier, logrank
from isostats.release.event_tables import SafeTables, Scope, published_counts, safe_tables
from isostats.release.pooling import SITE, counts_within, pool_tables
from isostats.release.rounded_test import logrank_range
from isostats.release.rounding import grid_days
from isostats.release.rounding_error import bounds_of, remission_range
from isostats.release.safe_cohort import SafeCohort
from isostats.release.sent_releases import read_release
from isostats.report import pool
from isostats.report.pool import _same_people, write_pooled
from isostats.report.release import write_release
from isostats.study.study_file import Study
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import words_of_population
from isostats.words.language import speech
from tests.figures.white import leave_white
from tests.release.cohorts import RandomCohort

DAYS = grid_days(1826)


def tables_of(cohort: RandomCohort, base: int) -> SafeTables:
    scope = Scope((v.SYSTEMIC_TREATMENT, v.SECOND_COURSE), (v.EVERYONE,), ("sex",), DAYS)
    return safe_tables(cohort, scope, rules=base, least_group=1)  # type: ignore[arg-type]


def sites(seed: int, people: list[int], base: int) -> dict[str, SafeTables]:
    return {f"s{i}": tables_of(RandomCohort(seed + i, n, 2), base) for i, n in enumerate(people)}


def exact_sum(seed: int, people: list[int]) -> EventTable:
    """The counts of all sites' people together, unrounded and by quarter."""
    whole = pool_tables({f"s{i}": tables_of(RandomCohort(seed + i, n, 2), 1) for i, n in enumerate(people)})
    return whole.count(v.SYSTEMIC_TREATMENT)


@given(st.integers(0, 10_000), st.lists(st.integers(15, 400), min_size=2, max_size=4), st.sampled_from([2, 6, 10]))
@settings(max_examples=8)
def test_the_pooled_figure_of_the_unrounded_counts_lies_within_what_is_told(
    seed: int, people: list[int], base: int
) -> None:
    pooled = pool_tables(sites(seed, people, base))
    exact = exact_sum(seed, people)
    estimate = kaplan_meier(exact).at(DAYS, min_at_risk=0)[v.ESTIMATE].to_numpy()
    within = remission_range(counts_within(pooled, (v.SYSTEMIC_TREATMENT, v.EVERYONE, None)))
    assert (within.low[0] <= estimate).all()
    assert (estimate <= within.high[0]).all()
    written = pooled.count(v.SYSTEMIC_TREATMENT)
    assert abs(written.n - exact.n).max() <= len(people) * base / 2
    by_site = pooled.count(v.SYSTEMIC_TREATMENT, by=SITE)
    assert by_site.groups == tuple(f"{SITE}={name}" for name in pooled.sites)
    np.testing.assert_array_equal(by_site.events.sum(axis=0), written.events[0])


@given(st.integers(0, 10_000), st.lists(st.integers(120, 400), min_size=1, max_size=3), st.sampled_from([1, 2, 10]))
@settings(max_examples=8)
def test_the_log_rank_test_of_the_unrounded_counts_lies_within_its_ends(
    seed: int, people: list[int], base: int
) -> None:
    def two(table: EventTable) -> EventTable:
        return table.select("sex=f", "sex=m")

    exact = [tables_of(RandomCohort(seed + i, n, 2), 1) for i, n in enumerate(people)]
    assume(all({"sex=f", "sex=m"} <= set(each.count(v.SYSTEMIC_TREATMENT, by="sex").groups) for each in exact))
    test = logrank(*(two(each.count(v.SYSTEMIC_TREATMENT, by="sex")) for each in exact))
    rounded = [tables_of(RandomCohort(seed + i, n, 2), base) for i, n in enumerate(people)]
    ends = logrank_range([bounds_of(two(each.count(v.SYSTEMIC_TREATMENT, by="sex")), base) for each in rounded])
    assert ends.low - 1e-9 <= test.statistic <= ends.high + 1e-9


def test_rounding_alone_puts_sites_outside_a_funnel_and_the_page_of_pooled_sites_has_none(made: Path) -> None:
    """Eight sites all alike, most outcomes of which lie in bins of ten."""
    held, pooled = (pool_tables(sites(11, [150] * 8, base)) for base in (1, 10))
    exact, rounded = (iso.funnel(each.count(v.SECOND_COURSE, by=SITE), horizon_days=730) for each in (held, pooled))
    assert exact.phi < 1
    assert rounded.over_dispersed
    study = _study(made / "north")
    cohort = SafeCohort(pooled, study.outcomes, "")
    it = Basis(study, cohort, Curves(cohort, 0.95), v.SECOND_COURSE, ())  # type: ignore[arg-type]
    answer = between_sites(pooled).estimate(it)
    assert list(answer.figures) == ["remission_by_site"]


def test_a_grouping_that_not_all_sites_share_is_not_pooled_and_says_why() -> None:
    held = sites(3, [200, 200, 200], 10)
    scope = Scope(("systemic_treatment",), (v.EVERYONE,), (), DAYS)
    held["s1"] = safe_tables(RandomCohort(9, 200, 2), scope, rules=10)  # type: ignore[arg-type]
    pooled = pool_tables(held)
    assert pooled.not_pooled == {"sex": "s1 is not split by it"}
    assert pooled.outcomes == ("systemic_treatment",), "what one site does not count cannot be added up"
    assert ("systemic_treatment", v.EVERYONE, "sex") not in pooled.tables


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two simulated sites with their records and releases, whose figures nobody adds up."""
    folder = tmp_path_factory.mktemp("sites")
    for number, (name, people) in enumerate({"north": 420, "south": 300}.items()):
        records = iso.simulate_courses(people, seed=60 + number)
        (folder / name).mkdir()
        records.courses.to_csv(folder / name / "courses.csv", index=False)
        records.events.to_csv(folder / name / "events.csv", index=False)
        with pytest.MonkeyPatch.context() as patch:
            leave_white(patch)
            write_release(_study(folder / name), out=folder / f"{name}_release")
    return folder


def _study(folder: Path) -> iso.Study:
    return iso.read_study(
        folder / "courses.csv", events=folder / "events.csv", outcomes=["systemic_treatment", "second_course"],
        groups=["sex"], horizons_days=[365, 730], simulated=True, formats=["png"],
    )  # fmt: skip


def releases(made: Path) -> list[Path]:
    return [made / f"{name}_release" for name in ("north", "south")]


def test_what_is_read_of_a_release_is_what_was_written(made: Path) -> None:
    release = read_release(made / "north_release")
    written = pd.read_csv(made / "north_release" / "safe_counts.csv", dtype={v.TIME_DAYS: "Int64"})
    pd.testing.assert_frame_equal(published_counts(release.tables), written, check_dtype=False)
    assert release.simulated
    assert release.decided["courses"]["gap_days"] == 60
    assert "courses.csv" not in json.dumps(release.decided), "no path leaves"


def test_a_pooled_page_is_in_the_language_asked_for(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken_within: list[tuple[str, str, bool]] = []

    def answered(study: Study, *_: object, **__: object) -> None:
        spoken_within.append((speech().code, study.study.language, "north" in speech().names))
        raise StudyError("this far and no further")

    monkeypatch.setattr(pool, "_answered", answered)
    with pytest.raises(StudyError, match="this far"):
        write_pooled(releases(made), out=tmp_path / "pooled", names=["north", "south"], language="de")
    assert spoken_within == [("de", "de", True)]
    with pytest.raises(EstimateError, match="no language 'dee'; did you mean 'de'"):
        write_pooled(releases(made), out=tmp_path / "pooled", language="dee")


def test_the_page_of_two_sites_holds_the_exact_figure_of_all_their_records(made: Path, tmp_path: Path) -> None:
    first, second = releases(made)
    north = shutil.copytree(first, tmp_path / "tested")
    manifest = json.loads((north / "manifest.json").read_text("utf-8"))
    (north / "manifest.json").write_text(json.dumps(manifest | {"network_test": {"kit": "3f2a9c" * 11}}))
    pooled = write_pooled([north, second], out=tmp_path / "pooled", names=["north", "south"])
    test = "The simulated test of network kit 3f2a9c3f2a9c was passed at north; none at south."
    assert repr(pooled).endswith(f"\n{test}")
    assert all(test in (tmp_path / "pooled" / name).read_text("utf-8") for name in ("report.html", "README.md"))
    records = [_study(made / name) for name in ("north", "south")]
    exact = pd.concat([_exact(each) for each in records])
    table = pooled.analysis["rounding"].value
    at = pooled.analysis.results.query("quantity == 'remission' and method == 'life_table' and group == 'all'")
    assert {365, 730} <= set(at["time_days"])
    curve = _pooled_exact(exact)
    for address, (low, high) in table.items():
        quantity, method, outcome, population, group, day = address
        if (quantity, method, outcome, population, group) == (
            "remission", "life_table", "systemic_treatment", "everyone", "all",
        ):  # fmt: skip
            # the life table by quarter is not Kaplan-Meier by day: they lie within 0.3 points here
            assert low - 0.003 <= curve[day] <= high + 0.003
    sites_table = pd.read_csv(tmp_path / "pooled" / "tables" / "pooled_sites.csv")
    assert list(sites_table["site"][:2]) == ["north", "south"]
    page = (tmp_path / "pooled" / "report.html").read_text(encoding="utf-8")
    assert "SIMULATED DATA" in page
    assert "One more site would lie between" in page
    tests = pd.read_csv(tmp_path / "pooled" / "tables" / "pooled_tests.csv")["unrounded p lies within"]
    low, high = (tests.str.split(" to ").str[end].str.strip("<").astype(float) for end in (0, 1))
    undecided = int(((low < 0.05) & (high >= 0.05)).sum())
    assert undecided
    assert f"Rounding leaves {undecided} of {len(tests)} log-rank tests open: " in page
    assert str(made) not in page
    assert {each["file"] for each in _manifest(tmp_path / "pooled")} >= {"report.html", "safe_counts.csv"}


def _manifest(folder: Path) -> list[dict[str, str]]:
    files = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    return [{"file": name} for name in files]


def _exact(study: iso.Study) -> pd.DataFrame:
    records = iso.read_courses(study.data.courses, events=study.data.events)
    table = iso.first_courses(records).count(v.SYSTEMIC_TREATMENT)
    failed, left = table.events[0, 0], table.leaving[0] - table.events[0, 0]
    return pd.DataFrame({"day": table.days, "failed": failed, "left": left})


def _pooled_exact(counts: pd.DataFrame) -> Mapping[int, float]:
    """Kaplan-Meier of all records, by hand."""
    daily = counts.groupby("day").sum()
    at_risk = daily.sum().sum() - np.concatenate([[0], np.cumsum(daily.sum(axis=1))[:-1]])
    free = np.cumprod(1 - daily["failed"] / at_risk)
    return {day: float(free[daily.index <= day].iloc[-1]) for day in (365, 730)}


def test_sites_that_decided_otherwise_are_not_pooled_and_the_difference_is_shown(made: Path, tmp_path: Path) -> None:
    north, south = releases(made)
    other = shutil.copytree(south, tmp_path / "other")
    manifest = json.loads((south / "manifest.json").read_text(encoding="utf-8"))
    manifest["to_pool"]["decided"]["courses"]["gap_days"] = 90
    manifest["to_pool"]["decided"]["eligibility"]["age_from"] = 12
    (other / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    told = r"age_from is not stated at 1 and 12 at 2\. They differ as well in .*gap_days"
    with pytest.raises(StudyError, match=told):
        write_pooled([north, other], out=tmp_path / "pooled")
    assert not (tmp_path / "pooled").exists()


def test_sites_that_rounded_differently_or_used_different_kits_are_told(made: Path) -> None:
    one, other = map(read_release, releases(made))
    assert list(pool._notes({"north": one, "south": other})) == []
    wider = replace(other, kit="b" * 64, tables=replace(other.tables, rules=replace(other.tables.rules, min_cell=20)))
    rounded, kits, why = pool._notes({"north": replace(one, kit="a" * 64), "south": wider})
    assert rounded == "The sites rounded differently: to bins of 10 at north, to bins of 20 at south."
    assert "aaaaaaaaaaaa was passed at north; that of bbbbbbbbbbbb was passed at south" in kits
    assert why.startswith("These sites used different kits.")


def test_what_cannot_be_pooled_is_refused(made: Path, tmp_path: Path) -> None:
    north, south = releases(made)
    copy = shutil.copytree(south, tmp_path / "copy")
    with pytest.raises(StudyError, match="are the same counts: their people would count twice"):
        write_pooled([south, copy], out=tmp_path / "pooled")
    held = read_release(south).tables
    alone = {address: table for address, table in held.tables.items() if address[2] is None}
    assert _same_people(held, replace(held, tables=alone)), "the same people, not split by sex"
    assert not _same_people(held, read_release(north).tables)
    counts = copy / "safe_counts.csv"
    counts.write_text(counts.read_text(encoding="utf-8").replace(",5\n", ",15\n", 1), encoding="utf-8")
    with pytest.raises(DataError, match="was changed since it was written"):
        write_pooled([north, copy], out=tmp_path / "pooled")
    with pytest.raises(DataError, match="is no release"):
        write_pooled([north, made / "south"], out=tmp_path / "pooled")
    with pytest.raises(StudyError, match="two sites or more"):
        write_pooled([north], out=tmp_path / "pooled")
    with pytest.raises(StudyError, match="2 releases need as many names"):
        write_pooled([north, south], out=tmp_path / "pooled", names=["north"])
    changed = json.loads((north / "manifest.json").read_text(encoding="utf-8"))
    other = shutil.copytree(north, tmp_path / "observed")
    (other / "manifest.json").write_text(json.dumps(changed | {"simulated": False}), encoding="utf-8")
    with pytest.raises(StudyError, match="simulated is"):
        write_pooled([south, other], out=tmp_path / "pooled")
    (other / "manifest.json").write_text(json.dumps(changed | {"kind": "report"}), encoding="utf-8")
    with pytest.raises(DataError, match="holds exact output"):
        write_pooled([south, other], out=tmp_path / "pooled")
    (other / "manifest.json").write_text(json.dumps({**changed, "to_pool": {}}), encoding="utf-8")
    with pytest.raises(DataError, match="this version cannot read"):
        write_pooled([south, other], out=tmp_path / "pooled")
    page = shutil.copytree(north, tmp_path / "page")
    (page / "results.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(DataError, match=r"results\.csv was changed"):
        write_pooled([south, page], out=tmp_path / "pooled")
    (page / "results.csv").unlink()
    with pytest.raises(DataError, match="Ask the site for its whole folder"):
        write_pooled([south, page], out=tmp_path / "pooled")
    assert not (tmp_path / "pooled").exists()


def test_a_release_that_holds_more_than_its_site_wrote_is_not_pooled(made: Path, tmp_path: Path) -> None:
    north, south = releases(made)
    copy = shutil.copytree(south, tmp_path / "copy")
    (copy / ".DS_Store").write_bytes(b"left by a system that showed the folder")
    assert read_release(copy).tables.days == read_release(south).tables.days
    (copy / "exact").mkdir()
    for name in ("courses.csv", "exact/report.html"):
        (copy / name).write_text("patient 88")
    with pytest.raises(DataError, match=r"holds 2 files that are not of the release \(first: courses\.csv\)"):
        write_pooled([north, copy], out=tmp_path / "pooled")
    for name in ("courses.csv", "exact/report.html"):
        (copy / name).unlink()
    (copy / "exact" / "link").symlink_to(tmp_path)
    with pytest.raises(DataError, match=r"holds 1 file that is not of the release \(first: exact/link\)"):
        write_pooled([north, copy], out=tmp_path / "pooled")
    assert not (tmp_path / "pooled").exists()


def set_in(facts: Any, *path: Any) -> None:
    """Set what stands at the end of a path of keys."""
    *keys, last, value = path
    for key in keys:
        facts = facts[key]
    facts[last] = value


@pytest.mark.parametrize(
    "path",
    [
        ("rules", "most_rows", -1), ("rules", "most_rows", 1), ("rules", "most_rows", "a"), ("rules", "min_cell", 10.0),
        ("rules", "few_written", "{few:>3000000000}"), ("rules", "few_written", "{few.__class__}"),
        ("rules", "preset", "mine"), ("rules", "formats", ["exe"]), ("rules", "texts_as", "../x"),
        ("rules", "column_suffix", "/../x"), ("rules", "min_cell", 10**9),
        ("to_pool", "decided", "data", "x"), ("files", "/dev/zero", ""), ("files", "../manifest.json", ""),
        ("files", "a\0b", ""), ("simulated", "no"), ("days", [0, 91.0]), ("days", 5), ("coded", [["site"]]),
        ("joined_to_other", {"sex": 1}), ("versions", "isostats", 1), ("versions", []), ("rules", []), ("to_pool", []),
        ("network_test", []), ("network_test", {"kit": 7}), ("to_pool", "calendar", None), ("to_pool", "title", 1),
        ("to_pool", "follow_up_assumed", "no"), ("to_pool", "unknowns", "set_aside", "no"), ("to_pool", "unknowns", []),
        ("to_pool", "decided", []), ("to_pool", "decided", "study", []), ("to_pool", "decided", "data", "kind", []),
        ("to_pool", "decided", "data", "kind", "x"), ("to_pool", "definitions", {}), ("to_pool", "definitions", [1]),
        ("to_pool", "definitions", 0, "of", [["a"], "b"]), ("to_pool", "definitions", 0, "mine", ""),
        *(("to_pool", "definitions", 0, name, value) for name, value in (
            ("fingerprint", 1e308), ("population_words", None), ("population_words", "people we chose <b>x</b>"),
            ("population", "responders"), ("eligibility", 1), ("competing", [1]), ("lacking", ["x"]), ("crossed", 1),
            ("gap_rule", ["a"]), ("observed_until", "x"), ("notes", {"a": 1}), ("version", None),
        )),
    ],
)  # fmt: skip
def test_a_manifest_that_no_release_has_is_refused(made: Path, tmp_path: Path, path: tuple[Any, ...]) -> None:
    """It was written by somebody else, and may be made to be read."""
    north, south = releases(made)
    copy = shutil.copytree(south, tmp_path / "copy")
    manifest = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))
    set_in(manifest, *path)
    (copy / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(DataError, match=r"this version cannot read|no file of that folder"):
        write_pooled([copy, north], out=tmp_path / "pooled")
    assert not (tmp_path / "pooled").exists()


def test_the_pooled_definition_is_that_of_all_sites_and_not_of_the_first() -> None:
    held = sites(3, [200, 200], 10)
    words = [words_of_population(v.EVERYONE, recorded=so) for so in (False, True)]
    told = [{"lacking": (), "competing": ("death",)}, {"lacking": (v.LATER_STEPS,), "competing": ()}]
    for (name, site), who, more in zip(held.items(), words, told, strict=True):
        stated = {"population": v.EVERYONE, "population_words": who, **more}
        tables = {
            address: replace(table, definition=table.definition.with_(**stated))
            for address, table in site.tables.items()
        }
        held[name] = replace(site, tables=tables)
    for order in (held, dict(reversed(held.items()))):
        definition = pool_tables(order).count(v.SYSTEMIC_TREATMENT).definition
        assert definition.population_words == "everyone with a first course, whatever the response at its end"
        assert definition.at_most, "what one site cannot see the sum cannot"
        assert definition.competing == ("death",)


def test_a_pipe_and_a_manifest_without_end_are_refused(made: Path, tmp_path: Path) -> None:
    north, south = releases(made)
    copy = shutil.copytree(south, tmp_path / "copy")
    manifest = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))
    os.mkfifo(copy / "pipe")
    manifest["files"]["pipe"] = ""
    (copy / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(DataError, match="no file of that folder"):
        write_pooled([north, copy], out=tmp_path / "pooled")
    (copy / "manifest.json").write_text("[" * 200_000, encoding="utf-8")
    with pytest.raises(DataError, match="is no release"):
        write_pooled([north, copy], out=tmp_path / "pooled")


def test_sites_that_counted_otherwise_are_not_pooled(made: Path, tmp_path: Path) -> None:
    north, south = releases(made)
    copy = shutil.copytree(south, tmp_path / "copy")
    manifest = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))
    for each in manifest["to_pool"]["definitions"]:
        each["time_zero"] = "the first day of the course"
    (copy / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(StudyError, match="time_zero is 'the last covered day of the first course' at"):
        write_pooled([north, copy], out=tmp_path / "pooled")


@pytest.mark.parametrize("number", ["-5", "14", "1000000000005", "9" * 20])
def test_counts_that_no_release_has_written_are_refused_though_the_digest_fits(
    made: Path, tmp_path: Path, number: str
) -> None:
    north, south = releases(made)
    copy = shutil.copytree(south, tmp_path / "copy")
    file, manifest = copy / "safe_counts.csv", json.loads((copy / "manifest.json").read_text(encoding="utf-8"))
    head, first, *rest = file.read_text(encoding="utf-8").splitlines()
    changed = first.rpartition(",")[0] + f",{number}"
    file.write_text("\n".join([head, changed, *rest]) + "\n", encoding="utf-8")
    manifest["files"]["safe_counts.csv"] = hashlib.sha256(file.read_bytes()).hexdigest()
    (copy / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(DataError, match="this version cannot read"):
        write_pooled([north, copy], out=tmp_path / "pooled")


def test_the_command_pools_folders(made: Path, tmp_path: Path) -> None:
    folders = [str(each) for each in releases(made)]
    done = CliRunner().invoke(main, ["pool", *folders, "--names", "North, South", "--out", str(tmp_path / "pooled")])
    assert done.exit_code == 0, done.output
    assert "Durable control" in done.output
    refused = CliRunner().invoke(main, ["pool", folders[0], str(made), "--out", str(tmp_path / "other")])
    assert refused.exit_code == 1
    assert "is no release" in refused.output
