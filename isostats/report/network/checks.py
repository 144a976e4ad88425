"""A site's run proves itself on the simulated test of its kit, and only then looks at the site's own records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from isostats.doors import through
from isostats.errors import DataError, StudyError
from isostats.progress import Step, silent
from isostats.release.counts_files import PART, PEOPLE
from isostats.release.decisions import differences, shown
from isostats.report.network.definitions_text import PLACEHOLDER, definitions_of
from isostats.report.network.kit_folders import KIND
from isostats.report.network.kits import (
    CONSTRAINTS,
    COUNTS,
    EXPECTED,
    STUDY,
    TEST,
    answers_of,
    count_numbers,
    fingerprint,
    installable,
    study_of_test,
)
from isostats.report.network.proofs import TOLERANCE_WORDS, Proof
from isostats.study.inputs import Inputs
from isostats.study.keys import keys_of
from isostats.study.study_file import Study, make_study, read_study
from isostats.version import __version__
from isostats.vocabulary import names as v
from isostats.words.numbers import agreed, count_text, counted
from isostats.writing import MANIFEST, changed_since, manifest_of

if TYPE_CHECKING:
    import pandas as pd

    from isostats.report.release import Released

OF_KIT = ("definitions", "tolerance", "test_groups", "test_leaves_out")
OF_COUNTS = (v.OUTCOME, v.POPULATION, v.GROUP, PART, v.TIME_DAYS)
MOST_NAMED = 3
NUMBERS = (*v.NUMBERS, v.N, v.AT_RISK, v.EVENTS)


@dataclass(frozen=True)
class Checked:
    """What came of a check: the ``proof`` if the test was passed, else what is at ``fault``; and notes on versions."""

    proof: Proof | None
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing differs."""
        return self.proof is not None

    def __repr__(self) -> str:
        head = self.proof.words if self.proof is not None else "The test was NOT passed. Do not send any release yet."
        return "\n".join([head, *(f"- {each}" for each in (*self.faults, *self.notes))])


def check_kit(folder: str | Path, *, step: Step = silent) -> Checked:
    """Run the simulated test of a kit with a site's study file, and hold it against the expected answer.

    What differs is a fault: a file of the kit that was changed, a definition, a number further off than the tolerance,
    a count. Another version of a package is a note where the numbers agree. Raises DataError for a folder that is no
    kit, StudyError for a study file that cannot be.
    """
    folder = Path(folder)
    facts = _facts(folder)
    with through("key"):
        study = read_study(folder / STUDY)
    faults = [*_changed(folder, facts), *_other_definitions(facts, study)]
    notes = tuple(_other_versions(folder))
    if faults:
        return Checked(None, tuple(faults), tuple(_version_words(folder, notes)))
    import pandas as pd

    results, counts = answers_of(study_of_test(study, folder, facts), step=step)
    step("holding it against the expected answer")
    text = dict.fromkeys((v.QUANTITY, v.OUTCOME, v.POPULATION, v.METHOD, v.GROUP, v.STATUS, PART), str)
    read: dict[str, Any] = {"keep_default_na": False, "na_values": {name: [""] for name in (*NUMBERS, v.TIME_DAYS)}}
    read |= {"dtype": text, "float_precision": "round_trip"}
    expected, expected_counts = (pd.read_csv(folder / name, **read) for name in (EXPECTED, COUNTS))
    largest, faults = _apart(results, expected, facts["tolerance"])
    faults += _counts_apart(counts, expected_counts)
    if faults:
        return Checked(None, tuple(faults), tuple(_version_words(folder, notes)))
    proof = Proof(facts["fingerprint"], count_numbers(expected), len(expected_counts), largest, other_versions=notes)
    return Checked(proof, notes=tuple(_version_words(folder, notes)))


def run_kit(
    folder: str | Path, *, out: str | Path, ledger: str | Path | None = None, step: Step = silent
) -> tuple[Checked, Released]:
    """Check a kit and, where the test is passed, write the release of the site's own records.

    The release says that the test was passed, and by which kit. Raises StudyError where the test was not passed or no
    records are named yet, and as :func:`.write_release`.
    """
    from isostats.report.release import write_release

    folder = Path(folder)
    _facts(folder)
    with through("key"):
        study = read_study(folder / STUDY)
        _require_named(study)
        checked = check_kit(folder, step=step)
        if not checked.passed:
            raise StudyError(f"Nothing was released. {checked}")
        return checked, write_release(study, out=out, ledger=ledger, proof=checked.proof, step=step)


def _facts(folder: Path) -> Mapping[str, Any]:
    lost = not (folder / MANIFEST).is_file()
    if lost and (folder / STUDY).is_file() and (folder / TEST).is_dir():
        raise DataError(f"{folder} is not the whole kit: {MANIFEST} is missing. Take it again as it was sent.")
    facts = manifest_of(folder)
    wanted = (*OF_KIT, "fingerprint")
    if facts.get("kind") != KIND or not all(name in facts for name in wanted):
        raise DataError(f"{folder} is no network kit. Name the folder that `isostats network init` wrote.")
    return facts


def _changed(folder: Path, facts: Mapping[str, Any]) -> Iterator[str]:
    """Raise DataError where files are missing; a sentence where one is not as it was sent."""
    try:
        made = fingerprint(folder, {name: facts[name] for name in OF_KIT})
    except OSError as error:
        raise DataError(f"{folder} is not the whole kit: {error.filename} cannot be read. Take it again.") from error
    if made != facts["fingerprint"]:
        named = _other_files(folder, facts.get("files", {})) or [MANIFEST]
        more = f" and {count_text(len(named) - MOST_NAMED)} more" if len(named) > MOST_NAMED else ""
        yield (
            f"The kit was changed: {', '.join(named[:MOST_NAMED])}{more}. Take it again as it was sent; yours to "
            f"change is {STUDY} alone."
        )


def _other_files(folder: Path, signed: Mapping[str, str]) -> list[str]:
    """Files of what the fingerprint is of that are changed, gone or more than were sent."""
    held = {path.relative_to(folder).as_posix() for path in (folder / TEST).rglob("*") if path.is_file()}
    sent = {name for name in signed if name == CONSTRAINTS or name.startswith(f"{TEST}/")}
    gone = {name for name in sent if not (folder / name).is_file()}
    return sorted((held - sent) | gone | {name for name in sent - gone if changed_since(folder, name)})


def _require_named(study: Study) -> None:
    """Raise StudyError where the site has not named its records."""
    listed = {name: getattr(study.data, name) for name in keys_of(Inputs)}
    open_ones = [name for name, value in listed.items() if str(value or "").startswith(PLACEHOLDER)]
    if open_ones:
        raise StudyError(
            f"[data] {open_ones[0]} in {STUDY} is still the placeholder {listed[open_ones[0]]}. Name your own file "
            "there; isostats init FILE finds out what its columns are called."
        )


def _other_definitions(facts: Mapping[str, Any], study: Study) -> Iterator[str]:
    """Each definition that is not as in the kit; a key that its version did not have yet is none at its default."""
    usual = definitions_of(make_study({"data": {study.data.kind: "records.csv"}}))
    stated = definitions_of(study)
    ours = {
        section: {
            key: value for key, value in keys.items()
            if key in facts["definitions"].get(section, {}) or value != usual.get(section, {}).get(key)
        } for section, keys in stated.items()
    }  # fmt: skip
    for key, kit, here in differences(facts["definitions"], ours):
        yield f"{key} is {shown(kit)} in the kit and {shown(here)} in {STUDY}. Set it back: all sites decide alike."


def _other_versions(folder: Path) -> Iterator[str]:
    """Each package that is here in another version than the kit's, in words."""
    for line in (folder / CONSTRAINTS).read_text(encoding="utf-8").split():
        name, _, wanted = line.partition("==")
        try:
            here = __version__ if name == "isostats" else version(name)
        except PackageNotFoundError:
            here = "not installed"
        if here != wanted:
            yield f"{name} {here} (kit: {wanted})"


def _version_words(folder: Path, notes: tuple[str, ...]) -> Iterator[str]:
    if notes:
        other = f"{counted(len(notes), 'package')} {agreed(len(notes), 'has')} another version than the kit's"
        yield (
            f"{other}: {', '.join(notes)}. To have the same, in the kit's folder: pip install {installable(folder)} -c "
            f"{CONSTRAINTS}"
        )


def _apart(results: pd.DataFrame, expected: pd.DataFrame, tolerance: float) -> tuple[float, list[str]]:
    """The largest difference between two tables of results, and what lies further apart than it may."""
    ours, theirs = (frame.set_index(list(v.ADDRESS)) for frame in (_texts(results), _texts(expected)))
    faults = _missing(ours, theirs, "result")
    shared = theirs.index.intersection(ours.index)
    mine, wanted = (frame.loc[shared] for frame in (ours, theirs))
    apart, largest, first = 0, 0.0, ""
    for name in NUMBERS:
        a, b = (frame[name].to_numpy(dtype=float, na_value=np.nan) for frame in (mine, wanted))
        off = np.abs(a - b) / np.maximum(1, np.abs(b))
        off = np.where(np.isnan(a) & np.isnan(b), 0.0, np.where(np.isnan(off), np.inf, off))
        largest = max(largest, float(off[off <= tolerance].max(initial=0.0)))
        wrong = np.flatnonzero(off > tolerance)
        apart += len(wrong)
        if len(wrong) and not first:
            where = wrong[0]
            first = f"{name} of {_named(shared[where])} is {a[where]!r} here and {b[where]!r} in the kit"
    if apart:
        faults.append(
            f"{counted(apart, 'number')} of {count_text(count_numbers(expected))} {agreed(apart, 'differs')} by more "
            f"than {TOLERANCE_WORDS} (first: {first})."
        )
    other = (mine[v.STATUS] != wanted[v.STATUS]).to_numpy()
    if other.any():
        what = f"{counted(int(other.sum()), 'result')} {agreed(int(other.sum()), 'has')} another status"
        faults.append(f"{what} (first: {_named(shared[np.flatnonzero(other)[0]])}).")
    return largest, faults


def _counts_apart(counts: pd.DataFrame, expected: pd.DataFrame) -> list[str]:
    ours, theirs = (_texts(frame).set_index(list(OF_COUNTS)) for frame in (counts, expected))
    faults = _missing(ours, theirs, "rounded count")
    shared = theirs.index.intersection(ours.index)
    a, b = (frame.loc[shared, PEOPLE].to_numpy(dtype=np.int64) for frame in (ours, theirs))
    wrong = np.flatnonzero(a != b)
    if len(wrong):
        first = f"{_named(shared[wrong[0]])}: {count_text(a[wrong[0]])} here, {count_text(b[wrong[0]])} in the kit"
        faults.append(f"{counted(len(wrong), 'rounded count')} {agreed(len(wrong), 'differs')} (first: {first}).")
    return faults


def _missing(ours: pd.DataFrame, theirs: pd.DataFrame, what: str) -> list[str]:
    words = []
    for one, other, where in ((theirs, ours, "missing here"), (ours, theirs, "not expected")):
        left = one.index.difference(other.index, sort=False)
        if len(left):
            words.append(f"{counted(len(left), what)} {agreed(len(left), 'is')} {where} (first: {_named(left[0])}).")
    return words


def _texts(frame: pd.DataFrame) -> pd.DataFrame:
    """The table with its days as texts, so that an address without a day is found as well."""
    days = frame[v.TIME_DAYS].to_numpy(dtype=float, na_value=np.nan)
    return frame.assign(**{v.TIME_DAYS: ["" if np.isnan(day) else str(int(day)) for day in days]})


def _named(address: Any) -> str:
    return ", ".join(str(part) for part in address if str(part))
