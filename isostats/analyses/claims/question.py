"""Which of the article's statements do these records bear out?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from isostats.analyses.claims.quantities import QUANTITIES, population_for
from isostats.analyses.claims.quantity_rows import Asked
from isostats.analyses.claims.readings import KnownResults
from isostats.analyses.claims.scorecard import Scorecard, score
from isostats.analyses.claims.stated import FIRST, builtin_claims, checked_claims, read_as, with_own
from isostats.analyses.curves import Curves
from isostats.analyses.protocol import Analysis, Answer, Basis, Table, Text
from isostats.analyses.rows import Row, not_fixed
from isostats.study.claims import Claim
from isostats.study.study_file import Study
from isostats.vocabulary import names as v
from isostats.words.numbers import stated_percent


def estimate(it: Basis) -> Answer[Scorecard]:
    """The scorecard of the study, which also decides where its records hold nothing to tell a claim by."""
    card = scored(it.study, it.curves, outcome=it.outcome)
    return Answer(card, blocks=(scorecard_table(card, it.level), Text(card.note, quiet=True)))


def scored(study: Study, curves: Curves, *, outcome: str) -> Scorecard:
    """The scorecard of a study whose first courses are followed; ``outcome`` is the primary one."""
    cohort = curves.cohort

    def rows(claim: Claim) -> list[Row]:
        made = QUANTITIES[claim.quantity].rows
        day, among = claim.horizon_days or 0, population_for(claim)
        asked = Asked(claim.quantity, claim.outcome, among, day, study.study.min_at_risk)
        return [] if made is None else [not_fixed(each, cohort.fixed_by_rule) for each in made(curves, asked)]

    known = KnownResults(
        rows,
        outcomes=cohort.outcomes,
        populations={name: cohort.population_words(name) for name in cohort.populations},
        level=study.claim.level,
        min_at_risk=study.study.min_at_risk,
        unseen_steps=cohort.timeline.unseen_steps if cohort.timeline is not None else None,
        definition=cohort.definition.with_(competing=(v.DEATH,) if cohort.deaths else ()),
    )
    return score(claims_of(study, outcome=outcome), known)


def claims_of(study: Study, *, outcome: str) -> list[Claim]:
    """The claims of a study: the built-in ones, the first with the study's figure and horizon, then its own."""
    declared: dict[str, Any] = {
        "value": study.claim.remission,
        "margin": study.claim.margin,
        v.OUTCOME: outcome,
        "horizon_days": study.study.primary.horizon_days,
    }
    stated = [replace(each, **declared) if each.id == FIRST else each for each in builtin_claims()]
    return with_own(stated, checked_claims(study.claims, margin=study.claim.margin))


def scorecard_table(card: Scorecard, level: float) -> Table:
    """The claims, one by one: statement, reading, what the records say, definition and verdict in words."""
    return Table(
        "scorecard",
        "Each checkable statement with one stated reading of it, what these records say under that reading, and where "
        f"that stands. Against a range a claim agrees where the whole {stated_percent(level)} interval lies "
        "in it; against a figure where two one-sided tests show it within the margin. Where the article gives no "
        "number the bound is our reading of its word, and may be changed in the study file, [[claims]].",
        ("claim", "read as", "these records say (limits)", "verdict", "definition used"),
        [
            (each.claim.statement, read_as(each.claim), each.says, each.verdict_cell, each.definition)
            for each in card.rows
        ],
        stacked=True,
        full=card.to_frame(),
    )


CLAIMS = Analysis("claims", "The claims, one by one", estimate)
