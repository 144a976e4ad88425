"""The study: everything that was decided, as a study file, flags of a command or keywords state it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, make_dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin

from isostats.doors import through, toml_text
from isostats.errors import StudyError, nearest
from isostats.study.definitions import Claim, ClaimChoices, CourseDefinition, OutcomeDefinition
from isostats.study.eligibility import Eligibility, Subset
from isostats.study.grid_axes import METHODS
from isostats.study.inputs import Inputs
from isostats.study.keys import (
    KINDS,
    Days,
    Horizon,
    People,
    Section,
    StudyKey,
    checked,
    filled,
    key,
    keys_of,
    one_of,
    study_keys,
    within,
)
from isostats.study.paper import Paper, named_studies
from isostats.study.release_rules import PRESETS, ReleaseRules, Zeros, require_no_looser, require_written
from isostats.study.several import file_of
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import HORIZONS, is_date
from isostats.vocabulary.definition import FollowUpMode
from isostats.vocabulary.outcomes import OUTCOMES, POPULATIONS, USUAL_OUTCOMES
from isostats.words.html import card
from isostats.words.language import ENGLISH, languages
from isostats.words.numbers import count_text

FormatName = Literal["svg", "png", "pdf", "tiff", "eps"]
USUAL_FORMATS: tuple[FormatName, ...] = ("svg", "png", "pdf")
InterchangeName = Literal["omop", "parquet", "ro_crate", "cdisc", "r", "lifelines"]
LanguageName = Annotated[str, one_of(languages())]
OutcomeName = Annotated[str, one_of(tuple(OUTCOMES))]
PopulationName = Annotated[str, one_of(tuple(each.id for each in POPULATIONS.values() if not each.of_success))]
DenominatorName = Annotated[str, one_of(tuple(METHODS))]


USUAL_TITLE = "Remission after a first course of isotretinoin"
"""Of a report whose study has none."""


@dataclass(frozen=True)
class Primary(Section):
    """The outcome and horizon of the report's first sentence: the primary definition."""

    outcome: OutcomeName = key(v.SYSTEMIC_TREATMENT, "its outcome")
    horizon_days: Horizon = key(730, "its horizon")


@dataclass(frozen=True)
class Choices(Section, section="study"):
    """What is estimated."""

    title: str = key(USUAL_TITLE, "the report's title")
    language: LanguageName = key(ENGLISH, f"language of the page and its figures: {', '.join(languages())}")
    outcomes: Annotated[tuple[OutcomeName, ...], filled()] = key(USUAL_OUTCOMES, "outcomes to estimate")
    horizons_days: Annotated[tuple[Horizon, ...], filled(60)] = key(
        HORIZONS, "horizons in days after the end of the first course"
    )
    groups: tuple[str, ...] | None = key(
        None, "columns to compare by, bands of a number, or two columns together; sex and site where recorded, if not "
        "given", example='["sex", "age: <18 = minors, 18-25, >=26", "sex & site"]', form="GROUP,..."
    )  # fmt: skip
    references: tuple[str, ...] = key(
        (), "of each grouping the group that others are held against, written sex=female; men, else the largest group, "
        "if not given",
        example='["sex=male"]', form="GROUP=LEVEL"
    )  # fmt: skip
    primary: Primary = key(Primary(), "outcome and horizon of the first sentence", form="OUTCOME:DAYS")
    declared: str = key("", "where the primary definition was declared before: a date (2026-03-01) or a registration",
                        example='"2026-03-01"')  # fmt: skip
    follow_up: FollowUpMode | None = key(
        None,
        "how people were followed: active (recalled), linked (seen whatever they do) or passive (seen if they come); "
        "judged from the records, and said, if not given",
        example='"active"',
    )
    end_of_data_days: Days = key(
        180, "who was last seen so many days before the data's last day, or less, was followed to its end; who left "
        "earlier was lost early; where visits are a year apart, 180 are too few: take 400"
    )
    min_at_risk: Annotated[People, filled()] = key(
        10, "curves stop, and nothing is quoted, where fewer are still followed, with the outcome or without"
    )
    covariates: tuple[str, ...] = key((), "further columns for the Cox models", example='["insurance"]')
    confounders: tuple[str, ...] = key(
        (), "columns or bands in which groups are to be made alike: every grouping is then compared adjusted for them "
        "as well", example='["severity", "age: <18, 18-25, >=26"]', form="GROUP,..."
    )  # fmt: skip
    missing_confounders: Literal["left_out", "own_level"] = key(
        "left_out", "people without a value of a confounder are left out of adjusted comparisons, or are at a level "
        "of their own"
    )  # fmt: skip
    cluster: str = key("", "a column about people who may fare alike, as the patients of a doctor: the errors of "
                       "the predictors' Cox models are robust by it; those over the dose are not",
                       example='"doctor"')  # fmt: skip
    imputations: Annotated[int, within(0, 200, "a whole number")] = key(
        20, "how often values missing from the Cox models are imputed, where any are; 0 for never"
    )
    bootstrap: Annotated[int, within(0, 100_000, "a whole number")] = key(
        0, "how often people are drawn again for limits without a formula, beside the others: 2,000, say; 0 for never"
    )
    seed: Annotated[int, within(0, 2**31 - 1, "a whole number")] = key(
        1, "where chance begins: what is imputed, or drawn again, is the same with the same seed"
    )
    formats: Annotated[tuple[FormatName, ...], filled()] = key(
        USUAL_FORMATS, "files of each figure; the page has them whatever is chosen"
    )
    pdf: bool = key(False, "the report as report.pdf besides: printed by Chromium, or set by typst where there is none",
                    off="--no-pdf")  # fmt: skip
    word: bool = key(False, "the summary of the report as summary.docx besides", off="--no-word")
    interchange: tuple[InterchangeName, ...] = key(
        (), "the results for other programs besides: omop (OHDSI's summarised_result), parquet, ro_crate, cdisc (one "
        "record a number), r and lifelines (the main curve made anew; not in a release)",
        example='["omop", "parquet"]',
    )  # fmt: skip

    def check(self) -> None:
        """Raise StudyError for a day of declaration that has not come yet, and for one imputation alone."""
        if self.imputations == 1:
            raise StudyError(
                "[study] imputations is 1, which cannot tell what the missing values cost. Take 20, or 0 for none."
            )
        if is_date(self.declared) and date.fromisoformat(self.declared) > date.today():
            raise StudyError(
                f"[study] declared is {self.declared}, a day that has not come yet. Give the day it was done."
            )


@dataclass(frozen=True)
class ReleaseChoices(Section, section="release"):
    """What may leave the place where the records are."""

    custodian: str = key("", "who has the records in custody; an exact report then warns",
                         example='"the registry of our region"')  # fmt: skip
    preset: Literal["acro", "uk_llc", "opensafely", "cms", "darwin"] | None = key(
        None, "rules of a release after a custodian's guidance: acro, uk_llc, opensafely, cms or darwin; the keys "
        "below may make it stricter", example='"acro"'
    )  # fmt: skip
    min_cell: Annotated[int, within(2, 1_000, "a number of people")] | None = key(
        None, "the least group of a release, and the base that its counts are rounded to; as the preset has it, or 10, "
        "if not given", example="10"
    )  # fmt: skip
    zeros: Zeros | None = key(
        None, "whether nobody is told apart from few (shown) or not (hidden); as the preset has it, or shown, if not "
        "given", example='"hidden"'
    )  # fmt: skip
    redacted_up_to: Annotated[int, within(0, 1_000, "a number of people")] | None = key(
        None, "counts up to so many are one bin, where that is more than min_cell; as the preset has it, if not given",
        example="7",
    )
    few_written: str | None = key(
        None, "what is written for a count in the first bin, {few} being its end; its midpoint, or as the preset has "
        "it, if not given", example='"<= {few}"', form="TEXT"
    )  # fmt: skip
    column_suffix: str | None = key(
        None, "what is added to the names of columns of rounded counts; as the preset has it, if not given",
        example='"_midpoint6"', form="TEXT",
    )  # fmt: skip
    underlying_counts: bool | None = key(
        None, "the rounded counts under each figure beside it; as the preset has it, if not given", example="true",
        off="--no-underlying-counts",
    )  # fmt: skip
    site_names: bool = key(
        False, "sites, and other columns of who treated, by their names; else they are coded", off="--no-site-names"
    )

    named_groups: tuple[str, ...] = key(
        (), "groups that stand by their names: else those of a further column of texts are coded, since nobody but the "
        "study knows whether they name a place or a person", example='["insurance"]'
    )  # fmt: skip

    @property
    def rules(self) -> ReleaseRules:
        """The rules of the preset, or the usual ones, with what is stated beside it."""
        base = PRESETS[self.preset].rules if self.preset is not None else ReleaseRules()
        own = {name: getattr(self, name) for name in OF_RULES if getattr(self, name) is not None}
        if "min_cell" in own and base.column_suffix:  # it is named after its base
            renamed = base.column_suffix.replace(str(base.min_cell), str(own["min_cell"]))
            own = {"column_suffix": renamed} | own
        return replace(base, site_names=self.site_names, **own)

    def check(self) -> None:
        """Raise StudyError for a key that would loosen the preset, and for a text that nothing can be written by."""
        require_written(self.rules)
        if self.preset is not None:
            require_no_looser(self.rules, PRESETS[self.preset].rules)


OF_RULES = ("min_cell", "zeros", "redacted_up_to", "few_written", "column_suffix", "underlying_counts")
"""The keys of [release] that may make a rule of the preset stricter."""


@dataclass(frozen=True)
class GridOwnChoices(Section, section="grid", prefix="grid_"):
    """The grid of definitions: remission is estimated anew for every combination of these."""

    outcomes: Annotated[tuple[OutcomeName, ...], filled()] | None = key(
        None, "outcomes; those of [study] that the records can tell, if not given",
        example='["any_treatment", "second_course"]',
    )  # fmt: skip
    horizons_days: Annotated[tuple[Horizon, ...], filled()] | None = key(
        None, "horizons in days after the first course; those of [study] if not given", example="[365, 1826]"
    )
    populations: Annotated[tuple[PopulationName, ...], filled()] | None = key(
        None, "everyone, with responders where known", example='["everyone", "responders"]'
    )
    denominators: Annotated[tuple[DenominatorName, ...], filled()] = key(
        tuple(METHODS), "how people who leave are counted"
    )
    groups: tuple[str, ...] = key((), "columns by which every definition is repeated, written as those of [study]; "
                                  "none if not given", example='["sex"]', form="GROUP,...")  # fmt: skip

    @property
    def asked(self) -> dict[str, tuple[Any, ...]]:
        """The values asked for of the keys of courses and outcomes, by key, where any are."""
        values = {each.name: getattr(self, each.name) for each in VARYING}
        return {name: stated for name, stated in values.items() if stated is not None}


VARYING = [each for each in study_keys(CourseDefinition, OutcomeDefinition) if each.declared.axis is not None]
"""The keys of courses and outcomes that the grid can vary: each is a key of [grid] too, as a list."""


def _axis(each: StudyKey) -> tuple[str, Any, Any]:
    """A key of courses or outcomes as a list of values, which is a key of [grid]."""
    of, single, own = each.declared, each.type, each.default
    usual = f"; that of [{each.section}] if not given"
    if of.axis:
        shown = ", ".join(str(value).lower() for value in of.axis)
        usual = f"; {shown} with that of [{each.section}] if not given"
    words = get_args(single) if get_origin(single) is Literal else (True, False) if isinstance(own, bool) else (own,)
    about, example = f"values of {each.name} in turn{usual}", toml(of.axis or words)
    kind: Any = Annotated[tuple[single, ...], filled()]  # type: ignore[valid-type]
    return each.name, kind | None, key(None, about, example=example, kinds=of.kinds)


def toml(value: Any) -> str:
    """A value as a study file writes it.

    >>> toml({"topical": 180}), toml(("a", True)), toml(Primary())
    ('{ topical = 180 }', '["a", true]', '{ outcome = "systemic_treatment", horizon_days = 730 }')
    """
    if isinstance(value, Section):
        value = {name: getattr(value, name) for name in keys_of(type(value))}
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(toml(part) for part in value) + "]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{toml_name(name)} = {toml(part)}" for name, part in value.items()) + " }"
    return toml_text(value) if isinstance(value, str) else str(value)


def toml_name(name: str) -> str:
    """The name of a key as a study file writes it: in quotation marks where it needs them.

    >>> toml_name("course_start"), toml_name("weights.date")
    ('course_start', '"weights.date"')
    """
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else toml_text(name)


GridChoices = make_dataclass(
    "GridChoices", [_axis(each) for each in VARYING], bases=(GridOwnChoices,), frozen=True,
    namespace={"__doc__": GridOwnChoices.__doc__},
)  # fmt: skip
"""The section [grid]: its own keys, and those of courses and outcomes that can vary."""

_MODELS: tuple[type[Section], ...] = (
    Inputs, Choices, Eligibility, CourseDefinition, OutcomeDefinition, ClaimChoices, GridChoices, ReleaseChoices,
    Paper,
)  # fmt: skip
SECTIONS = {model.section: model for model in _MODELS}
KEYS = sorted(study_keys(*_MODELS), key=lambda each: list(SECTIONS).index(each.section))
"""Every key of the study file, in the order of the template."""

LISTED = ("claims", "subsets")
"""What is written as any number of tables, each under its name in double brackets."""
Listed = TypeVar("Listed", bound=Section)

REPLACED = {
    "small_cell": "small_cell is gone: a report is exact, and hides nothing. Leave it out; to send results out, use "
    "`isostats report ... --release`."
}
"""Keys of before, with what stands in their place."""


@dataclass(frozen=True)
class Study:
    """A study: its data, who is eligible, what is estimated, and the claims it is held against.

    ``stated`` holds what was stated rather than left to its default: sections ("grid") and keys ("study.primary").
    """

    data: Inputs
    study: Choices = field(default_factory=Choices)
    eligibility: Eligibility = field(default_factory=Eligibility)
    courses: CourseDefinition = field(default_factory=CourseDefinition)
    outcomes: OutcomeDefinition = field(default_factory=OutcomeDefinition)
    claim: ClaimChoices = field(default_factory=ClaimChoices)
    claims: tuple[Claim, ...] = ()
    subsets: tuple[Subset, ...] = ()
    grid: GridOwnChoices = field(default_factory=GridChoices)
    release: ReleaseChoices = field(default_factory=ReleaseChoices)
    paper: Paper = field(default_factory=Paper)
    stated: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        primary, stated = self.study.primary, ", ".join(sorted(name for name in self.stated if "." in name))
        head = f"Study of {self.data.kind}: {primary.outcome} at {count_text(primary.horizon_days)} days"
        return f"{self.study.title or 'A study without a title'}\n{head}\nstated: {stated or 'nothing but the data'}"

    def _repr_html_(self) -> str:
        title, *lines = repr(self).splitlines()
        return card(title, lines)

    def __post_init__(self) -> None:
        if self.data.stitch_there and self.courses.cap_days is not None:
            raise StudyError("[data] stitch_there and [courses] cap_days: a database cannot cap what is banked.")
        for each in self.study.references:
            column, _, level = each.partition("=")
            if not (column.strip() and level.strip()):
                raise StudyError(
                    f"[study] references: '{each}' names no group. Write a grouping and its group, as "
                    'references = ["sex=female"].'
                )

    @property
    def horizons(self) -> list[int]:
        """All horizons, the primary one included, in order."""
        return sorted({*self.study.horizons_days, self.study.primary.horizon_days})

    @property
    def simulated(self) -> bool:
        """Whether the data is simulated, as stated or as its name says."""
        return self.data.named_simulated

    def as_written(self) -> dict[str, Any]:
        """Every key by section, for the manifest; without paths and addresses, which say where things lie on
        somebody's machine."""
        written: dict[str, Any] = {section: {} for section in SECTIONS}
        for each in KEYS:
            if not (each.is_table or each.is_file or each.name in ADDRESSES):
                value = getattr(getattr(self, each.model.section), each.name)
                written[each.section][each.name] = vars(value) if isinstance(value, Section) else value
        subsets = [{"name": each.name, "rule": each.eligibility.stated} for each in self.subsets]
        return written | {"claims": [vars(claim) for claim in self.claims], "subsets": subsets}


ADDRESSES = ("omop", "database")
Named = str | Path | Sequence[str | Path]
"""What names a study: its file, a file of course records or several, or a published definition."""


def read_study(path: Named | Study, **overrides: object) -> Study:
    """Read a study file, or take a data file, or several, as a study with every default; a Study stays as it is.

    ``path`` may also be the name of a published definition (``"lai2025_relapse"``, with ``courses="my_courses.csv"``).
    ``overrides`` are keys of any section by their own name (``horizons_days=[365]``, ``margin=0.03``), those of [grid]
    with ``grid_`` before it (``grid_gap_days=[30, 60]``); a value of None leaves the file's value. Raises StudyError
    for a file that cannot be read, an unknown key (with the nearest known one) or a value that cannot be.

    >>> import isostats as iso
    >>> from isostats.resources import resource
    >>> study = iso.read_study(resource("data", "example", "study.toml"), horizons_days=[365])
    >>> study.study.primary, study.horizons
    (Primary(outcome='systemic_treatment', horizon_days=730), [365, 730])
    """
    if isinstance(path, (list, tuple)) and path and all(isinstance(each, (str, Path)) for each in path):
        return read_study(path[0], **overrides) if len(path) == 1 else _of_files(path, overrides)
    if isinstance(path, Study):
        if stated := [each.flat for each, _ in overriding(overrides)]:
            raise StudyError(
                f"A Study is made already, and nothing changes it: not {', '.join(stated)}. State that where it is "
                f"read: iso.read_study(path, {stated[0]}=...)."
            )
        return path
    if not isinstance(path, (str, Path)):
        raise StudyError(
            "A study is needed: its file, a file of course records, or a Study made by read_study; "
            f"not {type(path).__name__}.{' That of these results is their .study.' if hasattr(path, 'study') else ''}"
        )
    path = Path(path)
    if not path.exists() and str(path) in (known := named_studies()):
        return _published(str(path), known[str(path)], overrides)
    if path.is_dir():
        raise StudyError(f"{path} is a folder. Name the study file or the course records in it.")
    if not file_of(path).exists():
        hint = nearest(str(path), named_studies())
        raise StudyError(
            f"There is no file {path}{hint or '.'} Name a study file (.toml), a file of course records, or a published "
            "definition such as lai2025_relapse."
        )
    if path.suffix.lower() == ".toml":
        with through("key"):
            return make_study(_parsed(path), folder=path.parent, origin=str(path), **overrides)
    with through("keyword"):
        return make_study({"data": {"courses": str(path)}}, folder=Path("."), origin=str(path), **overrides)


def _of_files(paths: Sequence[str | Path], overrides: Mapping[str, object]) -> Study:
    """Several files of course records as one study."""
    if study := next((each for each in paths if Path(each).suffix.lower() == ".toml"), None):
        raise StudyError(
            f"{study} is a study file, and is read alone. Name the files in it: [data] courses = a list of files."
        )
    if lost := next((each for each in paths if not file_of(Path(each)).is_file()), None):
        raise StudyError(f"There is no file {lost}. Name files of course records.")
    with through("keyword"):
        listed = [str(each) for each in paths]
        return make_study({"data": {"courses": listed}}, folder=Path("."), origin=listed[0], **overrides)


def _published(name: str, path: Path, overrides: Mapping[str, object]) -> Study:
    """The published definition of that name, on the records that are named beside it."""
    if not any(overrides.get(kind) is not None for kind in KINDS):
        raise StudyError(
            f"{name} is a published definition and holds no records. Name yours beside it, as courses, dispensings or "
            "omop."
        )
    with through("keyword"):
        return make_study(_parsed(path), folder=Path("."), origin=name, **overrides)


def make_study(
    sections: Mapping[str, Any], *, folder: Path = Path("."), origin: str = "the study", **overrides: object
) -> Study:
    """A study from the sections of a study file as a dict; overrides as in :func:`read_study`."""
    with through("key"):
        stated = {name: dict(keys) if isinstance(keys, Mapping) else keys for name, keys in sections.items()}
        for each, value in overriding(overrides, stated.get("data")):
            stated.setdefault(each.section, {})[each.name] = value
        values, faults = _by_model(stated)
        claims = _tables("claims", Claim, stated.get("claims", []), faults)
        subsets = _tables("subsets", Subset, stated.get("subsets", []), faults)
        names = [each.name for each in subsets]
        faults += [f"[[subsets]]: two are called '{name}'" for name in dict.fromkeys(names) if names.count(name) > 1]
        clean = {}
        for model, keys in values.items():
            clean[model.section], wrong = checked(model, keys)
            faults += wrong
        if faults:
            raise StudyError(f"{origin}: {'; '.join(faults)}.")
        made: dict[str, Any] = {section: SECTIONS[section](**keys) for section, keys in clean.items() if keys}
        made["data"] = Inputs(**clean["data"], folder=folder)
        return Study(**made, claims=claims, subsets=subsets, stated=frozenset(_names(stated)))


def overriding(overrides: Mapping[str, object], data: object = None) -> Iterator[tuple[StudyKey, object]]:
    """The keys that flags or keywords state beside the section [data] of a file, with their values: paths are counted
    from where one stands. Raises StudyError for an unknown one, with the nearest known."""
    homes = {each.flat: each for each in KEYS}
    database = overrides.get("database") or (isinstance(data, Mapping) and data.get("database"))
    for name, value in overrides.items():
        if name in REPLACED:
            raise StudyError(REPLACED[name])
        if name not in homes:
            raise StudyError(f"There is no study key {name!r}{nearest(name, homes) or '.'}")
        if value is not None:
            is_path = homes[name].is_file or (homes[name].is_table and not database)
            yield homes[name], _from_here(value) if is_path else value


def _from_here(value: object) -> object:
    """A path, or each of several, counted from where one stands; anything else as it is."""
    if isinstance(value, (list, tuple)):
        return [_from_here(each) for each in value]
    if isinstance(value, Mapping):
        return {name: _from_here(each) for name, each in value.items()}
    return str(Path(value).absolute()) if isinstance(value, (str, Path)) else value


def _by_model(stated: Mapping[str, Any]) -> tuple[dict[type[Section], dict[str, Any]], list[str]]:
    """The keys stated, by the class that declares them, and a sentence on each that is none."""
    homes = {(each.section, each.name): each.model for each in KEYS}
    values: dict[type[Section], dict[str, Any]] = {model: {} for model in SECTIONS.values()}
    faults = []
    if "data" not in stated:
        faults.append('the section [data] with courses = "your_file.csv" is required')
    for section, keys in stated.items():
        if section in LISTED:
            continue
        if section not in SECTIONS:
            known = [*SECTIONS, *LISTED]
            faults.append(f"unknown section [{section}]{nearest(section, known) or '; known: ' + ', '.join(known)}")
        elif not isinstance(keys, Mapping):
            faults.append(f"[{section}] must be a section of keys, not {keys!r}")
        else:
            faults += [f"[{section}] {REPLACED[name]}".rstrip(".") for name in keys if name in REPLACED]
            for name in keys:
                if name not in REPLACED:
                    values[homes.get((section, name), SECTIONS[section])][name] = keys[name]
    return values, faults


def _tables(name: str, model: type[Listed], stated: Any, faults: list[str]) -> tuple[Listed, ...]:
    """The tables [[name]], each as its class; a sentence on each that cannot be joins ``faults``."""
    kinds = (Mapping, model)
    if not isinstance(stated, (list, tuple)) or not all(isinstance(each, kinds) for each in stated):
        faults.append(f"{name} are written as [[{name}]], one such table for each")
        return ()
    made: list[Listed] = []
    for number, each in enumerate(stated, 1):
        if isinstance(each, model):
            made.append(each)
            continue
        clean, wrong = checked(model, each)
        try:
            made += [] if wrong else [model(**clean)]
        except StudyError as error:
            wrong = [str(error).rstrip(".")]
        faults += [f"[[{name}]] number {number}: {fault}" for fault in wrong]
    return tuple(made)


def _names(stated: Mapping[str, Any], before: str = "") -> Iterator[str]:
    for name, value in stated.items():
        yield before + name
        if isinstance(value, Mapping):
            yield from _names(value, f"{before}{name}.")


_PLACE = re.compile(r"at line (\d+)")


def _twice(path: Path, error: tomllib.TOMLDecodeError) -> str:
    """What to do about a key or a section that stands there twice, as after lines were pasted; else nothing."""
    place = _PLACE.search(str(error))
    if not place or not str(error).startswith(("Cannot overwrite", "Cannot declare", "Cannot mutate")):
        return ""
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    line = lines[int(place[1]) - 1].partition("#")[0].strip()
    if line.startswith("["):
        return f" {line} begins a second time in line {place[1]}. Put its lines under the first one."
    return f" {line.partition('=')[0].strip()} is stated a second time in line {place[1]}. Keep the line that is right."


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise StudyError(f"{path} is not a text file in UTF-8. Save it as UTF-8.") from None
    except RecursionError:
        raise StudyError(f"{path} is not a valid study file: its lists or tables lie too deep in each other.") from None
    except tomllib.TOMLDecodeError as error:
        raise StudyError(f"{path} is not a valid study file (TOML): {error}.{_twice(path, error)}") from None
    except OSError as error:
        raise StudyError(f"{path} cannot be read: {error.strerror}.") from None


