"""A published Kaplan-Meier curve as counts, beside one's own curve and among the published evidence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from isostats.cohort.counting import EventTable, event_table
from isostats.doors import option
from isostats.errors import DataError, EstimateError
from isostats.estimate.curve_reconstruction import reconstruct
from isostats.estimate.curves import effective_size, kaplan_meier
from isostats.evidence.digitised_curves import Between, DigitisedCurve, Scale, digitised_curve
from isostats.evidence.tables import Unit, whole
from isostats.version import __version__
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import DAYS_IN_MONTH
from isostats.vocabulary.definition import Definition
from isostats.vocabulary.outcomes import outcome_of
from isostats.words.numbers import count_text, counted, decimal_text, digits_text, in_words, share_text, signed_text

TOLERANCE = 0.02
MANY = 10
"""One person more or less makes steps of the curve where fewer are at risk."""
PUBLISHED = "published"
"""The population of a reconstructed curve: whoever the paper studied."""


def reconstruct_curve(
    points: pd.DataFrame | str | Path,
    *,
    outcome: str,
    unit: Unit,
    at_risk: pd.DataFrame | str | Path | None = None,
    at_risk_unit: Unit | None = None,
    n: int | None = None,
    events: int | None = None,
    scale: Scale = "share",
    between: Between = "steps",
    tolerance: float = TOLERANCE,
    label: str = "published",
    note: str = "",
) -> EventTable:
    """The event table behind a published curve of remission, by the algorithm of Guyot and others (2012).

    ``points`` (a frame, or a CSV file with a first line of names) holds what was clicked on the curve: ``time`` and
    either ``survival``, the share free of the outcome, or ``incidence``, the share with it. ``at_risk`` holds the
    numbers printed under the figure: ``time`` and ``at_risk``. Without it, ``n`` at the start is needed and nobody is
    censored before the end. Numbers that end within a third of the curve are taken for times in another unit and
    refused, unless ``at_risk_unit`` says theirs. ``events`` is the total number of events, where the paper states it.
    ``unit`` is that of all times; they are put into whole days, rounded down (a month is 30.4375 days). ``scale``
    says whether survival is a share or in percent. ``between`` says what the curve does between two points:
    ``steps``, it stays until the next (Guyot's reading, right where every step was clicked), or ``lines``, it runs
    straight (nearer where there are fewer points than events).
    ``outcome`` is the one of isostats' outcomes that the paper's is nearest to, ``label``
    the name of the group and ``note`` the paper's own definition; both travel with every figure made from it.

    Unsteady clicks: rises up to ``tolerance`` (as a share) are smoothed, and values up to it outside 0 to 1 are cut
    back; each is noted, with everything else that was done, in the notes of the table's definition, which also say
    how closely points, numbers at risk and events are met. The people are not the paper's own: Kaplan-Meier, log-rank
    and Cox come out near those of the records (measured in ``tests/benchmarks/README.md``), anything by covariate
    cannot be had.

    Raises DataError for a table without its columns or rows, values that are missing or no numbers, survival outside
    0 to 1, a curve or numbers at risk that rise, numbers at risk beyond the curve, or events above n; EstimateError
    for an outcome that is not known.

    >>> import pandas as pd
    >>> points = pd.DataFrame({"time": [0, 6, 12, 24], "survival": [100, 90, 80, 70]})
    >>> numbers = pd.DataFrame({"time": [0, 12, 24], "at_risk": [100, 72, 30]})
    >>> reconstruct_curve(points, at_risk=numbers, outcome="second_course", unit="months", scale="percent")
    <EventTable: 100 people in 1 group, days 18 to 730; second_course 21; censored 79>
    """
    outcome_of(outcome)
    read = digitised_curve(
        points, unit=unit, at_risk=at_risk, at_risk_unit=at_risk_unit, n=n, scale=scale, between=between,
        tolerance=tolerance,
    )  # fmt: skip
    people = int(read.at_risk[0])
    if events is not None and not (whole(events) and 0 <= events <= people):
        raise DataError(
            f"events must be a whole number up to the {count_text(people)} people at the start, not {events!r}."
        )
    people_drawn = reconstruct(
        read.days, read.survival, at_risk_days=read.at_risk_days, at_risk=read.at_risk, total_events=events
    )
    table = event_table(
        np.concatenate([people_drawn.failed, people_drawn.censored]),
        np.repeat([1, 0], [len(people_drawn.failed), len(people_drawn.censored)]),
        causes=(outcome,),
    )
    definition = Definition(
        outcome=outcome,
        population=PUBLISHED,
        population_words=f"the patients of {label}, reconstructed from its figure",
        time_zero="time 0 of the published figure",
        version=__version__,
        notes=_notes(read, table, events, label, between, note),
    )
    return replace(table, groups=(label,), definition=definition)


def _notes(
    read: DigitisedCurve, table: EventTable, events: int | None, label: str, between: Between, note: str
) -> tuple[str, ...]:
    """What was reconstructed from what, what was done to the points, and how closely they are met."""
    people = int(read.at_risk[0])
    known = [counted(read.clicked, "point"), counted(len(read.at_risk), "number") + " at risk"]
    known += [f"{count_text(events)} events stated"] if events is not None else []
    first = f"{label} reconstructed from a published figure (Guyot 2012; {', '.join(known)}; read as {between})"
    many = table.at_risk_on(read.days)[0] >= min(MANY, people)
    followed = np.asarray(kaplan_meier(table).at(read.days, min_at_risk=0)[v.ESTIMATE], dtype=float)
    away = np.abs(followed - read.survival)[many].max()
    fit = f"it follows the points within {share_text(away)} percentage points while {min(MANY, people)} are at risk"
    lost = table.at_risk_on(read.at_risk_days)[0] - read.at_risk
    if (lost != 0).any():
        k = int(np.argmax(np.abs(lost)))
        fit += (
            f", but {counted(int((lost != 0).sum()), 'number')} at risk cannot be met (most: {signed_text(lost[k], 0)} "
            f"on day {count_text(read.at_risk_days[k])})"
        )
    made = int(table.events.sum())
    if events is not None and made != events:
        fit += f", with {count_text(made)} events, since curve and numbers at risk do not allow {count_text(events)}"
    if between == "steps" and read.clicked < made:
        high = 50 * (1 - read.survival[-1]) / read.clicked
        fit += (
            f"; unless they stand at steps, so few points read as steps keep it high by about {decimal_text(high)} "
            f"percentage points, which {option('between', 'lines')} does not"
        )
    return (first, *read.notes, fit, *([note] if note else []))


def beside(own: EventTable, *published: EventTable, label: str = "these records") -> EventTable:
    """One's own counts and published curves as groups of one table, for one figure, one test, one model.

    ``own`` keeps its definition and its first cause (people who leave by another are censored); where it has the one
    group ``all``, that is called ``label``. What is known of each published curve is added to the notes, with a
    warning that its people, its day 0 and its outcome are the paper's: the curves are shown together and a log-rank
    test between them compares studies, not treatments.

    Raises EstimateError where a published curve is of another outcome or has the name of another group.

    >>> import pandas as pd
    >>> from isostats.evidence.reconstruction import reconstruct_curve
    >>> points = pd.DataFrame({"time": [0, 1], "survival": [1, 0.9]})
    >>> theirs = reconstruct_curve(points, n=50, outcome="second_course", unit="years", label="Paper")
    >>> from isostats.cohort.counting import event_table
    >>> ours = event_table([400, 800], [1, 0], causes=("second_course",), definition=theirs.definition)
    >>> beside(ours, theirs).groups
    ('these records', 'Paper')
    """
    outcome = own.causes[0]
    whole = own.only(outcome)
    whole = replace(whole, groups=(label,)) if own.groups == (v.ALL,) else whole
    notes = list(own.definition.notes)
    for curve in published:
        if curve.causes[0] != outcome:
            raise EstimateError(
                f"The curve of {', '.join(curve.groups)} is of {curve.causes[0]!r}, these records of {outcome!r}: they "
                "do not belong side by side. Count the same outcome, or reconstruct the curve with that outcome."
            )
        doubled = [group for group in curve.groups if group in whole.groups]
        if doubled:
            raise EstimateError(f"There are two groups {doubled[0]!r}. Give each published curve a label of its own.")
        notes += [*curve.definition.notes, f"people, day 0 and outcome of {', '.join(curve.groups)} are the paper's"]
        whole += replace(curve.only(outcome), definition=whole.definition)
    return replace(whole, definition=own.definition.with_(notes=tuple(dict.fromkeys(notes))))


def evidence_row(
    counts: EventTable, *, horizon_days: int, study: str, year: int | None = None, url: str = "", min_at_risk: int = 10
) -> pd.DataFrame:
    """A reconstructed curve at a horizon as a row of the published evidence, in the layout of its file.

    A crude share would count people who left as free of the outcome. So ``n`` is the effective number of people,
    S (1 - S) / se(S)^2 with Greenwood's error, and ``events`` that number times 1 - S, both rounded: as many people
    wholly followed would know the share as well. Where S is 1 or 0, ``n`` is the number under observation then.
    ``count_basis`` says so, ``people`` and ``events_seen`` are those of the curve.

    Raises EstimateError where fewer than ``min_at_risk`` are under observation, or for a table of several groups.

    >>> import pandas as pd
    >>> from isostats.evidence.reconstruction import reconstruct_curve
    >>> points = pd.DataFrame({"time": [0, 1], "survival": [1, 0.9]})
    >>> found = reconstruct_curve(points, n=50, outcome="second_course", unit="years", label="Paper")
    >>> evidence_row(found, horizon_days=365, study="paper2010")[["study", "n", "events"]].to_dict("records")
    [{'study': 'paper2010', 'n': 50, 'events': 5}]
    """
    if len(counts.groups) != 1:
        raise EstimateError("An evidence row is of one curve; choose one with table.select(group).")
    at = kaplan_meier(counts).at(horizon_days, min_at_risk=min_at_risk).iloc[0]
    observed = float(counts.observed_on([horizon_days])[0, 0])
    if at[v.STATUS] != v.OK:
        raise EstimateError(
            f"On day {count_text(horizon_days)} only {digits_text(observed)} are under observation in the curve of "
            f"{counts.groups[0]!r}, which ends on day {count_text(counts.days[-1])}. Choose an earlier horizon, or a "
            "lower min_at_risk."
        )
    n = round(float(effective_size(at[v.ESTIMATE], at[v.STD_ERROR], observed)))
    row = {
        "study": study,
        "authors": counts.groups[0],
        "year": year,
        "arm": f"at {in_words(horizon_days)}",
        v.N: n,
        v.OUTCOME: counts.causes[0],
        "definition": "; ".join(counts.definition.notes),
        v.EVENTS: round(n * (1 - at[v.ESTIMATE])),
        "count_basis": "reconstructed_effective",
        "follow_up_months": round(horizon_days / DAYS_IN_MONTH, 1),
        "pool": "yes",
        "pool_note": f"Kaplan-Meier at {in_words(horizon_days)}; n and events are the effective ones",
        "url": url,
        "people": int(at[v.N]),
        "events_seen": int(at[v.EVENTS]),
    }
    return pd.DataFrame([row])
