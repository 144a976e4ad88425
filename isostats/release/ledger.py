"""What was released before, kept beside the records: two releases that differ by few people give these away together.

A folder with a file for each release, and the key with which people are hashed in all of them. A further release is
held against each, and attacked together with all that was released before of any of its people.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from isostats.errors import DataError, IsostatsError, OutputError, StudyError
from isostats.release.earlier_releases import Earlier
from isostats.release.event_tables import OTHER, SafeTables, Scope
from isostats.release.ledger_entry import (
    Entry,
    is_hashed_with,
    members_of,
    of_everyone,
    packed,
    read_entry,
    same_release,
    side_of,
)
from isostats.release.record_linkage import NOBODY, HashedPeople, Ids
from isostats.scratch import PARTIAL
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import column_of, group_name
from isostats.words.numbers import count_text, counted
from isostats.writing import whole_files

if TYPE_CHECKING:
    from isostats.cohort.following import Cohort

FOLDER = "release_ledger"
"""The name of the ledger where none is stated: a folder beside the records."""
KEY = "key.txt"
"""What is put before ids and first courses when they are hashed: who has a release's file alone can try no ids."""
README = """# Ledger of releases

Each file here is one release: who was in each published group (as hashes of ids, and of the first courses by which
people are known again under new ids) and the exact counts behind it. The next release is held against all of them,
since two that differ by few people give these away together. key.txt is what was hashed with them.

codes.json says which site, prescriber and the like has which number in a release.

It stays beside the records, and is never sent. Of a release that was never sent, delete the file.
"""


def key_of(folder: Path) -> str:
    """What the ledger hashes with: a new one, where nothing was released before. It is written with the release.

    Raises DataError where it is gone though there are releases, or is not what these were hashed with.
    """
    file, releases = folder / KEY, sorted(folder.glob("*.npz"))
    try:
        key = file.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        if not releases:
            return secrets.token_hex(16)
        key = ""
    except UnicodeDecodeError:
        key = ""
    if key and all(is_hashed_with(key, each) for each in releases):
        return key
    what = "is not the key of the releases in this ledger" if file.exists() else "is gone"
    raise DataError(
        f"{file} {what}, so that nobody knows who was in them. Put this ledger's own key back from a copy; without it "
        "no release is made."
    )


def released_of(cohort: Cohort, now: HashedPeople, folder: Path) -> Earlier:
    """What was released before of a cohort's people, who are ``now`` these, or of some of them: beside a further
    release it is known as well. What this cohort cannot count again, as other bands, stands beside it as published."""
    files, people = sorted(folder.glob("*.npz")), np.sort(now.ids)
    entries = [read_entry(file).by_ids_of(now) for file in files]
    everyone = [each.people.get((v.EVERYONE, v.ALL), NOBODY) for each in entries]
    same = [np.array_equal(each, people) for each in everyone]
    again = [_counted_again(cohort, each) if alike else None for each, alike in zip(entries, same, strict=True)]
    beside = [
        scope != each.scope and shares
        for each, scope, shares in zip(entries, again, _sharing(people, everyone), strict=True)
    ]

    def members(tables: SafeTables) -> Mapping[str, Ids]:
        return of_everyone(dict(members_of(cohort, now, tables)))

    return Earlier(
        tuple(scope for scope in again if scope is not None),
        tuple(side_of(each) for each, shares in zip(entries, beside, strict=True) if shares),
        members,
        frozenset(file.name for file in files),
        tuple(
            f"{each.made_at} ({file.name})"
            for file, each, scope, shares in zip(files, entries, again, beside, strict=True)
            if scope is not None or shares
        ),
    )


def _sharing(people: Ids, everyone: Sequence[Ids]) -> list[bool]:
    """Which releases share people with these, or with a release that does: it may hold them both."""
    shares, reached, before = [False] * len(everyone), people, -1
    while sum(shares) > before:
        before = sum(shares)
        shares = [each or len(np.intersect1d(who, reached)) > 0 for each, who in zip(shares, everyone, strict=True)]
        sharing = [who for who, each in zip(everyone, shares, strict=True) if each]
        reached = np.unique(np.concatenate([people, *sharing]))
    return shares


def _counted_again(cohort: Cohort, entry: Entry) -> Scope:
    """What an entry counted, as far as this cohort can count it: its outcomes, and columns with groups of its names."""
    scope, columns = entry.scope, []
    outcomes = tuple(outcome for outcome in scope.outcomes if outcome in cohort.outcomes)
    for column in scope.groupings:
        names = {group for _, group in entry.people if column_of(group) == column} - {group_name(column, OTHER)}
        with suppress(IsostatsError):  # a column that this study does not have
            columns += [column] if names <= set(cohort.count(cohort.outcomes[0], by=column).groups) else []
    return replace(scope, outcomes=outcomes, groupings=tuple(columns))


def require_apart(entry: Entry, folder: Path) -> int:
    """How many releases the ledger has. Raises StudyError where this one would give people away beside any of them."""
    files = sorted(folder.glob("*.npz"))
    if files:
        _require_key(entry.key, folder)
    for file in files:
        before = read_entry(file).by_ids_of(entry.everybody)
        faults: dict[str, str] = {}
        for group, why in before.between(entry):
            faults.setdefault(group, why)  # who is new or gone in a group is told before what other group it is like
        if faults:
            group, why = next(iter(faults.items()))
            more = f" (and so in {counted(len(faults) - 1, 'further group')})" if len(faults) > 1 else ""
            renamed = counted(before.renamed, "person", "people")
            known = f" {renamed} came under other ids, and were known by their first course." * (before.renamed > 0)
            raise StudyError(
                f"Nothing was released: beside the release of {before.made_at} this one would give people away. In "
                f"{group} {why}{more}.{known} {_what_to_do(before, entry, list(faults), file)}"
            )
    return len(files)


def _what_to_do(before: Entry, entry: Entry, groups: Sequence[str], file: Path) -> str:
    """What lets a release be made that would give people of these groups away beside one ``before``."""
    few = count_text(max(before.rules.few, entry.rules.few))
    columns = dict.fromkeys(column_of(group) for group in groups)
    split = "" if "" in columns else f", leave {' and '.join(columns)} out of [study] groups"
    return (
        f"A release needs, in every group, the same people, counts and rounding as before, or at least {few} new "
        f"people in every group, and nobody or as many gone: wait for more{split}, or send that release again. If it "
        f"was never sent, delete its file, {file}."
    )


def keep(entry: Entry, folder: Path, attacked: Collection[str] | None = None) -> None:
    """Write a release into the ledger, where it is not there already.

    Files are numbered, and a number is taken once: of two releases made at a time the second is held against the first.
    It was ``attacked`` beside files of these names, and all that came meanwhile were not: it must be made again. Raises
    OutputError where the folder cannot be written, StudyError for one to be made again, and as :func:`require_apart`.
    """
    try:
        readme = folder / "README.md"
        if not readme.exists():
            with whole_files(readme, ours=lambda path: True) as (file,):
                file.write_text(README, encoding="utf-8")
        while True:
            files = sorted(folder.glob("*.npz"))  # listed first: what comes after them takes the number that is next
            require_apart(entry, folder)
            if any(same_release(read_entry(file).by_ids_of(entry.everybody), entry) for file in files):
                return
            if attacked is not None and any(file.name not in attacked for file in files):
                raise StudyError(
                    "Nothing was released: another release was made meanwhile, and nobody knows yet what both tell "
                    "together. Make this one again."
                )
            _keep_key(entry.key, folder)
            number = max((int(file.stem) for file in files if file.stem.isdigit()), default=0) + 1
            if _taken(packed(entry), folder / f"{number:04d}.npz"):
                return
    except (OutputError, OSError) as error:
        raise OutputError(
            f"The ledger of releases cannot be kept in {folder}: {str(error).rstrip('.')}. Name another folder with "
            "--ledger; it must stay the same from release to release."
        ) from error


def _keep_key(key: str, folder: Path) -> None:
    """Write the key of a first release. Raises StudyError where another release took another one meanwhile."""
    if key and not _taken(f"{key}\n".encode(), folder / KEY):
        _require_key(key, folder)


def _require_key(key: str, folder: Path) -> None:
    """Raise StudyError where a release was hashed with another key than that of the ledger by now."""
    if key and key_of(folder) != key:
        raise StudyError("Nothing was released: another first release was made meanwhile. Make this one again.")


def _taken(content: bytes, place: Path) -> bool:
    """Whether the file could be made, whole and for this user; not so where another release has taken its name."""
    partial = place.with_name(f".{place.stem}.{os.getpid()}{PARTIAL}")
    try:
        with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
        os.link(partial, place)
    except FileExistsError:
        return False
    finally:
        partial.unlink(missing_ok=True)
    return True
