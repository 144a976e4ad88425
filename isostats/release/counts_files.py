"""The counts of a release as files: written as the rules of its preset ask for, and read back as numbers.

A count in the first bin may stand there as words, columns of counts may have a suffix, and a long table may be several
files; what is read is the same for all.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isostats.errors import DataError
from isostats.release.event_tables import SafeTables, begins_at_nobody, few_of, published_counts
from isostats.study.release_rules import ReleaseRules, rules_read
from isostats.vocabulary import names as v
from isostats.writing import as_meant, write_csv

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
    """Write rows of counts as they are, into the file that the rules name."""
    write_csv(frame, folder / f"{_stem(rules)}.csv")


def cut_long_tables(folder: Path, rules: ReleaseRules) -> None:
    """Cut each table of a folder that has more rows than the rules allow into numbered files: NAME_1.csv, and so on."""
    for path in sorted(folder.rglob("*.csv")) if rules.most_rows else ():
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        if len(rows) <= rules.most_rows:
            continue
        for number, start in enumerate(range(0, len(rows), rules.most_rows), 1):
            with path.with_stem(f"{path.stem}_{number}").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows([header, *rows[start : start + rules.most_rows]])
        path.unlink()


def _stem(rules: ReleaseRules) -> str:
    return COUNTS.removesuffix(".csv") + rules.column_suffix


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
    counts[v.GROUP] = counts[v.GROUP].map({group: as_meant(group) for group in counts[v.GROUP].unique()})
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
    stem = _stem(rules_in(manifest))
    numbered = sorted(folder.glob(f"{stem}_*.csv"), key=lambda path: (len(path.name), path.name))
    names = [path.name for path in (folder / f"{stem}.csv", *numbered) if path.is_file()]
    if not names:
        raise DataError(f"{folder} is no release: {stem}.csv is missing. Ask the site for its whole folder.")
    return names
