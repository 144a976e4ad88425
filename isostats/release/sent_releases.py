"""Reads a release that a site sent: its safe counts, unchanged since they were written, and what was decided there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from isostats.errors import DataError
from isostats.release.caveats import Unknowns
from isostats.release.counts_files import COUNTS, PART, PEOPLE, counts_in, read_counts, rules_in
from isostats.release.decisions import Decided, decided_read, definitions_of, definitions_read
from isostats.release.event_tables import OTHER, Address, SafeTables, rounded_table
from isostats.release.rounding import UNBOUNDED, midpoints
from isostats.study.keys import as_declared
from isostats.study.release_rules import ReleaseRules
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import column_of
from isostats.words.numbers import agreed, counted
from isostats.writing import MANIFEST, digest_of, digest_of_all, files_in, manifest_of

if TYPE_CHECKING:
    import pandas as pd

    from isostats.cohort.counting import EventTable

TO_POOL = "to_pool"
"""What of a release's manifest is for pooling."""
CAUTIONS = "cautions"
"""What of that has the rules of findings that the headline speaks of."""
LONGEST_NAME = 80
OF_SYSTEMS = {".DS_Store", "Thumbs.db", "desktop.ini"}
"""What systems leave in a folder that somebody looks at."""
TESTED = "network_test"
"""What of it says which test its site passed before."""


@dataclass(frozen=True, eq=False)
class Release:
    """A release as it arrived: its ``tables``, what was ``decided``, and what else its figures rest on.

    ``kit`` is the fingerprint of the network kit whose test its site passed before; empty where it passed none.
    ``title`` is that of the site's report; empty where its manifest does not have it.
    """

    tables: SafeTables
    decided: Decided
    version: str
    digest: str
    calendar: str
    simulated: bool
    unknowns: Unknowns
    follow_up_assumed: bool
    kit: str = ""
    title: str = ""


def facts_to_pool(
    tables: SafeTables, decided: Decided, unknowns: Unknowns, *, calendar: str, follow_up_assumed: bool, title: str
) -> dict[str, Any]:
    """What the manifest of a release says for those who pool it; every number in it is one that was decided."""
    return {
        "decided": decided,
        "definitions": definitions_of(tables),
        "calendar": calendar,
        "unknowns": {name: so for name, so in asdict(unknowns).items() if name != CAUTIONS},
        CAUTIONS: list(unknowns.cautions),
        "follow_up_assumed": follow_up_assumed,
        "title": title,
    }


def read_release(folder: str | Path) -> Release:
    """Read the release in a folder. Raises DataError for one that is none, is exact, or was changed since."""
    folder = Path(folder)
    manifest = _manifest(folder)
    _require_unchanged(folder, manifest)
    try:
        facts, versions = manifest[TO_POOL], manifest["versions"]
        tables = _tables(read_counts(folder, manifest), manifest, facts)
        decided = decided_read(facts["decided"])
        cautions = as_declared(facts.get(CAUTIONS, ()), tuple[str, ...])
        unknowns = Unknowns(**as_declared(facts["unknowns"], Mapping[str, bool]), cautions=cautions)
        return Release(
            tables, decided, as_declared(versions["isostats"], str), _digest(folder, manifest),
            as_declared(facts["calendar"], str), as_declared(manifest["simulated"], bool), unknowns,
            as_declared(facts["follow_up_assumed"], bool),
            as_declared(manifest.get(TESTED, {}).get("kit", ""), str), as_declared(facts.get("title", ""), str),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise DataError(
            f"{folder} is a release that this version cannot read: its manifest.json does not hold what pooling needs. "
            "Let the site make it again with `isostats report STUDY --release`."
        ) from error


def tables_written(folder: Path) -> SafeTables:
    """The safe tables of a release that was just written and is not signed yet, from its files alone."""
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return _tables(read_counts(folder, manifest), manifest, manifest[TO_POOL])


def _manifest(folder: Path) -> Mapping[str, Any]:
    manifest = manifest_of(folder)
    if manifest.get("made_by") != "isostats":
        raise DataError(
            f"{folder} is no release: there is no manifest.json of isostats in it. Name the folder that "
            "`isostats report STUDY --release --out FOLDER` wrote."
        )
    if manifest.get("kind") == "pooled":
        raise DataError(f"{folder} holds releases that are pooled by now. Name the releases themselves, each once.")
    if manifest.get("kind") != "release":
        raise DataError(
            f"{folder} holds exact output, and only releases are pooled. Let the site make one with "
            "`isostats report STUDY --release`, and delete this copy if you may not see its records."
        )
    return manifest


def _require_unchanged(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Raise DataError unless every file is the one that the manifest was written for, and there is no other."""
    files = manifest.get("files")
    listed = dict(files) if isinstance(files, dict) else {}
    for name, digest in (listed or {COUNTS: ""}).items():
        if not _is_of(folder.resolve(), name):
            raise DataError(
                f"The manifest.json of {folder} names {name[:LONGEST_NAME]!r}, which is no file of that folder. Ask "
                "the site for its release again, and look who sent this one."
            )
        try:
            held = digest_of(folder / name)
        except OSError as error:
            raise DataError(
                f"{folder / name} cannot be read: {error.strerror}. Ask the site for its whole folder."
            ) from error
        if held != digest:
            raise DataError(
                f"{folder / name} was changed since it was written (its SHA-256 is not the one in manifest.json). Ask "
                "the site for its release again; a spreadsheet that opened and saved a file changes it."
            )
    others = sorted(name for name in files_in(folder) - {MANIFEST, *listed} if Path(name).name not in OF_SYSTEMS)
    if others:
        raise DataError(
            f"{folder} holds {counted(len(others), 'file')} that {agreed(len(others), 'is')} not of the release "
            f"(first: {others[0][:LONGEST_NAME]}), and may tell what should have stayed at the site. Ask the site "
            "about them, take them out, and pool again."
        )


def _is_of(folder: Path, name: str) -> bool:
    """Whether a name leads to no other place than a file within a folder, be it there or gone: to no device or pipe,
    which might never end."""
    try:
        path = (folder / name).resolve()
        return path.is_relative_to(folder) and (path.is_file() or not path.exists())
    except (OSError, ValueError, RuntimeError):
        return False


def _digest(folder: Path, manifest: Mapping[str, Any]) -> str:
    """The SHA-256 of the counts; of several files that of their digests."""
    return digest_of_all([manifest["files"][name] for name in counts_in(folder, manifest)])


def _tables(counts: pd.DataFrame, manifest: Mapping[str, Any], facts: Mapping[str, Any]) -> SafeTables:
    """The safe tables that the counts were written from."""
    days = list(as_declared(manifest["days"], tuple[int, ...]))
    definitions = definitions_read(facts["definitions"])
    rules = rules_in(manifest)
    _require_midpoints(counts[PEOPLE].to_numpy(), rules)
    column = counts[v.GROUP].map(column_of)
    if not {*counts[v.GROUP][column == ""]} <= {v.ALL}:
        raise ValueError("a group of no column that is not everyone")
    tables: dict[Address, EventTable] = {}
    for (outcome, population, by), rows in counts.groupby([v.OUTCOME, v.POPULATION, column], sort=False):
        groups = list(dict.fromkeys(rows[v.GROUP]))
        people = rows[rows[PART] == v.N].set_index(v.GROUP)[PEOPLE].loc[groups].to_numpy(np.int64)
        parts = {}
        for part, held in rows[rows[PART] != v.N].groupby(PART, sort=False):
            by_day = held.pivot(index=v.GROUP, columns=v.TIME_DAYS, values=PEOPLE)
            parts[str(part)] = by_day.loc[groups, days].to_numpy(np.int64)
        table = rounded_table(tuple(groups), np.array(days), people, parts)
        tables[outcome, population, by or None] = replace(table, definition=definitions[outcome, population])
    others, dropped, coded = (
        as_declared(manifest.get(name, ()), tuple[str, ...]) for name in ("joined_to_other", "not_split_by", "coded")
    )
    joined = {by: (OTHER,) if by in others else () for _, _, by in tables if by is not None}
    return SafeTables(rules, tuple(days), tables, joined, dropped, coded)


def _require_midpoints(people: NDArray[Any], rules: ReleaseRules) -> None:
    """Raise ValueError for numbers that no release has written."""
    if people.dtype.kind != "i" or rules.min_cell < 2 or (people < 0).any() or (people > UNBOUNDED).any():
        raise ValueError("not counts of a release")
    if ((midpoints(people, rules) != people) & (people > 0)).any():
        raise ValueError("not midpoints of its base")
