"""What the naive figure is called, which depends on what is known of the people who left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isostats.analyses.rows import where
from isostats.vocabulary import names as v
from isostats.words.numbers import percent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from isostats.analyses.protocol import Basis
    from isostats.analyses.rows import Row


def naive_label(it: Basis) -> str:
    """The heading of a column of naive figures, called biased only where leaving does not depend on being well."""
    if it.leaving_well:
        return "naive (if all who left stayed well)"
    return "naive (nobody is known to have left)" if it.follow_up_assumed else "naive (biased)"


def naive_definition(it: Basis) -> str:
    """What the naive figure is, and called biased only where something is known of who left."""
    words = "the share without a recorded outcome, everyone who left counted as in remission"
    if it.follow_up_assumed:
        return f"{words}; with follow-up assumed to the data's last day it rests on the same assumption as Kaplan-Meier"
    return f"{words}: right only if all of them stayed well" if it.leaving_well else f"{words}: biased"


def naive_sentence(it: Basis, rows: Iterable[Row]) -> str:
    """The naive figure beside the headline, called what it is; nothing where it rests on the same assumption."""
    address = {v.QUANTITY: v.REMISSION, v.OUTCOME: it.outcome, v.POPULATION: v.EVERYONE, v.METHOD: v.NAIVE}
    naive = where(rows, **address, group=v.ALL, time_days=it.horizon_days, status=v.OK)
    if not naive or it.follow_up_assumed or it.leaving_well:
        return ""
    return (
        "Counting everyone without a recorded outcome as in remission would have given "
        f"{percent(naive[0][v.ESTIMATE])}. That naive figure is biased: people who left the records are counted as "
        "if they had been seen to stay well."
    )
