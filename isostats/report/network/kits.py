"""Makes the kit of a network: a study file, pinned versions, a simulated test with its answer, and a page of words."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isostats.doors import one_line
from isostats.errors import DataError, StudyError
from isostats.progress import Step, silent
from isostats.release.decisions import differences
from isostats.report.network.definitions_text import definitions_of, site_study_text
from isostats.report.network.kit_folders import KIND
from isostats.report.network.proofs import SHOWN, TOLERANCE, TOLERANCE_WORDS
from isostats.report.writing import write_manifest
from isostats.study.eligibility import Eligibility
from isostats.study.grid_choices import GridChoices
from isostats.study.study_file import Named, Study, make_study, read_study
from isostats.version import __version__
from isostats.words.numbers import count_text
from isostats.writing import digest_of, whole_folder, write_csv, write_prose

if TYPE_CHECKING:
    import pandas as pd

STUDY, CONSTRAINTS, TEST, README = "study.toml", "constraints.txt", "test", "README.md"
EXPECTED, COUNTS = f"{TEST}/expected_results.csv", f"{TEST}/expected_counts.csv"
SEED = 20_260
PEOPLE = 300
PAGE = """\
# {title}: a kit for sites

Your records stay with you. What leaves is one folder of rounded counts, and you look at it first.

## What to do

Open a terminal in this folder. Each line is one command.

1. Install the same versions as everybody (Python 3.11 or newer):

       python -m venv .venv
       .venv/bin/pip install {install} -c constraints.txt

   {where_from} On Windows it is `.venv\\Scripts\\pip`; below, write `.venv\\Scripts\\isostats`.

2. Prove that this machine comes to the right answer, on simulated patients:

       .venv/bin/isostats network check .

   It compares {numbers} with the expected ones, to {tolerance}. If it fails, it says what differs: send us
   that text, and go no further.

3. Name your own files in `study.toml`, under `[data]`. Change nothing else. To find out what your columns are called:

       .venv/bin/isostats init YOUR_FILE --out mine.toml

   Put the `[data]` lines of `mine.toml` in place of those in `study.toml`: each key may stand there once. Take
   its tables `[data.columns]` and `[data.values...]` along. Then ask what is wrong with the records:

       .venv/bin/isostats check study.toml

4. Run it. The test of step 2 comes first, by itself:

       .venv/bin/isostats network run . --out to_send

5. Open `to_send/report.html` and `to_send/README.md`. If you agree, send the folder `to_send`, and nothing else.

## What leaves, and what does not

- **Leaves:** the folder `to_send`. Its counts are rounded, by quarter of a year; small groups are joined; it was
  attacked before it was written. It says that this test was passed, and by which kit.
- **Stays:** your records, ids, dates, exact counts, `study.toml`, and the folder `release_ledger` beside your records.
  The ledger guards later releases: keep it, and never send it.
- Nothing here uses the network, but for step 1.

## What is in this folder

- `study.toml`: the study, with places for your files; `constraints.txt`: names and versions of packages
- `test/`: {people} simulated patients (nobody real), and the answer that is expected of them
- `manifest.json`: what the kit was made of. Its fingerprint is {fingerprint}.
{left_out}"""
FOLLOW_UP_OPEN = (
    "[study] follow_up is not stated. A site whose people seem to leave because they are well can then release "
    "nothing, and must not state it alone: better state it for all."
)
FROM_THE_KIT = "isostats itself lies in this folder; the packages that it needs come from your package index."
FROM_AN_INDEX = (
    "If pip does not find isostats, ask us for a file isostats-...whl, put it into this folder, and write\n"
    "   its name in place of `isostats`."
)
NO_WHEEL = (
    "The kit does not hold isostats itself. If the sites' package index does not have isostats {version}, put it in:\n"
    "  pip wheel --no-deps --wheel-dir . PATH_OF_ITS_SOURCE\n"
    "  isostats network init ... --wheel isostats-{version}-py3-none-any.whl"
)
LEFT_OUT = "- The test leaves out {}: simulated patients do not have what these need.\n"


@dataclass(frozen=True)
class Kit:
    """A written kit: its folder, its fingerprint, how many numbers its test has, what the test leaves out, and whether
    the study says how people were followed, and the name of the ``wheel`` that sites install from."""

    folder: Path
    fingerprint: str
    numbers: int
    left_out: tuple[str, ...] = ()
    follow_up_stated: bool = True
    wheel: str = ""

    def __repr__(self) -> str:
        left = f"\nThe test leaves out {', '.join(self.left_out)}." if self.left_out else ""
        if not self.follow_up_stated:
            left += f"\n{FOLLOW_UP_OPEN}"
        if not self.wheel:
            left += f"\n{NO_WHEEL.format(version=__version__)}"
        return (
            f"Kit {self.fingerprint[:SHOWN]}: {self.folder}, with a test of {count_text(self.numbers)} numbers.{left}\n"
            f"Next: send the folder to the sites; {README} says what they do."
        )


def write_kit(
    out: str | Path,
    *,
    study: Named | Study | None = None,
    title: str = "",
    patients: int = PEOPLE,
    wheel: str | Path | None = None,
    step: Step = silent,
) -> Kit:
    """Write a kit into a folder, whole or not at all.

    ``study`` has the definitions (the usual ones of course records, if not given); nothing of its records is read, and
    nothing of where they are is written. ``wheel`` is isostats itself, for sites whose package index does not have it.
    Raises StudyError for a study of which no release can be made or a wheel of anything else, OutputError for a folder
    that is not ours.
    """
    from isostats.report.release import require_releasable

    source = study if study is not None else make_study({"data": {"courses": "courses.csv"}})
    decided = read_study(source)
    require_releasable(decided)
    title = title or decided.study.title
    if wheel is not None:
        _require_ours(Path(wheel))
    with whole_folder(out, kind=KIND) as folder:
        (folder / STUDY).write_text(site_study_text(decided, title), encoding="utf-8")
        _require_read_back(folder / STUDY, decided, title)
        (folder / CONSTRAINTS).write_text("".join(f"{line}\n" for line in pinned()), encoding="utf-8")
        if wheel is not None:
            shutil.copyfile(wheel, folder / Path(wheel).name)
        step("simulating the patients of the test")
        _simulate(folder / TEST, decided.data.kind, patients)
        test, left_out = _testable(decided, folder)
        results, counts = answers_of(test, step=step)
        write_csv(results, folder / EXPECTED)
        write_csv(counts, folder / COUNTS)
        facts: dict[str, Any] = {
            "definitions": definitions_of(decided), "tolerance": TOLERANCE,
            "test_groups": list(test.study.groups or ()), "test_leaves_out": list(left_out),
        }  # fmt: skip
        made = fingerprint(folder, facts)
        write_manifest(folder, facts | {"fingerprint": made})
        numbers = count_numbers(results)
        page = PAGE.format(
            title=one_line(title), numbers=f"{count_text(numbers)} numbers", tolerance=TOLERANCE_WORDS,
            fingerprint=made, people=count_text(patients), install=installable(folder),
            where_from=FROM_AN_INDEX if wheel is None else FROM_THE_KIT,
            left_out=LEFT_OUT.format(", ".join(left_out)) if left_out else "",
        )  # fmt: skip
        write_prose(page, folder / README)
    return Kit(Path(out), made, numbers, left_out, decided.study.follow_up is not None, Path(wheel or "").name)


def _require_read_back(file: Path, decided: Study, title: str) -> None:
    """Raise StudyError where a site would read another study than was decided, or none."""
    try:
        read = read_study(file)
    except StudyError as error:
        raise StudyError(
            f"No kit was written: no site could read its study file. {str(error).replace(str(file), file.name)} Write "
            "the title, and what else of the study is a text, in signs that one can see."
        ) from error
    apart = [key for key, *_ in differences(definitions_of(decided), definitions_of(read))]
    apart += ["[study] title"] * (read.study.title != title)
    if apart:
        raise StudyError(
            f"No kit was written: a site would read another {apart[0]} than this study has. This is a fault of "
            "isostats: please report it."
        )


def installable(folder: Path) -> str:
    """What pip is to install in a kit's folder: the wheel there, or isostats by its name."""
    wheels = sorted(path.name for path in folder.glob("isostats-*.whl"))
    return f"./{wheels[0]}" if wheels else "isostats"


def _require_ours(wheel: Path) -> None:
    """Raise StudyError for a file that is no wheel of this version: by another one the sites would fail the test."""
    wanted = f"isostats-{__version__}-"
    if not wheel.is_file():
        raise StudyError(f"There is no file {wheel}. Make one: pip wheel --no-deps --wheel-dir . PATH_OF_THE_SOURCE")
    if not (wheel.name.startswith(wanted) and wheel.suffix == ".whl" and zipfile.is_zipfile(wheel)):
        raise StudyError(
            f"{wheel.name} is no wheel of isostats {__version__}, by which the test is made. Name {wanted}...whl. "
            "To make one: pip wheel --no-deps --wheel-dir . PATH_OF_THE_SOURCE"
        )


def fingerprint(folder: Path, facts: Mapping[str, Any]) -> str:
    """The SHA-256 of all that a kit fixes: its definitions, its versions and every file of its test."""
    files = sorted(path for path in (folder / TEST).rglob("*") if path.is_file())
    named = {path.relative_to(folder).as_posix(): digest_of(path) for path in files}
    named[CONSTRAINTS] = digest_of(folder / CONSTRAINTS)
    text = json.dumps([{name: facts[name] for name in sorted(facts)}, named], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def pinned() -> list[str]:
    """Each package that isostats needs with its version here, as pip takes constraints: names and versions alone."""
    known = {"isostats": __version__}
    waiting = ["isostats"]
    while waiting:
        for name in _needed(waiting.pop()):
            key = re.sub(r"[-_.]+", "-", name).lower()
            if key not in known:
                try:
                    known[key] = version(name)
                except PackageNotFoundError:  # of another system, as a marker says
                    continue
                waiting.append(name)
    return sorted(f"{name}=={number}" for name, number in known.items())


def _needed(name: str) -> Iterator[str]:
    try:
        listed = requires(name) or []
    except PackageNotFoundError:
        return
    for each in listed:
        match = re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*", each)
        if match and "extra ==" not in each:
            yield match[0]


def _simulate(folder: Path, kind: str, patients: int) -> None:
    from isostats import simulate as room

    if kind == "courses":
        room.write_simulation(room.simulate_clinic(patients, seed=SEED)[0], folder)
        return
    claims, beside = room.simulate_claims(patients, seed=SEED)
    room.write_simulation(claims, folder, omop=kind == "omop", **beside)


def study_of_test(study: Study, folder: Path, facts: Mapping[str, Any]) -> Study:
    """A site's study on the simulated patients: its definitions, as far as these can hold them."""
    choices = replace(
        study.study, groups=tuple(facts["test_groups"]), references=(), covariates=(), confounders=(), cluster="",
        imputations=0, bootstrap=0,
    )  # fmt: skip
    eligibility = Eligibility() if "[eligibility]" in facts["test_leaves_out"] else study.eligibility
    return replace(
        study, data=read_study(folder / TEST / STUDY).data, study=choices, eligibility=eligibility, subsets=(),
        grid=GridChoices(), stated=study.stated - {"grid"},
    )  # fmt: skip


def _testable(study: Study, folder: Path) -> tuple[Study, tuple[str, ...]]:
    """The study of the test, and what simulated patients cannot hold of it."""
    from isostats.report.job import followed, read_records

    asked = ("sex", "site") if study.study.groups is None else study.study.groups
    whole = study_of_test(study, folder, {"test_groups": (), "test_leaves_out": ()})
    records = read_records(whole)
    left_out = []
    try:
        cohort = followed(whole, records)
    except (StudyError, DataError):
        left_out = ["[eligibility]"]
        cohort = followed(replace(whole, eligibility=Eligibility()), records)
    kept = []
    for each in asked:
        try:
            cohort.grouped(each, key="[study] groups")
            kept.append(each)
        except StudyError:
            left_out.append(f"the split by {each}")
    asked_models = {"covariates": study.study.covariates, "confounders": study.study.confounders}
    left_out += [name for name, columns in asked_models.items() if columns] + ["subsets"] * bool(study.subsets)
    test = study_of_test(study, folder, {"test_groups": kept, "test_leaves_out": left_out})
    return test, tuple(left_out)


def answers_of(test: Study, *, step: Step = silent) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What the simulated patients come to: every row of results.csv, exact, and the counts of a release."""
    from isostats.report.job import analyse_study
    from isostats.report.release import rounded_counts

    step("the answer of the test")
    results = analyse_study(test, step=step)
    return results.results, rounded_counts(test, results.cohort)


def count_numbers(results: pd.DataFrame) -> int:
    """How many numbers the rows of results have."""
    from isostats.vocabulary import names as v

    return int(results[[*v.NUMBERS, v.N, v.AT_RISK, v.EVENTS]].notna().to_numpy().sum())
