"""Of what the ends of remission, had the lost fared otherwise, are bounds where outcomes may have come unseen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from math import inf

from isostats.analyses.protocol import Basis
from isostats.cohort.early_loss import unseen_with_loss
from isostats.estimate.bounds import leeway, within
from isostats.estimate.loss_scenarios import LossScenarios, loss_place, remission_if_lost
from isostats.estimate.unseen_outcomes import UnseenOutcomes
from isostats.vocabulary import names as v

Bounds = Mapping[tuple[int, float], str]
"""By day and delta."""


def scenario_bounds(it: Basis, scenarios: LossScenarios, days: Sequence[int]) -> Bounds:
    """Of both ends on each day: delta 0, and infinity, where all relapse on leaving. No bounds where all can be seen.

    They are made of the least and the most that each end can be itself, which those of Kaplan-Meier do not tell.
    """
    if not it.unseen_of(it.outcome):
        return {}
    counts, made = scenarios.counts, {}
    who = unseen_with_loss(it.cohort, it.outcome, counts, end_of_data_days=it.study.study.end_of_data_days)
    ending = {0.0: (1,), inf: (1, 1 + loss_place(counts))}
    for day in days:
        estimate = partial(remission_if_lost, days=[day], deltas=(), min_at_risk=0)
        for delta, causes in ending.items():
            at = scenarios.at(day, delta)
            if at[v.STATUS] != v.OK:
                continue
            unseen = UnseenOutcomes(counts, who, estimate, ending=causes)
            ends = (unseen.with_most(day), unseen.with_fewest(day))
            low, high = (float(each.at(day, delta)[v.ESTIMATE]) for each in ends)
            made[day, delta] = within(float(at[v.ESTIMATE]), (low, high), nearly=leeway(it.cohort.aside))
    return made
