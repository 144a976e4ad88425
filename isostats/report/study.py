"""The study file: everything that was decided, in one place; every key is also a flag and a keyword."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from isostats.analyses.claims.stated import Claim
from isostats.doors import know_keys, through
from isostats.engines.registry import name_of
from isostats.errors import StudyError, nearest
from isostats.records.schema import MOST_DAYS
from isostats.report.own_claims import OwnClaim, as_claims
from isostats.study.definitions import ALREADY_ON_DAYS, CourseDefinition, OutcomeDefinition
from isostats.study.inputs import Inputs
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import is_date

HORIZONS = (182, 365, 730, 1095, 1826)
GAPS = (30, 45, 60, 90, 120, 180)
DOORS = ("courses", "dispensings", "omop")
BESIDE_DISPENSINGS = ("observation", "people", "treatments", "deaths", "weights")

OutcomeName = Literal["any_treatment", "systemic_treatment", "second_course", "recorded_relapse"]
PopulationName = Literal["everyone", "responders"]
DenominatorName = Literal["censoring_aware", "naive_everyone", "naive_complete"]
Share = Annotated[float, Field(gt=0, lt=1)]
Days = Annotated[int, Field(ge=0, le=MOST_DAYS)]
Horizon = Annotated[int, Field(gt=0, le=MOST_DAYS)]
MOST_HORIZONS, MOST_PEOPLE = 60, 1_000_000_000


def _listed(value: object) -> object:
    """A single name where a list is wanted is a list of one; what is named twice is meant once."""
    if isinstance(value, (str, int)):
        return [value]
    return [each for i, each in enumerate(value) if each not in value[:i]] if isinstance(value, list) else value


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Data(_Section):
    """Where the records are and how to read them; paths are relative to the study file."""

    courses: Path | None = Field(None, description="course records, one row per course", strict=False)
    dispensings: Path | None = Field(
        None, description="instead of courses: fills, with dispense_date, days_supply, strength_mg", strict=False
    )
    observation: Path | None = Field(
        None, description="for dispensings: when people were observed (start, end)", strict=False
    )
    people: Path | None = Field(None, description="for dispensings: sex, birth_year, site, death_date", strict=False)
    treatments: Path | None = Field(None, description="for dispensings: later acne prescriptions", strict=False)
    deaths: Path | None = Field(None, description="for dispensings: patient_id, death_date", strict=False)
    weights: Path | None = Field(None, description="for dispensings: patient_id, date, weight_kg", strict=False)
    weight_reference: Path | None = Field(
        None, description="for dispensings: weights by sex and age, where a person has none", strict=False
    )
    database: str | None = Field(
        None, description="for dispensings: the database that they and the others are tables of", repr=False
    )
    stitch_there: bool = Field(
        False, description="fills that need no cleaning are stitched in the database, and only their courses read"
    )
    omop: str | None = Field(
        None,
        description="instead of courses: an OMOP CDM, as duckdb:///cdm.duckdb or postgres://user@host/cdm",
        repr=False,  # an address may hold a password
    )
    concept_sets: dict[str, list[str | int]] = Field({}, description="for omop: codes of a set, in place of ours")
    products: Annotated[list[str], BeforeValidator(_listed)] = Field(
        [], description="for dispensings and omop: further names or codes of products that are systemic isotretinoin"
    )
    drug_types: Annotated[list[str | int], BeforeValidator(_listed)] = Field(
        [], description="for dispensings and omop: types of record to read, by name, id or group; dispensings before "
        "prescriptions, never both, if not given"
    )  # fmt: skip
    events: Path | None = Field(None, description="later treatments: patient_id, date, kind", strict=False)
    columns: dict[str, str] = Field({}, description='your column names: ours = "yours"')
    values: dict[str, dict[str, str]] = Field({}, description='your codes, by column: "yours" = ours')
    dates: Literal["iso", "day_first", "month_first"] | None = Field(
        None, description="how dates such as 03/04/2019 are written; found out where the file itself tells"
    )
    decimal: Literal[".", ","] | None = Field(None, description="the decimal sign, where the file leaves it open")
    ids: Literal["as_written", "normalise"] = Field(
        "as_written", description="normalise joins ids that differ by case, blanks, leading zeros or .0 alone"
    )
    sheet: str | None = Field(None, description="the sheet of an Excel file; the first one if not given")
    simulated: bool | None = Field(None, description="true marks every page and figure as simulated")
    note: str = Field("", description="a line about the data, shown at the head of the report")


class Primary(_Section):
    """The outcome and horizon of the report's first sentence: the primary definition."""

    outcome: OutcomeName = v.SYSTEMIC_TREATMENT
    horizon_days: Horizon = 730


class Choices(_Section):
    """What is estimated."""

    title: str = Field("Remission after a first course of isotretinoin", description="the report's title")
    outcomes: Annotated[list[OutcomeName], BeforeValidator(_listed)] = Field(
        list(get_args(OutcomeName)), min_length=1, description="outcomes to estimate"
    )
    horizons_days: Annotated[list[Horizon], BeforeValidator(_listed)] = Field(
        list(HORIZONS),
        min_length=1,
        max_length=MOST_HORIZONS,
        description="horizons in days after the end of the first course",
    )
    groups: Annotated[list[str], BeforeValidator(_listed)] | None = Field(
        None, description="columns to compare by; sex and site where recorded, if not given"
    )
    primary: Primary = Field(Primary(), description="outcome and horizon of the first sentence")
    declared: str = Field(
        "", description="where the primary definition was declared before: a date (2026-03-01) or a registration"
    )
    on_invalid: Literal["stop", "set_aside"] = Field(
        "stop", description="stop at faulty records, or keep the patients with faults out and list them"
    )
    follow_up: Literal["active", "linked", "passive"] | None = Field(
        None,
        description="how people were followed: active (recalled), linked (seen whatever they do) or passive (seen if "
        "they come); found out and told, if not given",
    )
    min_at_risk: Annotated[int, Field(ge=1, le=MOST_PEOPLE)] = Field(
        10, description="curves stop, and nothing is quoted, where fewer are under observation"
    )
    covariates: Annotated[list[str], BeforeValidator(_listed)] = Field(
        [], description="further columns for the Cox models"
    )


class CourseChoices(_Section):
    """How courses are told apart. Course records are taken as the clinic recorded them, so only the wording and the
    table of gap rules use these; dispensings need them all."""

    gap_days: Days = Field(
        60, description="drug-free days after which isotretinoin is a new course; course rows are taken as recorded"
    )
    carry_over: bool = Field(True, description="early refills extend a course; dispensings only")
    washout_days: Days = Field(365, description="days without the drug before a first course; dispensings only")
    cap_days: Days | None = Field(
        None, description="the most days that early refills can bank; no cap if not given; dispensings only"
    )
    last_fill_days: Days = Field(0, description="days added after the last fill's supply; dispensings only")
    bridge_days: Days = Field(
        31, description="observation periods at most so many days apart are one; dispensings only"
    )
    convention: Literal["drug_free_days", "supply_end_difference"] = Field(
        "drug_free_days", description="how a gap is counted: next start - supply end - 1, or without the - 1"
    )
    same_day: Literal["longest", "sum"] = Field(
        "longest", description="of two fills of one strength on one day the longest supply counts, or both are added; "
        "dispensings only"
    )  # fmt: skip
    weight_window_days: Days = Field(
        365, description="how far from a course's start its weight may have been taken; dispensings only"
    )


    @property
    def definition(self) -> CourseDefinition:
        """The same as the value that the records take."""
        return CourseDefinition(**dict(self))


class OutcomeChoices(_Section):
    """Which later treatments count: prevention and habit are not relapse."""

    maintenance_days: Days = Field(
        60, description="a topical or antiandrogen begun by so many days after the course is maintenance"
    )
    maintenance_before_days: Days = Field(90, description="or begun so many days before its end")
    already_on: bool = Field(True, description="what was running on the last day of the course is no relapse")
    already_on_days: dict[str, Days] = Field(
        dict(ALREADY_ON_DAYS), description="how long a treatment of unknown supply is taken to last, by kind"
    )
    break_days: Days = Field(90, description="begun again after more than so many days without it, it counts")
    antibiotic_days: Days = Field(
        28, description="days of supply in a run from which on an oral antibiotic is systemic treatment"
    )
    antibiotic_gap_days: Days = Field(30, description="fills of an oral antibiotic at most so far apart are one run")
    second_course_fills: Annotated[int, Field(ge=1)] = Field(
        2, description="a second course was dispensed on so many days"
    )
    second_course_days: Days = Field(28, description="or covers so many days")
    early_restart_days: Days = Field(120, description="a second course begun within them is told as an early restart")
    contraceptive_counts: bool = Field(False, description="a plain contraceptive counts as systemic treatment")
    prevention_rules: bool = Field(
        True, description="false counts every later treatment, also maintenance and what was already running"
    )

    @property
    def definition(self) -> OutcomeDefinition:
        """The same as the value that the cohort takes. Raises StudyError for a kind that is none."""
        return OutcomeDefinition(**dict(self))


class ClaimChoices(_Section):
    """The figure to hold the records against."""

    remission: Share = Field(0.85, description="the claimed share in remission")
    margin: Share = Field(0.05, description="how far from the claim still counts as agreeing with it")
    level: Share = Field(0.95, description="level of every interval and test")


class ReleaseChoices(_Section):
    """What may leave the place where the records are."""

    custodian: str = Field("", description="who has the records in custody; an exact report then warns")


class GridChoices(_Section):
    """The grid of definitions: remission is estimated anew for every combination of these."""

    outcomes: Annotated[list[OutcomeName], BeforeValidator(_listed)] | None = Field(
        None, min_length=1, description="outcomes; those of [study] that the records can tell, if not given"
    )
    horizons_days: Annotated[list[Horizon], BeforeValidator(_listed)] | None = Field(
        None, min_length=1, description="horizons in days after the first course; those of [study] if not given"
    )
    populations: Annotated[list[PopulationName], BeforeValidator(_listed)] | None = Field(
        None, min_length=1, description="everyone, with responders where known"
    )
    denominators: Annotated[list[DenominatorName], BeforeValidator(_listed)] = Field(
        list(get_args(DenominatorName)), min_length=1, description="how people who leave are counted"
    )
    gap_days: Annotated[list[Days], BeforeValidator(_listed)] = Field(
        list(GAPS), min_length=1, description="gap rules in drug-free days, with that of [courses]; dispensings only"
    )
    carry_over: Annotated[list[bool], BeforeValidator(_listed)] = Field(
        [True, False], min_length=1, description="whether early refills extend a course; dispensings only"
    )
    last_fill_days: Annotated[list[Days], BeforeValidator(_listed)] = Field(
        [0, 30], min_length=1, description="days added after the last fill's supply; dispensings only"
    )
    same_day: Annotated[list[Literal["longest", "sum"]], BeforeValidator(_listed)] | None = Field(
        None, min_length=1, description="rules of two fills of one strength on one day; that of [courses] if not "
        "given; dispensings only"
    )  # fmt: skip
    washout_days: Annotated[list[Days], BeforeValidator(_listed)] | None = Field(
        None, min_length=1, description="days without the drug before; that of [courses] if not given; dispensings only"
    )
    antibiotic_days: Annotated[list[Days], BeforeValidator(_listed)] = Field(
        [0, 28], min_length=1, description="days from which an oral antibiotic is systemic; of course records if given"
    )
    maintenance_days: Annotated[list[Days], BeforeValidator(_listed)] | None = Field(
        None, min_length=1, description="ends of the window of maintenance; that of [outcomes] if not given"
    )
    already_on: Annotated[list[bool], BeforeValidator(_listed)] | None = Field(
        None, min_length=1, description="whether running treatment is no relapse; as in [outcomes] if not given"
    )
    break_days: Annotated[list[Days], BeforeValidator(_listed)] | None = Field(
        None, min_length=1, description="days without a treatment after which it begins anew; as in [outcomes]"
    )
    contraceptive_counts: Annotated[list[bool], BeforeValidator(_listed)] | None = Field(
        None, min_length=1, description="whether a plain contraceptive counts; as in [outcomes] if not given"
    )
    prevention_rules: Annotated[list[bool], BeforeValidator(_listed)] | None = Field(
        None, min_length=1, description="false counts every later treatment; as in [outcomes] if not given"
    )
    groups: Annotated[list[str], BeforeValidator(_listed)] = Field(
        [], description="columns by which every definition is repeated; none if not given"
    )


class Study(_Section):
    """A study: its data, what is estimated, and the claims it is held against."""

    data: Data
    study: Choices = Choices()
    courses: CourseChoices = CourseChoices()
    outcomes: OutcomeChoices = OutcomeChoices()
    claim: ClaimChoices = ClaimChoices()
    claims: list[OwnClaim] = []
    grid: GridChoices = GridChoices()
    release: ReleaseChoices = ReleaseChoices()
    folder: Path = Field(Path("."), exclude=True, strict=False)

    @model_validator(mode="after")
    def _one_door(self) -> Study:
        named = [name for name in DOORS if getattr(self.data, name) is not None]
        if len(named) != 1:
            fault = f"not {' and '.join(named)} together" if named else "none is given"
            raise StudyError(f"[data] needs one of {', '.join(DOORS)}; {fault}.")
        beside = [name for name in BESIDE_DISPENSINGS if getattr(self.data, name) is not None]
        if beside and named != ["dispensings"]:
            raise StudyError(f"[data] {', '.join(beside)} goes with dispensings, not with {named[0]}.")
        if self.data.weight_reference is not None and named == ["courses"]:
            raise StudyError("[data] weight_reference goes with dispensings or omop, not with courses.")
        if self.data.database is not None and named != ["dispensings"]:
            advice = " (omop is the address itself)" if named == ["omop"] else ""
            raise StudyError(f"[data] database goes with dispensings, not with {named[0]}{advice}.")
        if self.data.stitch_there and self.data.database is None:
            raise StudyError("[data] stitch_there goes with database, which is not given.")
        if self.data.stitch_there and self.courses.cap_days is not None:
            raise StudyError("[data] stitch_there and [courses] cap_days: a database cannot cap what is banked.")
        for name in ("products", "drug_types"):
            if getattr(self.data, name) and named == ["courses"]:
                raise StudyError(f"[data] {name} goes with dispensings or omop, not with courses.")
        if self.data.concept_sets and named != ["omop"]:
            raise StudyError(f"[data] concept_sets goes with omop, not with {named[0]}.")
        if self.data.events is not None and named != ["courses"]:
            raise StudyError(f"[data] events goes with courses; with {named[0]} name later treatments in treatments.")
        return self

    @model_validator(mode="after")
    def _declared_before(self) -> Study:
        declared = self.study.declared
        if is_date(declared) and date.fromisoformat(declared) > date.today():
            raise StudyError(f"[study] declared is {declared}, a day that has not come yet. Give the day it was done.")
        return self

    @model_validator(mode="after")
    def _kinds_that_are(self) -> Study:
        _ = self.outcomes.definition
        return self

    @model_validator(mode="after")
    def _claims_that_can_be(self) -> Study:
        as_claims(self.claims, margin=self.claim.margin)
        return self

    @property
    def own_claims(self) -> list[Claim]:
        """The claims of [[claims]]; a share without a margin has that of [claim]."""
        return as_claims(self.claims, margin=self.claim.margin)

    def path(self, name: str) -> Path | None:
        """The path of one of [data]'s files, relative paths counted from the study file; None if it is not given."""
        source = getattr(self.data, name)
        return None if source is None else self.folder / source

    def source(self, name: str) -> Path | str | None:
        """What is read for one of [data]'s inputs: a table, as a text, where a database is named; else a path."""
        source = getattr(self.data, name)
        return str(source) if source is not None and self.data.database is not None else self.path(name)

    @property
    def inputs(self) -> Inputs:
        """What is read, and how."""
        return Inputs(**dict(self.data), on_invalid=self.study.on_invalid, folder=self.folder)

    @property
    def door(self) -> str:
        """Where the courses come from: courses, dispensings or omop."""
        return next(name for name in DOORS if getattr(self.data, name) is not None)

    @property
    def horizons(self) -> list[int]:
        """All horizons, the primary one included, in order."""
        return sorted({*self.study.horizons_days, self.study.primary.horizon_days})

    @property
    def simulated(self) -> bool:
        """Whether the data is simulated: as stated, or else as the name of the file, table or database says."""
        if self.data.simulated is not None:
            return self.data.simulated
        source = str(getattr(self.data, self.door))
        named = [name_of(source)] if self.door == "omop" else [Path(source).name, name_of(self.data.database or "")]
        return any("simulated" in name.lower() for name in named)


def read_study(path: str | Path, **overrides: object) -> Study:
    """Read a study file, or take a data file as a study with every default.

    ``overrides`` are keys of any section by their own name (``horizons_days=[365]``, ``margin=0.03``), those of [grid]
    with ``grid_`` before it (``grid_gap_days=[30, 60]``); a value of None leaves the file's value. Raises StudyError
    for a file that cannot be read, an unknown key (with the nearest known one) or a value that cannot be.
    """
    if not isinstance(path, (str, Path)):
        raise StudyError(
            "A study is needed: its file, a file of course records, or a Study made by read_study; "
            f"not {type(path).__name__}."
        )
    path = Path(path)
    if path.is_dir():
        raise StudyError(f"{path} is a folder. Name the study file or the course records in it.")
    if not path.exists():
        raise StudyError(f"There is no file {path}. Name a study file (.toml) or a file of course records.")
    if path.suffix.lower() == ".toml":
        with through("key"):
            return make_study(_parsed(path), folder=path.parent, origin=str(path), **overrides)
    with through("keyword"):
        return make_study({"data": {"courses": str(path)}}, folder=Path("."), origin=str(path), **overrides)


def make_study(
    sections: dict[str, Any], *, folder: Path = Path("."), origin: str = "the study", **overrides: object
) -> Study:
    """A study from the sections of a study file as a dict; overrides as in :func:`read_study`."""
    with through("key"):
        return _made(sections, folder, origin, overrides)


def _made(sections: dict[str, Any], folder: Path, origin: str, overrides: Mapping[str, object]) -> Study:
    sections = {name: dict(keys) if isinstance(keys, dict) else keys for name, keys in sections.items()}
    homes = {flat_name(section, key): (section, key) for section in SECTIONS for key in SECTIONS[section].model_fields}
    for key, value in overrides.items():
        if key in REPLACED:
            raise StudyError(REPLACED[key])
        if key not in homes:
            raise StudyError(f"There is no study key {key!r}{nearest(key, homes)}")
        if value is not None:
            named = overrides.get("database") or sections.get("data", {}).get("database")
            if key in (v.EVENTS, "weight_reference") or (key in BESIDE_DISPENSINGS and not named):
                value = str(Path(str(value)).absolute())  # from the command line: counted from where one stands
            section, name = homes[key]
            sections.setdefault(section, {})[name] = value
    try:
        return Study(**sections, folder=folder)
    except ValidationError as error:
        raise StudyError(_explained(error, origin)) from None
    except TypeError as error:
        raise StudyError(f"{origin}: {error}") from None


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise StudyError(f"{path} is not a text file in UTF-8. Save it as UTF-8.") from None
    except RecursionError:
        raise StudyError(f"{path} is not a valid study file: its lists or tables lie too deep in each other.") from None
    except tomllib.TOMLDecodeError as error:
        raise StudyError(f"{path} is not a valid study file (TOML): {error}.") from None
    except OSError as error:
        raise StudyError(f"{path} cannot be read: {error.strerror}.") from None


REPLACED = {
    "small_cell": "small_cell is gone: a report is exact, and hides nothing. Leave it out; to send results out, use "
    "`isostats report ... --release`."
}
"""Keys of before, with what stands in their place."""

SECTIONS: dict[str, type[_Section]] = {
    "data": Data,
    "study": Choices,
    "courses": CourseChoices,
    "outcomes": OutcomeChoices,
    "claim": ClaimChoices,
    "grid": GridChoices,
    "release": ReleaseChoices,
}


def flat_name(section: str, key: str) -> str:
    """The name of a key as a keyword and a flag: its own, or for [grid], whose keys other sections have, with grid_.

    >>> flat_name("courses", "gap_days"), flat_name("grid", "gap_days")
    ('gap_days', 'grid_gap_days')
    """
    return f"grid_{key}" if section == "grid" else key


know_keys(
    {
        (section, key): flat_name(section, key)
        for section, model in SECTIONS.items()
        for key in model.model_fields
        if key not in DOORS
    }
)


def _known_keys(location: tuple[Any, ...]) -> list[str]:
    if len(location) == 1:
        return [*SECTIONS, "claims"]
    if location[0] == "claims":
        return list(OwnClaim.model_fields)
    if location[:2] == ("study", "primary"):
        return list(Primary.model_fields)
    section = SECTIONS.get(location[0])
    return list(section.model_fields) if section else []


def _place(location: tuple[Any, ...]) -> str:
    """Where in the file a fault lies: its section and key; of the claims, which one."""
    if location[:1] == ("claims",) and len(location) > 1:
        return f"[[claims]] number {location[1] + 1}: {'.'.join(str(part) for part in location[2:])}".rstrip(": ")
    keys = [str(part) for part in location[1:] if not isinstance(part, int)]  # which of a list shows in the fault
    return f"[{location[0]}] {'.'.join(keys)}".strip() if location else ""


def _explained(error: ValidationError, origin: str) -> str:
    lines = []
    for fault in error.errors():
        location = tuple(part for part in fault["loc"] if part != "function-before[_listed(), list")
        where = _place(location)
        if location[-1] in REPLACED:
            lines.append(f"{where}: {REPLACED[location[-1]]}".rstrip("."))
        elif fault["type"] == "extra_forbidden":
            known = _known_keys(location)
            word = "section" if len(location) == 1 else "key"
            hint = nearest(str(location[-1]), known) or f"; known: {', '.join(known)}"
            lines.append(f"unknown {word} {where}{hint}")
        elif fault["type"] == "missing":
            what = 'the section [data] with courses = "your_file.csv"' if location == ("data",) else where
            lines.append(f"{what} is required")
        elif location == ("claims",):
            lines.append("claims are written as [[claims]], one such table for each")
        else:
            got = "" if isinstance(fault["input"], (dict, list)) else f", not {fault['input']!r}"
            lines.append(f"{where}: {fault['msg'][0].lower()}{fault['msg'][1:]}{got}")
    return f"{origin}: " + "; ".join(lines) + "."
