"""The six files into typed tables, by the same machinery as course records: names, dates, numbers, codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from isostats.engines.embedded import Engine
from isostats.errors import nearest
from isostats.records.column_names import names_of, plain
from isostats.records.database_tables import DatabaseTable
from isostats.records.faults import Fault, value_faults
from isostats.records.findings import Finding
from isostats.records.input_tables import DISPENSING_TABLES
from isostats.records.input_tables.treatments import TREATMENT_COLUMNS
from isostats.records.loaded import Choices, Loaded, read_choices
from isostats.records.loading import Wanted, load, other_calendar
from isostats.records.person_ids import settle_numbers
from isostats.records.raw import Unusable
from isostats.study.inputs import Inputs

if TYPE_CHECKING:
    import pandas as pd

IDS = "dispensings_file_ids"
_COLUMNS = [table.columns for table in DISPENSING_TABLES.values()]
SHARED = frozenset(name for columns in _COLUMNS for name in columns if sum(name in each for each in _COLUMNS) > 1)
CALENDAR = (
    "Name the columns dispense_day, start_day, end_day, day, death_day for days; dispense_date, start, end, date, "
    "death_date for dates."
)


@dataclass(frozen=True)
class Files:
    """The files that could be read, by keyword, with what was found on the way; ``faults`` are texts not readable,
    ``of_tables`` tells whether one was a table of a database."""

    loaded: Mapping[str, Loaded]
    faults: tuple[Fault, ...]
    findings: tuple[Finding, ...]
    of_tables: bool = False

    @property
    def days(self) -> bool:
        """True where the dispensings hold integer days."""
        return self.loaded["dispensings"].layout.days

    @property
    def source(self) -> str:
        """The name of the file of dispensings."""
        return self.loaded["dispensings"].raw.source

    def has(self, label: str) -> bool:
        """True when that file was given and could be read."""
        return label in self.loaded


def read_files(
    connection: Engine,
    inputs: Mapping[str, str | Path | pd.DataFrame | DatabaseTable | None],
    columns: Mapping[str, str],
    choices: Choices,
    wrong: list[Finding],
) -> Files:
    """Read and type every file that is given; one that cannot be read at all is a finding like any other."""
    files = FilesRead(connection, columns, choices, wrong)
    for label, source in inputs.items():
        files.read(label, source)
    return files.files()


class FilesRead:
    """The files read so far, one after the other; the others only once the dispensings are among ``loaded``."""

    def __init__(
        self, connection: Engine, columns: Mapping[str, str], choices: Choices, wrong: Sequence[Finding]
    ) -> None:
        self.connection, self.columns, self.choices = connection, columns, choices
        self.loaded: dict[str, Loaded] = {}
        self.faults: dict[str, list[Fault]] = {}
        self.findings = {"": [*wrong, *_unknown_columns(columns)], "dispensings": list[Finding]()}
        self.of_tables = False

    def read(self, label: str, source: str | Path | pd.DataFrame | DatabaseTable | None) -> None:
        """Read and type one file, if it is given."""
        if source is None or (label != "dispensings" and "dispensings" not in self.loaded):
            return
        if label != "dispensings":
            settle_numbers(self.connection, IDS, "dispensings_file_typed")
        self.of_tables |= isinstance(source, DatabaseTable)
        main = None if label == "dispensings" else self.loaded["dispensings"]
        try:
            one, noticed = load(self.connection, wanted(label, self.columns), source, self.choices, main)
        except Unusable as error:
            self.findings[label] = [error.finding]
            return
        self.loaded[label] = one
        self.connection.execute(f"CREATE OR REPLACE VIEW {one.table}_checked AS SELECT * FROM {one.table}_typed")
        self.findings[label] = [*noticed, *_neither_kind_nor_code(one)]
        self.faults[label] = value_faults(self.connection, one)

    def files(self) -> Files:
        """What was read, the dispensings first."""
        labels = dict.fromkeys(("", "dispensings", *self.loaded, *self.findings))
        faults = [fault for label in labels for fault in self.faults.get(label, ())]
        findings = [finding for label in labels for finding in self.findings.get(label, ())]
        findings += other_calendar(self.loaded.values(), CALENDAR)
        return Files(self.loaded, tuple(faults), tuple(findings), self.of_tables)


def wanted(label: str, columns: Mapping[str, str]) -> Wanted:
    """One of the tables, with the user's mapping as far as it is about it; the patient's id is in all of them."""
    table = DISPENSING_TABLES[label]
    mapping = {our: their for our, their in columns.items() if plain(our) in names_of([table.columns])}
    return Wanted(table, mapping, label == "dispensings", SHARED - {"patient_id"})


def choose(inputs: Inputs) -> tuple[Choices, list[Finding]]:
    """How texts are to be read; kinds of treatments are checked against our own list of them."""
    return read_choices(inputs, kind=TREATMENT_COLUMNS["kind"])


def _unknown_columns(columns: Mapping[str, str]) -> list[Finding]:
    known = names_of(_COLUMNS)
    findings = []
    for our in columns:
        if (name := plain(our)) not in known:
            message = f"the column mapping names '{our}', which is not one of our columns{nearest(name, known)}"
            advice = 'Write the mapping as ours = "yours".'
            findings.append(Finding("error", "unknown_mapping", 1, message, advice=advice, column=name))
    return findings


def _neither_kind_nor_code(loaded: Loaded) -> list[Finding]:
    if loaded.label != "treatments" or loaded.layout.has("kind") or loaded.layout.has("code"):
        return []
    message = f"{loaded.raw.source} has neither a column 'kind' nor a column 'code'"
    return [Finding("error", "missing_column", 1, message, advice="Give one of them.", column="kind")]
