"""The tables of a paper, of a study's results or of one estimate: each can be set in HTML, LaTeX, Markdown and Word."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import nan
from typing import Any

from isostats.analyses.characteristics import SUMMARIES, Summary, characteristics_of
from isostats.analyses.models import Model, models_table
from isostats.analyses.results import StudyResults
from isostats.analyses.rows import ENDS, Row, count_of, share_of, where
from isostats.cohort.following import Cohort
from isostats.errors import EstimateError, nearest, own_keywords
from isostats.estimate.belonging import require_test_of
from isostats.estimate.bounds import ends_of
from isostats.estimate.comparisons import LogRank
from isostats.estimate.imputed_models import ImputedCox
from isostats.estimate.regression import CoxResult
from isostats.estimate.results import Curve
from isostats.tables.cells import NO_SHARE, Cell, Horizon, PHead, PValue, Share
from isostats.tables.paper import Table, table_of
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import years
from isostats.vocabulary.group_names import column_of
from isostats.words.english import doubt_words, group_words, outcome_phrase, plain, too_few_words
from isostats.words.numbers import counted, stated_percent

USUAL_DAYS = (years(1), years(2), years(3), years(5))
"""Where a curve is read off for which no days are stated."""


@own_keywords("iso.table_one")
def table_one(
    of: Cohort | StudyResults,
    *,
    by: str | None = None,
    summary: Summary = "median",
    columns: Sequence[str] | None = None,
) -> Table:
    """Table 1: the people and their first courses, all of them and by any group.

    A number is summarised by its ``median`` with quartiles or its ``mean`` with standard deviation, a column with
    levels by people and percent of those with it recorded; who has none is a row. With two groups or more the last
    column is the largest standardised difference between two. ``by`` is a column, or bands of a number such as
    ``"age: <18, >=18"``; ``columns`` are those shown, in this order. ``.frame`` has counts, means, deviations and
    quartiles by column, level and group.

    Raises EstimateError for a column that is not there, and where the results are a release.

    >>> import isostats as iso
    >>> from isostats.resources import resource
    >>> records = iso.read_courses(resource("data", "example", "simulated_courses.csv"))
    >>> table = iso.table_one(iso.first_courses(records), by="sex", columns=["age", "indication"])
    >>> table.header[:2], table.body[0][1]
    (('', 'all (n = 3,000)'), '20 (17 to 25)')
    """
    if isinstance(of, StudyResults) and not of.basis.exact:
        raise EstimateError("Table 1 needs the records, and a release has rounded counts alone.")
    cohort = of.cohort if isinstance(of, StudyResults) else of
    if not isinstance(cohort, Cohort):
        raise _not_of(of, "Table 1", "iso.table_one(iso.first_courses(records), by='sex')")
    if summary not in SUMMARIES:
        raise EstimateError(f"summary is one of {', '.join(SUMMARIES)}, not {summary!r}.")
    if isinstance(columns, str):
        raise EstimateError(f"columns is a list of names, and {columns!r} is one text. Write columns=[{columns!r}].")
    cohort.split_by(by)
    for name in columns or ():
        if name not in cohort.facts:
            near = nearest(name, cohort.facts) or "."
            raise EstimateError(f"There is no column {name!r}{near} There are: {', '.join(cohort.facts)}.")
    return characteristics_of(cohort, by=by, summary=summary, columns=columns).table


@own_keywords("iso.remission_table")
def remission_table(
    of: StudyResults | Curve, *, days: Sequence[int] = USUAL_DAYS, min_at_risk: float = 10
) -> Table:
    """Remission at horizons: of results the table of their report, of a curve its estimates on these ``days``.

    Nothing is quoted where fewer than ``min_at_risk`` people are still followed, with the outcome or without. Raises EstimateError for what is
    neither.

    >>> import isostats as iso
    >>> counts = iso.event_table([120, 400, 400, 730, 900], [1, 1, 0, 1, 0], causes=("systemic_treatment",))
    >>> print(iso.remission_table(iso.kaplan_meier(counts), days=[365], min_at_risk=1).to_markdown())
    **Remission (free of systemic treatment) in % with 95% limits, by Kaplan-Meier.**
    <BLANKLINE>
    | at | % (limits) | at risk | events | people |
    | :--- | ---: | ---: | ---: | ---: |
    | one year | 80.0 (20.4 to 96.9) | 4 | 1 | 5 |
    <BLANKLINE>
    At risk on the day; events by then. Limits log-log, exact at 0 and 100. Nothing is quoted where fewer than 1 are by estimate still followed, with the outcome or without.
    <BLANKLINE>
    """  # noqa: E501
    _require_days(days)
    if isinstance(of, StudyResults):
        _require_usual(days)
        return _of_report(of, v.REMISSION)
    if not isinstance(of, Curve):
        raise _not_of(of, "A remission table", "iso.remission_table(iso.kaplan_meier(counts))")
    _require_kind(of, v.REMISSION, "A remission table", "iso.remission_table(iso.kaplan_meier(counts))")
    return _curve_table(v.REMISSION, of, days, min_at_risk)


@own_keywords("iso.second_course_table")
def second_course_table(
    of: StudyResults | Curve, *, days: Sequence[int] = USUAL_DAYS, min_at_risk: float = 10
) -> Table:
    """Second courses at horizons: of results the table of their report, of a curve of them its estimates.

    Arguments and errors are those of :func:`.remission_table`.

    >>> import isostats as iso
    >>> counts = iso.event_table([120, 400, 400, 730, 900], [1, 1, 0, 1, 0], causes=("second_course",))
    >>> table = iso.second_course_table(iso.aalen_johansen(counts), days=[365], min_at_risk=1)
    >>> table.body
    [('one year', '20.0 (0.8 to 58.2)', '4', '1', '5')]
    """
    _require_days(days)
    if isinstance(of, StudyResults):
        _require_usual(days)
        return _of_report(of, "second_courses")
    call = "iso.second_course_table(iso.aalen_johansen(cohort.count('second_course')))"
    if not isinstance(of, Curve):
        raise _not_of(of, "A table of second courses", call)
    _require_kind(of, v.CUMULATIVE_INCIDENCE, "A table of second courses", call)
    if _outcome_of(of) != v.SECOND_COURSE:
        about = outcome_phrase(_outcome_of(of))
        raise EstimateError(f"A table of second courses is of these, and this curve is of {about}. The call is {call}.")
    return _curve_table("second_courses", of, days, min_at_risk)


def _require_days(days: object) -> None:
    """Raise EstimateError for anything but several days: one alone is a list too."""
    if isinstance(days, str) or not isinstance(days, Iterable):
        listed = days if isinstance(days, int) else 730
        raise EstimateError(f"days is a list of days after the course: days=[{listed}], not days={days!r}.")


def _require_usual(days: Sequence[int]) -> None:
    if tuple(days) != USUAL_DAYS:
        raise EstimateError("days go with a curve. Results have their own: horizons_days of their study.")


def _require_kind(curve: Curve, kind: str, what: str, call: str) -> None:
    if curve.kind != kind:
        raise EstimateError(f"{what} is of a curve of {plain(kind)}, and this is one of {plain(curve.kind)}: {call}.")


def _outcome_of(curve: Curve) -> str:
    return curve.definition.outcome or curve.causes[0]


def _curve_table(name: str, curve: Curve, days: Sequence[int], min_at_risk: float) -> Table:
    curve = curve.with_ends
    rows = _rows_of(curve, days, min_at_risk)
    several, causes = len(curve.groups) > 1, len(curve.causes) > 1
    outcome = _outcome_of(curve)
    what = f"Remission (free of {outcome_phrase(outcome)})"
    if curve.kind != v.REMISSION:
        what = f"Cumulative incidence{'' if causes else f' of {outcome_phrase(outcome)}'}"
    return table_of(
        name,
        f"{what} in % with {stated_percent(curve.level)} limits, by {v.METHOD_LABELS.get(curve.method, curve.method)}. "
        "At risk on the day; events by then. Limits log-log, exact at 0 and 100. Nothing is quoted where "
        f"{too_few_words(min_at_risk, by_interval=curve.counts.by_interval)}.{f' {curve.doubt}' * bool(curve.doubt)}",
        rows,
        {
            **({v.GROUP: lambda each: group_words(each[v.GROUP])} if several else {}),
            **({"cause": lambda each: plain(each["cause"])} if causes else {}),
            "at": lambda each: Horizon(each[v.TIME]),
            "% (limits)": share_of,
            "at risk": lambda each: count_of(each[v.AT_RISK]),
            v.EVENTS: lambda each: count_of(each[v.EVENTS]),
            "people": lambda each: count_of(each[v.N]),
        },
    )


def _rows_of(curve: Curve, days: Sequence[int], min_at_risk: float) -> list[Row]:
    """The rows of a curve with what each is a bound of, and the least and the most that it can be."""
    rows = curve.at(list(days), min_at_risk=min_at_risk, exact=True).to_dict("records")
    first = curve.causes[0]
    return [row | {ENDS: ends_of(curve, row) if row.get("cause", first) == first else None} for row in rows]


@own_keywords("iso.group_table")
def group_table(
    of: StudyResults | Curve, *, outcome: str | None = None, days: Sequence[int] = (),
    test: LogRank | None = None, min_at_risk: float = 10,
) -> Table:
    """Remission by group at every horizon, with the p of the log-rank test between the groups.

    Of results: of their primary ``outcome`` or another, at the study's horizons, with the tests that they hold. Of a
    curve by group: on these ``days``, with the ``test`` of its counts if one is handed over. Raises EstimateError
    where there are no groups, and for a test of another outcome, of other groups or people than the curve's.

    >>> import isostats as iso
    >>> from isostats.resources import resource
    >>> cohort = iso.first_courses(iso.read_courses(resource("data", "example", "simulated_courses.csv")))
    >>> counts = cohort.count("systemic_treatment", by="sex")
    >>> table = iso.group_table(iso.kaplan_meier(counts), days=[365, 730], test=iso.logrank(counts))
    >>> table.header
    ('group', 'people', 'one year', 'two years', 'log-rank p')
    """
    _require_days(days)
    if isinstance(of, StudyResults):
        if days or test is not None:
            raise EstimateError("days and test go with a curve. Results have their own: the horizons of their study.")
        chosen = of.primary_outcome if outcome is None else outcome
        if chosen not in of.basis.outcomes:
            near = nearest(chosen, of.basis.outcomes) or "."
            raise EstimateError(f"The results have no outcome {chosen!r}{near}")
        rows = where(of.results.to_dict("records"), outcome=chosen, population=v.EVERYONE)
        shares = [row for row in where(rows, quantity=v.REMISSION, method=of.basis.method) if row[v.GROUP] != v.ALL]
        tests = {row[v.GROUP]: float(row[v.P_VALUE]) for row in where(rows, quantity=v.LOGRANK, method=v.LOGRANK)}
        level, doubt = of.basis.level, doubt_words(of.basis.definition_of(chosen), v.GROUP)
    elif isinstance(of, Curve):
        chosen, level, of = _outcome_of(of), of.level, of.with_ends
        doubt = doubt_words(of.definition, v.GROUP)
        if outcome not in (None, chosen):
            count = f"cohort.count({outcome!r}, by='sex')"
            raise EstimateError(f"This curve is of {chosen!r}, not of {outcome!r}. Make one of {count}.")
        if not (test is None or isinstance(test, LogRank)):
            raise EstimateError(f"test is a log-rank test, not {test!r}. Write test=iso.logrank(curve.counts).")
        if test is not None:
            require_test_of(of, test, "Write test=iso.logrank(curve.counts).")
        at = _rows_of(of, list(days) if len(days) else USUAL_DAYS, min_at_risk)
        shares = [row | {v.TIME_DAYS: row[v.TIME]} for row in at if len(of.groups) > 1]
        tests = {} if test is None else {column_of(row[v.GROUP]): test.p_value for row in shares}
    else:
        raise _not_of(of, "A table of groups", "iso.group_table(iso.kaplan_meier(cohort.count(outcome, by='sex')))")
    if not shares:
        raise EstimateError("There are no groups to be shown: count by a column, or name groups in the study.")
    return _groups(shares, tests, _GroupWords(chosen, level, test, doubt))


def _test_words(test: LogRank | None) -> str:
    """Which test the p of a table of groups is, and of how many people where it leaves some out."""
    if test is None:
        return "the log-rank test between the groups"
    name = " ".join(["the log-rank test between the groups", *[test.how] * bool(test.how)])
    if test.strata > 1:
        name += f", of {counted(round(float(test.n.sum())), 'person', 'people')}"
    return f"{name}, without people of no recorded group" if test.left_out else name


@dataclass(frozen=True)
class _GroupWords:
    """What a table of groups says of itself: free of what, at which level, the test of a curve, and what its shares are
    bounds of."""

    outcome: str
    level: float
    test: LogRank | None
    doubt: str


def _groups(shares: list[Row], tests: dict[str, float], about: _GroupWords) -> Table:
    groups = list(dict.fromkeys(row[v.GROUP] for row in shares))
    on = sorted({int(row[v.TIME_DAYS]) for row in shares})
    cells = {(row[v.GROUP], int(row[v.TIME_DAYS])): share_of(row) for row in shares}
    people = {row[v.GROUP]: row[v.N] for row in shares}
    split = {group: column_of(group) for group in groups}
    first = {name: next(group for group in groups if split[group] == name) for name in split.values()}

    def test(group: str) -> Cell:
        return PValue(tests.get(split[group], nan)) if first[split[group]] == group else ""

    def on_day(day: int) -> Callable[[str], Share]:
        return lambda group: cells.get((group, day), NO_SHARE)

    head = "log-rank" if about.test is None or not about.test.how else f"log-rank {about.test.how}"
    made = table_of(
        "groups_by_horizon",
        f"Remission (free of {outcome_phrase(about.outcome)}) by group in % with {stated_percent(about.level)} limits. "
        "Limits log-log, exact at 0 and 100."
        + (f" p of {_test_words(about.test)}, not adjusted for the number of tests." if tests else "")
        + f" {about.doubt}" * bool(about.doubt),
        groups,
        {
            v.GROUP: group_words,
            "people": lambda group: count_of(people[group]),
            **{Horizon(day).text: on_day(day) for day in on},
            **({PHead(head): test} if tests else {}),
        },
    )
    return made


@own_keywords("iso.model_table")
def model_table(of: StudyResults | CoxResult) -> Table:
    """The hazard ratios of a Cox model, or of the models of a study: people, events, ratio with limits, and p.

    Of results it is the table of their report. The first rows say who is in the model and who was left out for which
    reason. A category has its name, the level that others are held against, and the others below it, each with its
    people and events; those of a number are the model's. Raises EstimateError for anything else, and where the study
    has no model.

    >>> import pandas as pd, isostats as iso
    >>> people = pd.DataFrame({"time": [5, 6, 6, 2, 4], "event": [1, 0, 1, 1, 1], "age": [20, 31, 24, 28, 19]})
    >>> iso.model_table(iso.cox(people, covariates=["age"])).body
    [('People in the model', '5', '4', '', ''), ('Age', '5', '4', '0.86 (0.64 to 1.15)', '0.31')]
    """
    if isinstance(of, CoxResult):
        return models_table([Model("", of)])
    if isinstance(of, ImputedCox):
        raise EstimateError(
            "There is no table of a model over imputed data: its terms are in .frame. That of the rows that lack "
            "nothing is iso.model_table(model.complete), which leaves out what was imputed."
        )
    if not isinstance(of, StudyResults):
        raise _not_of(of, "A table of a model", "iso.model_table(iso.cox(frame, covariates=['age', 'sex']))")
    if "predictors" not in of.tables or not of.tables["predictors"].cells:
        raise EstimateError("The results hold no model: the section on predictors says why.")
    return of.tables["predictors"]


def _of_report(results: StudyResults, name: str) -> Table:
    tables = results.tables
    if name not in tables or not tables[name].cells:
        raise EstimateError(f"The results hold no table {name!r}.")
    return tables[name]


def _not_of(value: Any, what: str, call: str) -> EstimateError:
    return EstimateError(f"{what} cannot be made of {type(value).__name__}. The call is {call}, or it is of results.")
