"""Where the records are and how their texts are read: the section [data] of a study file, and what readers take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl

from isostats.errors import StudyError, nearest
from isostats.study.definitions import FILLS
from isostats.study.keys import KINDS, Day, Section, Shown, filled, key, keys_of, within
from isostats.study.several import addresses_of, companions_of, part_of, require_labels, sources_of

COURSES, DISPENSINGS, OMOP = ("courses",), ("dispensings",), ("omop",)
OF_FILES = ("courses", "dispensings")
OF_EACH = {
    "events": "later treatments", "visits": "visits", "monitoring": "tests", "adverse_events": "adverse events",
    "diagnoses": "diagnoses",
}  # fmt: skip
"""Tables beside course records, of which each of several files has its own, in words."""
NONE_OF = ("relapse_date", "relapse_treatment", *OF_EACH)
"""What may have happened to nobody, so that its column has no values, or its table no rows."""

Table = Annotated[Any, "table"]
File = Annotated[Any, "file"]


def a_year(value: int) -> str | None:
    """The last of a hundred years."""
    return None if 1950 <= value <= 2199 else f"a year from 1950 to 2199, not {value}"


Dates = Literal["iso", "day_first", "month_first"]
Decimal = Literal[".", ","]
PivotYear = Annotated[int, a_year]
DateSystem = Literal[1900, 1904]
MonthDay = Annotated[int, within(1, 31, "a day of the month")]
LastContactRule = Literal["data_cut", "last_seen"]
Ids = Literal["as_written", "normalise"]
EqualRows = Literal["copies", "packs"]
OnInvalid = Literal["stop", "set_aside"]
Layout = Literal["rows", "wide", "redcap"]
LAST_ROW = 1_048_576  # of a sheet
HeaderRow = Annotated[int, within(1, LAST_ROW, "the number of a row")]


@dataclass(frozen=True, repr=False)
class Inputs(Section, section="data"):
    """The records and their companions, and how to read them.

    Just one of ``courses``, ``dispensings`` and ``omop`` is named. Each may be a path, relative to ``folder``; in
    Python also a frame or a Spark data frame, and for ``omop`` an open database. With ``database`` (an address, an open
    DuckDB connection or a Spark session) dispensings and their companions are names of its tables or views, as texts.
    ``schema`` is that of an open OMOP database. A database is only read.

    Raises StudyError for what does not go together or cannot be.

    >>> inputs = Inputs(dispensings="fills.csv", observation="enrolment.csv", folder=Path("study"))
    >>> inputs.kind, inputs.source("observation").as_posix()
    ('dispensings', 'study/enrolment.csv')
    """

    courses: File = key(None, "course records, one row per course; of several files the people are kept apart, and "
                        "each file is a group, source", kinds=COURSES,
                        example='"my_courses.csv"')  # fmt: skip
    dispensings: Table = key(None, "instead of courses: fills, with dispense_date, days_supply, strength_mg",
                             kinds=DISPENSINGS, example='"fills.parquet"')  # fmt: skip
    observation: Table = key(None, "when people were observed (start, end)", kinds=DISPENSINGS,
                             example='"enrolment.parquet"')  # fmt: skip
    people: Table = key(None, "sex, birth_year, site, death_date", kinds=DISPENSINGS, example='"people.csv"')
    treatments: Table = key(None, "later acne prescriptions; the dispensings themselves where they hold these",
                            kinds=DISPENSINGS, example='"prescriptions.csv"', of_courses=False)  # fmt: skip
    deaths: Table = key(None, "patient_id, death_date", kinds=DISPENSINGS, example='"deaths.csv"')
    weights: Table = key(None, "patient_id, date, weight_kg", kinds=DISPENSINGS, example='"weights.csv"')
    weight_reference: File = key(None, "weights by sex and age, where a person has none", kinds=FILLS,
                                 example='"weights_by_sex_and_age.csv"')  # fmt: skip
    database: Any = key(None, "the database that dispensings and their companions are tables of", kinds=DISPENSINGS,
                        shown=False, example='"postgres://user@host/claims"')  # fmt: skip
    stitch_there: bool = key(False,
                             "fills that need no cleaning are stitched in the database, and only their courses read",
                             kinds=DISPENSINGS, off="--stitch-here")  # fmt: skip
    omop: Any = key(None, "instead of courses: an OMOP CDM, as duckdb:///cdm.duckdb or postgres://user@host/cdm",
                    kinds=OMOP, shown=False, example='"duckdb:///cdm.duckdb"')  # fmt: skip
    concept_sets: Mapping[str, Any] = key({}, "codes of a set, in place of ours", kinds=OMOP,
                                          example='{ antiandrogen = ["RxNorm:9997"] }',
                                          form="SET=CODE,...")  # fmt: skip
    products: tuple[Annotated[str, filled()], ...] = key(
        (), "further names or codes of products that are systemic isotretinoin", kinds=FILLS,
        example='["Isotan 20 mg"]', form="NAME",
    )  # fmt: skip
    drug_types: tuple[Annotated[str | int, filled()], ...] = key(
        (), "types of record to read, by name, id or group; dispensings before prescriptions, never both, if not given",
        kinds=FILLS, example='["dispensing"]', form="TYPE",
    )  # fmt: skip
    events: File = key(None, "later treatments: patient_id, date, kind; of several course files a list of the same "
                       'length and order, as every table beside them, with "" for a file that has none',
                       kinds=COURSES, example='"later_treatments.csv"', form="FILE")  # fmt: skip
    visits: Table = key(None, "visits: patient_id, date, score_face, score_trunk", example='"visits.csv"', form="FILE",
                        of_courses=False)  # fmt: skip
    monitoring: Table = key(None, "tests of blood and pregnancy: patient_id, date, test, value, unit",
                            example='"blood_tests.csv"', form="FILE", of_courses=False)  # fmt: skip
    adverse_events: Table = key(None, "adverse events: patient_id, date, kind, grade, action",
                                example='"adverse_events.csv"', form="FILE", of_courses=False)  # fmt: skip
    diagnoses: Table = key(None, "diagnoses: patient_id, date, diagnosis_code; of an OMOP database its "
                           "condition_occurrence", kinds=OF_FILES, example='"diagnoses.csv"', form="FILE",
                           of_courses=False)  # fmt: skip
    columns: Mapping[str, str] = key({}, 'your column names: ours = "yours"; of one table: "weights.date" = "yours"',
                                     example='{ patient_id = "MRN" }', form="OURS=YOURS")  # fmt: skip
    values: Mapping[str, Mapping[Any, str]] = key({}, 'your codes, by column: "yours" = ours; "" is an empty cell',
                                                  example='{ relapse_treatment = { Doxy = "oral_antibiotic" } }',
                                                  form="COLUMN:YOURS=OURS")  # fmt: skip
    dates: Dates | None = key(None, "how dates such as 03/04/2019 are written; seen in the file itself where it tells",
                              example='"day_first"')  # fmt: skip
    dates_of: Mapping[str, Dates] = key(
        {}, "the same of one file alone, by its key: a file may be written otherwise than those beside it",
        kinds=OF_FILES, example='{ events = "day_first" }', form="TABLE=ORDER",
    )  # fmt: skip
    pivot_year: PivotYear | None = key(
        None, "the last of the hundred years that years of two digits are of; such dates are refused if not given",
        example="2026",
    )  # fmt: skip
    excel_dates: DateSystem | None = key(
        None, "numbers in a column of dates are serial days of a spreadsheet: 1900 of Excel, 1904 of old Macs",
        example="1900",
    )  # fmt: skip
    month_day: MonthDay | None = key(
        None, "the day that stands for a month alone (10/2016); such dates are refused if not given", example="15"
    )  # fmt: skip
    shifted: bool = key(False, "dates were moved by de-identification, and may lie in the future",
                        off="--not-shifted")  # fmt: skip
    missing_last_contact: LastContactRule | None = key(
        None, "what stands for a last_contact that is not recorded: data_cut or last_seen, the person's last date",
        kinds=COURSES, example='"data_cut"',
    )  # fmt: skip
    data_cut: Day | None = key(None, "the day on which the records were closed; for missing_last_contact = data_cut",
                               kinds=COURSES, example='"2024-12-31"')  # fmt: skip
    decimal: Decimal | None = key(None, "the decimal sign, where the file leaves it open", example='","')
    guessed: tuple[Annotated[str, filled()], ...] = key(
        (), "what isostats init guessed and nobody has confirmed yet, which every report says; take an entry out to "
        "confirm it", example='["columns.course_start", "dates"]', of_courses=False,
    )  # fmt: skip
    ids: Ids = key(
        "as_written", "normalise joins ids that differ by case, blanks, separators, zeros, .0 or look-alike letters"
    )
    equal_rows: EqualRows | None = key(
        None, "dispensings that repeat another row in every column are copies of it, counted once, or packs, each "
        "counted; asked for where many do", kinds=DISPENSINGS, example='"packs"',
    )  # fmt: skip
    ids_apart: bool | None = key(
        None, "an id that stands in several files is another person in each (true), or one that stands at several "
        "sites of a file is one person (false); asked for where both may be", example="true",
        kinds=COURSES, off="--ids-of-one-person",
    )  # fmt: skip
    none_occurred: tuple[Annotated[str, filled()], ...] = key(
        (), "what is empty or not there since it happened to nobody, and not since nobody wrote it down: relapse_date, "
        "events or a table beside them; of one of several files as south.events", kinds=COURSES, example='["events"]',
        form="NAME",
    )  # fmt: skip
    sheet: str | None = key(None, "the sheet of an Excel file; the first one if not given. * stands for any letters: "
                            "all such sheets of one header are one. Any workbook can be named with its "
                            "sheet: clinic.xlsx#Later, years.xlsx#20*", kinds=COURSES, example='"Sheet1"')  # fmt: skip
    header_row: HeaderRow | None = key(
        None, "the row of the file that has the names of its columns, where titles stand above them; the first that "
        "holds anything if not given", kinds=OF_FILES, example="4",
    )  # fmt: skip
    total_rows: tuple[Annotated[str, filled()], ...] = key(
        (), "rows whose first filled cell is one of these are totals, and left out", kinds=OF_FILES,
        example='["Summe"]',
    )  # fmt: skip
    fill_down: tuple[Annotated[str, filled()], ...] = key(
        (), "columns in which an empty cell repeats the one above within a patient, as patient_id in merged cells; a "
        "workbook's own merged cells are filled anyway", kinds=OF_FILES, example='["patient_id"]',
    )  # fmt: skip
    layout: Layout | None = key(
        None, "how courses lie in the file: rows (one row per course, if not given), wide (course1_start and "
        "course2_start side by side) or redcap (an export of REDCap)", kinds=COURSES, example='"redcap"',
    )  # fmt: skip
    dictionary: File = key(None, "the data dictionary of a REDCap project, which tells what its codes mean",
                           kinds=COURSES, example='"dictionary.csv"')  # fmt: skip
    product_table: File = key(
        None, "products by code (product_code, product, strength_mg, form), for fills without strength or with a code "
        "only", kinds=DISPENSINGS, example='"products.csv"',
    )  # fmt: skip
    simulated: bool | None = key(None, "true marks every page and figure as simulated", example="true",
                                 off="--not-simulated", of_courses=False)  # fmt: skip
    note: Shown = key("", "a line about the data, shown at the head of the report",
                    example='"Dermatology clinic, 2015-2024"', of_courses=False)  # fmt: skip
    on_invalid: OnInvalid = key("stop", "stop at faulty records, or keep the patients with faults out and list them",
                                section="study")  # fmt: skip
    folder: Path = field(default=Path("."))
    schema: str | None = None

    def check(self) -> None:
        """Raise StudyError unless just one kind of records is named, and nothing that does not go with it."""
        named = [name for name in KINDS if getattr(self, name) is not None]
        if len(named) != 1:
            what = f"not {' and '.join(named)} together" if named else "none is given"
            raise StudyError(f"[data] needs one of {', '.join(KINDS)}; {what}.")
        astray: dict[tuple[str, ...], list[str]] = {}
        for name, each in keys_of(Inputs).items():
            if not each.goes_with(named[0]) and is_stated(getattr(self, name)):
                astray.setdefault(each.declared.kinds, []).append(name)
        for kinds, names in astray.items():
            advice = ""
            if "database" in names and named == ["omop"]:
                advice = " (omop is the address itself)"
            if "diagnoses" in names:
                advice = "; its condition_occurrence is read"
            if "events" in names:
                advice = "; name later treatments in [data] treatments"
            raise StudyError(f"[data] {', '.join(names)} goes with {' or '.join(kinds)}, not with {named[0]}{advice}.")
        for name in (address.partition(".")[0] for address in self.guessed):
            if name not in keys_of(Inputs):
                hint = nearest(name, keys_of(Inputs))
                raise StudyError(f"[data] guessed names '{name}', which is no key of [data]{hint}.")
        self._check_sources()
        self._check_none_occurred()
        self._check_orders()
        self._check_cut()
        self._check_shape()
        if self.stitch_there and self.database is None:
            raise StudyError(
                "stitch_there has dispensings stitched in the database that holds them, and none is named. Name it "
                "(database), or leave stitch_there out to have them stitched here."
            )

    def _check_sources(self) -> None:
        """Raise StudyError where several files of courses and their companions do not go together."""
        courses = sources_of(self.courses)
        if courses is not None:
            require_labels(list(courses))
        elif self.ids_apart:
            raise StudyError(
                "[data] ids_apart = true keeps the people of several files apart, and this is one file. Where sites or "
                "sheets of it number alike, make the ids unique there (such as A-1 and B-1), or name a file, or a "
                'sheet as clinic.xlsx#North, of each: courses = ["north.csv", "south.csv"].'
            )
        for name in (*OF_EACH, "dictionary"):
            stated = getattr(self, name)
            if isinstance(stated, str) and not stated.strip():  # as in a list: there is none
                object.__setattr__(self, name, None)
            if isinstance(stated, (str, Path)) and isinstance(self.courses, (str, Path)) and stated == self.courses:
                words = OF_EACH.get(name, "the data dictionary")
                raise StudyError(f"[data] courses and {name} both name {self.courses}. Name the file of {words} alone.")
        for name, words in OF_EACH.items():
            stated = getattr(self, name)
            listed = companions_of(stated)
            if courses is None and listed is not None:
                single = "database" if self.kind == "omop" else "file"
                raise StudyError(
                    f"[data] {name} is a list, and {self.kind} is a single {single}. Put all {words} one below the "
                    f"other in one file, and name that. A list has a file for each of several {single}s of {self.kind}."
                )
            if courses is not None and stated is not None and (listed is None or len(listed) != len(courses)):
                raise StudyError(
                    f"[data] courses names {len(courses)} files, and {name} is not a list of as many. Name one file of "
                    f'{words} for each, in the same order, and "" for one that has none.'
                )

    def _check_none_occurred(self) -> None:
        """Raise StudyError for what nobody can be said not to have had, or of a file that is not named."""
        labels = list(sources_of(self.courses) or {})
        known = [*NONE_OF, *(f"{label}.{name}" for label in labels for name in NONE_OF)]
        if wrong := next((each for each in self.none_occurred if each not in known), None):
            hint = nearest(wrong, known) or f"; it may be {', '.join(NONE_OF)}" + (
                f", of one file as {labels[0]}.{NONE_OF[0]}." if labels else "."
            )
            raise StudyError(f"[data] none_occurred names '{wrong}', which is nothing that it can be said of{hint}")

    def _check_orders(self) -> None:
        """Raise StudyError for an order of dates of a file that is not named."""
        files = [name for name, each in keys_of(Inputs).items() if each.is_file or each.is_table]
        named = [name for name in files if getattr(self, name) is not None]
        sources = sources_of(self.courses) or {}
        known = [*named, *(f"{label}.{name}" for label in sources for name in named if name in ("courses", *OF_EACH))]
        if wrong := next((each for each in self.dates_of if each not in known), None):
            hint = nearest(wrong, known) or f"; there are {', '.join(known)}."
            raise StudyError(f"[data] dates_of names '{wrong}', which is no file of these records{hint}")

    def _check_cut(self) -> None:
        """Write the day of the cut as all days are written; raise StudyError where it and its rule are not together."""
        by_cut = self.missing_last_contact == "data_cut"
        if by_cut and self.data_cut is None:
            raise StudyError(
                '[data] missing_last_contact = "data_cut" needs the day on which the records were closed. State it: '
                'data_cut = "2024-12-31".'
            )
        if self.data_cut is not None and not by_cut:
            raise StudyError(
                "[data] data_cut is the day that stands for a last contact which is not recorded. Set "
                'missing_last_contact = "data_cut" with it, or leave it out.'
            )
        if isinstance(self.data_cut, date):
            object.__setattr__(self, "data_cut", self.data_cut.isoformat())

    def _check_shape(self) -> None:
        """Raise StudyError for a shape of a file that the records cannot have."""
        if self.dictionary is not None and self.layout != "redcap":
            raise StudyError('[data] dictionary goes with layout = "redcap". Say so, or leave dictionary out.')
        shape = [name for name in ("header_row", "total_rows", "fill_down") if is_stated(getattr(self, name))]
        if shape and self.database is not None:
            raise StudyError(f"[data] {', '.join(shape)} goes with files, not with tables of a database.")
        if self.stitch_there and self.product_table is not None:
            raise StudyError(
                "stitch_there stitches fills where they are, and product_table tells their strength only here. Leave "
                "one of them out."
            )

    def __repr__(self) -> str:
        beside = [name for name in keys_of(Inputs) if name not in KINDS and is_stated(getattr(self, name))]
        return f"Inputs({', with '.join([self.kind, ', '.join(beside)]).removesuffix(', with ')})"

    @property
    def kind(self) -> str:
        """Which records there are: courses, dispensings or omop."""
        return next(name for name in KINDS if getattr(self, name) is not None)

    @property
    def named_simulated(self) -> bool:
        """Whether the data is simulated: as stated, or else as the name of the file, table or database says."""
        stated: bool | None = self.simulated
        if stated is not None:
            return stated
        named = [*(sources_of(self.courses) or {"": getattr(self, self.kind)}).values(), self.database]
        texts = [str(each) for each in named if isinstance(each, (str, Path))]
        return any("simulated" in name_in(text).lower() for text in texts)

    def source(self, name: str) -> Any:
        """What is read for one of the inputs: a path from ``folder``, a table's name where a database is named, or what
        was handed over; None where nothing is."""
        stated = getattr(self, name)
        if isinstance(stated, str) and self.database is not None and keys_of(Inputs)[name].is_table:
            return stated
        return self.folder / stated if isinstance(stated, (str, Path)) else stated

    @property
    def treatments_among_fills(self) -> bool:
        """Whether the later treatments stand in the table of dispensings itself."""
        named = self.treatments, self.dispensings
        if all(isinstance(each, (str, Path)) for each in named):
            return bool(self.source("treatments") == self.source("dispensings"))
        return named[0] is not None and named[0] is named[1]

    def by_source(self) -> dict[str, Inputs]:
        """What is read of each of several files of courses, by its label, with what is said of it alone (columns and
        values of ``north.sex``); empty where there is a single file."""
        courses = sources_of(self.courses)
        if courses is None:
            return {}
        beside: dict[str, dict[str, Any]] = {
            name: dict(zip(courses, companions_of(getattr(self, name)) or [None] * len(courses), strict=True))
            for name in OF_EACH
        }
        made, labels = {}, list(courses)
        for label, source in courses.items():
            of_one: dict[str, Any] = {name: of_each[label] for name, of_each in beside.items()}
            of_one |= {name: part_of(getattr(self, name), label, labels) for name in ("columns", "values", "dates_of")}
            of_one["none_occurred"] = tuple(part_of(dict.fromkeys(self.none_occurred), label, labels))
            of_one["ids_apart"] = None if self.ids_apart else self.ids_apart  # true says nothing of one file
            made[label] = replace(self, courses=source, guessed=addresses_of(self.guessed, label, labels), **of_one)
        return made


def name_in(text: str) -> str:
    """The name of the file, table or database in a path or an address, without whoever asks and which host.

    >>> name_in("postgres://simulated:simulated@host/claims?schema=a"), name_in("duckdb:///data/simulated_cdm.duckdb")
    ('claims', 'simulated_cdm.duckdb')
    """
    if "://" not in text:
        return Path(text).name
    place, _, query = text.partition("://")[2].rpartition("@")[2].partition("?")
    options = dict(parse_qsl(query))
    return options.get("dbname") or place.partition("/")[2].rpartition("/")[2] or options.get("service") or place


def is_stated(value: Any) -> bool:
    """Whether a value of a key says anything: neither None or False nor empty."""
    return bool(value) if value is None or isinstance(value, (bool, str, tuple, Mapping)) else True


def numbers_for_files(stated: Mapping[str, object]) -> list[str]:
    """What is wrong where a study file gives a number, or yes or no, for the name of a file: none of them is one."""
    return [
        f"[data] {name} is the name of a file in quotation marks, such as {name} = {each.declared.example}, not "
        f"{stated[name]!r}. Leave the key out where there is none"
        for name, each in keys_of(Inputs).items()
        if (each.is_file or each.is_table) and isinstance(stated.get(name), (bool, int, float))
    ]


def inputs_of(kind: str, source: Any, keywords: Mapping[str, Any]) -> Inputs:
    """What a reader is to read: inputs as they are, or a source of one kind of records; keywords are keys.

    Raises StudyError for inputs of another kind, or for what cannot be.
    """
    if not isinstance(source, Inputs):
        return Inputs(**{kind: source, **keywords})
    if source.kind != kind:
        raise StudyError(
            f"These inputs are {source.kind}, and {kind} are read here. isostats report takes them as they are; in "
            f"Python, iso.read_{source.kind} reads them."
        )
    return replace(source, **keywords)
