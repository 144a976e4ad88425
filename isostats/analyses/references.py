"""Against which group the others of a grouping are held."""

from __future__ import annotations

import re
from collections.abc import Sequence

from isostats.analyses.predictors import REFERENCES
from isostats.analyses.protocol import Basis
from isostats.errors import StudyError, nearest

ABOUT = "Men are the reference of sexes, else the largest group, unless [study] references states another."


def known_groups(groups: Sequence[str], by: str) -> list[str]:
    """The groups without the people of whom it is not recorded, who are no group of their own."""
    return [group for group in groups if group != f"{by}=missing"]


def with_known_reference(it: Basis, by: str) -> list[str]:
    """The known groups among everyone, the reference first and the others in their order.

    The reference is the group that the study states; else men, as models have it; else the largest, the first of two
    alike. Raises StudyError where the study states a group that is none.
    """
    counts = it.curves.remission(it.outcome, by=by).counts
    known = known_groups(counts.groups, by)
    if not known:
        return []
    size = dict(zip(counts.groups, counts.n, strict=True))
    usual = f"{by}={REFERENCES[by]}" if by in REFERENCES else ""
    largest = max(known, key=lambda group: float(size[group]))
    reference = _stated(it, by, known) or (usual if usual in known else largest)
    return [reference, *(group for group in known if group != reference)]


def _stated(it: Basis, by: str, known: list[str]) -> str:
    for stated in it.study.study.references:
        column = stated.partition("=")[0].strip()
        if column not in it.groups:
            raise StudyError(
                f"[study] references: people are not compared by '{column}'{nearest(column, it.groups) or '.'} "
                f"Groupings are {', '.join(it.groups)}. Write the reference as {known[0]}."
            )
        if column == by:
            group = f"{by}={stated.partition('=')[2].strip()}"
            if group not in known:
                raise StudyError(
                    f"[study] references: there is no group '{group}'{nearest(group, known) or '.'} "
                    f"The groups of {by} are {', '.join(known)}."
                )
            return group
    return ""


def file_name(by: str) -> str:
    """A grouping as a part of a file's name, safe on every system.

    >>> file_name("a/b & c")
    'a_b___c'
    """
    return re.sub(r"[^\w.-]", "_", by)
