"""Labels and sentences that pages and figures share, in English; another language is one more file like this."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition
from isostats.vocabulary.group_names import (
    AGAINST,
    column_of,
    columns_together,
    covariate_of,
    group_name,
    level_of,
    together,
)
from isostats.vocabulary.outcomes import OUTCOMES, POPULATIONS
from isostats.words.hidden_signs import without_hidden
from isostats.words.labels import label_of
from isostats.words.numbers import count_text, percent, percent_with_limits, stated_percent, stated_points


def plain(name: str) -> str:
    """A name from the data as one reads it.

    >>> plain("oral_antibiotic"), plain("sex=female"), plain("not_clear")
    ('oral antibiotic', 'female', 'not clear at the end')
    """
    if (label := label_of(name)) is not None:
        return without_hidden(label)
    level = without_hidden(level_of(name))
    return {v.NOT_CLEAR: "not clear at the end"}.get(level, " ".join(level.replace("_", " ").split()))


def level_words(level: str) -> str:
    """A level of a column as one reads it; it may hold a sign of equality of its own.

    >>> level_words("clear_after=2")
    'clear after=2'
    """
    return plain(group_name("", level))


def group_words(group: str) -> str:
    """A group with its column as one reads it; what has no column is read alone.

    >>> group_words("dose_mg_per_kg=<120"), group_words("all")
    ('dose by weight: <120', 'all')
    """
    by = column_of(group)
    return f"{column_words(by)}: {level_words(level_of(group))}" if by else plain(group)


def outcome_label(outcome: str) -> str:
    """The outcome's name in words, also for outcomes that are not isostats' own."""
    own = label_of(outcome)
    return own or (OUTCOMES[outcome].label if outcome in OUTCOMES else plain(outcome) or "the outcome")


def outcome_phrase(outcome: str) -> str:
    """The outcome as a sentence needs it after "free of".

    >>> outcome_phrase("second_course"), outcome_phrase("acne_back")
    ('a second course', 'acne back')
    """
    own = label_of(outcome)
    return own or (OUTCOMES[outcome].phrase if outcome in OUTCOMES else plain(outcome) or "the outcome")


COLUMNS = {
    "dose_mg_per_kg": "dose by weight", "daily_mg_per_kg": "daily dose by weight", "dose_mg": "cumulative dose",
    "daily_dose_mg": "daily dose", "weight_kg": "weight", "birth_year": "year of birth",
    "start_year": "year of the start", "course_days": "days of the course", "dispensing_days": "days of dispensing",
    "start_dose_mg": "dose at the start", "max_dose_mg": "largest dose", "target_mg_per_kg": "dose aimed at",
    "score_face_start": "score of the face at the start", "score_face_end": "score of the face at the end",
    "score_trunk_start": "score of the trunk at the start", "score_trunk_end": "score of the trunk at the end",
    "scar_grade_start": "grade of scars at the start", "scar_grade_end": "grade of scars at the end",
    "interruption_reason": "reason for the interruption", "interruption_days": "days of interruption",
}  # fmt: skip


def column_words(name: str) -> str:
    """A column, or two joined by &, as a sentence names it.

    >>> column_words("dose_mg_per_kg"), column_words("clinic_type & birth_year")
    ('dose by weight', 'clinic type & year of birth')
    """
    return together(COLUMNS.get(part, plain(part)) for part in columns_together(name))


COVARIATES = {
    "age_years": "age at the start, per year",
    "dose_per_10_mg_per_kg": "cumulative dose, per 10 mg/kg",
    "daily_mg_per_kg": "daily dose, per mg/kg",
    "birth_year": "birth year, per year",
    "weight_kg": "weight, per kg",
}


def term_words(term: str) -> str:
    """A term of a model as one reads it, with its reference.

    >>> term_words("dose_per_10_mg_per_kg"), term_words("indication=scarring_or_distress vs resistant_moderate")
    ('cumulative dose, per 10 mg/kg', 'indication: scarring or distress, against resistant moderate')
    """
    covariate, levels = covariate_of(term), level_of(term) if column_of(term) else ""
    value, _, reference = levels.partition(AGAINST)
    name = COVARIATES.get(covariate, plain(covariate)) + (f": {level_words(value)}" if value else "")
    return name + (f", against {level_words(reference)}" if reference else "")


def as_sentences(parts: Iterable[str]) -> str:
    """Remarks as short sentences, each with its capital and its stop; a remark of several, with semicolons, is parted.

    >>> as_sentences(["day 0 is the last day", "", "early refills count; the longest supply counts."])
    'Day 0 is the last day. Early refills count. The longest supply counts.'
    """
    short = (each.strip(" .") for part in parts for each in part.split("; "))
    return " ".join(f"{capital(each)}." for each in short if each)


def as_clauses(parts: Iterable[str]) -> str:
    """Remarks as one sentence with semicolons; a remark that is a sentence of its own, with a capital, stands after it.

    >>> as_clauses(["gap rule: 60 days", "", "Who left is lost early", "method: Kaplan-Meier"])
    'gap rule: 60 days; method: Kaplan-Meier. Who left is lost early.'
    """
    held = [part.rstrip(".") for part in parts if part]
    own = [part for part in held if part[:1].isupper()]
    return " ".join(f"{part}." for part in ("; ".join(part for part in held if part not in own), *own) if part)


def capital(text: str) -> str:
    """The text with its first letter as a capital, the rest as it is.

    >>> capital("n of IDs")
    'N of IDs'
    """
    return text[:1].upper() + text[1:]


BOUND_WORDS = {v.AT_MOST: "at most ", v.AT_LEAST: "at least ", v.IF_NONE_UNSEEN: "if none came unseen, "}
"""What stands before a number that is one end alone of what may be true, where it is cited by itself."""


def bounded(text: str, bound: str) -> str:
    """A number with what it is a bound of said before it, or after it that it is the end of nothing; else as it is.

    >>> bounded("77.0%", "at_most"), bounded("77.0%", "if_none_unseen"), bounded("77.0%", "")
    ('at most 77.0%', '77.0% if none came unseen', '77.0%')
    """
    return bounded_if(text, bound) if bound == v.IF_NONE_UNSEEN else BOUND_WORDS.get(bound, "") + text


def bounded_if(text: str, bound: str, condition: str = "") -> str:
    """The same of a number that holds under a condition: there is one "if" for both.

    >>> bounded_if("77.0%", "if_none_unseen", "all stayed"), bounded_if("77.0%", "at_most", "all stayed")
    ('77.0% if none came unseen and all stayed', 'at most 77.0% if all stayed')
    """
    if bound != v.IF_NONE_UNSEEN:
        return f"{bounded(text, bound)} if {condition}" if condition else bounded(text, bound)
    return f"{text} if none came unseen" + (f" and {condition}" if condition else "")


def bounded_apart(text: str, bound: str) -> tuple[str, str]:
    """The same where a sentence goes on after its number: the number, and what the sentence ends with.

    >>> bounded_apart("77.0%", "at_most"), bounded_apart("77.0%", "if_none_unseen")
    (('at most 77.0%', ''), ('77.0%', ', if none came unseen'))
    """
    return (text, ", if none came unseen") if bound == v.IF_NONE_UNSEEN else (bounded(text, bound), "")


def between(ends: tuple[float, float], write: Callable[[float], str] = percent) -> str:
    """Both ends of an answer in words, the smaller one first.

    >>> between((0.7, 0.84))
    'between 70.0% and 84.0%'
    """
    return "between " + " and ".join(map(write, sorted(ends)))


def range_of(row: Mapping[Any, Any]) -> str:
    """Between what a share of a row lies that has a range, as it is written; empty where both ends are one."""
    ends = [number(row.get(name)) for name in (v.RANGE_LOW, v.RANGE_HIGH)]
    return between((ends[0], ends[1])) if len({*map(percent, ends)}) > 1 else ""


def share_of_range(row: Mapping[Any, Any]) -> str:
    """The share of such a row with its limits, what it is a bound of, and its range.

    >>> row = {"estimate": 0.592, "lower": 0.559, "upper": 0.624, "bound": "at_most"}
    >>> share_of_range(row | {"range_low": 0.303, "range_high": 0.592})
    'at most 59.2% (55.9 to 62.4), between 30.3% and 59.2%'
    """
    share = percent_with_limits(*(number(row[name]) for name in (v.ESTIMATE, v.LOWER, v.UPPER)))
    return ", ".join(part for part in (bounded(share, str(row.get(v.BOUND) or "")), range_of(row)) if part)


BETWEEN = (
    "Between: the least and the most that a share can be, as an outcome may have come unseen or people were set aside."
)
BETWEEN_IF_WELL = (
    "Between: the least and the most that a share can be, as people who left may have been well, an outcome may have "
    "come unseen or people were set aside."
)
"""How such a range is read, and the same under passive follow-up."""
BOTH_ENDS = (
    "Follow-up is passive: people may have left because they were well, so the truth lies between remission and the "
    "naive share."
)
"""How two shares are read together where leaving may tell of being well, and all else is seen."""
ONE_END = {
    v.REMISSION: "the curve is the lower end of a range, as people who left may have been well",
    v.CUMULATIVE_INCIDENCE: "what is drawn is the upper end of a range, as people who left may have been well",
    v.GROUP: "each share is a range's lower end; differences are as doubtful",
    v.STATE: "the share in remission is a range's lower end, and those who relapsed are an upper end",
    v.HAZARD_RATIO: "people who left may have been well; ratios are as doubtful",
    v.TREATMENT_SUCCESS: "the curve is the lower end of a range, as people who left may have been well",
}
"""What a number is, by the kind of it, where leaving may tell of being well."""


LACKING = {
    v.SCORE_OF_VISIT: "some visits lack a score that the rules ask for",
    v.RELAPSE_TREATMENT: "how some relapses were treated is not known",
    v.LATER_STEPS: "later steps of a relapse are not in these records",
}
"""What records lack, so that some of an outcome cannot be seen."""
LACKING_IN_SHORT = {
    v.SCORE_OF_VISIT: "some visits without a score",
    v.RELAPSE_TREATMENT: "some relapses' treatment unknown",
    v.LATER_STEPS: "later relapse steps unrecorded",
}
"""The same beside a further reason."""


LEFT_OUT = "Those set aside are left out."
"""What goes with such a range where people were set aside."""


def both_ends(lacking: Collection[str], *, aside: bool = False) -> str:
    """How remission and the naive share are read together under passive follow-up: what the records lack of an outcome
    makes remission less than the lower end; of people set ``aside`` both leave out.

    >>> both_ends(["later_steps"])
    'Passive follow-up, later relapse steps unrecorded: shares may be too low or too high.'
    """
    return _either_way(lacking, v.GROUP) if lacking else f"{BOTH_ENDS} {LEFT_OUT}" if aside else BOTH_ENDS


def _either_way(lacking: Iterable[str], kind: str) -> str:
    return f"Passive follow-up, {', '.join(LACKING_IN_SHORT[name] for name in lacking)}: {EITHER_WAY[kind]}."


def lacking_words(lacking: Iterable[str], then: str) -> str:
    """What records lack, in short sentences, of which the last one says what follows.

    >>> lacking_words(("later_steps",), ": shares are upper bounds.")
    'Later steps of a relapse are not in these records: shares are upper bounds.'
    """
    return ". ".join(capital(LACKING[name]) for name in lacking) + then


AS_BOUND = {
    v.REMISSION: "the curve is an upper bound",
    v.CUMULATIVE_INCIDENCE: "what is drawn is a lower bound",
    v.CONDITIONAL_REMISSION: "the curve from day 0 is an upper bound, a later one may be too low or too high",
    v.ANNUAL_HAZARD: "that of year 1 is a lower bound, a later one may be too low or too high",
    v.GROUP: "each share is an upper bound; differences are as doubtful",
    v.STATE: "shares are of what was seen alone",
    v.HAZARD_RATIO: "ratios are of what was seen alone",
    v.LOST_EARLY: "all that is drawn is an upper bound",
    v.TREATMENT_SUCCESS: "the curve is an upper bound",
    v.WORST_STEP: "higher steps may have been reached by more",
}
"""What a number is, by the kind of it, where part of an outcome cannot be seen."""
SOME_BOUNDS = {
    v.IF_NONE_UNSEEN: "Where an outcome may have come unseen, shares may be too low or too high.",
    v.AT_LEAST: (
        "Follow-up is passive: a censoring-aware share is a range's lower end, a naive one of everyone its upper end."
    ),
    v.AT_MOST: "Where an outcome may have come unseen, shares are upper bounds.",
}
"""The same of shares free of several outcomes, by the bounds that are among them; what comes first goes before."""


EITHER_WAY = {
    v.REMISSION: "the curve may be too low or too high",
    v.CUMULATIVE_INCIDENCE: "the curve may be too high or too low",
    v.GROUP: "shares may be too low or too high",
    v.STATE: "shares may be too low or too high",
    v.HAZARD_RATIO: "ratios are as doubtful",
    v.LOST_EARLY: "all that is drawn may be too low or too high",
    v.WORST_STEP: "areas of steps may be too small or too large",
    v.TREATMENT_SUCCESS: "the curve may be too low or too high",
}
"""What a number is, by the kind of it, where both are so: it is the end of nothing."""


FROM_DAY_0 = {v.CONDITIONAL_REMISSION: v.REMISSION, v.ANNUAL_HAZARD: v.CUMULATIVE_INCIDENCE}
"""What is counted among those still free later as well, and what the same is called where only day 0 matters."""


def one_end(definition: Definition | None, kind: str, *, bounded_later: bool = False) -> str:
    """The sentence that goes with a number of passive follow-up, or where part of the outcome cannot be seen: of which
    range it is one end, or that it is none where both are so; empty elsewhere. ``bounded_later`` says that what is
    counted among those still free later is as much of a bound as from day 0 on."""
    if definition is None or not (definition.passive or definition.at_most):
        return ""
    if definition.passive or definition.crossed or bounded_later:
        kind = FROM_DAY_0.get(kind, kind)
    if not definition.at_most:
        return f"Follow-up is passive: {ONE_END[kind]}.{f' {LEFT_OUT}' * definition.aside}"
    if definition.passive:
        return _either_way(definition.lacking, kind)
    as_bound = AS_BOUND | EITHER_WAY if definition.crossed else AS_BOUND
    return lacking_words(definition.lacking, f": {as_bound[kind]}.")


def doubt_words(definition: Definition | None, kind: str, *, bounded_later: bool = False) -> str:
    """The same with those set aside, whom no number holds."""
    sentence = one_end(definition, kind, bounded_later=bounded_later)
    left_out = definition is not None and definition.aside and LEFT_OUT not in sentence
    return " ".join(part for part in (sentence, LEFT_OUT * left_out) if part)


def no_share(status: str, n: float) -> str:
    """What stands in place of a share: its status or, where nobody was counted, that the records cannot tell it.

    >>> no_share("beyond_followup", 12.0), no_share("not_estimable", float("nan"))
    ('too few people', 'cannot be told')
    """
    return v.STATUS_LABELS[status] if n == n else "cannot be told"


def too_few_words(least: float, *, by_interval: bool) -> str:
    """Where nothing is quoted and curves stop: of counts by interval nobody knows who is followed with the outcome, and
    of others it is estimated, since their outcome ended what they count.

    >>> too_few_words(10, by_interval=False)
    'fewer than 10 are by estimate still followed, with the outcome or without'
    >>> too_few_words(50, by_interval=True)
    'fewer than 50 are at risk'
    """
    seen = "at risk" if by_interval else "by estimate still followed, with the outcome or without"
    return f"fewer than {count_text(least)} are {seen}"


def number(value: Any) -> float:
    """A float; what is missing in any of pandas' ways is NaN."""
    import pandas as pd

    return float("nan") if value is None or pd.isna(value) else float(value)


LIMITS = dict.fromkeys((v.KAPLAN_MEIER, v.AALEN_JOHANSEN, v.LIFE_TABLE), "log-log")
LIMITS |= {v.WILSON: "Wilson", v.CURVE_DIFFERENCES: "plain"}
"""The kind of limits that each method has."""


def definition_words(definition: Definition, *, method: str = "", level: float | None = None, kind: str = "") -> str:
    """The definition behind a figure: outcome, population, time zero, competing causes, gap rule, method, data.

    ``kind`` is that of the curve, where its method does not tell whether other causes compete.
    """
    outcome, population = definition.outcome, definition.population
    meaning = OUTCOMES[outcome].definition if outcome in OUTCOMES else ""
    known = POPULATIONS.get(population)
    who = f"{known.label}: {definition.population_words or known.definition}" if known else ""
    rivals = ", ".join(plain(c) for c in definition.competing)
    parts = [
        f"outcome: {outcome_label(outcome)}" + (f" ({meaning})" if meaning else "") if outcome else "",
        f"population: {who or plain(population)}" if population else "",
        f"day 0: {definition.time_zero}" if definition.time_zero else "",
        _rivals(rivals, v.KAPLAN_MEIER if kind == v.REMISSION else method) if outcome or rivals else "",
        f"gap rule: {definition.gap_rule}" if definition.gap_rule else "",
        *definition.notes,
        "follow-up: passive (people may have left because they were well), so one end of a range" * definition.passive,
        f"method: {v.METHOD_LABELS.get(method, plain(method))}" if method else "",
        f"limits: {stated_percent(level)} {LIMITS.get(method, '')}".rstrip() if level is not None else "",
        f"data {definition.fingerprint[:12]}" if definition.fingerprint else "",
        f"isostats {definition.version}" if definition.version else "",
    ]
    return capital(as_clauses(parts))


def _rivals(rivals: str, method: str) -> str:
    """What becomes of other causes: a Kaplan-Meier curve knows no competing ones, it censors people by them."""
    if method not in (v.KAPLAN_MEIER, v.NAIVE):
        return f"competing causes: {rivals or 'none recorded'}"
    fate = "censored on that day" if method == v.KAPLAN_MEIER else "counted as free"
    return f"{rivals}: {fate}" if rivals else ""


def method_words(method: str, level: float | None = None) -> str:
    """How an estimate and its limits were made, in one short sentence.

    >>> method_words("kaplan_meier", 0.95), method_words("kaplan_meier")
    ('Kaplan-Meier with log-log 95% limits.', 'Kaplan-Meier.')
    """
    kind = f"{LIMITS[method]} " if method in LIMITS else ""
    limits = "" if level is None else f" with {kind}{stated_percent(level)} limits"
    return f"{capital(v.METHOD_LABELS.get(method, plain(method)))}{limits}."


def claim_words(claim: float | None, margin: float | None) -> str:
    """What the claim line and its band are."""
    if claim is None:
        return ""
    band = f"; grey band, ±{stated_points(margin)} percentage points" if margin else ""
    return f"Dashed line: the claim of {percent(claim, 0)}{band}."
