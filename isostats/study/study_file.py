"""The study: everything that was decided, as a study file, flags of a command or keywords state it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from isostats.doors import through
from isostats.errors import StudyError, nearest
from isostats.study.choices import Choices
from isostats.study.definitions import Claim, ClaimChoices, CourseDefinition, OutcomeDefinition, require_observed
from isostats.study.eligibility import Eligibility, Subset
from isostats.study.grid_choices import GridChoices, GridOwnChoices
from isostats.study.inputs import Inputs, numbers_for_files
from isostats.study.keys import KINDS, Section, StudyKey, checked, study_keys
from isostats.study.paper import Paper, named_studies
from isostats.study.release_choices import ReleaseChoices
from isostats.study.several import file_of
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import column_of, level_of
from isostats.vocabulary.outcomes import BY_SCORE
from isostats.words.html import card
from isostats.words.numbers import count_text

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


SCORES = "outcomes.relapse_scores"
UNASKED_SCORES = (
    "A rule of relapse by score is stated, and no outcome of this study is read by it. Add relapse_by_score to [study] "
    "outcomes."
)


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
        if self.data.dispensings is not None and self.data.observation is None and not self.paper.name:
            keys = vars(self.courses).items()  # a paper's definition states them of its own records
            require_observed({name: value for name, value in keys if f"courses.{name}" in self.stated})
        for each in self.study.references:
            if not (column_of(each).strip() and level_of(each).strip()):
                raise StudyError(
                    f"[study] references: '{each}' names no group. Write a grouping and its group, as "
                    'references = ["sex=female"].'
                )

    @property
    def unasked_scores(self) -> str:
        """That a rule of relapse by score is stated which no outcome is read by, and what to do; else nothing."""
        if SCORES not in self.stated or not set(BY_SCORE).isdisjoint(self.study.outcomes):
            return ""
        return UNASKED_SCORES

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


def _way_to_a_file(value: object) -> str:
    """How what is no study leads to one, as a sentence; empty where nothing does."""
    if hasattr(value, "study"):
        return " That of these results is their .study."
    if hasattr(value, "columns") and (write := next((f for f in ("to_csv", "write_csv") if hasattr(value, f)), "")):
        index = ", index=False" if write == "to_csv" else ""
        return f" A report says which file it was made of: frame.{write}('courses.csv'{index}), and name that."
    if hasattr(value, "stitched_by"):
        return " A report says which file it was made of: name that, and not what was read from it."
    return ""


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
            f"not {type(path).__name__}.{_way_to_a_file(path)}"
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
        faults += numbers_for_files(clean["data"])
        if faults:
            raise StudyError(f"{origin}: {'; '.join(faults)}.")
        made: dict[str, Any] = {section: SECTIONS[section](**keys) for section, keys in clean.items() if keys}
        made["data"] = Inputs(**clean["data"], folder=folder)
        names_stated = frozenset(_names(stated))
        if SCORES in names_stated and "study.outcomes" not in names_stated:  # whoever states the rule wants the outcome
            usual = made.get("study", Choices())
            made["study"] = replace(usual, outcomes=(*usual.outcomes, v.RELAPSE_BY_SCORE))
        return Study(**made, claims=claims, subsets=subsets, stated=names_stated)


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
    """A path, or each of several, counted from where one stands; anything else as it is, an empty text too."""
    if isinstance(value, (list, tuple)):
        return [_from_here(each) for each in value]
    if isinstance(value, Mapping):
        return {name: _from_here(each) for name, each in value.items()}
    named = isinstance(value, Path) or (isinstance(value, str) and value.strip())
    return str(Path(str(value)).absolute()) if named else value


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
    if not line.startswith("["):
        key = line.partition("=")[0].strip()
        return f" {key} is stated a second time in line {place[1]}. Keep the line that is right."
    name = line.strip("[] ").rpartition(".")[2]
    braces = [number for number, text in enumerate(lines, 1) if re.match(rf"\s*{re.escape(name)}\s*=\s*{{", text)]
    if braces:
        where = f"{name} is stated in line {braces[0]} already"
        return f" {where}. Put the lines of {line} between its braces, with commas."
    return f" {line} begins a second time in line {place[1]}. Put its lines under the first one."


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


