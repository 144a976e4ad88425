"""How many are in remission on a day, those included who relapsed and were clear again?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from isostats.analyses.caveats import passive_words
from isostats.analyses.protocol import Analysis, Answer, Basis, Block, Table, table_of, texts
from isostats.analyses.rows import Row, count_of, estimated, row, share_of, where
from isostats.cohort.remission_states import DEAD, IN_REMISSION, RELAPSED, STATE_LABELS, STATES, Stays, count_stays
from isostats.estimate import state_occupation
from isostats.estimate.bounds import left_by
from isostats.estimate.occupied_states import StateOccupation
from isostats.tables.cells import Cell
from isostats.vocabulary import names as v
from isostats.words.numbers import agreed, count_text, counted, in_words, percent, stated_percent

FEWEST = 5
"""With fewer dated returns nothing is estimated: it is said how many there are."""


def estimate(it: Basis) -> Answer[StateOccupation | None]:
    """The share in each state at each horizon, where the records date enough returns to clear without a course."""
    if it.records is None:
        return Answer(None)
    stays = count_stays(it.cohort, it.records)
    if stays.dated_again < FEWEST:
        return Answer(None, blocks=tuple(texts([_few(stays)])))
    made = state_occupation(stays, level=it.level)
    rows = tuple(
        row(v.STATE, each[v.STATE], v.EVERYONE, v.AALEN_JOHANSEN, time_days=each[v.TIME], level=it.level,
            **estimated(each), bound=_bound(it, stays, each))
        for each in made.rows_at(it.study.horizons, min_at_risk=it.min_at_risk)
    )  # fmt: skip
    blocks: list[Block] = [
        *texts([_dated(stays), _again(it, stays, rows),
                passive_words(it, "shares in remission", "low", (v.RECORDED_RELAPSE,))]),
        it.figure("states", made, **it.followed),
        _table(it, rows),
    ]
    methods = ("Remission on the day, and again, was estimated by Aalen-Johansen over states, with errors by person.",)
    return Answer(made, rows, tuple(blocks), methods=methods)


def _bound(it: Basis, stays: Stays, each: Mapping[str, Any]) -> str:
    """What a share is a bound of where people may have left because they were well, but not of the dead."""
    if each[v.STATUS] != v.OK or each[v.STATE] == DEAD or not each[v.ESTIMATE]:
        return ""
    if not left_by(it.curves.remission(stays.definition.outcome), v.ALL, each[v.TIME]):
        return ""
    return v.AT_LEAST if each[v.STATE] == IN_REMISSION else v.AT_MOST


def _few(stays: Stays) -> str:
    """Why there is no estimate where a few returns are dated; nothing where none is."""
    if not stays.dated_again:
        return ""
    relapses = stays.moves(IN_REMISSION, RELAPSED)
    return (
        f"Of {counted(relapses, 'relapse')} only {count_text(stays.dated_again)} {agreed(stays.dated_again, 'has')} a "
        f"recorded day on which the skin was clear again. From {FEWEST} on, remission on the day is estimated: record "
        "clear_again_date."
    )


def _dated(stays: Stays) -> str:
    relapses = stays.moves(IN_REMISSION, RELAPSED)
    return (
        f"Of {counted(relapses, 'relapse')} out of remission {count_text(stays.dated_again)} "
        f"{agreed(stays.dated_again, 'was')} followed by a recorded day on which the skin was clear again, before any "
        "further course. Without such a day people stay relapsed: silence is no remission."
    )


def _again(it: Basis, stays: Stays, rows: tuple[Row, ...]) -> str:
    """How much of the remission of the primary horizon is remission again."""
    now = where(rows, outcome=IN_REMISSION, time_days=it.horizon_days, status=v.OK)
    first = it.curves.incidence(stays.definition.outcome).rows_at([it.horizon_days], min_at_risk=it.min_at_risk)
    if not now or any(each[v.STATUS] != v.OK for each in first):
        return ""
    kept = 1 - sum(each[v.ESTIMATE] for each in first)
    return (
        f"At {in_words(it.horizon_days)} {percent(now[0][v.ESTIMATE])} are in remission: {percent(kept)} who kept it "
        f"all along, and {percent(max(now[0][v.ESTIMATE] - kept, 0.0))} who relapsed and are clear again."
    )


def _table(it: Basis, rows: tuple[Row, ...]) -> Table:
    def at(day: int) -> Callable[[str], Cell]:
        return lambda state: share_of(where(rows, outcome=state, time_days=day)[0])

    def into(state: str) -> Cell:
        return count_of(where(rows, outcome=state, time_days=max(it.study.horizons))[0][v.EVENTS])

    columns: dict[str, Any] = {v.STATE: lambda state: STATE_LABELS[state]}
    columns |= {in_words(day): at(day) for day in it.study.horizons}
    return table_of(
        "states",
        f"Where people stand, in % of everyone with {stated_percent(it.level)} log-log limits: Aalen-Johansen, with "
        "errors by person. Everybody begins in remission. The states of a day sum to 100. Moves: into the state by the "
        "last horizon, from any other: a relapse after a further course is one as well.",
        list(STATES),
        {**columns, "moves": into},
    )


CURRENT_REMISSION = Analysis(
    "current-remission", "In remission on the day, or again", estimate, part_of="still-in-remission"
)
