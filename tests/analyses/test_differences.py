"""Differences between groups in a report: against which reference, until when, and what is said of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import isostats as iso
from isostats.analyses.choices import basis_of
from isostats.analyses.differences import DIFFERENCES
from isostats.analyses.groups import GROUPS
from isostats.analyses.protocol import Answer, Basis, answered
from isostats.analyses.references import with_known_reference
from isostats.analyses.rows import where
from isostats.errors import StudyError
from isostats.report.job import Finished, followed, read_records
from isostats.study.study_file import make_study
from tests.analyses.said import paragraphs

FREE = {"outcome": "systemic_treatment", "population": "everyone"}


@pytest.fixture(scope="module")
def basis(tmp_path_factory: pytest.TempPathFactory) -> Basis:
    folder: Path = tmp_path_factory.mktemp("differences")
    iso.simulate_courses(600, seed=4).courses.to_csv(folder / "courses.csv", index=False)
    chosen = {"outcomes": ["systemic_treatment"], "groups": ["dose_mg_per_kg: <120, 120-<130, >=130", "sex"]}
    study = make_study({"data": {"courses": "courses.csv"}, "study": chosen}, folder=folder)
    records = read_records(study)
    return basis_of(study, records, followed(study, records), grid=None, set_aside="")


def answer(it: Basis, **chosen: Any) -> Answer[None]:
    study = replace(it.study, study=replace(it.study.study, **chosen))
    return answered([GROUPS, DIFFERENCES], replace(it, study=study))["differences"]


def test_rows_are_those_of_the_estimators(example: Finished) -> None:
    analysis = example.analysis
    rows = where(analysis["differences"].rows, **FREE)
    counts = analysis.cohort.count("systemic_treatment", by="sex")
    curve = iso.kaplan_meier(counts)
    pair = {"group": "sex=female - sex=male"}
    days = list(analysis.study.horizons)
    by_day = iso.remission_difference(curve, days=days, reference="sex=male").to_dict("records")
    for row, made in zip(where(rows, quantity="remission_difference", **pair), by_day, strict=True):
        assert [row[name] for name in ("time_days", "estimate", "lower", "p_value")] == [
            made[name] for name in ("time", "estimate", "lower", "p_value")
        ]
    (weighted,) = where(rows, quantity="logrank", method="peto_peto", group="sex")
    assert weighted["estimate"] == iso.logrank(counts, rho=1).statistic
    (shares,) = where(rows, quantity="gray", group="sex")
    assert shares["p_value"] == iso.gray(counts).p_value
    sites = analysis.cohort.count("systemic_treatment", by="sex & site")
    levels = sorted({group.rpartition(" & ")[2] for group in sites.groups})
    names = [[group for group in sites.groups if group.endswith(f" & {level}")] for level in levels]
    strata = [replace(sites.select(*each), groups=("sex=female", "sex=male")) for each in names]
    (within,) = where(rows, quantity="logrank", method="logrank_stratified", group="sex")
    assert within["estimate"] == pytest.approx(iso.logrank(*strata).statistic, rel=1e-12)


def test_names_of_numbers_are_as_they_were_and_say_the_method_of_further_tests(example: Finished) -> None:
    numbers = example.analysis.numbers
    plain = where(example.analysis["groups"].rows, quantity="logrank", group="sex", **FREE)[0]
    assert numbers.row("logrank.systemic_treatment.sex")["estimate"] == plain["estimate"]
    assert {"logrank.systemic_treatment.sex", "logrank.systemic_treatment.sex.peto_peto"} <= set(numbers.names)
    assert "points" in numbers["remission_difference.systemic_treatment.730.sex=female - sex=male"]
    assert "days" in numbers["rmst_difference.systemic_treatment.1826.sex=female - sex=male"]


def test_the_reference_is_men_or_the_largest_group_or_the_one_stated(basis: Basis) -> None:
    def pairs(**chosen: Any) -> set[str]:
        return {row["group"] for row in where(answer(basis, **chosen).rows, quantity="rmst_difference")}

    sizes = basis.cohort.count("systemic_treatment", by="dose_mg_per_kg")
    largest = sizes.groups[sizes.n.argmax()]
    assert {pair.partition(" - ")[2] for pair in pairs()} == {"sex=male", largest}
    stated = pairs(references=("dose_mg_per_kg=<120", "sex=female"))
    assert {pair.partition(" - ")[2] for pair in stated} == {"sex=female", "dose_mg_per_kg=<120"}
    with pytest.raises(StudyError, match="no group 'sex=mal'"):
        pairs(references=("sex=mal",))
    with pytest.raises(StudyError, match="not compared by 'site'"):
        pairs(references=("site=north",))


def test_bands_have_a_trend_and_pairs_with_holm(basis: Basis) -> None:
    made = answer(basis)
    tests = where(made.rows, quantity="logrank")
    assert len(where(tests, method="logrank_trend")) == 1
    holm = where(tests, method="logrank_holm")
    assert len(holm) == 3
    for row in holm:
        (raw,) = where(tests, method="logrank_pairwise", group=row["group"])
        assert row["p_value"] >= raw["p_value"]
    alike = where(made.rows, quantity="interaction")
    assert len(alike) == 2
    for row in alike:
        pair = row["group"].removesuffix(" by sex")
        parts = [where(made.rows, quantity="remission_difference", group=f"sex={sex}: {pair}", time_days=730)[0]
                 for sex in ("female", "male")]  # fmt: skip
        one, two = parts
        apart = (one["estimate"] - two["estimate"]) ** 2 / (one["std_error"] ** 2 + two["std_error"] ** 2)
        assert row["estimate"] == pytest.approx(apart, rel=1e-10)  # of two parts Q is the square of their z
    assert "male (sex)" in paragraphs(made)
    assert "interaction p" in paragraphs(made)
    assert list(made.tables) == ["differences_by_dose_mg_per_kg", "differences_by_sex", "group_tests"]


def test_without_groups_there_is_nothing(basis: Basis) -> None:
    alone = answered([GROUPS, DIFFERENCES], replace(basis, groups=()))["differences"]
    assert (alone.rows, alone.blocks) == ((), ())


def test_a_table_has_only_what_follow_up_reaches(basis: Basis) -> None:
    """A day that two groups of three do not reach leaves one row, and one that nobody reaches no table and figure."""
    people = basis.cohort.people
    nobody = replace(basis.study, study=replace(basis.study.study, min_at_risk=people))
    made = answered([GROUPS, DIFFERENCES], replace(basis, study=nobody))["differences"]
    assert not [name for name in made.tables if name.startswith("differences_by") and made.tables[name].body]
    assert "group_differences" not in [getattr(block, "name", "") for block in made.blocks]


def test_of_many_groups_the_page_has_the_primary_outcome_and_rows_no_further_days_of_others(example: Finished) -> None:
    made = example.analysis["differences"]
    by_site, by_sex = (made.tables[f"differences_by_{name}"] for name in ("site", "sex"))
    assert {row[0] for row in by_site.body} == {"systemic treatment"}
    assert len({row[0] for row in by_sex.body}) == 4
    others = [row for row in made.rows if row["outcome"] != "systemic_treatment"]
    assert {row["time_days"] for row in where(others, quantity="remission_difference")} == {730}
    assert not where(others, quantity="median_difference")


def test_a_group_whose_follow_up_ends_before_the_horizon_is_no_reference(tmp_path: Path) -> None:
    """As the largest group it was, so that no difference between sites was known at all."""
    made = iso.simulate_courses(500, seed=9).courses
    sites = ("South", "South", "South", "North", "West")
    site = {who: sites[place % 5] for place, who in enumerate(made["patient_id"].unique())}
    frame = made.assign(site=made["patient_id"].map(site))
    first_end = pd.to_datetime(frame.groupby("patient_id")["course_end"].transform("min"))
    shortly = (first_end + pd.Timedelta(days=300)).dt.strftime("%Y-%m-%d")
    south = frame["site"] == "South"
    frame.loc[south, "last_contact"] = shortly[south]
    frame = frame[~south | (pd.to_datetime(frame["course_end"]) <= pd.to_datetime(frame["last_contact"]))]
    frame = frame.assign(relapse_date=None, relapse_treatment=None, death_date=None)
    frame.to_csv(tmp_path / "courses.csv", index=False)
    asked = {"outcomes": ["second_course"], "groups": ["site"], "follow_up": "active"}
    for days, reference in ((730, "site=North"), (182, "site=South")):
        primary = {"primary": {"outcome": "second_course", "horizon_days": days}, "horizons_days": [182, 730]}
        study = make_study({"data": {"courses": "courses.csv"}, "study": asked | primary}, folder=tmp_path)
        records = read_records(study)
        it = basis_of(study, records, followed(study, records), grid=None, set_aside="")
        assert with_known_reference(it, "site")[0] == reference
        rows = where(answer(it).rows, quantity="remission_difference", outcome="second_course")
        assert any(row["time_days"] == days and row["status"] == "ok" for row in rows)
