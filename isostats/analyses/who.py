"""Who was studied? The flow from the rows read to the people followed."""

from __future__ import annotations

from typing import Any

import pandas as pd

from isostats.analyses.blocks import Table
from isostats.analyses.protocol import Analysis, Answer, Basis
from isostats.analyses.rows import whole
from isostats.figures.drawing import Drawing
from isostats.vocabulary import names as v


def estimate(it: Basis) -> Answer[pd.DataFrame]:
    """The flow, which is also flow.csv."""
    frame = flow(it)
    # treatments and other tables read beside them are not a step of theirs
    of_people = frame[~frame["step"].str.startswith((v.EVENTS, "beside"))]
    return Answer(frame, blocks=(Drawing("flow", "flow", of_people, it.drawn), _flow_table(frame)))


def flow(it: Basis) -> pd.DataFrame:
    """From the rows read to the people whose remission is estimated. Columns: step, reason, rows, patients."""
    assert it.records is not None
    cohort = it.cohort
    steps: list[dict[str, Any]] = [
        {"step": each.step, "reason": each.reason.replace("_", " "), "rows": each.rows, "patients": each.patients}
        for each in (*it.records.companions, *it.records.flow)
    ]
    counts = cohort.query(
        "SELECT COUNT(*) FILTER (NOT responded) AS not_clear, COUNT(*) FILTER (response IS NULL) AS unknown, "
        "COUNT(*) FILTER (responded) AS responders, COUNT(*) FILTER (exit_day <= 0) AS unfollowed FROM first_courses"
    ).iloc[0]
    notes = []
    if cohort.open_ends:
        why = "observed no longer than the gap after it, so no day 0; left out"
        notes.append(("end of the first course open", why, cohort.open_ends))
    after = []
    if counts["unfollowed"]:
        after.append(("no follow-up after the course", "counted, censored on day 0", counts["unfollowed"]))
    if v.RESPONDERS in cohort.populations:
        after += [
            ("not clear at the end of the course", "no success; followed all the same", counts[v.NOT_CLEAR]),
            ("response not recorded", "success is bounded; followed all the same", counts["unknown"]),
            (v.RESPONDERS, "clear or almost clear", counts[v.RESPONDERS]),
        ]
    steps += [_without_rows(*note) for note in notes]
    steps.append({"step": "first courses", "reason": "", "rows": cohort.people, "patients": cohort.people})
    steps += [_without_rows(*note) for note in after]
    frame = pd.DataFrame(steps, columns=["step", "reason", "rows", "patients"])
    return frame.astype({"rows": "Int64", "patients": "Int64"})


def _without_rows(step: str, reason: str, patients: int) -> dict[str, Any]:
    return {"step": step, "reason": reason, "rows": None, "patients": int(patients)}


def _flow_table(flow: pd.DataFrame) -> Table:
    """From the rows read to the people studied; nothing is dropped in silence."""
    body = [
        (each["step"], each["reason"] or "–", whole(each["rows"]), whole(each["patients"]))
        for each in flow.to_dict("records")
    ]
    return Table(
        "flow", "From the rows read to the first courses studied.", ("step", "reason", "rows", "patients"), body
    )


WHO = Analysis("who", "Who was studied", estimate)
