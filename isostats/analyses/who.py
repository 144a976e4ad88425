"""Who was studied? The flow from the rows read to the people followed."""

from __future__ import annotations

from typing import Any

import pandas as pd

from isostats.analyses.protocol import Analysis, Answer, Basis, table_of
from isostats.analyses.rows import count_of
from isostats.estimate import followup_curve
from isostats.records.setting_aside import OF_KEPT
from isostats.vocabulary import names as v

COLUMNS = ("step", "reason", "rows", "patients")
NOT_ELIGIBLE = "not eligible"
UNDER_WAY = "under way when the records were closed"
OF_EVENTS = [step for step, _ in OF_KEPT[v.EVENTS].values()]
"""Steps of the file of later treatments, whatever they are called."""


def estimate(it: Basis) -> Answer[pd.DataFrame]:
    """The flow, which is also flow.csv."""
    frame = flow(it)
    # treatments and other tables read beside them are not a step of theirs
    of_people = frame[~(frame["step"].str.startswith((v.EVENTS, "beside")) | frame["step"].isin(OF_EVENTS))]
    shown = table_of(
        "flow",
        "From the rows read to the first courses studied.",
        frame.to_dict("records"),
        {
            "step": lambda each: each["step"],
            "reason": lambda each: each["reason"] or "–",
            "rows": lambda each: count_of(each["rows"]),
            "patients": lambda each: count_of(each["patients"]),
        },
    )
    counts = it.curves.remission(it.outcome).counts
    followed = it.figure("followup", followup_curve(counts, level=it.level), min_at_risk=it.min_at_risk)
    return Answer(frame, blocks=(it.figure("flow", of_people), shown, followed))


def flow(it: Basis) -> pd.DataFrame:
    """From the rows read to the people whose remission is estimated. Columns: step, reason, rows, patients."""
    assert it.records is not None
    cohort, read = it.cohort, it.records.flow
    kept = next((place for place, each in enumerate(read, 1) if each.step == "kept"), len(read))
    steps: list[tuple[Any, ...]] = [
        (each.step, each.reason.replace("_", " "), each.rows, each.patients)
        for each in (*read[:kept], *it.records.companions, *read[kept:])
    ]
    if cohort.open_ends:
        why = "observed no longer than the gap after it" if cohort.stitched_by is not None else UNDER_WAY
        why = f"{why}, so no day 0; left out"
        steps.append(("end of the first course open", why, None, cohort.open_ends))
    everyone = cohort.people + sum(each.people for each in cohort.left_out)
    steps.append(("first courses", "", everyone, everyone))
    steps += [(NOT_ELIGIBLE, each.reason, None, each.people) for each in cohort.left_out]
    if cohort.left_out:
        steps.append(("eligible first courses", "", cohort.people, cohort.people))
    counts = cohort.query(
        "SELECT COUNT(*) FILTER (NOT responded) AS not_clear, COUNT(*) FILTER (response IS NULL) AS unknown, "
        "COUNT(*) FILTER (responded) AS responders, COUNT(*) FILTER (exit_day <= 0) AS unfollowed FROM first_courses"
    ).iloc[0]
    if counts["unfollowed"]:
        steps.append(("no follow-up after the course", "counted, censored on day 0", None, counts["unfollowed"]))
    if v.RESPONDERS in cohort.populations:
        not_clear, unknown, responders = (counts[name] for name in (v.NOT_CLEAR, "unknown", v.RESPONDERS))
        steps += [
            ("not clear at the end of the course", "no success; followed all the same", None, not_clear),
            ("response not recorded", "success is told in two ways; followed all the same", None, unknown),
            (v.RESPONDERS, "clear or almost clear", None, responders),
        ]
    return pd.DataFrame(steps, columns=list(COLUMNS)).astype({"rows": "Int64", "patients": "Int64"})


WHO = Analysis("who", "Who was studied", estimate)
