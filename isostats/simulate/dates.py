"""Dates as they are kept elsewhere: the month alone, a year of two digits, the serial day of a spreadsheet; or all of a
person's dates moved together, as de-identification does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from isostats.errors import StudyError, require_one_of
from isostats.simulate.histories import generator

if TYPE_CHECKING:
    import pandas as pd

    from isostats.simulate.contacts import Contacts
    from isostats.simulate.courses import Simulation

DATES = (
    "course_start", "course_end", "relapse_date", "last_contact", "death_date", "clear_date", "last_clear_date",
    "clear_again_date",
)
FULL, MONTH, TWO_DIGITS, SERIAL, SERIAL_OF_MACS = FORMS = ("full", "month", "two_digits", "serial", "serial_1904")
"""How dates are written."""
_SERIAL_ZERO = {SERIAL: date(1899, 12, 30), SERIAL_OF_MACS: date(1904, 1, 1)}
FOUR_YEARS = 1461
"""Dates moved by whole four years keep their day and month, and people their age."""
_LEAST, _MOST = 8, 17  # four-year steps: beyond today, and before the year 2100, which is no leap year


def serial_day(iso: str, form: str) -> str:
    """A day as the number that a spreadsheet keeps, of its usual system of dates or of that of old Macs.

    >>> serial_day("2024-03-01", SERIAL), serial_day("2024-03-01", SERIAL_OF_MACS)
    ('45352', '43890')
    """
    return str((date.fromisoformat(iso) - _SERIAL_ZERO[form]).days)


def written(iso: str, form: str) -> str:
    """A day in one of the forms, in digits alone.

    >>> [written("2024-03-01", form) for form in FORMS[:3]]
    ['2024-03-01', '2024-03', '01/03/24']
    """
    year, month, day = iso.split("-")
    texts = {FULL: iso, MONTH: f"{year}-{month}", TWO_DIGITS: f"{day}/{month}/{year[2:]}"}
    return texts[form] if form in texts else serial_day(iso, form)


def with_dates(courses: pd.DataFrame, form: str) -> pd.DataFrame:
    """Course records with their dates in another form. Raises StudyError for a form that there is none of."""
    require_one_of(form, FORMS, "A form of dates", error=StudyError)
    texts = {name: [written(iso, form) if isinstance(iso, str) else None for iso in courses[name]] for name in DATES
             if name in courses}  # fmt: skip
    return courses if form == FULL else courses.assign(**texts)


def shift_dates(
    simulation: Simulation, contacts: Contacts | None = None, *, seed: int | np.random.Generator
) -> tuple[Simulation, Contacts | None]:
    """The same records with each person's dates moved together into the future, by 32 to 68 years in steps of four.

    So every length, age, day and month stays, and a study of them says ``shifted = true``. ``further_truth`` has the
    shifts (patient_id, days).

    >>> from isostats.simulate import simulate_courses
    >>> moved, _ = shift_dates(simulate_courses(10, seed=1), seed=2)
    >>> (moved.courses["course_start"] > "2046").all().item()
    True
    """
    import pandas as pd

    rng, _ = generator(seed)
    people = simulation.unseen["patient_id"]
    steps = _LEAST + np.floor(rng.random(len(people)) * (_MOST - _LEAST + 1)).astype(np.int64)
    shifts = pd.Series(steps * FOUR_YEARS, index=people)
    born = simulation.courses["birth_year"] + simulation.courses["patient_id"].map(shifts // FOUR_YEARS * 4)
    courses = _moved(simulation.courses, shifts).assign(birth_year=born.astype(simulation.courses["birth_year"].dtype))
    truth = {name: _moved(table, shifts) for name, table in simulation.further_truth.items()}
    truth["shifts"] = pd.DataFrame({"patient_id": people, "days": shifts.to_numpy()})
    moved = replace(simulation, courses=courses, events=_moved(simulation.events, shifts), further_truth=truth)
    if contacts is None:
        return moved, None
    return moved, replace(contacts, **{name: _moved(table, shifts) for name, table in contacts.tables.items()})


def _moved(table: pd.DataFrame, shifts: Mapping[str, int]) -> pd.DataFrame:
    """A table with its dates moved by its people's days."""
    import pandas as pd

    if "patient_id" not in table:
        return table
    days = table["patient_id"].map(shifts).to_numpy().astype("timedelta64[D]")
    moved = {}
    for name in (name for name in table if name in (*DATES, "date", "start", "end")):
        gone = table[name].isna().to_numpy()
        texts = np.datetime_as_string(table[name].to_numpy("datetime64[D]") + days)
        moved[name] = pd.Series(texts, table.index, dtype=object).where(~gone, None)
    return table.assign(**moved)
