"""What may be sent out: counts made safe, what a life table makes of them, and the attack that they stood."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isostats.analyses.choices import DEFAULT_GROUPS, columns_of
from isostats.analyses.curves import Curves
from isostats.analyses.rows import Row, curve_rows, table
from isostats.progress import Step, silent
from isostats.release.event_tables import FIRST_TREATMENT, Scope, published_counts
from isostats.release.grid import grid_days, require_on_grid
from isostats.release.ladder import Passed, climb
from isostats.report.reading import followed, read_records
from isostats.study.study_file import Study, read_study
from isostats.vocabulary import names as v
from isostats.writing import whole_folder, write_csv

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from isostats.cohort.following import Cohort
    from isostats.estimate.results import Curve

QUOTED_FROM = 5
"""A figure is quoted where the safe number at risk is at least so many times the base."""
TIMELESS: dict[str, Any] = {"png": {"metadata": {"Software": None}}, "pdf": {"metadata": {"CreationDate": None}}}


@dataclass(frozen=True)
class Released:
    """A written release: its folder, and what the attack found on each rung of the ladder."""

    folder: Path
    measures: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Release: {self.folder}\nAttack: {'; '.join(self.measures)}."


def write_release(source: str | Path | Study, *, out: str | Path, step: Step = silent, **choices: Any) -> Released:
    """Write what may be sent out of a study, whole or not at all, and only once it has stood the attack.

    The exact event tables are rounded to midpoints of ``[release] min_cell`` by quarter, small groups joined; curves,
    results and figures are made from those alone, by a life table. ``choices`` are keys of the study file. Raises
    StudyError for a horizon between two quarters, and where small counts could be worked out whatever is left out.
    """
    study = source if isinstance(source, Study) else read_study(source, **choices)
    require_on_grid(study.horizons)
    with whole_folder(out, kind="release") as folder:
        cohort = followed(study, read_records(study, step=step), step=step)
        passed = climb(cohort, _scope(study, cohort), base=study.release.min_cell, step=step)
        _fill(study, passed, folder)
    return Released(Path(out), passed.measures)


def _scope(study: Study, cohort: Cohort) -> Scope:
    groups: list[str] = [by for by in DEFAULT_GROUPS if by in cohort.groupings]
    if study.study.groups is not None:
        groups = list(columns_of("[study] groups", study.study.groups, cohort))
    outcomes = tuple(name for name in dict.fromkeys(study.study.outcomes) if name in cohort.outcomes)
    populations = (v.EVERYONE, v.WITH_RESPONSE, v.RESPONDERS) if cohort.responses else (v.EVERYONE,)
    first = v.ANY_TREATMENT in outcomes
    return Scope(outcomes, populations, tuple(groups), grid_days(max(study.horizons)), first_treatment=first)


def _fill(study: Study, passed: Passed, folder: Path) -> None:
    base = passed.tables.base
    least = max(QUOTED_FROM * base, study.study.min_at_risk)
    curves = Curves(passed.tables, study.claim.level)  # type: ignore[arg-type]
    horizons = [day for day in study.horizons if day in passed.tables.days]
    rows: list[Row] = []
    for outcome, population, by in passed.tables.tables:
        if outcome != FIRST_TREATMENT and population != v.WITH_RESPONSE:
            at: dict[str, Any] = {"horizons": horizons, "min_at_risk": least}
            remission, incidence = (make(outcome, population, by) for make in (curves.remission, curves.incidence))
            rows += curve_rows(remission, v.REMISSION, outcome, population, **at)
            rows += curve_rows(incidence, v.CUMULATIVE_INCIDENCE, outcome, population, **at)
    write_csv(table(rows), folder / "results.csv")
    write_csv(published_counts(passed.tables), folder / "safe_counts.csv")
    (folder / "figures").mkdir()
    outcome = study.study.primary.outcome
    outcome = outcome if outcome in passed.tables.outcomes else passed.tables.outcomes[0]
    for by in (None, *passed.tables.joined):
        _draw(study, curves.remission(outcome, by=by), by, least, folder / "figures")
    (folder / "README.md").write_text(_about(study, passed, least), encoding="utf-8")
    manifest = {
        "made_by": "isostats",
        "simulated": study.simulated,
        "rounded_to_midpoints_of": base,
        "quoted_from_at_risk": least,
        "attack": list(passed.measures),
        "joined_to_other": {by: len(groups) for by, groups in passed.tables.joined.items() if groups},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _draw(study: Study, curve: Curve, by: str | None, least: int, folder: Path) -> None:
    from isostats import figures

    if not (curve.counts.n >= least).any():
        return
    shared: dict[str, Any] = {"min_at_risk": least, "horizons_days": study.horizons, "simulated": study.simulated}
    shared |= {"claim": study.claim.remission, "margin": study.claim.margin}
    made: Figure = figures.remission_by_group(curve, by=by, **shared) if by else figures.remission(curve, **shared)
    name = f"remission_by_{by}" if by else "remission_curve"
    for kind, how in TIMELESS.items():
        made.savefig(folder / f"{name}.{kind}", **how)


def _about(study: Study, passed: Passed, least: int) -> str:
    base = passed.tables.base
    marked = "SIMULATED DATA. Nothing here was observed in a patient.\n\n" if study.simulated else ""
    bins = f"0 is 0, 1 to {base} is written {base - base // 2}, {base + 1} to {2 * base} is {2 * base - base // 2}"
    return f"""# {study.study.title}: a release

{marked}Every count is the middle of a bin of {base} people ({bins}, and so on). A count may lie up to {base // 2} from
the one that is written. Counts are by quarter. Small groups are joined to *other*.

Curves and results are made from these counts alone, by a life table. Nothing is quoted where fewer than {least} people
are at risk. No test, model, verdict or page is released.

Before it was written, everything here was attacked: {"; ".join(passed.measures)}.

- `safe_counts.csv`: people, and cumulative events by cause and people who left, by outcome, population, group and day
- `results.csv`: remission and cumulative incidence by life table
- `figures/`: remission curves as PDF and PNG
"""
