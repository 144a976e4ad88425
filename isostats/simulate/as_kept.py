"""Course records written as clinics keep them, for `isostats init` to make a study of: a sheet in a language, a row a
person, an export of REDCap."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from isostats.errors import StudyError, require_one_of
from isostats.simulate.dates import FULL, with_dates
from isostats.simulate.exports import dictionary_rows, redcap_rows, wide_rows
from isostats.simulate.folders import truth_files, write_frames
from isostats.simulate.sheets import clinic_of, sheet_rows
from isostats.words.numbers import count_text
from isostats.writing import whole_folder

if TYPE_CHECKING:
    from isostats.simulate.contacts import Contacts
    from isostats.simulate.courses import Simulation

README = "README.md"
_README = """\
# Simulated records

No real patient is in these files: {patients} patients were drawn from a law, {how}. The records are kept as
clinics keep them; `isostats init` on this folder makes a study of them.

simulated_truth.csv holds the true remission by outcome, population and day, by the law and not in these patients. A
folder truth holds what no record tells; nothing reads it.
"""
KEPT_AS = ("sheet", "wide", "redcap")
"""How clinics keep course records, but for one row per course under our names."""


def write_as_kept(
    simulation: Simulation, out: str | Path, form: str, *, language: str = "en", dates: str = FULL,
    merged_ids: bool = False, contacts: Contacts | None = None,
) -> tuple[Path, ...]:
    """Write course records as clinics keep them, with their events and truth, for `isostats init` to make a study of.

    ``form`` is *sheet* (in a ``language``: en, de, ja; see :func:`.sheet_rows`), *wide* (:func:`.wide_rows`) or
    *redcap* (:func:`.redcap_rows`, with simulated_dictionary.csv). ``dates`` of the courses are *full*, the *month*
    alone, of years of *two_digits*, or the *serial* days of a spreadsheet (*serial_1904*: of old Macs). In a sheet with
    ``merged_ids`` a person's number stands in the first of their rows alone. ``contacts``
    are simulated_visits.csv, _monitoring and _adverse_events; the truth besides has a folder of its own, as
    :func:`.write_simulation` writes it. Returns the paths, the records first. Raises StudyError for another form or
    language, and OutputError as :func:`.write_simulation`.
    """
    if merged_ids and form != "sheet":
        raise StudyError(f"merged_ids is of cells of a sheet, and {form} has a person's number in every row.")
    require_one_of(form, KEPT_AS, "A form of records", error=StudyError)
    courses = with_dates(simulation.courses, dates)
    delimiter = ","
    if form == "sheet":
        delimiter, rows = clinic_of(language).delimiter, {form: sheet_rows(
            simulation.courses, language, dates=dates, merged_ids=merged_ids
        )}  # fmt: skip
    else:
        rows = {form: (wide_rows if form == "wide" else redcap_rows)(courses)}
    if form == "redcap":
        rows["dictionary"] = dictionary_rows(courses)
    tables = {"events": simulation.events} | (contacts.tables if contacts else {}) | {"truth": simulation.truth}
    frames = {f"simulated_{name}.csv": table for name, table in tables.items()} | truth_files(simulation, contacts)
    how = "from a generator" if simulation.seed is None else f"seed {simulation.seed}"
    who = {"patients": count_text(simulation.patients), "how": how}
    with whole_folder(out, kind="simulation") as folder:
        for name, cells in rows.items():
            with (folder / f"simulated_{name}.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, delimiter=delimiter, lineterminator="\n").writerows(cells)
        write_frames(folder, frames)
        (folder / README).write_text(_README.format(**who), encoding="utf-8", newline="\n")
    return tuple(Path(out) / name for name in (*(f"simulated_{name}.csv" for name in rows), *frames, README))
