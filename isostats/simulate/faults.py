"""Known faults put into clean course records, to see whether a check finds them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from isostats.errors import StudyError
from isostats.vocabulary import names as v
from isostats.words.numbers import count_text

NO_FAULTS = pd.DataFrame({"row": [], "patient_id": [], "rule": []}).astype({"row": "int64"})

Row = dict[str, Any]
_NO_RELAPSE: Row = {"relapse_date": None, "relapse_treatment": None}


def _moved(iso: str, days: int) -> str:
    return str(np.datetime64(iso, "D") + np.timedelta64(days, "D"))


def _treated_on(row: Row, day: str) -> Row:
    return {"relapse_date": day, "relapse_treatment": row["relapse_treatment"] or v.TOPICAL}


# Each fault: the rule that names it when records are checked, and what it writes into a row. A patient with one course
# only, and alive, is chosen for all of them.
_FAULTS: tuple[tuple[str, Callable[[Row], Row]], ...] = (
    ("end_before_start", lambda row: {"course_end": _moved(row["course_start"], -3)}),
    ("relapse_before_end", lambda row: _treated_on(row, row["course_end"])),
    ("relapse_after_last_contact", lambda row: _treated_on(row, _moved(row["last_contact"], 1))),
    ("last_contact_before_end", lambda row: {"last_contact": _moved(row["course_end"], -1)} | _NO_RELAPSE),
    ("last_contact_after_death", lambda row: {"death_date": _moved(row["last_contact"], -1)} | _NO_RELAPSE),
    ("future_date", lambda row: {"last_contact": "2999-01-01"}),
    ("impossible_date", lambda row: {"course_start": "31/31/2019"}),
    ("empty_id", lambda row: {"patient_id": None}),
    ("impossible_value", lambda row: {"weight_kg": -60.0}),
    ("impossible_value", lambda row: {"daily_dose_mg": 0.0}),
    ("unknown_code", lambda row: {"response": "cured"}),
    ("unreadable_date", lambda row: {"course_end": "end of May"}),
    ("duplicate_row", lambda row: {}),
)


def inject_faults(
    courses: pd.DataFrame, *, share: float, seed: int | np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Spoil the rows of a share of the patients, one fault each, every kind of fault in turn.

    Only patients with one course who are not known to have died are spoiled; there must be enough of them. A doubled
    row is put at the end, so other rows keep their place. Returns the spoiled records and a list of the faults: row
    (as a spreadsheet shows it: the header is row 1), patient_id (as it was) and rule. Raises StudyError where the
    share needs more patients than qualify.
    """
    rng = np.random.default_rng(seed)
    single = ~courses["patient_id"].duplicated(keep=False) & courses["death_date"].isna()
    watched = courses["last_contact"] > courses["course_end"]  # so that the day before the last contact is no fault
    able = np.flatnonzero(single & watched)
    wanted = int(np.ceil(share * courses["patient_id"].nunique()))
    if wanted > len(able):
        raise StudyError(
            f"faults = {share} would spoil {count_text(wanted)} patients, but only {count_text(len(able))} have a "
            "single course and are "
            "alive; ask for a smaller share."
        )
    chosen = np.sort(rng.permutation(able)[:wanted])
    faults = [_FAULTS[k % len(_FAULTS)] for k in rng.permutation(wanted)]
    cells = {name: courses[name].to_numpy(dtype=object, na_value=None).copy() for name in courses}
    injected, doubled = [], []
    for place, (rule, change) in zip(chosen.tolist(), faults, strict=True):
        row = {name: values[place] for name, values in cells.items()}
        for name, value in change(row).items():
            cells[name][place] = value
        if rule == "duplicate_row":
            doubled.append(place)
        shown = len(courses) + len(doubled) + 1 if rule == "duplicate_row" else place + 2
        injected.append((shown, row["patient_id"], rule))
    order = np.concatenate([np.arange(len(courses)), np.array(doubled, dtype=np.int64)])
    spoiled = pd.DataFrame({name: values[order] for name, values in cells.items()})
    return spoiled, pd.DataFrame(injected, columns=NO_FAULTS.columns).sort_values("row", ignore_index=True)
