"""The six files into typed tables, by the same machinery as course records: names, dates, numbers, codes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from isostats.engines.embedded import Engine, one_row
from isostats.errors import nearest
from isostats.records.column_names import names_of, plain
from isostats.records.database_tables import DatabaseTable
from isostats.records.faults import Fault, value_faults
from isostats.records.findings import Finding
from isostats.records.input_tables import DISPENSING_TABLES
from isostats.records.input_tables.treatments import TREATMENT_COLUMNS
from isostats.records.loaded import Loaded, read_choices
from isostats.records.loading import Wanted, load, other_calendar
from isostats.records.person_ids import settle_numbers
from isostats.records.raw import Unusable
from isostats.records.reconciling import reconciled
from isostats.records.setting_aside import FlowStep
from isostats.records.text_values import iso
from isostats.study.inputs import Inputs

if TYPE_CHECKING:
    import pandas as pd

IDS = "dispensings_file_ids"
_COLUMNS = [table.columns for table in DISPENSING_TABLES.values()]
SHARED = frozenset(name for columns in _COLUMNS for name in columns if sum(name in each for each in _COLUMNS) > 1)
OF_FILES = {"events": "treatments", "death_date": "deaths"}
CALENDAR = (
    "Name the columns dispense_day, start_day, end_day, day, death_day for days; dispense_date, start, end, date, "
    "death_date for dates."
)


class Files:
    """The files that could be read, by keyword (``loaded``), with what was found on the way.

    They are read one after the other, those beside the dispensings only once these are among ``loaded``. ``of_tables``
    tells whether one was a table of a database; ``found`` are findings and ``unread`` texts not readable, by keyword.
    """

    def __init__(self, connection: Engine, inputs: Inputs) -> None:
        self.choices, wrong = read_choices(inputs, kind=TREATMENT_COLUMNS["kind"])
        self.connection, self.columns = connection, inputs.columns
        self.loaded: dict[str, Loaded] = {}
        self.unread: dict[str, list[Fault]] = {}
        self.found = {"": [*wrong, *_unknown_columns(inputs.columns)], "dispensings": list[Finding]()}
        self.of_tables = False

    def read(self, label: str, source: str | Path | pd.DataFrame | DatabaseTable | None) -> None:
        """Read and type one file, if it is given; one that cannot be read at all is a finding like any other."""
        if source is None or (label != "dispensings" and "dispensings" not in self.loaded):
            return
        if label != "dispensings":
            settle_numbers(self.connection, IDS, "dispensings_file_typed")
        self.of_tables |= isinstance(source, DatabaseTable)
        main = None if label == "dispensings" else self.loaded["dispensings"]
        try:
            one, noticed = load(self.connection, wanted(label, self.columns), source, self.choices, main)
        except Unusable as error:
            self.found[label] = [error.finding]
            return
        self.loaded[label] = one
        self.connection.execute(f"CREATE OR REPLACE VIEW {one.table}_checked AS SELECT * FROM {one.table}_typed")
        self.found[label] = [*noticed, *_neither_kind_nor_code(one)]
        self.unread[label] = value_faults(self.connection, one)

    @property
    def faults(self) -> list[Fault]:
        """Texts that could not be read, those of the dispensings first."""
        return [fault for label in ("dispensings", *self._beside()) for fault in self.unread.get(label, ())]

    def findings(self) -> tuple[list[Finding], tuple[FlowStep, ...]]:
        """What was found on the way, those of the dispensings first; how the other files match them, and the counts."""
        findings = [each for label in ("", "dispensings", *self._beside()) for each in self.found.get(label, ())]
        findings += other_calendar(self.loaded.values(), CALENDAR)
        if "dispensings" not in self.loaded:
            return findings, ()
        beside = [self.loaded[label] for label in self.loaded if label != "dispensings"]
        matched, steps = reconciled(self.connection, self.loaded["dispensings"], beside, self.choices.ids)
        return [*findings, *matched], steps

    def _beside(self) -> list[str]:
        return [label for label in dict.fromkeys((*self.loaded, *self.found)) if label not in ("", "dispensings")]

    @property
    def days(self) -> bool:
        """True where the dispensings hold integer days."""
        return self.loaded["dispensings"].layout.days

    @property
    def rows(self) -> int:
        """How many dispensings were read."""
        return self.loaded["dispensings"].raw.rows

    @property
    def source(self) -> str:
        """The name of the file of dispensings."""
        return self.loaded["dispensings"].raw.source

    def has(self, label: str, column: str = "") -> bool:
        """True when that file was given and could be read, and has the column."""
        return label in self.loaded and (not column or self.loaded[label].layout.has(column))

    @property
    def present(self) -> frozenset[str]:
        """The optional columns that there are; a file of treatments stands for events, one of deaths for dates."""
        names = {name for one in self.loaded.values() for name in one.layout.positions}
        names -= {name for one in self.loaded.values() for name, column in one.schema.items() if column.required}
        return frozenset(names | {name for name, label in OF_FILES.items() if self.has(label)})

    def day_text(self, day: int) -> str:
        """A day as the files write it."""
        return f"day {day}" if self.days else iso(int(day))

    def patient(self, person: int) -> str:
        """The id of a person, in the words of an example."""
        return f"patient {one_row(self.connection, f'SELECT person_id FROM {IDS} WHERE person = ?', [person])[0]}"


def wanted(label: str, columns: Mapping[str, str]) -> Wanted:
    """One of the tables, with the user's mapping as far as it is about it; the patient's id is in all of them."""
    table = DISPENSING_TABLES[label]
    mapping = {our: their for our, their in columns.items() if plain(our) in names_of([table.columns])}
    return Wanted(table, mapping, label == "dispensings", SHARED - {"patient_id"})


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
