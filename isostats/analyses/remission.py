"""How many stay in remission, and by when?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from isostats.analyses.caveats import goes_on_sentence, naive_label, pregnancy_sentence
from isostats.analyses.protocol import Analysis, Answer, Basis, Block, Table, table_of, texts
from isostats.analyses.rows import Row, count_of, curve_rows, estimated, naive_rows, row, share_of, table, where
from isostats.cohort.columns import year_of
from isostats.estimate import median_followup
from isostats.estimate.bounds import mean_bounds, median_bounds
from isostats.estimate.mean_times import restricted_means
from isostats.estimate.results import Curve, records_of
from isostats.tables.cells import NO_SHARE, Cell, Horizon
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import years
from isostats.vocabulary.outcomes import BY_SCORE, OUTCOMES
from isostats.words.english import LEFT_OUT, both_ends, too_few_words
from isostats.words.numbers import count_text, in_words, percent, stated_percent


def estimate(it: Basis) -> Answer[Curve]:
    """Remission by outcome and population, the naive figure, mean and median times. Its value is the main curve."""
    rows = it.not_fixed(each for outcome in dict.fromkeys(it.study.study.outcomes) for each in _rows(it, outcome))
    curve = it.curves.remission(it.outcome)
    blocks: tuple[Block, ...] = (
        *texts([pregnancy_sentence(it), *_cautions(it, rows)]),
        it.figure("naive_against_censoring_aware", table(rows), definition=it.definition, **it.claim),
        _remission_table(it, rows),
        *texts([_counted_before(it)], quiet=True),
    )
    lead = it.figure(v.REMISSION, curve, name="remission_curve", **it.claim, **it.followed)
    return Answer(curve, rows, blocks, (lead,))


def _rows(it: Basis, outcome: str) -> list[Row]:
    if outcome not in it.cohort.outcomes:
        address = (v.REMISSION, outcome, v.EVERYONE, it.method)
        return [row(*address, time_days=horizon, level=it.level) for horizon in it.study.horizons]
    rows = []
    for population in it.cohort.populations:
        curve = it.curves.remission(outcome, population)
        rows += over_time(it, outcome, population)
        rows += naive_rows(curve, outcome, population, **it.quoted)
        rows += _median_rows(curve, outcome, population) if it.exact else []
    return rows


def over_time(it: Basis, outcome: str, population: str, by: str | None = None) -> list[Row]:
    """Remission and cumulative incidence at the horizons, and mean time in remission until the last."""
    curve, incidence = it.curves.remission(outcome, population, by), it.curves.incidence(outcome, population, by)
    rows = curve_rows(curve, v.REMISSION, outcome, population, **it.quoted)
    rows += curve_rows(incidence, v.CUMULATIVE_INCIDENCE, outcome, population, **it.quoted)
    if not it.exact:  # counts by interval do not know on which day anybody failed
        return rows
    at: dict[str, Any] = {v.LEVEL: it.level, "min_at_risk": it.min_at_risk, "horizon_days": max(it.study.horizons)}
    numbers: dict[str, Any] = {v.TIME_DAYS: at["horizon_days"], v.LEVEL: it.level}
    bounds = mean_bounds(curve, horizon_days=at["horizon_days"])
    for each in records_of(restricted_means(curve.counts, **at)):
        more = {**numbers, v.BOUND: bounds[each[v.GROUP]] if each[v.STATUS] == v.OK else ""}
        rows.append(row(v.RMST, outcome, population, v.KAPLAN_MEIER, each[v.GROUP], **estimated(each), **more))
    return rows


def _median_rows(curve: Curve, outcome: str, population: str) -> list[Row]:
    counts, rows = curve.counts, []
    shared: dict[str, Any] = {v.N: counts.n.sum(), v.EVENTS: counts.events[:, 0].sum(), v.LEVEL: curve.level}
    for quantity, method, frame in (
        (v.MEDIAN_TIME, v.KAPLAN_MEIER, curve.median()),
        (v.MEDIAN_FOLLOWUP, "reverse_kaplan_meier", median_followup(counts, level=curve.level)),
    ):
        numbers = {name: frame.iloc[0][name] for name in (v.ESTIMATE, v.LOWER, v.UPPER)}
        bound = median_bounds(curve)[v.ALL] if quantity == v.MEDIAN_TIME else ""
        rows.append(row(quantity, outcome, population, method, bound=bound, **numbers, **shared))
    return rows


def _counted_before(it: Basis) -> str:
    """Why events of the table and of the numbers under a curve may differ, at the first horizon at which they do."""
    if not it.exact:
        return ""
    for outcome in dict.fromkeys((it.outcome, *it.outcomes)):
        counts = it.curves.remission(outcome).counts
        failed = counts.events[:, 0].sum(axis=0)
        for day in it.study.horizons:
            by_then, on = int(failed[counts.days <= day].sum()), int(failed[counts.days == day].sum())
            if on:
                return (
                    "The table counts events up to and on the day, the numbers under a curve those before it. So of "
                    f"{OUTCOMES[outcome].label} at {in_words(day)} {count_text(by_then)} stand here, and "
                    f"{count_text(by_then - on)} there."
                )
    return ""


def _cautions(it: Basis, rows: tuple[Row, ...]) -> list[str]:
    """Free of treatment is not free of acne; two years are not for ever; late figures come from early courses."""
    quoted = it.remission_of(rows, outcome=it.outcome, status=v.OK)
    by_day = {each[v.TIME_DAYS]: each[v.ESTIMATE] for each in quoted}
    free = ""
    if OUTCOMES[it.outcome].needs not in ("relapses", "scores"):
        free = (
            "Free of treatment is not free of acne: people who bought a product, gave up or never came back count as "
            "free."
        )
    crude = it.remission_of(rows, outcome=it.outcome, method=v.NAIVE, group=v.ALL, status=v.OK)
    of_crude = {each[v.TIME_DAYS]: each[v.ESTIMATE] for each in crude} if it.leaving_well else {}
    late = _later_than_two_years(it, by_day, of_crude)
    return [goes_on_sentence(it), free, _unread_scores(it), late, _calendar(it, list(by_day))]


def _unread_scores(it: Basis) -> str:
    """That visits can tell relapses of which no outcome of the study knows."""
    if set(BY_SCORE).isdisjoint(it.cohort.outcomes) or not set(BY_SCORE).isdisjoint(it.outcomes):
        return ""
    return (
        "Visits hold scores that can tell a relapse, and no figure here is read from them: relapse_by_score among "
        "[study] outcomes takes them in."
    )


def _later_than_two_years(it: Basis, remission_by_day: dict[int, float], crude_by_day: dict[int, float]) -> str:
    """What two years leave out, by both ends of a range; of rounded counts no share of shares, whose range would have
    to stand beside it."""
    two, five = (remission_by_day.get(years(n)) for n in (2, 5))
    if two is None:
        return ""
    if five is None and not _known_beyond(it, years(5)):
        return f"Two years is not permanent: [study] horizons_days ends at {in_words(max(it.study.horizons))} here."
    if five is None and _some_at_risk(it, years(5)):
        return "Two years is not permanent: too few people were at risk at five years to show what came later."
    if five is None:
        return "Two years is not permanent: these records do not reach five years, and cannot show what came later."
    if not it.exact or five >= 1:
        return ""
    late, crude_late = (
        (by_day[years(2)] - by_day[years(5)]) / (1 - by_day[years(5)])
        for by_day in (remission_by_day, crude_by_day or remission_by_day)
    )
    if not late and not crude_late:
        return ""
    share = percent(late)
    if percent(crude_late) != share:
        share = f"{percent(crude_late)} (crude share) or {share} ({it.method_words})"
    seen = "seen " if it.unseen_of(it.outcome) else ""  # those that came unseen may have come before or after
    return f"Two years is not permanent: of the relapses {seen}within five years, {share} came after two years."


def _known_beyond(it: Basis, day: int) -> bool:
    """Whether a day without a figure lies beyond the follow-up, and not only beyond what was asked."""
    if day in it.study.horizons:
        return True
    status = it.curves.remission(it.outcome).at([day], min_at_risk=it.min_at_risk)[v.STATUS] if it.exact else ()
    return any(each == v.BEYOND_FOLLOWUP for each in status)


def _some_at_risk(it: Basis, day: int) -> bool:
    """Whether anybody is at risk on a day, as far as that can be told: rounded counts may have lost a few."""
    return not it.exact or it.curves.remission(it.outcome).rows_at([day])[0][v.AT_RISK] > 0


def _calendar(it: Basis, reached: list[int]) -> str:
    """The calendar years of the courses that a late horizon rests on."""
    if it.cohort.calendar != "dates" or not reached or not it.exact:
        return ""
    earliest, latest = year_of("MIN(day0)"), year_of("MAX(day0)")
    seen = it.cohort.query(
        f"SELECT COUNT(*) AS people, {earliest} AS first, {latest} AS last, "
        f"(SELECT {latest} FROM first_courses) AS latest "
        f"FROM first_courses WHERE exit_day >= {reached[-1]}"
    ).iloc[0]
    if not seen["people"] or int(seen["last"]) >= int(seen["latest"]):
        return ""
    return (
        f"People still followed at {in_words(reached[-1])} had ended their course from {int(seen['first'])} to "
        f"{int(seen['last'])}; courses in the records end as late as {int(seen['latest'])}."
    )


def _remission_table(it: Basis, rows: tuple[Row, ...]) -> Table:
    def beside(method: str, population: str) -> Callable[[Row], Cell]:
        def cell(each: Row) -> Cell:
            address = {v.OUTCOME: each[v.OUTCOME], v.TIME_DAYS: each[v.TIME_DAYS]}
            other = where(rows, quantity=v.REMISSION, method=method, population=population, **address)
            return share_of(other[0]) if other else NO_SHARE

        return cell

    lacking = dict.fromkeys(why for each in it.remission_of(rows) for why in it.curves.lacking(each[v.OUTCOME]))
    few = too_few_words(it.min_at_risk, by_interval=not it.exact)
    of_responders = {f"responders ({it.method_words})": beside(it.method, v.RESPONDERS)}
    return table_of(
        v.REMISSION,
        f"Remission, in % with {stated_percent(it.level)} limits: {it.method_words} with log-log limits (exact at 0 "
        "and 100). The naive share beside it counts everyone who left the records as still in remission. "
        f"At risk, events by then and people: of everyone. Nothing is quoted where {few}. "
        "results.csv has every population and group."
        f"{f' {both_ends(lacking, aside=it.definition.aside)}' * it.definition.passive}"
        f"{f' {LEFT_OUT}' * (it.definition.aside and (not it.definition.passive or bool(lacking)))}",
        it.remission_of(rows),
        {
            "free of": lambda each: OUTCOMES[each[v.OUTCOME]].label,
            "at": lambda each: Horizon(each[v.TIME_DAYS]),
            f"everyone ({it.method_words})": share_of,
            naive_label(it): beside(v.NAIVE, v.EVERYONE),
            **(of_responders if v.RESPONDERS in it.cohort.populations else {}),
            "at risk": lambda each: count_of(each[v.AT_RISK]),
            v.EVENTS: lambda each: count_of(each[v.EVENTS]),
            "people": lambda each: count_of(each[v.N]),
        },
    )


REMISSION = Analysis(
    v.REMISSION, "Remission and time to relapse", estimate, from_counts=True, by_outcome=True
)
