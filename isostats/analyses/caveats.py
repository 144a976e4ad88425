"""What stands beside the primary figure: the naive one called what it is, and what the rules of outcomes move."""

from __future__ import annotations

from collections.abc import Iterable
from math import isnan, nan
from typing import TYPE_CHECKING, Any

import numpy as np

from isostats.analyses.choices import late_of_score
from isostats.analyses.protocol import Basis
from isostats.analyses.rows import Row, where
from isostats.cohort.counting import EventTable
from isostats.cohort.first_course_rows import BegunSoon, begun_soon
from isostats.cohort.following import Cohort
from isostats.estimate import kaplan_meier
from isostats.estimate.bounds import SAME, are_apart, crude_share, told_ends
from isostats.records.rules import ONE_ROW_EACH
from isostats.study.eligibility import Eligibility
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import OF_TREATMENTS, OUTCOMES, Retreatment
from isostats.words.english import between, column_words, outcome_label
from isostats.words.numbers import agreed, count_text, counted, decimal_text, in_words, percent

if TYPE_CHECKING:
    from isostats.estimate.results import Curve

CALENDAR_AGE = "Age is by calendar years: the year of the start less the year of birth."


def known_at_the_end(columns: Iterable[str], part: str) -> str:
    """What parts of people that only the end of a course tells cannot say; ``part`` is a group or a subset."""
    names = tuple(columns)
    of_dose = all(any(word in name for word in ("dose", "mg_per_kg")) for name in names)
    lacks = "the difference is not what another dose would do"
    lacks = lacks if of_dose else "whether that makes the difference cannot be told"
    return (
        f"Known when a course ends: {', '.join(map(column_words, names))}. People are compared from that day on, "
        f"among those whose course ended. They are in a {part} because of how their course went: "
        f"{lacks}."
    )


def chosen_by_the_end(columns: Iterable[str], *, followed: bool) -> str:
    """Why no curve from the start of the course is drawn of people whom only its end, or later days, tell."""
    words = [*map(column_words, columns), *["the days of follow-up"] * followed]
    return (
        f"Who is studied was chosen by {' and '.join(words)}, which nobody knows when a course begins. A curve from "
        "its start would be decided by that choice, and is not drawn."
    )


def passive_words(it: Basis, what: str, how: str, outcomes: Iterable[str], *, more: bool = False) -> str:
    """What passive follow-up does to ``what`` is shown of these outcomes; empty where it is not passive. Of those that
    may have come unseen besides, or of which there may be ``more`` than are seen, neither is known."""
    if not it.leaving_well:
        return ""
    shown = [name for name in outcomes if name in it.outcomes]
    unseen = [outcome_label(name) for name in shown if more or it.unseen_of(name)]
    if unseen and len(unseen) == len(shown):
        return f"Follow-up is passive and outcomes may have come unseen: {what} may be too low or too high."
    if unseen:
        some = f"Of some outcomes the contrary may be so as well, as some may have come unseen: {', '.join(unseen)}."
        return f"Follow-up is passive: people who left may have been well, and {what} may be too {how}. {some}"
    return f"Follow-up is passive: people who left may have been well, and {what} are then too {how}."


def unseen_words(it: Basis, what: str) -> str:
    """That ``what`` is shown counts what was seen alone, where some of an outcome cannot be; else empty."""
    return f"{what} are as if nothing had come unseen." if any(map(it.unseen_of, it.outcomes)) else ""


def naive_label(it: Basis) -> str:
    """The heading of a column of naive figures, called biased only where leaving does not depend on being well."""
    if it.leaving_well:
        return "naive (if all who left stayed well)"
    return "naive (nobody is known to have left)" if it.follow_up_assumed else "naive (biased)"


def naive_definition(it: Basis) -> str:
    """What the naive figure is, and called biased only where something is known of who left."""
    words = "the share without a recorded outcome, everyone who left counted as in remission"
    if it.follow_up_assumed:
        same = f"it rests on the same assumption as {it.method_words}"
        return f"{words}; with follow-up assumed to the data's last day {same}"
    return f"{words}: right only if all of them stayed well" if it.leaving_well else f"{words}: biased"


def naive_sentence(it: Basis, rows: Iterable[Row]) -> str:
    """The naive figure beside the headline, called what it is; nothing where it is the same, or rests on the same
    assumption."""
    address = {v.QUANTITY: v.REMISSION, v.OUTCOME: it.outcome, v.POPULATION: v.EVERYONE, v.GROUP: v.ALL}
    here = where(rows, **address, time_days=it.horizon_days, status=v.OK)
    naive, aware = ([each[v.ESTIMATE] for each in where(here, method=method)] for method in (v.NAIVE, it.method))
    if not naive or it.follow_up_assumed or it.leaving_well or any(_alike(naive[0], each) for each in aware):
        return ""
    return (
        "Counting everyone without a recorded outcome as in remission would have given "
        f"{percent(naive[0])}. That naive figure is biased: people who {_gone(it)} are counted as if they had "
        "been seen to stay well."
    )


def _gone(it: Basis) -> str:
    """Why people were no longer seen before the horizon: they left, or died; that a release does not tell apart."""
    left, died = unseen_until(it.cohort.count(it.outcome), it.horizon_days)
    return "died" if died and not left and it.exact else "left the records"


def unseen_until(counts: EventTable, day: int) -> tuple[int, int]:
    """How many of everyone were censored before a day, and how many had died by then."""
    died = counts.events[0, counts.causes.index(v.DEATH)] if v.DEATH in counts.causes else np.zeros(len(counts.days))
    return round(counts.censored[0, counts.days < day].sum()), round(died[counts.days <= day].sum())


def rules_sentence(it: Basis) -> str:
    """How many points the rules of prevention and habit move the figure; empty where they move nobody."""
    if it.outcome not in OF_TREATMENTS or not it.exact:
        return ""
    if not it.cohort.outcome_definition.prevention_rules:
        but = "" if it.cohort.outcome_definition.antiandrogen_counts else ", and antiandrogens never"
        return f"Every later treatment counts here, also maintenance and what was already in use on day 0{but}."
    here, there = _ends(it), _ends(it, without_rules=True)
    if isnan(sum(here + there)) or here == there:
        return ""
    return (
        f"Maintenance and treatment already in use on day 0 are no relapse. Were they counted, {_share(there)} would "
        f"be free of {_phrase(it)}{_beside(here, there, less=' lower', more=' lower')}."
    )


def unseen_sentence(it: Basis) -> str:
    """Between which bounds the figure lies where the records hold the first relapse treatment alone; else empty."""
    if not it.unseen_of(it.outcome):
        return ""
    curve = it.curves.remission(it.outcome)
    (row,) = curve.rows_at([it.horizon_days], min_at_risk=it.min_at_risk)
    if curve.unseen is None or row[v.STATUS] != v.OK:
        return ""
    low, high = told_ends(curve, it.horizon_days)
    unseen = unseen_steps_sentence(it, it.outcome)
    if high - low <= SAME:
        return f"{unseen} The share free of {_phrase(it)} is {percent(high)} either way."
    never = "never" if high - row[v.ESTIMATE] <= SAME else "those seen to have it later earlier, others never"
    ends = f"{percent(low)} (all of them had it at the worst time) and {percent(high)} ({never})"
    aside = " Both ends take in those set aside." if it.cohort.aside else ""
    alike = " That is so if those who left fared like those who came back." if it.leaving_well else ""
    return f"{unseen} The share free of {_phrase(it)} lies between {ends}.{aside}{alike}"


def unseen_steps_sentence(it: Basis, outcome: str) -> str:
    """Of whom an outcome may have come unseen: those of whom visits lack a score, those with a relapse of unknown
    treatment, and those of which its first step alone is held."""
    timeline = it.cohort.timeline
    if timeline is None:
        return ""
    in_part, after, unknown = (
        counts.get(outcome, 0) for counts in (timeline.in_part, timeline.after_first, timeline.unknown)
    )
    later = v.LATER_STEPS in timeline.lacking(outcome)
    words = {
        f"Visits of {counted(in_part, 'person', 'people')} lack a score that the rules ask for.": in_part,
        "These records do not hold all later treatments of a relapse: later steps of "
        f"{counted(after, 'person', 'people')} cannot be seen.": later,
        f"{of_unknown_treatment(unknown, f'still free of {OUTCOMES[outcome].phrase}')}.": unknown,
    }
    return " ".join(sentence for sentence, so in words.items() if so)


def of_unknown_treatment(people: int, who: str) -> str:
    """Of how many people nobody knows how their relapses were treated, as a sentence begins; ``who`` says which
    relapses these are, since those after an outcome are none of its bound."""
    return f"How the relapses of {counted(people, 'person', 'people')} {who} were treated is not known"


def unknown_courses_sentence(it: Basis) -> str:
    """How many second courses there may be besides, where later courses are not held, or how relapses were treated is
    not known; else empty."""
    timeline, unknown = it.cohort.timeline, it.unseen_of(v.SECOND_COURSE)
    if timeline is None or not unknown:
        return ""
    aside = ", with all those set aside" if it.cohort.aside else ""
    least, share = second_courses_between(it).get(it.horizon_days, (nan, nan))
    whose = of_unknown_treatment(unknown, f"still free of {OUTCOMES[v.SECOND_COURSE].phrase}")
    had, however = "Had they led to a second course", "However they were"
    if timeline.unseen_courses:
        whose = later_courses_unseen(timeline.unseen_courses)
        had, however = "Had each relapse led to a second course", "Had they any"
    if isnan(share):
        return f"{whose}: this is the least that there can be."
    if not are_apart(least, share):
        return f"{whose}. {however}, the share is the same by then."
    return f"{whose}. {had} at the worst time, it would be {percent(share)}{aside}."


def later_courses_unseen(people: int) -> str:
    """That people with a relapse may have had a later course, as a sentence begins, where first courses may be all that
    was exported."""
    return f"Later courses of {counted(people, 'person', 'people')} with a relapse cannot be seen"


def one_course_each_sentence(it: Basis) -> str:
    """That nobody has a second row in these records, which an export of first courses alone would show too."""
    of_such = it.rules.count(ONE_ROW_EACH)
    if not of_such:
        return ""
    tables = it.records.inputs if it.records is not None else ()
    sources = sum(each.label == tables[0].label for each in tables)
    whose = f"In {count_text(of_such)} of {count_text(sources)} sources no patient has more than one row"
    whose = whose if of_such < sources else "No patient has more than one row in these records"
    return f"{whose}: an export of first courses alone would look the same."


def late_of_score_sentence(it: Basis) -> str:
    """How many people had an outcome by score after their last visit that tells, and the share with the other rule for
    them, the biased one called so; empty for any other outcome, and where nobody had."""
    late = late_of_score(it.cohort, it.outcome) if it.exact else ""
    if not late:
        return ""
    other: Retreatment = "composite"
    rule = "Did they count, as they usually do"
    if it.cohort.outcome_definition.score_retreatment == other:
        other, rule = "hypothetical", "Were people followed until that visit alone"
    there = _ends(it, score_retreatment=other)
    if isnan(sum(there)):
        return late
    beside = _beside(_ends(it), there, less=" lower", more=" higher")
    shown = f"{late} {rule}, {_share(there)} would be free of {_phrase(it)}{beside}."
    return shown if other == "composite" else f"{shown} That is biased: visits end where a second course begins."


def interrupted_sentence(it: Basis) -> str:
    """How many second courses may be the first one after an interruption, and which of them have a row of their own or
    stand in the events alone, where these are taken as recorded; empty where none has."""
    soon, timeline = _begun_soon(it), it.cohort.timeline
    if soon is None or timeline is None:
        return ""
    every = counted(timeline.second_courses, "second course")
    begun = f"{count_text(soon.people)} of {every} began within {it.cohort.of_courses.gap_days} drug-free days"
    if soon.recorded == soon.people:
        return f"{begun}: {_may_be_first(soon.recorded)}, and in two rows."
    if soon.of_events == soon.people:
        return f"{begun}: {_may_be_first(soon.of_events)}, and {agreed(soon.of_events, 'ends')} in the events."
    own = f"{agreed(soon.recorded, 'has')} a row of {'its' if soon.recorded == 1 else 'their'} own"
    alone = f"{agreed(soon.of_events, 'stands')} in the events alone"
    parts = ((soon.recorded, own), (soon.of_events, alone))
    each = [f"{count_text(count)} of them {so}: {_may_be_first(count)}." for count, so in parts if count]
    return " ".join([f"{begun}.", *each])


def _begun_soon(it: Basis) -> BegunSoon | None:
    return may_go_on(it.cohort) if it.exact else None


def may_go_on(cohort: Cohort) -> BegunSoon | None:
    """Second courses that may be the rest of a first one, where they are taken as recorded and there is any."""
    if cohort.stitched_by is not None:
        return None
    soon = begun_soon(cohort.connection, cohort.of_courses)
    return soon if soon.recorded or soon.of_events else None


def _may_be_first(courses: int) -> str:
    they = "it may be a first course that was" if courses == 1 else "they may be first courses that were"
    return f"{they} interrupted"


def goes_on_sentence(it: Basis) -> str:
    """What second courses that may be the rest of the first one do to every figure; empty where there are none."""
    soon = _begun_soon(it)
    if soon is None or it.cohort.timeline is None:
        return ""
    count = soon.recorded + soon.of_events
    they = "it is" if count == 1 else "they are"
    return (
        f"{counted(count, 'second course')} may be the rest of a first one, and {agreed(count, 'counts')} as recorded: "
        f"if {they}, fewer relapsed than is shown."
    )


def second_courses_between(it: Basis) -> dict[int, tuple[float, float]]:
    """The least and the most that the share with a second course can be by each horizon, where treatments of relapses
    are not known or people were set aside; empty where all are known."""
    if not (it.unseen_of(v.SECOND_COURSE) or it.cohort.aside) or v.SECOND_COURSE not in it.cohort.outcomes:
        return {}
    curve = it.curves.incidence(v.SECOND_COURSE)
    quoted = curve.rows_at(sorted({it.horizon_days, *it.study.horizons}), min_at_risk=it.min_at_risk)
    days = dict.fromkeys(each[v.TIME] for each in quoted if each[v.STATUS] == v.OK)
    return {day: told_ends(curve, day) for day in days} if curve.unseen is not None else {}


def pregnancy_sentence(it: Basis) -> str:
    """What ending the follow-up at a pregnancy would change; empty where no pregnancy is recorded."""
    pregnancies = it.cohort.timeline.pregnancies if it.cohort.timeline and it.exact else 0
    there = _ends(it, until_pregnancy=True) if pregnancies else (nan, nan)
    if isnan(sum(_ends(it) + there)):
        return ""
    return (
        f"{counted(pregnancies, 'person', 'people')} had a pregnancy while followed. With follow-up ended there, "
        f"{_share(there)} would be free of {_phrase(it)}."
    )


def a_first_course(it: Basis) -> str:
    """Whose first course is counted, as a sentence needs it."""
    return "an eligible first course" if it.cohort.definition.eligibility else "a first course"


def eligible_sentence(it: Basis) -> str:
    """Who is eligible, and how many of how many are; empty where everyone with a first course is."""
    words, people = it.cohort.definition.eligibility, it.cohort.people
    if not words:
        return ""
    rules = it.study.eligibility
    aged = f" {CALENDAR_AGE}" if by_age(rules) else ""
    if not it.exact:
        return f"Eligible first courses: {words}.{aged}"
    everyone = people + sum(each.people for each in it.cohort.left_out)
    return f"Eligible are {count_text(people)} of {counted(everyone, 'first course')}: {words}.{aged}"


def by_age(rules: Eligibility) -> bool:
    """Whether a rule looks at the age."""
    return not (rules.age_from is rules.age_to is None) or "age" in {**rules.only, **rules.exclude}


def looks_ahead_sentence(it: Basis) -> str:
    """What a rule that looks past day 0 does to the figure; empty without one."""
    days = it.study.eligibility.min_followup_days
    return "" if days is None else looks_ahead(it, it.cohort, days)


def looks_ahead(it: Basis, cohort: Cohort, days: int) -> str:
    """What a rule that looks past day 0 does to the figure of these people."""
    rule = (
        f"Only people still observed {counted(days, 'day')} after the end are counted, which nobody knew at the end. "
        "Who died or left before is not, and may have fared otherwise."
    )
    whole = cohort.before_follow_up_rule if it.exact else None
    if whole is None:
        return rule
    here, there = (_free_of(it, each) for each in (cohort, whole))
    if isnan(sum(here + there)):
        return rule
    more, how = whole.people - cohort.people, _beside(here, there, less=" less", more=" more")
    return f"{rule} With the other {counted(more, 'person', 'people')}, {_share(there)} would be free{how}."


def _alike(here: float, there: float) -> bool:
    """Whether two shares are one as they are printed, so that no difference is printed between them."""
    return percent(here) == percent(there) or abs(here - there) < 0.0005


def _share(ends: tuple[float, float]) -> str:
    """A share, or both of its ends where they are printed apart."""
    return percent(ends[0]) if percent(ends[0]) == percent(ends[1]) else between(ends)


def _beside(here: tuple[float, float], there: tuple[float, float], *, less: str, more: str) -> str:
    """How far a share lies from that of here; of a range nothing, since both of its ends are told."""
    if _share(there) != percent(there[0]):
        return ""
    points = f"{decimal_text(abs(100 * (here[0] - there[0])))} points"
    return ", about the same" if _alike(here[0], there[0]) else f", {points}{less if there[0] < here[0] else more}"


def _free_of(it: Basis, cohort: Cohort) -> tuple[float, float]:
    """Both ends of remission among the people of another cohort; NaN where it may not be quoted."""
    if it.outcome not in cohort.outcomes:
        return nan, nan
    return _ends_of(it, kaplan_meier(cohort.count(it.outcome), level=it.level))


def _phrase(it: Basis) -> str:
    return f"{OUTCOMES[it.outcome].phrase} at {in_words(it.horizon_days)}"


def _ends(it: Basis, **variation: Any) -> tuple[float, float]:
    """Both ends of remission by the primary definition, or a variation of it; NaN where it may not be quoted."""
    return _ends_of(it, it.curves.remission(it.outcome, **variation))


def _ends_of(it: Basis, curve: Curve) -> tuple[float, float]:
    """A curve's value, and the crude share where people may have left because they were well; else the value twice."""
    (row,) = curve.rows_at([it.horizon_days], min_at_risk=it.min_at_risk)
    free = float(row[v.ESTIMATE])
    crude = crude_share(curve, row) if it.leaving_well and not isnan(free) else free
    return free, crude
