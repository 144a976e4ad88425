"""The head of a report: the three estimands with their answers, in their order, from the table of results alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from isostats.compare.claim import ClaimComparison, against_claim
from isostats.compare.grid_words import declared_words
from isostats.report.rule_sentences import rules_sentence, unseen_sentence
from isostats.report.tables import STATUS, Table, chosen, with_interval
from isostats.report.treatment_success import BESIDE
from isostats.vocabulary.estimands import DURABLE_CONTROL, SECOND_COURSE, TREATMENT_SUCCESS, Estimand
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.numbers import in_words, percent

if TYPE_CHECKING:
    from isostats.report.analysis import Analysis

Row = dict[str, Any]

CONSEQUENCE = {
    "two_spellings": "They count as different people, and a later course of one as the first course of another.",
    "companion_spelled_otherwise": "What that table has of them is missing from every figure here.",
}
"""What follows from ids that were not joined."""


class Leaving(Protocol):
    """Why people leave the records, as found or as stated: whether it depends on being well, and the reason in words.

    Where it does, Kaplan-Meier is too low as the naive figure is too high, and the headline is the range between them.
    """

    @property
    def depends_on_being_well(self) -> bool:
        """Whether people who are well stop coming."""

    @property
    def sentence(self) -> str:
        """Why that is believed, with its numbers."""


@dataclass(frozen=True)
class Answer:
    """One estimand with its answer: ``sentence`` says it, ``beside`` what stands next to it."""

    estimand: Estimand
    sentence: str
    beside: str = ""

    @property
    def words(self) -> str:
        """All of it, after the title."""
        return " ".join(part for part in (self.sentence, self.beside) if part)


def headline(analysis: Analysis) -> tuple[Answer, ...]:
    """The answers, in the order of the estimands."""
    return (_durable_control(analysis), _success(analysis), _second_course(analysis))


def answers_as_text(analysis: Analysis) -> str:
    """The answers with their titles, a line each."""
    return "\n".join(f"{each.estimand.title}: {each.words}" for each in headline(analysis))


def primary_estimand(analysis: Analysis) -> Estimand:
    """Durable control with the study's own outcome and horizon, where it chose others."""
    outcome, day = analysis.primary_outcome, analysis.study.study.primary.horizon_days
    if outcome == DURABLE_CONTROL.outcome:
        return replace(DURABLE_CONTROL, horizon_days=day)
    phrase = OUTCOMES[outcome].phrase
    return replace(
        DURABLE_CONTROL,
        title="Primary definition",
        question=f"How many stay free of {phrase}?",
        outcome=outcome,
        horizon_days=day,
        answer=f"were free of {phrase}",
        variable=f"days from the end of the course to {OUTCOMES[outcome].definition}",
    )


def _durable_control(analysis: Analysis) -> Answer:
    it = primary_estimand(analysis)
    row = _row(analysis, it)
    comparison = analysis.primary
    if analysis.leaving is not None and analysis.leaving.depends_on_being_well:
        return Answer(
            it,
            _range(analysis, it, row, analysis.leaving),
            _joined(_untold(analysis), _rules(analysis, it), _assumed(analysis), _spellings(analysis)),
        )
    if row["status"] != "ok":
        beside = _joined(_untold(analysis), _assumed(analysis), _spellings(analysis))
        return Answer(it, comparison.sentence, beside)
    text = (
        f"Of {row['n']:,} people with a first course, {_share(row, comparison)} {it.answer} "
        f"{in_words(it.horizon_days)} after its end."
    )
    others = [_row(analysis, it, day) for day in it.beside_days]
    looks = analysis.leaving.sentence if analysis.leaving is not None else ""
    beside = _joined(
        _untold(analysis), _rules(analysis, it), _by_horizon(others), _assumed(analysis), _declared(analysis), looks,
        _spellings(analysis),
    )  # fmt: skip
    return Answer(it, _joined(text, against_claim(comparison)), beside)


def _rules(analysis: Analysis, it: Estimand) -> str:
    """What the rules of prevention move, and what first relapses alone cannot tell; only where these records call."""
    at: dict[str, Any] = {"horizon_days": it.horizon_days}
    outcome = analysis.primary_outcome
    # where the answer is a range, its lower end takes in what is not seen
    unseen = "" if analysis.primary.is_range else unseen_sentence(analysis.cohort, outcome, **at)
    return _joined(rules_sentence(analysis.cohort, outcome, **at), unseen)


def _range(analysis: Analysis, it: Estimand, row: Row, leaving: Leaving) -> str:
    """Between Kaplan-Meier and naive, with both assumptions; no verdict but one that both ends bear out."""
    comparison = analysis.primary
    if row["status"] != "ok" or not comparison.is_range:
        return _joined(comparison.sentence, leaving.sentence)
    return _joined(
        f"Of {row['n']:,} people with a first course, {_between(comparison)} {it.answer} {in_words(it.horizon_days)} "
        "after its end.",
        against_claim(comparison),
        leaving.sentence,
    )


def _share(row: Row, comparison: ClaimComparison | None, *, failing: bool = False) -> str:
    """An estimate with its limits; where nobody or everybody has failed, with the exact ones of the comparison."""
    if comparison is None or not comparison.exact:
        return with_limits(row)
    limits = (1 - comparison.upper, 1 - comparison.lower) if failing else (comparison.lower, comparison.upper)
    return with_limits({"estimate": row["estimate"], "lower": limits[0], "upper": limits[1]})


def _between(comparison: ClaimComparison) -> str:
    """Both ends of a range, the lower one with what cannot be seen."""
    low, high = comparison.ends
    return f"between {percent(low)} and {percent(high)}"


def _success(analysis: Analysis) -> Answer:
    it = replace(TREATMENT_SUCCESS, horizon_days=analysis.study.study.primary.horizon_days)
    made, cohort = analysis.success, analysis.cohort
    if made is None:
        lacking = "no response at the end of the course" if not cohort.responses else "no later treatments"
        return Answer(it, f"Cannot be told: these records hold {lacking}.")
    row, comparison = _row(analysis, it), made.comparisons[it.horizon_days]
    if row["status"] != "ok":
        return Answer(it, comparison.sentence)
    share = _between(comparison) if comparison.is_range else _share(row, comparison)
    text = f"Of {row['n']:,} people with a recorded response, {share} {it.answer} {in_words(it.horizon_days)} after it."
    return Answer(it, _joined(text, against_claim(comparison)), _success_beside(analysis, it.horizon_days))


def _success_beside(analysis: Analysis, day: int) -> str:
    """*Improved* as success, and the bounds of the unknown responses."""
    rows = {name: _of(analysis, quantity, TREATMENT_SUCCESS, day) for name, quantity in BESIDE.items()}
    parts = []
    if rows["improved"]["status"] == "ok":
        parts.append(f"With improved counted as success: {percent(rows['improved']['estimate'])}.")
    unknown = analysis.cohort.people - analysis.cohort.responses
    bounds = [rows[name] for name in ("worst", "best")]
    if unknown and all(each["status"] == "ok" for each in bounds):
        low, high = (percent(each["estimate"]) for each in bounds)
        parts.append(
            f"With the {unknown:,} unknown responses counted among everyone: {low} if none was clear, {high} if all "
            "were."
        )
    return " ".join(parts)


def _second_course(analysis: Analysis) -> Answer:
    it = SECOND_COURSE
    day = analysis.study.study.primary.horizon_days
    it = replace(it, horizon_days=day)
    row = _row(analysis, it)
    if row["status"] != "ok":
        return Answer(it, f"No figure at {in_words(day)}: {STATUS[row['status']]}.")
    competing = ", death competing" if analysis.cohort.deaths else ""
    comparison = analysis.comparisons.get((it.outcome, day))
    share = _share(row, comparison, failing=True)
    if comparison is not None and comparison.is_range:
        share = f"between {percent(1 - comparison.naive)} and {percent(float(row['estimate']))}"
    text = (
        f"Of {row['n']:,} people with a first course, {share} {it.answer} within {in_words(day)} of its end{competing}."
    )
    free = ""
    if comparison is not None and comparison.verdict != "not_estimable":
        known = {"estimate": comparison.estimate, "lower": comparison.lower, "upper": comparison.upper}
        known_share = _between(comparison) if comparison.is_range else with_limits(known)
        if analysis.cohort.deaths and not comparison.is_range:
            known_share += ", by Kaplan-Meier, which takes the dead out"
        free = f"Free of one were {known_share}. {against_claim(comparison)}"
    others = [_row(analysis, it, other) for other in it.beside_days]
    return Answer(it, _joined(text, free), _by_horizon(others, within=True))


def _by_horizon(rows: list[Row], *, within: bool = False) -> str:
    """The same quantity at other horizons, in one sentence."""
    word = "within" if within else "at"
    told = [f"{with_limits(row)} {word} {in_words(int(row['time_days']))}" for row in rows if row["status"] == "ok"]
    lost = [in_words(int(row["time_days"])) for row in rows if row["status"] == "beyond_followup"]
    parts = [f"Beside it: {', '.join(told)}."] if told else []
    if lost:
        parts.append(f"Beyond the follow-up: {', '.join(lost)}.")
    return " ".join(parts)


def follow_up_assumed(analysis: Analysis) -> bool:
    """Whether nobody says until when people were observed, so that the data's last day is taken for it."""
    return not getattr(analysis.records, "observed", True)


def _assumed(analysis: Analysis) -> str:
    if not follow_up_assumed(analysis):
        return ""
    return (
        "Follow-up is assumed to the data's last day, for there is no observation table: "
        "whoever moved away before counts as free."
    )


def _untold(analysis: Analysis) -> str:
    """That durable control has no answer, where the records cannot tell it and the first outcome they can stands in."""
    if DURABLE_CONTROL.outcome in analysis.cohort.outcomes or analysis.primary_outcome == DURABLE_CONTROL.outcome:
        return ""
    return f"Durable control cannot be told: these records hold no later {OUTCOMES[DURABLE_CONTROL.outcome].needs}."


def _spellings(analysis: Analysis) -> str:
    """Ids that may be of one person and were not joined: whoever they belong to lacks a course or a treatment."""
    findings = getattr(analysis.records, "findings", ())
    return " ".join(
        f"Look at the ids: {each.message.partition(':')[0]}. {CONSEQUENCE[each.rule]}"
        for each in findings
        if each.rule in CONSEQUENCE
    )


def _declared(analysis: Analysis) -> str:
    """When or where the study says that its primary definition was declared; a default is never called declared."""
    words = declared_words(analysis.study.study.declared)
    return f"This is the primary definition{words}." if words else ""


def naive_words(analysis: Analysis) -> str:
    """The naive figure beside the headline, called what it is; nothing where it rests on the same assumption."""
    leaving = analysis.leaving
    naive = _naive(analysis)
    if naive is None or follow_up_assumed(analysis) or (leaving is not None and leaving.depends_on_being_well):
        return ""
    return (
        "Counting everyone without a recorded outcome as in remission would have given "
        f"{percent(float(naive['estimate']))}. That naive figure is biased: people who left the records are counted as "
        "if they had been seen to stay well."
    )


def naive_label(analysis: Analysis) -> str:
    """The heading of a column of naive figures, called biased only where leaving does not depend on being well."""
    leaving = analysis.leaving
    if leaving is not None and leaving.depends_on_being_well:
        return "naive (if all who left stayed well)"
    return "naive (nobody is known to have left)" if follow_up_assumed(analysis) else "naive (biased)"


def estimand_table(analysis: Analysis) -> Table:
    """The three estimands with their five attributes and their answers."""
    body = []
    for it in (each.estimand for each in headline(analysis)):
        cells = [words for _, words in it.attributes]
        body.append((it.title, *cells, in_words(it.horizon_days), _answer(analysis, it), _stand(analysis, it)))
    header = ("estimand", "population", "treatment", "variable", "intercurrent events", "summary", "at",
              "% (limits)", "against the claim")  # fmt: skip
    return Table(
        "estimands",
        "The three questions in their order, each with its population, treatment, variable, intercurrent events and "
        "summary, and its answer. They count different people and things, and are not to be mixed.",
        header,
        body,
        stacked=True,
    )


def _answer(analysis: Analysis, it: Estimand) -> str:
    """The same answer as at the head: a range where that is one, exact limits where nobody or everybody has failed."""
    row, comparison = _row(analysis, it), _compared(analysis, it)
    if row["status"] != "ok" or comparison is None:
        return with_interval(row)
    failing = it.id == SECOND_COURSE.id
    if comparison.is_range:
        low, high = comparison.ends
        ends = (1 - high, float(row["estimate"])) if failing else (low, high)
        return "between " + " and ".join(f"{end * 100:.1f}" for end in ends)
    if comparison.exact:
        limits = (1 - comparison.upper, 1 - comparison.lower) if failing else (comparison.lower, comparison.upper)
        row = row | {"lower": limits[0], "upper": limits[1]}
    return with_interval(row)


def _compared(analysis: Analysis, it: Estimand) -> ClaimComparison | None:
    if it.id == TREATMENT_SUCCESS.id:
        return None if analysis.success is None else analysis.success.comparisons.get(it.horizon_days)
    return analysis.comparisons.get((it.outcome, it.horizon_days))


def _stand(analysis: Analysis, it: Estimand) -> str:
    comparison = _compared(analysis, it)
    return "–" if comparison is None else comparison.verdict.replace("_", " ")


def with_limits(row: Row) -> str:
    """An estimate in a sentence: 77.8% (76.1 to 79.4)."""
    lower, upper = float(row["lower"]), float(row["upper"])
    limits = f" ({lower * 100:.1f} to {upper * 100:.1f})" if lower == lower and upper == upper else ""
    return percent(float(row["estimate"])) + limits


def _row(analysis: Analysis, it: Estimand, day: int | None = None) -> Row:
    return _of(analysis, it.quantity, it, it.horizon_days if day is None else day)


def _of(analysis: Analysis, quantity: str, it: Estimand, day: int) -> Row:
    """The row of a quantity at a day; where the study's horizons do not hold the day, one that says so."""
    rows = chosen(analysis.results, quantity=quantity, outcome=it.outcome, method=it.method, group="all", time_days=day)
    if quantity == it.quantity:
        rows = chosen(rows, population=it.population_id)
    if rows.empty:
        return {"status": "not_estimable", "time_days": day, "estimate": float("nan")}
    return {str(name): value for name, value in rows.iloc[0].to_dict().items()}


def _naive(analysis: Analysis) -> Row | None:
    it = primary_estimand(analysis)
    rows = chosen(
        analysis.results, quantity="remission", outcome=it.outcome, population="everyone", method="naive", group="all",
        time_days=it.horizon_days, status="ok",
    )  # fmt: skip
    return None if rows.empty else {str(name): value for name, value in rows.iloc[0].to_dict().items()}


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)
