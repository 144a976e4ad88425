"""The files of dispensings and those beside them as typed tables, by the same loader as course records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from isostats.engines.embedded import Engine, is_there, one_row, quoted
from isostats.errors import nearest
from isostats.records.column_names import AS_MAPPED, mapping_of, names_of, plain
from isostats.records.database_tables import DatabaseTable
from isostats.records.date_texts import iso
from isostats.records.dispensings.drug_columns import unmapped_drugs
from isostats.records.dispensings.repeated_prescriptions import unread_repeats
from isostats.records.faults import Fault, value_faults
from isostats.records.findings import Finding
from isostats.records.ids_in_parts import ids_of_several_people
from isostats.records.input_tables import DESCRIBED, DISPENSING_TABLES
from isostats.records.input_tables.later_treatments import TREATMENT_COLUMNS
from isostats.records.loaded import Loaded, read_choices
from isostats.records.loading import Wanted, load, other_calendar, unknown_ids, unknown_values
from isostats.records.outcomes_without_days import untold_of_people
from isostats.records.people_who_left import leaving_of_people
from isostats.records.person_ids import settle_numbers
from isostats.records.raw import Unusable
from isostats.records.reconciling import reconciled
from isostats.records.setting_aside import FlowStep
from isostats.study.inputs import Inputs

if TYPE_CHECKING:
    import pandas as pd

IDS = "dispensings_file_ids"
OF_TABLES = {label: table.columns for label, table in DISPENSING_TABLES.items()}
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
        self.connection, self.columns, self.values = connection, inputs.columns, inputs.values
        self.of_fills = inputs.treatments_among_fills
        self.tables = [label for label in OF_TABLES if label not in DESCRIBED or inputs.source(label) is not None]
        self.loaded: dict[str, Loaded] = {}
        self.unread: dict[str, list[Fault]] = {}
        self.found = {"": [*wrong, *self._unknown_columns()], "dispensings": list[Finding]()}
        self.of_tables = False

    def read(self, label: str, source: str | Path | pd.DataFrame | DatabaseTable | None) -> None:
        """Read and type one file, if it is given; one that cannot be read at all is a finding like any other."""
        if source is None or (label != "dispensings" and "dispensings" not in self.loaded):
            return
        if label != "dispensings":
            settle_numbers(self.connection, self.loaded["dispensings"], "dispensings_file_typed")
        self.of_tables |= isinstance(source, DatabaseTable)
        main = None if label == "dispensings" else self.loaded["dispensings"]
        try:
            one, noticed = load(self.connection, self.wanted(label), source, self.choices, main)
        except Unusable as error:
            self.found[label] = error.findings
            return
        self.loaded[label] = one
        if label not in DESCRIBED:
            self.connection.execute(f"CREATE OR REPLACE VIEW {one.table}_checked AS SELECT * FROM {one.table}_typed")
        shared = ids_of_several_people(self.connection, one)
        self.found[label] = [*noticed, *shared, *_neither_kind_nor_code(one)]
        if main is None:
            self.found[label] += [*unmapped_drugs(self.connection, one), *unread_repeats(self.connection, one)]
        self.unread[label] = value_faults(self.connection, one, self.last_date(one))

    def last_date(self, one: Loaded) -> int | None:
        """The last date of a file, or of the dispensings so far, where a column of it may stand for what still runs."""
        running = [name for name, column in one.schema.items() if column.running and one.layout.has(name)]
        if not running:
            return None
        days = {(one.table, name) for name in running}
        if is_there(self.connection, "dispensings_file_typed"):
            days.add(("dispensings_file", "dispense_date"))
        of_each = (f"SELECT max({quoted(name)}) AS day FROM {table}_typed" for table, name in sorted(days))
        rows = " UNION ALL ".join(of_each)
        return one_row(self.connection, f"SELECT max(day) FROM ({rows}) AS last_days")[0]  # type: ignore[no-any-return]

    def forget_unread(self, counted_rows: str) -> None:
        """What could not be read in rows of dispensings that are no fills is no fault; ``counted_rows`` is SQL for the
        others."""
        if self.unread.get("dispensings"):
            self.unread["dispensings"] = value_faults(
                self.connection, self.loaded["dispensings"], counted_rows=counted_rows
            )

    @property
    def faults(self) -> list[Fault]:
        """Texts that could not be read, those of the dispensings first."""
        return [fault for label in ("dispensings", *self._beside()) for fault in self.unread.get(label, ())]

    def findings(self) -> tuple[list[Finding], tuple[FlowStep, ...]]:
        """What was found on the way, those of the dispensings first; how the other files match them, and the counts."""
        findings = [each for label in ("", "dispensings", *self._beside()) for each in self.found.get(label, ())]
        findings += other_calendar(self.loaded.values(), CALENDAR)
        findings += unknown_ids(list(self.loaded.values()), self.columns)
        if "dispensings" not in self.loaded:
            return findings, ()
        if not self.of_tables and not any(each.severity == "error" for each in findings):
            findings += unknown_values(list(self.loaded.values()), self.values, ())
        same = {"dispensings", *(["treatments"] if self.of_fills else [])}
        beside = [self.loaded[label] for label in self.loaded if label not in same]
        if "people" in self.loaded:
            others = self.loaded.get("treatments"), self.loaded.get("deaths")
            findings += untold_of_people(self.connection, self.loaded["people"], *others)
            if "observation" not in self.loaded:
                findings += leaving_of_people(self.connection, self.loaded["people"])
        matched, steps = reconciled(self.connection, self.loaded["dispensings"], beside, self.choices.ids)
        return [*findings, *matched], steps

    def _beside(self) -> list[str]:
        return [label for label in dict.fromkeys((*self.loaded, *self.found)) if label not in ("", "dispensings")]

    def wanted(self, label: str) -> Wanted:
        """One of the tables, with the user's mapping as far as it is about it; the patient's id is in all of them."""
        table = DISPENSING_TABLES[label]
        of_table, own = mapping_of(label, self.columns, OF_TABLES)
        mapping = {our: their for our, their in of_table.items() if plain(our) in names_of([table.columns])}
        of_fills = label == "treatments" and self.of_fills
        if of_fills:
            mapping = self._as_dispensings() | {our: their for our, their in mapping.items() if plain(our) in own}
        others = set().union(*(OF_TABLES[other] for other in self.tables if other != label))
        shared = frozenset((others & {*table.columns}) - {"patient_id"} - own)
        return Wanted(table, mapping, label == "dispensings", shared, of_fills)

    def _as_dispensings(self) -> dict[str, str]:
        """The names that the columns of treatments have in the file of dispensings."""
        layout = self.loaded["dispensings"].layout
        same = {our: their for our, their in layout.shown.items() if our in OF_TABLES["treatments"]}
        day = OF_TABLES["treatments"]["date"]
        there = layout.shown.get("dispense_date")
        return same | ({day.day_names[0] if layout.days else "date": there} if there else {})

    def _unknown_columns(self) -> Iterator[Finding]:
        """Names of ours in the mapping that are of no table here."""
        known = names_of([OF_TABLES[label] for label in self.tables])
        for our in self.columns:
            table, dot, column = our.partition(".")
            of_table = names_of([OF_TABLES[table]]) if dot and table in OF_TABLES else known
            name = plain(column if of_table is not known else our)
            if name not in of_table:
                message = f"the column mapping names '{our}', which is not one of our columns{nearest(name, of_table)}"
                yield Finding("error", "unknown_mapping", 1, message, advice=AS_MAPPED, column=name)

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
        """The optional columns that there are; a file of treatments stands for events, one of deaths for dates, and a
        table that is only described for itself."""
        loaded = [one for label, one in self.loaded.items() if label not in DESCRIBED]
        names = {name for one in loaded for name in one.layout.positions}
        names -= {name for one in loaded for name, column in one.schema.items() if column.required}
        files = {name for name, label in OF_FILES.items() if self.has(label)}
        return frozenset(names | files | {label for label in DESCRIBED if self.has(label)})

    def day_text(self, day: int) -> str:
        """A day as the files write it."""
        return f"day {day}" if self.days else iso(int(day))

    def patient(self, person: int) -> str:
        """The id of a person, in the words of an example."""
        return f"patient {one_row(self.connection, f'SELECT person_id FROM {IDS} WHERE person = ?', [person])[0]}"


def _neither_kind_nor_code(loaded: Loaded) -> Iterator[Finding]:
    if loaded.label == "treatments" and not any(map(loaded.layout.has, ("kind", "code", "drug"))):
        message = f"{loaded.raw.source} has neither a column 'kind' nor a column 'code'"
        yield Finding("error", "missing_column", 1, message, advice="Give one of them.", column="kind")
