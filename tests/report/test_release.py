"""A release holds safe counts and what the report's questions make of them, and nothing else."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import isostats as iso
from isostats.analyses.cited_numbers import CitedNumbers
from isostats.analyses.claims.comparison import VERDICTS
from isostats.analyses.results import StudyResults
from isostats.cli import main
from isostats.cohort.counting import EventTable
from isostats.cohort.informative_censoring import FollowUp, Leaving
from isostats.figures.curves import cells_at
from isostats.release.event_tables import FIRST_TREATMENT, SafeTables, Scope, safe_tables
from isostats.release.rounding import HALF_YEARS, grid_days
from isostats.release.safe_cohort import cohort_of_safe_tables
from isostats.report.about_reports import EXACT
from isostats.report.job import read_records
from isostats.report.release import Released, _answered, _on_grid, write_release
from isostats.study.release_rules import ReleaseRules
from isostats.study.study_file import read_study
from isostats.tables.cells import Count
from isostats.tables.folder import read_tables
from isostats.vocabulary import names as v
from tests.analyses.said import answers_of
from tests.report.browser import CHROMIUM, browser

SAID = re.compile(r"(?:n = |events = |Of |Among |people \(|; )(\d[\d,]*)(?= people| at risk|\)|[.;,] )")
COUNTED = ("at risk", "events", "people")


@dataclass(frozen=True)
class Release:
    """A release of simulated records, with the study that it came from."""

    study: Path
    folder: Path
    done: Released
    choices: dict[str, Any]

    @property
    def results(self) -> pd.DataFrame:
        return pd.read_csv(self.folder / "results.csv")

    @property
    def page(self) -> str:
        return (self.folder / "report.html").read_text(encoding="utf-8")

    @property
    def texts(self) -> Iterator[tuple[str, str]]:
        for path in sorted(self.folder.rglob("*")):
            if path.suffix in (".html", ".csv", ".md", ".json"):
                text = re.sub(r'src="data:[^"]*"', "", path.read_text(encoding="utf-8"))
                yield path.name, text


ONE_COLUMN = {
    "groups": ["sex"], "formats": ["png"], "outcomes": ["systemic_treatment", "any_treatment", "second_course"],
}  # fmt: skip
"""With two columns the attack takes five times as long, and each outcome takes a second."""


@pytest.fixture(
    scope="module",
    params=[
        pytest.param((40, 13, {}), id="forty"),
        pytest.param((300, 11, ONE_COLUMN), id="three_hundred"),
        pytest.param((300, 11, {}), id="three_hundred by two columns", marks=pytest.mark.validation),
    ],
)
def release(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Release:
    people, seed, choices = request.param
    folder = tmp_path_factory.mktemp("release")
    words = ["simulate", "--patients", str(people), "--seed", str(seed), "--as", "courses", "--out"]
    main([*words, str(folder / "records")], standalone_mode=False)
    study = folder / "records" / "study.toml"
    return Release(study, folder / "out", write_release(study, out=folder / "out", **choices), choices)


@pytest.fixture(scope="module")
def exact(release: Release) -> StudyResults:
    """The same study before anything is rounded: its people, without an answer."""
    return answers_of(release.study, **release.choices)


def test_every_count_is_made_of_midpoints(release: Release) -> None:
    counts = pd.read_csv(release.folder / "safe_counts.csv")
    first = counts[~counts["part"].isin(["left_the_records", "death", "not_clear"])]["people"]
    assert ((first == 0) | (first % 10 == 5)).all()
    assert (counts["people"] % 5 == 0).all()
    results = release.results
    assert (results[["n", "at_risk", "events"]].fillna(0) % 5 == 0).all(axis=None)
    for name in ("remission", "groups", "second_courses"):
        table = pd.read_csv(release.folder / "tables" / f"{name}.csv")
        shown = table[[column for column in COUNTED if column in table]].astype(str).replace("–", "0")
        assert (shown.apply(lambda column: column.str.replace(",", "").astype(int)) % 5 == 0).all(axis=None), name
    own = release.page.split('id="published"')[0]
    said = [int(count.replace(",", "")) for count in SAID.findall(re.sub(r'src="data:[^"]*"', "", own))]
    assert len(said) > (5 if "Not drawn: " in own else 10)  # where nobody can be quoted no figure says a count
    assert not [count for count in said if count % 5]


@pytest.mark.parametrize("formats", [["tiff", "eps", "svg"], ["png", "svg"]])
def test_formats_that_are_not_released_are_refused_before_anything_is_read(tmp_path: Path, formats: list[str]) -> None:
    (tmp_path / "none.csv").write_text("patient_id\n")
    with pytest.raises(iso.StudyError, match=r"figures are not released as .*svg.* For a release set formats"):
        write_release(tmp_path / "none.csv", out=tmp_path / "out", formats=formats)
    assert not (tmp_path / "out").exists()


def test_the_readme_lists_what_is_there(release: Release) -> None:
    text = (release.folder / "README.md").read_text("utf-8")
    drawn = {path.suffix[1:].upper() for path in (release.folder / "figures").iterdir()} - {"MD"}
    assert f"- `figures/`: each figure as {', '.join(kind for kind in ('PNG', 'PDF') if kind in drawn)}, with" in text
    listed = set(re.findall(r"^- `([^`]+)`", text, re.M))
    assert listed == {path.name + "/" * path.is_dir() for path in release.folder.iterdir()} - {"README.md"}


def test_a_checker_finds_every_file_with_its_checksum_and_each_measure_with_its_reason(release: Release) -> None:
    written = json.loads((release.folder / "results.json").read_text("utf-8"))
    assert re.fullmatch(r"1\.\d+\.\d+", written["version"])
    outside = {"manifest.json", "results.json"}
    files = {p.relative_to(release.folder).as_posix() for p in release.folder.rglob("*") if p.is_file()}
    files = {name for name in files if not name.startswith("checksums/")} - outside
    assert files == set(written["results"])
    keys = {"uid", "status", "type", "properties", "files", "outcome", "command", "summary", "timestamp", "comments",
            "exception", "fair"}  # fmt: skip
    for name, output in written["results"].items():
        assert set(output) == keys
        assert output["status"] == "review", "what passes is the checker's to say"
        assert output["files"] == [{"name": name, "sdc": {}}]
        held = hashlib.sha256((release.folder / name).read_bytes()).hexdigest()
        assert (release.folder / "checksums" / f"{name}.txt").read_text("utf-8") == held
    disclosure = pd.read_csv(release.folder / "disclosure.csv")
    assert list(disclosure) == ["measure", "why", "moved"]
    assert disclosure["measure"].iloc[0] == "counts are midpoints of bins of 10"
    assert disclosure.notna().all(axis=None)
    taken = [measure.partition(":")[0] for measure in release.done.measures[1:]]
    assert set(taken) <= set(disclosure["measure"])
    assert not disclosure["why"].str.contains("pinned").any(), "what the attack counted stays inside"


def test_it_quotes_nothing_where_fewer_than_five_times_the_base_are_at_risk(release: Release) -> None:
    results = release.results
    quoted = results[results["estimate"].notna()]
    assert (quoted["at_risk"] >= 50).all()
    assert bool(len(quoted)) == (release.done.analysis.cohort.people > 50)
    assert set(results["method"]) == {"life_table", "naive"}
    assert not set(results["quantity"]) & {"logrank", "rmst", "median_time", "claim_equivalence", "proportion"}
    assert results["p_value"].isna().all()


def test_captions_print_the_rounded_total_of_everyone(release: Release) -> None:
    counts = pd.read_csv(release.folder / "safe_counts.csv")
    one = counts[(counts["outcome"] == v.SYSTEMIC_TREATMENT) & (counts["population"] == v.EVERYONE)]
    one = one[one["group"] == v.ALL]
    n, events = (one[one["part"] == part]["people"].iloc[-1] for part in ("n", v.SYSTEMIC_TREATMENT))
    captions = (release.folder / "figures" / "captions.md").read_text(encoding="utf-8")
    for by in release.done.analysis.cohort.groupings:
        before, after = captions.split(f"Remission after the first course by {by}", 1)
        drawn = not before.endswith("Not drawn: ")
        assert (f"n = {n}, events = {events}. " in after[:200]) if drawn else "Fewer than 50 people" in after[:200]
    if "Not drawn: First treatment after the first course" in captions:
        return  # of so few people only the sentences say why
    assert re.search(r"First treatment after the first course\W+n = \d+\. [A-Z]", captions), "causes do not sum"
    assert re.search(r"Details: n = \d+; events by cause", captions)


def test_at_risk_is_a_dash_where_rounded_counts_cannot_tell_few_from_nobody(release: Release) -> None:
    assert (release.results["at_risk"].dropna() >= 50).all()
    assert release.results["at_risk"].isna().any()
    for name in ("remission", "groups", "second_courses"):
        at_risk = pd.read_csv(release.folder / "tables" / f"{name}.csv")["at risk"].astype(str)
        assert (at_risk == "–").any() or name != "remission"
        assert (at_risk[at_risk != "–"].str.replace(",", "").astype(float) >= 50).all(), name
    curve = iso.kaplan_meier(release.done.analysis.cohort.count(v.SYSTEMIC_TREATMENT))
    assert cells_at(curve, (0, 1826), min_at_risk=1_000)["all", v.AT_RISK] == ["–", "–"]


def test_every_share_that_is_quoted_has_its_range_and_no_share_of_shares_is(release: Release) -> None:
    results = release.results
    keys = ["quantity", "method", "outcome", "population", "group", "time_days"]
    quoted = results[results["estimate"].notna() & (results["quantity"] != v.CLAIM_DIFFERENCE)][keys]
    if len(quoted):
        ranges = pd.read_csv(release.folder / "tables" / "rounding.csv")[keys]
        assert len(quoted.merge(ranges, on=keys)) == len(quoted)
    assert "of the relapses within five years" not in release.page
    assert not re.search(r"in remission \d", release.page)


def test_no_id_date_fingerprint_or_exact_verdict_is_in_any_file(release: Release) -> None:
    records = pd.read_csv(release.study.parent / "simulated_courses.csv", dtype=str)
    dates = {cell for column in records for cell in records[column].dropna() if re.fullmatch(r"\d{4}-\d\d-\d\d", cell)}
    ids, fingerprint = set(records["patient_id"]), read_records(read_study(release.study)).fingerprint
    assert dates
    assert ids
    verdicts = [VERDICTS[name].partition("{")[0] for name in ("agrees", "differs_within_margin", "undecided")]
    for name, text in release.texts:
        words = set(re.findall(r"[\w-]+", text))
        assert not words & (ids | dates), name
        assert fingerprint[:12] not in text, name
        assert EXACT not in text, name
        assert not [verdict for verdict in verdicts if verdict in text], name
        assert not re.search(r"(below|above) the claimed [\d.]+%\.", text), f"{name}: a verdict of rounded counts"
        assert "Log-rank" not in text, name
    for path in release.folder.rglob("*.p*"):
        assert fingerprint[:12].encode() not in path.read_bytes()
    names = {path.name for path in release.folder.rglob("*") if path.is_file()}
    assert not names & {"flow.csv", "set_aside.csv"}
    assert not {name for name in names if name.endswith(".svg")}


def test_its_tables_are_set_for_a_paper_from_what_is_in_it_alone(release: Release) -> None:
    tables = read_tables(release.folder)
    cells = [cell for name in ("remission", "groups", "second_courses") if name in tables
             for row in tables[name].cells for cell in row if isinstance(cell, Count)]  # fmt: skip
    assert cells
    assert all(cell.n % 5 == 0 for cell in cells if cell.n == cell.n)
    assert not {"characteristics", "predictors", "data_quality"} & set(tables)
    assert tables["remission"].body == release.done.analysis.tables["remission"].body
    with pytest.raises(iso.EstimateError, match="a release has rounded counts alone"):
        iso.table_one(release.done.analysis)


def test_the_five_numbers_are_of_the_safe_tables_and_nothing_exact_stands_beside(release: Release) -> None:
    people, *others = release.done.analysis["five-numbers"].value
    cited = CitedNumbers.of_folder(release.folder)
    assert people.value == cited[people.names[0]]
    assert not people.note  # neither days of follow-up nor the calendar
    for each in others:
        assert all(each.value in cited[name] for name in each.names[:1])
    assert not (release.folder / "paper").exists()
    assert "First courses of" not in release.page


def test_it_says_what_it_is_at_its_head_in_its_readme_and_in_its_manifest(release: Release) -> None:
    words = "Rounded counts, made to leave the building: each is the middle of a bin of 10 people, by quarter."
    manifest = json.loads((release.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["release"] == words
    assert manifest["simulated"] is True
    assert manifest["attack"] == "No count from 1 to 9 can be worked out from it."
    head = release.page.split("<nav")[0]
    for text in (head, (release.folder / "README.md").read_text(encoding="utf-8")):
        assert words in text
        assert "SIMULATED DATA" in text
    assert "are the study's own words: they were not checked" in (release.folder / "README.md").read_text("utf-8")
    assert "What a release leaves out" in release.page
    for text in (release.page, (release.folder / "README.md").read_text("utf-8")):
        assert "parts need not add up to n." in text
    assert "Kaplan-Meier" not in release.page.split('id="published"')[0]
    assert head.count("Rounding alone: ") + head.count("Nothing is quoted where fewer than 50") == 3
    of_what = re.findall(r"Rounding alone: [a-z ]* the share (?:free of|with a|of treatment) ", head)
    assert len(of_what) == head.count("Rounding alone: ")


def test_the_results_follow_from_safe_counts_alone(release: Release) -> None:
    """Rebuilt from the folder, the tables give every row again; and estimates by hand are those of results.csv."""
    counts, results = pd.read_csv(release.folder / "safe_counts.csv"), release.results
    exact = release.done.analysis.cohort
    rebuilt = _tables(counts, release.done.analysis.cohort.tables.tables)  # type: ignore[attr-defined]
    study = read_study(release.study, **release.choices)
    again = _answered(
        study, replace(exact, tables=rebuilt), assumed=False, step=lambda words: None, draw=lambda job: None
    )
    pd.testing.assert_frame_equal(again.results, release.done.analysis.results)
    written = results[(results["quantity"] == "remission") & (results["status"] == "ok")]
    for row in written[written["method"] == "life_table"].to_dict("records"):
        assert row["estimate"] == pytest.approx(_by_hand(counts, row), abs=1e-12)
    claimed = results[(results["quantity"] == "claim_difference") & results["estimate"].notna()]
    keys = ["outcome", "population", "group", "time_days"]
    of = results[results["quantity"].isin(["remission", "treatment_success"]) & (results["method"] == "life_table")]
    both = claimed.merge(of, on=keys)
    assert len(both) == len(claimed)
    assert np.allclose(both["estimate_x"], both["estimate_y"] - 0.85)


def _tables(counts: pd.DataFrame, like: dict[tuple[str, str, str | None], EventTable]) -> SafeTables:
    days = sorted({int(day) for day in counts["time_days"].dropna()})
    made: dict[tuple[str, str, str | None], EventTable] = {}
    joined: dict[str, tuple[str, ...]] = {}
    for key, table in like.items():  # of which nothing but the definition and the order of names is taken
        outcome, population, by = key
        if by:
            joined[by] = ()
        one = counts[(counts["outcome"] == outcome) & (counts["population"] == population)]
        steps = {part: _steps(one, table.groups, part, days) for part in (*table.causes, v.LEFT)}
        n = np.array([one[(one["group"] == g) & (one["part"] == "n")]["people"].iloc[0] for g in table.groups])
        beyond = np.maximum(n - sum(each.sum(axis=1) for each in steps.values()), 0)
        events = np.stack([np.pad(steps[cause], [(0, 0), (0, 1)]) for cause in table.causes], axis=1)
        left = np.concatenate([steps[v.LEFT], beyond[:, None]], axis=1)
        none = np.zeros((len(table.groups), len(days) + 1))
        shape = {"days": np.array([*days, days[-1] + 1]), "events": events, "censored": left, "entered": none}
        made[key] = replace(table, **shape, people=n)
    return SafeTables(ReleaseRules(), tuple(days), made, joined)


def _steps(counts: pd.DataFrame, groups: tuple[str, ...], part: str, days: list[int]) -> np.ndarray:
    of = counts[counts["part"] == part].set_index(["group", "time_days"])["people"]
    return np.diff([[of[group, day] for day in days] for group in groups], axis=1, prepend=0).astype(float)


def _by_hand(counts: pd.DataFrame, row: dict[str, object]) -> float:
    """The life table of one row, written out: half of those who leave within a quarter are off its risk set."""
    one = counts[(counts["outcome"] == row["outcome"]) & (counts["population"] == row["population"])]
    one = one[one["group"] == row["group"]]
    n = one[one["part"] == "n"]["people"].iloc[0]
    by_day = one[one["part"] != "n"].pivot(index="time_days", columns="part", values="people")
    failed, all_gone = by_day[row["outcome"]], by_day.sum(axis=1)
    free, before, failed_before = 1.0, 0, 0
    for day in by_day.index[by_day.index <= row["time_days"]]:
        left = (all_gone[day] - failed[day]) - (before - failed_before)
        exposed = n - before - (left / 2 if day > 0 else 0)
        if exposed > 0:
            free *= 1 - (failed[day] - failed_before) / exposed
        before, failed_before = all_gone[day], failed[day]
    return free


def test_how_far_rounding_moved_a_figure_holds_the_exact_one(release: Release, exact: StudyResults) -> None:
    file = release.folder / "tables" / "rounding.csv"
    quoted = release.results["estimate"].notna().any()
    assert file.exists() == quoted
    if not quoted:
        return
    within = pd.read_csv(file)
    assert ((within["lowest"] <= within["estimate"]) & (within["estimate"] <= within["highest"])).all()
    days = release.done.analysis.cohort.tables.days  # type: ignore[attr-defined]
    unrounded = safe_tables(
        exact.cohort, Scope((v.SYSTEMIC_TREATMENT,), (v.EVERYONE,), (), days), rules=1
    ).count(v.SYSTEMIC_TREATMENT)
    within = within[within["method"] == v.LIFE_TABLE]
    one = within[(within["quantity"] == "remission") & (within["outcome"] == v.SYSTEMIC_TREATMENT)]
    one = one[(one["population"] == v.EVERYONE) & (one["group"] == v.ALL)]
    at = iso.kaplan_meier(unrounded).at(one["time_days"].tolist(), min_at_risk=1)["estimate"].to_numpy()
    assert len(one) > 3
    assert ((one["lowest"] <= at) & (at <= one["highest"])).all()


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
def test_the_page_opens_without_complaints_and_every_figure_has_alt_text(release: Release, tmp_path: Path) -> None:
    with browser(tmp_path) as shown:
        shown.open(release.folder / "report.html")
        images = shown.value("[...document.images].map(i => [i.alt, i.naturalWidth, i.src.slice(0, 15)])")
        every = len(list((release.folder / "figures").glob("*.png")))
        assert len({alt for alt, _, _ in images}) == every  # on paper the first may have two layouts
        assert all(alt and width > 500 and source == "data:image/png;" for alt, width, source in images)
        shown.open(release.folder / "report.html", width=390)
        pictures = "[...document.querySelectorAll('.picture')]"
        cut = shown.value(f"{pictures}.filter(p => p.scrollWidth > p.clientWidth).length")
        assert cut == 0
        assert shown.complaints == []


RUNGS = {
    "half years": {"days": grid_days(1826, steps_a_year=HALF_YEARS)},
    "everyone alone": {"populations": (v.EVERYONE,), "first_treatment": False},
    "no groups": {"populations": (v.EVERYONE,), "first_treatment": False, "groupings": ()},
}


@pytest.mark.parametrize("rung", RUNGS)
def test_every_rung_of_the_ladder_has_its_answers(exact: StudyResults, rung: str) -> None:
    outcomes, every = exact.cohort.outcomes, (v.EVERYONE, v.WITH_RESPONSE, v.RESPONDERS)
    scope = replace(Scope(outcomes, every, ("sex", "site"), grid_days(1826), first_treatment=True), **RUNGS[rung])
    tables = safe_tables(exact.cohort, scope, rules=10)
    assert ((FIRST_TREATMENT, v.EVERYONE, None) in tables.tables) == scope.first_treatment
    safe = cohort_of_safe_tables(exact.cohort, tables)
    made = _answered(exact.study, safe, assumed=False, step=lambda words: None, draw=lambda job: job.draw())
    assert {"remission", "claim", "second-courses", "definitions"} <= set(made.answers)
    assert not any(group.startswith("sex") for group in made.results["group"]) or "sex" in scope.groupings


def test_where_records_look_passive_the_study_must_state_how_people_were_followed(exact: StudyResults) -> None:
    cohort = exact.cohort
    scope = Scope(cohort.outcomes, (v.EVERYONE,), (), grid_days(730))
    tables = safe_tables(cohort, scope, rules=10)
    seen = Leaving(people=100, event_free=60, left_soon=50, later=40, later_events=30)
    with pytest.raises(iso.StudyError, match=r"look as if people who are well stop coming.*set follow_up"):
        cohort_of_safe_tables(replace(cohort, follow_up=FollowUp(seen)), tables)
    stated = cohort_of_safe_tables(replace(cohort, follow_up=FollowUp(seen, "passive")), tables)
    assert stated.definition.passive
    assert stated.follow_up is not None
    assert stated.follow_up.words == "Follow-up is stated as passive: seen if they came."


def test_a_horizon_between_two_quarters_is_refused(release: Release, tmp_path: Path) -> None:
    with pytest.raises(iso.StudyError, match="nearest quarter ends on day 365"):
        write_release(release.study, out=tmp_path / "out", horizons_days=[400], primary={"horizon_days": 400})
    assert not (tmp_path / "out").exists()


def test_a_primary_horizon_between_two_half_years_is_refused_where_quarters_gave_people_away(release: Release) -> None:
    study = read_study(release.study)
    tables = SafeTables(ReleaseRules(), grid_days(1826, steps_a_year=HALF_YEARS), {}, {})
    assert _on_grid(study, tables).study.horizons_days == (182, 365, 730, 1095, 1826)
    odd = replace(study, study=replace(study.study, primary=replace(study.study.primary, horizon_days=273)))
    with pytest.raises(iso.StudyError, match=r"273 days is not the end of a half year\. Choose one"):
        _on_grid(odd, tables)


@pytest.mark.parametrize(
    ("group", "why"),
    [
        ("sex & age: <18, >=18", "two columns together add up to each"),
        ("response", "the response is a population already"),
        ("lesion_count", r"no bands stated.* such as \"lesion_count: <10, >=10\""),
    ],
)
def test_a_release_is_not_split_by_what_the_attack_does_not_know(
    group: str, why: str, release: Release, tmp_path: Path
) -> None:
    with pytest.raises(iso.StudyError, match=why):
        write_release(release.study, out=tmp_path / "out", groups=[group])
    assert not (tmp_path / "out").exists()


def test_a_release_never_takes_the_folder_of_an_exact_report(release: Release) -> None:
    with pytest.raises(iso.OutputError, match="never share a folder"):
        iso.write_report(release.study, out=release.folder)


@pytest.mark.usefixtures("without_pictures")
@pytest.mark.parametrize(("kind", "stated"), [("courses", "passive"), ("dispensings", None), ("omop", None)])
def test_records_of_every_kind_are_released_and_passive_follow_up_is_a_range(
    kind: str, stated: str | None, tmp_path: Path
) -> None:
    words = ["simulate", "--patients", "120", "--seed", "5", "--as", kind, "--out", str(tmp_path / "records")]
    main(words, standalone_mode=False)
    chosen = {"follow_up": stated} if stated else {}
    done = write_release(
        tmp_path / "records" / "study.toml",
        out=tmp_path / "out",
        groups=[],
        outcomes=[v.SYSTEMIC_TREATMENT],
        horizons_days=[365, 730],
        **chosen,
    )
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    results = pd.read_csv(tmp_path / "out" / "results.csv")
    assert done.measures == ("as asked: 0 small counts pinned, 0 undecided",)
    assert (results["n"].dropna() % 10 == 5).all()
    assert ("stated as passive: seen if they came" in page) == (stated == "passive")
    assert set(results["method"]) >= {"life_table"}
    assert results["estimate"].notna().any()
