"""Diagnoses beside simulated records: acne before the first course of most people, something else of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from isostats.simulate.histories import iso_days, pick, words

if TYPE_CHECKING:
    import pandas as pd

ACNE = {"L70.0": 0.85, "L70.9": 0.15}
OTHERS = {"L71.9": 0.5, "L73.2": 0.5}
"""Rosacea and hidradenitis, which isotretinoin is given for as well."""


def draw_diagnoses(courses: pd.DataFrame, share: float, rng: np.random.Generator) -> pd.DataFrame:
    """A diagnosis of each person within the year before the first course or on its first day: patient_id, date,
    diagnosis_code. A ``share`` of the people has acne, and the others have something else.

    >>> import pandas as pd
    >>> one = pd.DataFrame({"patient_id": ["A"], "course_start": ["2020-05-01"]})
    >>> draw_diagnoses(one, 1.0, np.random.default_rng(1))["diagnosis_code"].str.startswith("L70").all().item()
    True
    """
    import pandas as pd

    first = courses.groupby("patient_id", sort=False)["course_start"].min()
    n, day = len(first), first.to_numpy("datetime64[D]").astype(np.int64)
    acne = rng.random(n) < share
    codes = np.where(acne, words(ACNE, pick(rng, n, ACNE.values())), words(OTHERS, pick(rng, n, OTHERS.values())))
    before = np.floor(rng.random(n) * 366).astype(np.int64)
    return pd.DataFrame({"patient_id": first.index, "date": iso_days(day - before), "diagnosis_code": codes})
