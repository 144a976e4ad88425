"""The counts of a release as files: written as the rules of its preset ask for, and read back as numbers.

A count in the first bin may stand there as words, columns of counts may have a suffix, and a long table may be several
files; what is read is the same for all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isostats.errors import DataError
from isostats.release.event_tables import SafeTables, begins_at_nobody, few_of, published_counts
from isostats.study.release_rules import ReleaseRules, rules_read
from isostats.vocabulary import names as v
from isostats.writing import write_csv

if TYPE_CHECKING:
    import pandas as pd

COUNTS = "safe_counts.csv"
PART = "part"
PEOPLE = "people"
RULES = "rules"
"""What of a manifest says by which rules its counts were rounded and written."""


def write_counts(tables: SafeTables, folder: Path) -> None:
    """Write the counts of a release into its folder."""
    write_rows(as_written(published_counts(tables), tables.rules), folder, tables.rules)


def write_rows(frame: pd.DataFrame, folder: Path, rules: ReleaseRules) -> None:
    """Write rows of counts as they are, into the files that the rules make of so many."""
    for name, rows in zip(counts_names(len(frame), rules), _pieces(frame, rules), strict=True):
        write_csv(rows, folder / name)


def counts_names(rows: int, rules: ReleaseRules) -> list[str]:
    """The files that a table of so many rows is written as.

    >>> counts_names(7_000, ReleaseRules()), counts_names(7_000, ReleaseRules(column_suffix="_m6", most_rows=5_000))
    (['safe_counts.csv'], ['safe_counts_m6_1.csv', 'safe_counts_m6_2.csv'])
    """
    stem = COUNTS.removesuffix(".csv") + rules.column_suffix
    pieces = -(-rows // rules.most_rows) if rules.most_rows else 1
    return [f"{stem}.csv"] if pieces <= 1 else [f"{stem}_{number}.csv" for number in range(1, pieces + 1)]


def _pieces(frame: pd.DataFrame, rules: ReleaseRules) -> list[pd.DataFrame]:
    size = rules.most_rows or len(frame)
    return [frame.iloc[start : start + size] for start in range(0, len(frame), size)] or [frame]


def as_written(counts: pd.DataFrame, rules: ReleaseRules) -> pd.DataFrame:
    """Published counts with few as the rules write it, under the name that they give its column."""
    people = few_of(rules).written(counts[PEOPLE]) if rules.label else counts[PEOPLE]
    return counts.assign(**{PEOPLE: people}).rename(columns={PEOPLE: PEOPLE + rules.column_suffix})


def read_counts(folder: Path, manifest: Mapping[str, Any]) -> pd.DataFrame:
    """The counts of a release as numbers, in the columns that every release has.

    Raises KeyError, TypeError or ValueError for what was not written so.
    """
    import pandas as pd

    rules, texts = rules_in(manifest), {v.TIME_DAYS: [""]}
    people = PEOPLE + rules.column_suffix
    types: dict[str, Any] = {v.TIME_DAYS: "Int64", people: str if rules.label else "int64"}
    held = [
        pd.read_csv(folder / name, dtype=types, keep_default_na=False, na_values=texts)
        for name in counts_in(folder, manifest)
    ]
    counts = pd.concat(held, ignore_index=True).rename(columns={people: PEOPLE})
    if rules.label:
        few = counts[PEOPLE] == rules.label
        begins = counts[PART].map(lambda part: begins_at_nobody(part, rules))
        nobody = few & begins & (counts[v.TIME_DAYS] == 0).fillna(False)
        numbers = counts[PEOPLE].mask(few, str(rules.middle_of_few)).mask(nobody, "0")
        counts[PEOPLE] = numbers.astype("int64")
    return counts


def rules_in(manifest: Mapping[str, Any]) -> ReleaseRules:
    """By which rules a release was made; those of before presets were known by their base."""
    if RULES in manifest:
        return rules_read(manifest[RULES])
    return ReleaseRules(int(manifest["rounded_to_midpoints_of"]))


def counts_in(folder: Path, manifest: Mapping[str, Any]) -> Sequence[str]:
    """The files of counts that a folder holds, in order. Raises DataError where there is none."""
    stem = COUNTS.removesuffix(".csv") + rules_in(manifest).column_suffix
    numbered = sorted(folder.glob(f"{stem}_*.csv"), key=lambda path: (len(path.name), path.name))
    names = [path.name for path in (folder / f"{stem}.csv", *numbered) if path.is_file()]
    if not names:
        raise DataError(f"{folder} is no release: {stem}.csv is missing. Ask the site for its whole folder.")
    return names
