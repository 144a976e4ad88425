"""Published curves beside one's own, and among the published evidence."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from isostats.cohort.counting import EventTable
from isostats.errors import EstimateError
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import DAYS_IN_MONTH
from isostats.words.numbers import count_text, digits_text, in_words


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
        whole = _joined(whole, curve.only(outcome))
    return replace(whole, definition=own.definition.with_(notes=tuple(dict.fromkeys(notes))))


def _joined(one: EventTable, other: EventTable) -> EventTable:
    """Counts of two tables as groups of one; the definitions are joined by who calls this."""
    return one + replace(other, definition=one.definition)


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
    from isostats.estimate import kaplan_meier
    from isostats.estimate.sample_sizes import effective_size

    if len(counts.groups) != 1:
        raise EstimateError("An evidence row is of one curve; choose one with table.select(group).")
    at = kaplan_meier(counts).at(horizon_days, min_at_risk=min_at_risk).iloc[0]
    observed = float(counts.observed_on([horizon_days])[0, 0])
    if at[v.STATUS] != v.OK:
        raise EstimateError(
            f"On day {count_text(horizon_days)} only {digits_text(observed)} are under observation in the curve of "
            f"{counts.groups[0]!r}, "
            f"which ends on day {count_text(counts.days[-1])}. Choose an earlier horizon, or a lower min_at_risk."
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
