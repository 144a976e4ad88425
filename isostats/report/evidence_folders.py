"""Evidence of others as folders: the published cohorts pooled, and a published curve reconstructed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from isostats.cohort.counting import EventTable
from isostats.errors import DataError, require_probability
from isostats.evidence.outcome_pool import Placement
from isostats.evidence.pooled import PooledEvidence
from isostats.evidence.reconstruction import MANY, evidence_row, reconstruct_curve
from isostats.figures.drawing import Drawing
from isostats.figures.finished import KINDS
from isostats.progress import Step, silent
from isostats.report.writing import write_figures, write_manifest
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import HORIZONS
from isostats.words.numbers import count_text, in_words
from isostats.writing import whole_folder, write_csv, write_prose

TWO_YEARS = 730


def write_published(
    evidence: PooledEvidence,
    *,
    out: str | Path,
    own: Placement | None = None,
    claim: float = 0.85,
    command: str = "",
    step: Step = silent,
) -> Path:
    """Write the pooled evidence into ``out``, whole or not at all; an earlier output of isostats there is replaced.

    pooled.csv (outcome, method, k, estimate, lower, upper, prediction_lower, prediction_upper, tau2, i2: proportions
    with the event in full precision, missing is empty), published.csv (the studies with Wilson intervals),
    leave_one_out.csv, forest_<outcome>.svg, .pdf and .png, captions.md and manifest.json. The same evidence gives the
    same bytes. Raises OutputError for a folder that holds anything else, or that cannot be written.
    """
    with whole_folder(out, kind="published") as folder:
        write_csv(evidence.to_frame(), folder / "pooled.csv")
        write_csv(evidence.studies, folder / "published.csv")
        write_csv(evidence.leave_one_out, folder / "leave_one_out.csv")
        figures = {}
        names = forest_names([each.outcome for each in evidence.outcomes])
        for name, pool in zip(names, evidence.outcomes, strict=True):
            step(f"drawing {pool.outcome.replace('_', ' ')}")
            beside = own if own is not None and own.outcome == pool.outcome else None
            forest = Drawing(name, "published_forest", pool, {"own": beside, "claim": claim})
            figures[name] = forest.finish(KINDS)
        write_figures(figures, folder, KINDS)
        facts = {"command": command, "evidence": evidence.source, v.LEVEL: evidence.level}
        write_manifest(folder, {**facts, "answer": "" if own is None else own.sentence})
    return Path(out)


def forest_names(outcomes: list[str]) -> list[str]:
    """Names of the figures, safe as files' names on every system, and no two alike even where case does not count.

    >>> forest_names(["second_course", "Acne back", "acne/back", "acne_back_2"])
    ['forest_second_course', 'forest_Acne_back', 'forest_acne_back_2', 'forest_acne_back_2_2']
    """
    names: list[str] = []
    for outcome in outcomes:
        plain, taken = "forest_" + re.sub(r"[^\w.-]", "_", outcome), {name.lower() for name in names}
        numbered = (plain, *(f"{plain}_{i + 2}" for i in range(len(names))))
        names.append(next(name for name in numbered if name.lower() not in taken))
    return names


def write_reconstruction(
    points: pd.DataFrame | str | Path, *, out: str | Path, claim: float | None = 0.85, **choices: Any
) -> str:
    """Reconstruct a published curve and write it into ``out``, whole or not at all; says what was made of what.

    ``choices`` are those of :func:`~isostats.evidence.reconstruction.reconstruct_curve`. Written are
    ``individual_times.csv`` (group, day, event: one row per person), ``event_table.csv`` (group, day, at_risk, events,
    censored), ``evidence.csv`` (a row in the layout of the published evidence for each horizon within the curve, one of
    them to be pooled) and the curve as SVG, PDF and PNG with its caption. Raises DataError for points that are no
    curve, OutputError for a folder that holds anything else.
    """
    from isostats.estimate import kaplan_meier

    if claim is not None:
        require_probability(claim, "claim", error=DataError)
    with whole_folder(out, kind="reconstruction") as folder:
        counts = reconstruct_curve(points, **choices)
        label = counts.groups[0]
        drawn = Drawing("curve", v.REMISSION, kaplan_meier(counts), {v.GROUP: label, "claim": claim}).finish(KINDS)
        columns = {v.AT_RISK: counts.at_risk[0], v.EVENTS: counts.events[0, 0], v.CENSORED: counts.censored[0]}
        whole = {name: each.astype(int) for name, each in columns.items()}
        table = pd.DataFrame({v.GROUP: label, "day": counts.days, **whole})
        # a row per person, in the order of time, failures before censorings of a day
        kinds = [table.assign(event=event, people=table[name]) for event, name in ((1, v.EVENTS), (0, v.CENSORED))]
        people = pd.concat(kinds, ignore_index=True).sort_values("day", kind="stable")
        times = people.loc[people.index.repeat(people["people"])]
        write_csv(times[[v.GROUP, "day", "event"]], folder / "individual_times.csv")
        write_csv(table, folder / "event_table.csv")
        write_csv(_evidence(counts), folder / "evidence.csv")
        for kind, data in drawn.files.items():
            (folder / f"curve.{kind}").write_bytes(data)
        write_prose(drawn.text, folder / "curve.md")
    people, failed = int(counts.n[0]), int(counts.events.sum())
    return f"{label}: {count_text(people)} people, {count_text(failed)} events. {'; '.join(counts.definition.notes)}."


def _evidence(counts: EventTable) -> pd.DataFrame:
    """A row for each horizon; all are of one study, so only that of two years, or the latest before it, is pooled."""
    enough = [day for day in HORIZONS if counts.at_risk_on([day])[0, 0] >= MANY]
    if not enough:
        return pd.DataFrame({"study": [], v.OUTCOME: [], v.N: [], v.EVENTS: []})
    pooled = max((day for day in enough if day <= TWO_YEARS), default=enough[0])
    frame = pd.concat([evidence_row(counts, horizon_days=day, study=counts.groups[0]) for day in enough])
    others = (np.array(enough) != pooled).tolist()
    frame.loc[others, "pool_note"] = f"the same people as in the row at {in_words(pooled)}"
    frame.loc[others, "pool"] = "no"
    return frame
