"""Does the dose go with relapse alike in women and men?"""

from __future__ import annotations

from collections.abc import Iterable
from math import isnan

from isostats.analyses.models import Model, ratio_and_p
from isostats.analyses.predictors import BY, DOSE, FEWEST_EVENTS_PER_TERM
from isostats.analyses.protocol import Analysis, Answer, Basis, table_of, texts
from isostats.analyses.rows import Row, count_of, row
from isostats.estimate.modified_ratios import EffectModification
from isostats.estimate.results import records_of
from isostats.tables.cells import PHead, PValue
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import group_name, name_by
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.english import capital, outcome_label, plain, term_words
from isostats.words.numbers import MISSING, p_in_full, ratio_text

Modified = dict[str, EffectModification]
"""By outcome."""


def estimate(it: Basis, predictors: Answer[tuple[Model, ...]]) -> Answer[Modified]:
    """The ratio of the dose within each sex, adjusted as in *Predictors*, and whether the two are the same."""
    of_each = {model.outcome: model.modified for model in predictors.value if model.modified}
    made: Modified = {name: each for name, each in of_each.items() if not isinstance(each, str)}
    why_not = [
        (name, (each[:1].lower() + each[1:]).replace(DOSE, term_words(DOSE)))
        for name, each in of_each.items() if isinstance(each, str)
    ]  # fmt: skip
    few = [  # a sex without an event has no ratio, and is not left out of the test for it
        name for name, each in made.items()
        if each.frame[v.EVENTS].min() < FEWEST_EVENTS_PER_TERM or each.frame[v.N].sum() < each.n
    ]  # fmt: skip
    without = [name for name, each in made.items() if name not in few and isnan(each.p_value)]
    why_not += [(name, "fewer clusters than terms, so that no error is known") for name in without]
    why_not += [(name, "hardly an event in one of the sexes") for name in few]
    made = {name: each for name, each in made.items() if name not in (*few, *without)}
    if not made and not why_not:
        return Answer({})
    sentences = [_sentence(name, each) for name, each in made.items()]
    sentences += [f"Whether the dose goes with {OUTCOMES[name].label} alike in both sexes cannot be told: {why}."
                  for name, why in why_not]  # fmt: skip
    lines = [(name, place, each) for name, of in made.items() for place, each in enumerate(records_of(of.frame))]
    table = table_of(
        "dose_by_sex",
        "Hazard ratios per 10 mg/kg within each sex, of one Cox model with everything in the table of predictors, and "
        "Wald's test that they are the same. No interaction seen is not no interaction.",
        lines,
        {
            v.OUTCOME: lambda one: outcome_label(one[0]),
            BY: lambda one: plain(str(one[2][v.GROUP])),
            "people": lambda one: count_of(one[2][v.N]),
            v.EVENTS: lambda one: count_of(one[2][v.EVENTS]),
            "hazard ratio (limits)": lambda one: ratio_and_p(one[2])[0],
            PHead(v.INTERACTION): lambda one: PValue(made[one[0]].p_value) if not one[1] else MISSING,
        },
    )
    rows = tuple(each for name, of in made.items() for each in _rows(name, of))
    asked = "Whether the dose has one hazard ratio in both sexes was asked by product terms in a Cox model (Wald)."
    return Answer(made, rows, (*texts(sentences), table), methods=(asked,) if made else ())


def _sentence(outcome: str, made: EffectModification) -> str:
    each = "; ".join(
        f"{plain(str(one[v.GROUP]))} {ratio_text(one[v.ESTIMATE], one[v.LOWER], one[v.UPPER])}"
        for one in records_of(made.frame)
    )
    return f"{capital(term_words(DOSE))}, {OUTCOMES[outcome].label}: {each}; interaction {p_in_full(made.p_value)}."


def _rows(outcome: str, made: EffectModification) -> Iterable[Row]:
    """A ratio by level, then the test; the estimate of the test is chi-squared."""
    for each in records_of(made.frame):
        numbers = {name: each[name] for name in (*v.NUMBERS, v.N, v.EVENTS)} | {v.LEVEL: made.level}
        group = f"{DOSE} within {group_name(BY, each[v.GROUP])}"
        yield row(v.HAZARD_RATIO, outcome, v.EVERYONE, v.COX_INTERACTION, group, **numbers)
    numbers = {v.ESTIMATE: made.statistic, v.P_VALUE: made.p_value, v.N: made.n, v.EVENTS: made.events}
    yield row(v.INTERACTION, outcome, v.EVERYONE, v.COX_INTERACTION, name_by(DOSE, BY), **numbers)


MODIFIED_EFFECTS = Analysis(
    "modified-effects", "The dose in women and men", estimate, needs=("predictors",), part_of="predictors",
)
