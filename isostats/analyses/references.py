"""Against which group the others of a grouping are held."""

from __future__ import annotations

import re
from collections.abc import Iterator

from isostats.analyses.protocol import Basis
from isostats.errors import StudyError, nearest
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import column_of, group_name, known_groups, level_of

REFERENCES = {"sex": "male"}
"""As the published hazard ratios have it; other categories are held against their most frequent level."""
ABOUT = (
    "Men are the reference of sexes, else the largest group that is followed to the primary horizon, unless [study] "
    "references states another."
)


def with_known_reference(it: Basis, by: str) -> list[str]:
    """The known groups among everyone, the reference first and the others in their order.

    The reference is the group that the study states; else men, as models have it; else the largest of
    those that are followed to the primary horizon, for of the others no difference is known there; else of all. Of two
    alike it is the first. Raises StudyError where the study states a group that is none.
    """
    counts = it.curves.remission(it.outcome, by=by).counts
    known = known_groups(counts.groups)
    if not known:
        return []
    for fault in reference_faults(it):
        raise StudyError(fault)
    size = dict(zip(counts.groups, counts.n, strict=True))
    usual = group_name(by, REFERENCES[by]) if by in REFERENCES else ""
    rows = it.curves.remission(it.outcome, by=by).rows_at([it.horizon_days], min_at_risk=it.min_at_risk)
    followed = {str(row[v.GROUP]) for row in rows if row[v.STATUS] == v.OK}
    largest = max(
        (group for group in known if group in followed or followed.isdisjoint(known)),
        key=lambda group: float(size[group]),
    )
    reference = _stated(it).get(by) or (usual if usual in known else largest)
    return [reference, *(group for group in known if group != reference)]


def reference_faults(it: Basis) -> Iterator[str]:
    """What is wrong with the references that the study states: a grouping or a group that is none, or two of one."""
    stated = it.study.study.references
    if stated and not it.groups:
        yield "[study] references: people are not compared by anything. Name it in [study] groups, or state none."
        return
    for each in stated:
        column, level = _parts(each)
        if column not in it.groups:
            example = next((group for by in it.groups for group in _known(it, by)), "sex=female")
            yield (
                f"[study] references: people are not compared by '{column}'{nearest(column, it.groups) or '.'} "
                f"Groupings are {', '.join(it.groups)}. Write the reference as {example}."
            )
        elif (group := group_name(column, level)) not in (known := _known(it, column)):
            yield (
                f"[study] references: there is no group '{group}'{nearest(group, known) or '.'} "
                f"The groups of {column} are {', '.join(known)}."
            )
    columns = [_parts(each)[0] for each in stated]
    for column in dict.fromkeys(each for each in columns if columns.count(each) > 1):
        yield f"[study] references: {column} has {columns.count(column)} references. Keep one of them."


def _known(it: Basis, by: str) -> list[str]:
    return known_groups(it.curves.remission(it.outcome, by=by).counts.groups)


def _stated(it: Basis) -> dict[str, str]:
    """The group that each grouping is held against, as far as the study states it."""
    parts = [_parts(each) for each in it.study.study.references]
    return {column: group_name(column, level) for column, level in parts}


def _parts(stated: str) -> tuple[str, str]:
    return column_of(stated).strip(), level_of(stated).strip()


def file_name(by: str) -> str:
    """A grouping as a part of a file's name, safe on every system.

    >>> file_name("a/b & c")
    'a_b___c'
    """
    return re.sub(r"[^\w.-]", "_", by)
