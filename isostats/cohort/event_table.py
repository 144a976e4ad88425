"""The event table: how many people entered, failed by cause and were censored, by group and day.

Estimators see nothing else, so they cost the same for a thousand people and for a hundred million, and tables from
several sites add up without a patient record being moved.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from isostats.cohort.definition import Definition


@dataclass(frozen=True)
class EventTable:
    """Counts by group and day, day 0 being the last covered day of the first course.

    ``days`` (T) is sorted and unique; ``events`` (G, C, T) counts failures by cause, the first cause being the
    outcome; ``censored`` (G, T) counts people whose observation ended on that day without any of the causes;
    ``entered`` (G, T) counts people whose observation *began* late: entry on day e means at risk from the day after.
    People observed from the start are not in ``entered``. Counts may be fractional (frequency weights).
    """

    groups: tuple[str, ...]
    causes: tuple[str, ...]
    days: NDArray[np.int64]
    events: NDArray[np.float64]
    censored: NDArray[np.float64]
    entered: NDArray[np.float64]
    definition: Definition = field(default_factory=Definition)
