"""How far can rounding have moved the figures of a release?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from isostats.analyses.protocol import Analysis, Answer, Basis, Table, table_of
from isostats.analyses.rows import Row, where
from isostats.release.event_tables import FIRST_TREATMENT, Address, SafeTables
from isostats.release.pooling import counts_within
from isostats.release.rounding_error import Range, incidence_range, naive_range, remission_range, success_range
from isostats.tables.cells import Horizon, Percent
from isostats.vocabulary import names as v
from isostats.vocabulary.estimands import TREATMENT_SUCCESS
from isostats.vocabulary.group_names import column_of
from isostats.vocabulary.outcomes import OUTCOMES, POPULATIONS
from isostats.words.english import outcome_phrase, plain
from isostats.words.numbers import limits_text

QUANTITY_WORDS = {
    v.REMISSION: "free of {}",
    v.CUMULATIVE_INCIDENCE: "with {}",
    v.TREATMENT_SUCCESS: "clear, and free of {}",
}
"""What a share is of, where it stands in the table of the page."""
ADDRESS = (v.QUANTITY, v.METHOD, v.OUTCOME, v.POPULATION, v.GROUP, v.TIME_DAYS)

Ends = tuple[float, float]
Ranges = Mapping[tuple[Any, ...], Ends]
"""The least and the largest estimate that counts within the published bins have, by :data:`ADDRESS`."""


def rounding(tables: SafeTables) -> Analysis:
    """The question, asked of one release: its value is how far each quoted share can lie."""

    def estimate(it: Basis, *answers: Answer[Any]) -> Answer[Ranges]:
        rows = [row for answer in answers for row in answer.rows if _is_quoted(row)]
        ends = _ends(tables, rows)
        return Answer(ends, blocks=(_rounding_table(tables.base, rows, ends),))

    needs = [v.REMISSION, "groups", "treatment-success", "second-courses"]
    needs += ["first-treatment"] if (FIRST_TREATMENT, v.EVERYONE, None) in tables.tables else []
    title = "How far rounding can have moved a figure"
    return Analysis("rounding", title, estimate, needs=tuple(needs), part_of=v.REMISSION, from_counts=True)


def ends_of(ends: Ranges, row: Row) -> Ends | None:
    """The ends of a row, where it is quoted."""
    return ends.get(_address(row)) if set(ADDRESS) <= set(row) else None


def _is_quoted(row: Row) -> bool:
    of_claim = row[v.QUANTITY] in (v.CLAIM_DIFFERENCE, v.CLAIM_EQUIVALENCE)
    return row[v.STATUS] == v.OK and row[v.METHOD] in (v.LIFE_TABLE, v.NAIVE) and not of_claim


def _address(row: Row) -> tuple[Any, ...]:
    return tuple(row[name] for name in ADDRESS)


def _ends(tables: SafeTables, rows: Iterable[Row]) -> dict[tuple[Any, ...], Ends]:
    made: dict[tuple[Any, ...], Ends] = {}
    known: dict[tuple[Any, ...], Range] = {}
    for row in rows:
        address = _table_of(tables, row)
        table, asked = tables.tables[address], (row[v.QUANTITY], row[v.METHOD], row[v.OUTCOME], address)
        if asked not in known:
            known[asked] = _range(tables, row, address)
        within = known[asked]
        place = (table.groups.index(row[v.GROUP]), tables.days.index(int(row[v.TIME_DAYS])))
        made[_address(row)] = (float(within.low[place]), float(within.high[place]))
    return made


def _table_of(tables: SafeTables, row: Row) -> Address:
    """Which table a row is from: a cause of no success or of a first treatment is an outcome of its own in results."""
    outcome, population = row[v.OUTCOME], row[v.POPULATION]
    by = column_of(row[v.GROUP]) or None
    if population == v.WITH_RESPONSE:
        return TREATMENT_SUCCESS.outcome, population, by
    return (outcome if outcome in tables.outcomes else FIRST_TREATMENT), population, by


def _range(tables: SafeTables, row: Row, address: Address) -> Range:
    counts, quantity, outcome = counts_within(tables, address), row[v.QUANTITY], row[v.OUTCOME]
    if row[v.METHOD] == v.NAIVE:
        return naive_range(counts)
    if quantity == v.REMISSION:
        return remission_range(counts)
    if quantity == v.TREATMENT_SUCCESS:
        return success_range(counts)
    return incidence_range(counts, outcome if outcome in counts.causes else outcome.removeprefix("first_"))


def _share_words(row: Row) -> str:
    """What a share is of, by the rows' own words."""
    if row[v.OUTCOME] not in OUTCOMES:
        return plain(row[v.OUTCOME]).replace("first ", "first treatment: ", 1)
    naive = ", naive" if row[v.METHOD] == v.NAIVE else ""
    return QUANTITY_WORDS[row[v.QUANTITY]].format(outcome_phrase(row[v.OUTCOME])) + naive


def _rounding_table(base: int, rows: list[Row], ends: Ranges) -> Table:
    """Each figure of the page's answers with its ends; the file has every population, group and cause."""
    shown = [
        row
        for row in where(rows, group=v.ALL)
        if row[v.POPULATION] != v.RESPONDERS and row[v.QUANTITY] in QUANTITY_WORDS
    ]
    numbers = [(*_address(row), row[v.ESTIMATE], *ends[_address(row)]) for row in rows]
    return table_of(
        "rounding",
        "Each figure in %, and between which figures the same life table of the unrounded counts has it. Each "
        f"unrounded count may be any number that rounds to what is written, in bins of {base}. "
        "Counts that add up over time never fall. Limits of confidence say nothing of "
        "it: both belong beside a figure. rounding.csv has every population, group and cause.",
        shown,
        {
            "share": _share_words,
            "among": lambda row: POPULATIONS[row[v.POPULATION]].label,
            "at": lambda row: Horizon(row[v.TIME_DAYS]),
            "released": lambda row: Percent(row[v.ESTIMATE]),
            "unrounded it lies within": lambda row: limits_text(*ends[_address(row)]),
        },
        full=pd.DataFrame(numbers, columns=[*ADDRESS, v.ESTIMATE, "lowest", "highest"]),
    )
