"""From records to the people who are studied: their first courses, followed from the last covered day on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

import numpy as np

from isostats.cohort import sql
from isostats.cohort.columns import Fact, facts_of
from isostats.cohort.counting import EventTable
from isostats.cohort.eligible import LeftOut, Rule, left_out_by, rules_of, verdicts
from isostats.cohort.first_course_rows import (
    columns_in,
    holds_treatments,
    keep_beside,
    seen_of,
    statements_of,
    within_gap,
)
from isostats.cohort.groupings import GroupedBy, grouped_by
from isostats.cohort.informative_censoring import FollowUp, Timeline
from isostats.cohort.relapse_by_score import VisitsSeen
from isostats.cohort.set_aside import NOBODY, SetAside, set_aside_of
from isostats.cohort.unseen_people import UnseenPeople
from isostats.engines.embedded import Engine, quoted
from isostats.errors import EstimateError, NobodyLeft, StudyError, nearest, require_one_of
from isostats.study.bands import Grouping
from isostats.study.definitions import CourseDefinition, OutcomeDefinition, require_stitched_by
from isostats.study.eligibility import Eligibility, eligibility_of
from isostats.study.keys import keys_of, keyword_values, takes_keys
from isostats.version import __version__
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition, FollowUpMode
from isostats.vocabulary.group_names import MISSING_LEVEL, group_name, together
from isostats.vocabulary.outcomes import (
    BY_SCORE,
    OUTCOMES,
    WITH_VISITS,
    Retreatment,
    is_of_treatments,
    outcome_of,
    population_of,
    words_of_population,
)
from isostats.words.html import card
from isostats.words.numbers import count_text, counted

if TYPE_CHECKING:
    import pandas as pd

    from isostats.engines.embedded import Namespace
    from isostats.records import Records

GAP_GRID: tuple[int, ...] = keys_of(CourseDefinition)["gap_days"].declared.axis or ()
"""Gap rules, in drug-free days, that are always shown beside the working default."""

WHOLE = re.compile(r"^(-?[0-9]+)[.]0$")
"""A whole number that was read as one with decimals: a group is named without them."""


ANSWERS = {
    v.EVERYONE: sql.RESPONSES,
    v.WITH_RESPONSE: ("clear", "improved", "not clear"),
    v.RESPONDERS: ("clear",),
}
"""Which responses at the end of the course, as the queries name them, each population takes."""

Reading = Literal["clear", "improved", "best", "worst"]
READINGS: dict[Reading, tuple[str, tuple[str, ...]]] = {
    "clear": (v.WITH_RESPONSE, ("clear",)),
    "improved": (v.WITH_RESPONSE, ("clear", "improved")),
    "best": (v.EVERYONE, ("clear", "unknown")),
    "worst": (v.EVERYONE, ("clear",)),
}
"""Readings of treatment success: among whom, and which responses are a success. ``clear`` is the definition;
``improved`` is counted beside it; ``best`` and ``worst`` take all responses that nobody wrote down as clear, and
as not clear. Of few people neither need be an end of what may be true: clear are those who relapsed late, or not."""


def _columns_of(split: GroupedBy | None) -> tuple[str, ...]:
    return ("'all'",) if split is None else split.columns


@dataclass(frozen=True)
class Cohort:
    """First courses and what followed them, on the engine; what leaves it are counts, or one row per person.

    ``tables`` holds the table ``first_courses``, which is this cohort's alone: cohorts and records of other rules,
    made before or after, do not touch it, and it is dropped with the cohort. Any number of threads may ask at once.

    ``people`` is the number of first courses; ``groupings`` the columns by which counts can be split; ``outcomes``
    the outcomes that these records can tell; ``populations`` those in which each of them is estimated (``responders``
    needs a recorded response); ``responses`` how many people have one; ``deaths`` how many died while followed;
    ``stitched_by`` is the definition by which courses were told apart, if they were not taken as recorded;
    ``open_ends`` how many first courses are left out because nobody can say that they had ended; ``calendar`` says
    whether days are "dates" or bare "days"; ``outcome_definition`` what counts as an outcome, and ``timeline`` counts
    what that left aside; ``follow_up`` how people were followed; ``of_courses`` joins fills of isotretinoin.

    ``aside`` counts whom the records set aside, who are in none of its counts; each count carries it.

    ``beside`` names the tables about people beside the four (visits, monitoring, adverse_events, diagnoses);
    ``names_treatments`` says that the records name treatments, be they all from before the course;
    ``scored`` says, by outcome, how many people's visits can tell a relapse by score, where any can;
    ``visits_seen`` counts them, and of whom an outcome came after their last visit that tells.

    ``left_out`` are the ``rules`` of eligibility with how many people each left out, in turn; ``before_follow_up_rule``
    is the cohort without the rule that looks past day 0, where there is one. ``groups`` are further ways to split
    counts, by name, made by :meth:`grouped`.
    """

    tables: Namespace = field(repr=False, compare=False)
    people: int
    groupings: tuple[str, ...]
    outcomes: tuple[str, ...]
    populations: tuple[str, ...]
    responses: int
    deaths: int
    open_ends: int
    calendar: str
    definition: Definition
    outcome_definition: OutcomeDefinition = field(default_factory=OutcomeDefinition)
    stitched_by: CourseDefinition | None = None
    timeline: Timeline | None = None
    follow_up: FollowUp | None = None
    scored: Mapping[str, str] = field(default_factory=dict, repr=False)
    visits_seen: VisitsSeen | None = field(default=None, repr=False)
    of_courses: CourseDefinition = field(default_factory=CourseDefinition, repr=False)
    aside: SetAside = field(default=NOBODY, repr=False)
    beside: tuple[str, ...] = field(default=(), repr=False)
    names_treatments: bool = field(default=False, repr=False)
    left_out: tuple[LeftOut, ...] = field(default=(), repr=False)
    rules: tuple[Rule, ...] = field(default=(), repr=False, compare=False)
    before_follow_up_rule: Cohort | None = field(default=None, repr=False, compare=False)
    groups: Mapping[str, GroupedBy] = field(default_factory=dict, repr=False, compare=False)
    tallies: dict[str, dict[str, Any]] = field(default_factory=dict, repr=False, compare=False)
    _splits: dict[str, GroupedBy] = field(default_factory=dict, repr=False, compare=False)
    _asked: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def competing(self) -> tuple[str, ...]:
        """What competes with an outcome: death, where anybody died while followed."""
        return (v.DEATH,) if self.deaths else ()

    def __repr__(self) -> str:
        groups = f"; to be split by {', '.join(self.groupings)}" if self.groupings else ""
        return (
            f"Cohort of {counted(self.people, 'first course')}, {counted(self.deaths, 'death')} while followed; "
            f"outcomes: {', '.join(self.outcomes)}{groups}"
        )

    def _repr_html_(self) -> str:
        left = [[f"left out: {each.reason}", count_text(each.people)] for each in self.left_out]
        body = [["first courses", count_text(self.people)], ["deaths while followed", count_text(self.deaths)], *left]
        return card("Cohort", [repr(self)], ["", "people"], body)

    @property
    def connection(self) -> Engine:
        """A fresh connection that sees ``first_courses``, for one thread's own SQL."""
        return self.tables.cursor()

    def where(self, eligibility: Eligibility | None = None, **rules: Any) -> Cohort:
        """The first courses that are eligible, as a cohort of their own; this one stays as it is.

        ``rules`` are keys of [eligibility] (``age_from=12``), or columns about people or first courses with the values
        that stay (``site=["A", "B"]``). ``left_out`` of the new cohort says how many people each left out, in turn.
        Whoever lacks a value that a rule needs is not eligible by it, and counted apart.

        Raises StudyError for a rule that these records cannot have, and NobodyLeft where nobody is eligible.
        """
        asked = eligibility_of({**(eligibility.stated if eligibility is not None else {}), **rules})
        known = self._eligible(asked.on_day_0)
        if asked.min_followup_days is None:
            return known
        followed = known._eligible(Eligibility(min_followup_days=asked.min_followup_days))
        return replace(followed, before_follow_up_rule=known)

    def _eligible(self, asked: Eligibility) -> Cohort:
        if not asked.stated:
            return self
        diagnoses = next((name for name in self.beside if name == "diagnoses"), "")
        rules = rules_of(asked, self.facts, self.connection, self.calendar, diagnoses)
        left_out = left_out_by(rules, self.connection)
        tables = self.tables.child("cohort")
        connection = tables.cursor()
        connection.execute(
            f"CREATE TABLE first_courses AS SELECT * FROM {quoted(self.tables.name)}.first_courses "
            f"WHERE {verdicts(rules)} IS NULL"
        )
        keep_beside(connection, quoted(self.tables.name), self.beside)
        tables.stand_alone()
        stated = self.follow_up.stated if self.follow_up is not None else None
        seen = seen_of(connection, self.groupings, self.outcome_definition, self.outcomes, stated)
        until = seen.pop("observed_until")
        notes = self.definition.notes
        if self.stitched_by is None:
            notes = (within_gap(connection, self.of_courses), *notes[1:])
        words = "; ".join(part for part in (self.definition.eligibility, asked.words) if part)
        follow_up = seen["follow_up"].kind
        definition = self.definition.with_(
            eligibility=words, notes=notes, observed_until=until, follow_up=follow_up
        )
        return replace(
            self, tables=tables, left_out=(*self.left_out, *left_out), rules=(*self.rules, *rules),
            definition=definition, tallies={}, _splits={}, _asked={}, before_follow_up_rule=None, **seen,
        )  # fmt: skip

    def grouped(self, *asked: str | Grouping, key: str = "by") -> Cohort:
        """The same cohort, whose counts can be split by the names of these groupings as well.

        A grouping is a column, about people or their first course; ``"age: <12, 12-15, 16-17, 18-25, >=26"``, bands of
        a number in the order in which they are shown; or two of them joined by ``&``. A number with many values and
        no bands gets some by a rule that the definition of every count then says.

        Raises StudyError, with ``key`` as its place, for what is none, and where people are in no band.
        """
        made: dict[str, GroupedBy] = dict(self.groups)
        for each in asked:
            split = grouped_by(each, self.facts, self.ask, key)
            if split.name in made and made[split.name].sql != split.sql:
                raise StudyError(f"{key}: {split.name} is asked for twice, in two ways. Keep one of them.")
            made[split.name] = split
        return replace(self, groups=made)

    @cached_property
    def facts(self) -> Mapping[str, Fact]:
        """The columns by which people can be split or left out: those about people, then facts of first courses."""
        return facts_of(self.connection, self.groupings, self.calendar)

    def count(
        self, outcome: str, *, population: str = v.EVERYONE, by: str | None = None, without_rules: bool = False,
        until_pregnancy: bool = False, score_retreatment: Retreatment | None = None,
        unseen_steps: Literal["never", "at_once"] = "never",
    ) -> EventTable:
        """The event table of an outcome, by one grouped query: causes are the outcome and, if recorded, death.

        In the population ``with_response``, that of treatment success, not being clear at the end of the course is a
        cause of its own, ``not_clear``, on day 0; it is never the outcome. Elsewhere the response is no cause.

        ``without_rules`` counts every later treatment, also maintenance and what was already running on day 0.
        ``until_pregnancy`` ends the follow-up with a pregnancy; ``score_retreatment`` is that of [outcomes], where an
        outcome by score is to be counted otherwise than this cohort does. ``unseen_steps="at_once"`` takes
        everyone whose first relapse was treated with less as failing with it on that day, where records hold no later
        treatments of a relapse (:attr:`timeline`). Of what no later treatment but a second course ends, it takes
        everyone with a relapse whose treatment is not known. Visits that lack a score count as free either way. Both
        are completions of the records, and no bounds: those are made of :meth:`unseen_people`
        (:mod:`isostats.estimate.unseen_outcomes`). ``by`` is a grouping as :meth:`grouped` takes it.

        Where people may have left because they were well, ``untold`` has those whom no visit tells an outcome by score.

        Raises EstimateError for a name that is not known, or for an outcome that these records cannot tell.
        """
        self.require_outcome(outcome)
        causes = (outcome, *self.competing)
        split = self.split_by(by)
        how: dict[str, Any] = {
            "without_rules": without_rules, "until_pregnancy": until_pregnancy, "retreatment": score_retreatment,
            "fails_on": self._fails_on(outcome, unseen_steps), "every_group": True,
        }  # fmt: skip
        text = sql.count_outcome(outcome, _columns_of(split), **how)
        lacking = self.lacking(outcome) if unseen_steps == "never" else ()
        notes = (*self.definition.notes, *([self.scored[outcome]] if outcome in BY_SCORE else ()))
        about: dict[str, Any] = {"by": split, v.OUTCOME: outcome, "lacking": lacking, "notes": notes}
        counts = self.tabulate(text, causes, population, **about)
        if lacking:
            who = self.unseen_people(outcome, counts, by=by)
            varied = without_rules or until_pregnancy or score_retreatment is not None
            definition = counts.definition.with_(crossed=who.any_seen_later)
            counts = replace(counts, definition=definition, may_come=None if varied else who)
        if outcome not in BY_SCORE or not self.definition.passive:
            return counts
        # those without a visit that tells may not have come because they were well
        retreated = score_retreatment or self.outcome_definition.score_retreatment
        text = sql.count_outcome(outcome, _columns_of(split), **how, of_untold=retreated)
        untold = self.tabulate(text, causes, population, **about)
        return replace(counts, untold=untold) if untold.n.any() else counts

    def _fails_on(self, outcome: str, unseen_steps: str) -> str:
        if unseen_steps == "never":
            return ""
        return sql.hidden_from(outcome)

    def unseen_people(
        self, outcome: str, counts: EventTable, *, by: str | None = None, reading: Reading = "clear", lost: str = ""
    ) -> UnseenPeople:
        """Of whom of ``counts``, those of the outcome, it may have come unseen, where it is a bound (:meth:`lacking`):
        later steps of a relapse on any day from its first on, treatments of relapses that nobody wrote down on the day
        of any of these, a relapse by score at the visits that tell it in part.

        Of treatment success those who were not clear are none of them, whatever the ``reading`` of the responses.
        ``lost`` is SQL for whose leaving is a cause of its own, with the number 3.
        """
        hidden, split = self._fails_on(outcome, "at_once"), self.split_by(by)
        tally = self._tally(sql.count_unseen(outcome, _columns_of(split), hidden, lost=lost))
        of_success = v.NOT_CLEAR in counts.causes
        among = READINGS[reading][1] if of_success else ANSWERS[str(counts.definition.population)]
        kept = np.isin(tally["answers"], among)[tally["answer"]]
        names = [group_name(split.name, str(each)) if split else str(each) for each in tally["groupings"]]
        place = {name: place for place, name in enumerate(counts.groups)}
        group = np.array([place[names[each]] for each in tally["grouping"][kept]], dtype=np.int64)
        columns = ("day", "cause", "people", "since", "single_days")
        of_whom = {name: tally[name][kept] for name in columns if name in tally}
        return UnseenPeople.of_days(group, **of_whom)

    def people_by(self, *columns: str) -> dict[tuple[str, ...], int]:
        """How many people are in the same group of each of some columns, where there are any."""
        splits = [split for each in columns if (split := self.split_by(each)) is not None]
        levels = ", ".join(split.of_person for split in splits)
        shared: dict[tuple[str, ...], int] = {}
        for *level, people in self.ask(f"SELECT {levels}, COUNT(*) FROM first_courses GROUP BY ALL ORDER BY ALL"):
            groups = tuple(
                group_name(split.name, WHOLE.sub(r"\1", str(each))) for split, each in zip(splits, level, strict=True)
            )
            shared[groups] = shared.get(groups, 0) + int(people)
        return shared

    def lacking(self, outcome: str) -> tuple[str, ...]:
        """Why some of an outcome cannot be seen, so that the share free of it is a bound: what the records lack."""
        return self.timeline.lacking(outcome) if self.timeline is not None else ()

    def count_success(
        self, outcome: str, *, reading: Reading = "clear", by: str | None = None,
        unseen_steps: Literal["never", "at_once"] = "never",
    ) -> EventTable:
        """The event table of treatment success: causes are the outcome, death if recorded, and ``not_clear``.

        Whoever was not clear or almost clear at the end of the course fails on day 0, by ``not_clear``; the others by
        the first of the outcome and death. ``reading`` "improved" takes *improved* for a success as well; "best" and
        "worst" are among everyone, the unknown responses taken as clear or as not clear. ``unseen_steps`` bounds it as
        :meth:`count` does.

        Raises EstimateError where no response is recorded, or for an outcome that these records cannot tell.
        """
        who, success = READINGS[reading]
        # says what the records lack
        counts = self.count(outcome, population=v.WITH_RESPONSE, by=by, unseen_steps=unseen_steps)
        if reading == "clear":
            return counts
        words = {v.POPULATION: who, "population_words": self.population_words(who)}
        split = self.split_by(by)
        fails_on = self._fails_on(outcome, unseen_steps)
        text = sql.count_outcome(outcome, _columns_of(split), fails_on=fails_on, every_group=True)
        answers = (ANSWERS[who], success)
        return self.tabulate(
            text, counts.causes[:-1], v.WITH_RESPONSE, by=split, answers=answers, outcome=outcome,
            lacking=counts.definition.lacking, crossed=counts.definition.crossed, **words,
        )

    def count_first_treatment(self, *, population: str = v.EVERYONE) -> EventTable:
        """The event table of the first treatment of any kind, each kind a cause that excludes the others."""
        self.require_later_treatments()
        kinds = sql.counted_kinds(OUTCOMES[v.ANY_TREATMENT], self.outcome_definition)
        which = " ".join(f"WHEN '{kind}' THEN {cause}" for cause, kind in enumerate(kinds, start=1))
        cause = sql.first_of("any_treatment_day", cause=f"CASE first_treatment {which} END", death=len(kinds) + 1)
        text = sql.counted("any_treatment_day", cause)
        return self.tabulate(text, (*kinds, v.DEATH), population, outcome=v.ANY_TREATMENT)

    def require_outcome(self, outcome: str) -> None:
        """Raise EstimateError for an outcome that is not known, or that these records cannot tell."""
        if outcome_of(outcome).id not in self.outcomes:
            raise EstimateError(
                f"These records cannot tell {outcome!r}: they hold no later "
                f"{OUTCOMES[outcome].needs}. They can tell: {', '.join(self.outcomes)}."
            )

    def require_later_treatments(self) -> None:
        """Raise EstimateError where no later treatments are recorded."""
        if v.ANY_TREATMENT not in self.outcomes:
            raise EstimateError("These records hold no later treatments, so none can be the first.")

    def require_records(self, records: Records, call: str) -> None:
        """Raise StudyError for records that are not those that this cohort was made of."""
        if not hasattr(records, "tables") or not self.tables.is_beside(records.tables):
            raise StudyError(
                "These records are not those that the cohort was made of. Hand over the very ones, such as "
                f"iso.{call}(analysis.cohort, analysis.records)."
            )

    def fixed_by_rule(self, outcome: str, day: int) -> bool:
        """Whether the rule of courses alone decides the outcome by that day: nothing could have been seen.

        Under a gap rule a second course begins after more drug-free days than the gap, so that none can have begun by
        a day within it. Course records are taken as recorded, and no gap is applied to them.
        """
        return outcome == v.SECOND_COURSE and self.stitched_by is not None and day <= self.stitched_by.gap_days

    def frame(self, columns: Sequence[str]) -> pd.DataFrame:
        """One row per person with the named columns of the table ``first_courses``, or facts such as ``age``; for
        regression only. Raises EstimateError for a column that is not there."""
        if isinstance(columns, str):
            raise EstimateError(f"columns is a list of names: cohort.frame([{columns!r}]), not {columns!r}.")
        if not len(columns):
            raise EstimateError("columns is empty: name one or more, such as cohort.frame(['sex', 'age']).")
        rows = self.connection.execute("SELECT * FROM first_courses LIMIT 0").description
        own = {str(name): quoted(str(name)) for name, *_ in rows}
        known = {name: fact.sql for name, fact in self.facts.items()} | own
        for name in columns:
            if name not in known:
                near = nearest(name, known) or "."
                facts = ", ".join(self.facts)
                raise EstimateError(f"The first courses have no column {name!r}{near} There are: {facts}.")
        listed = ", ".join(f"{known[name]} AS {quoted(name)}" for name in columns)
        people: pd.DataFrame = self.connection.execute(f"SELECT {listed} FROM first_courses").df()
        return people

    def query(self, text: str) -> pd.DataFrame:
        """Counts by SQL over the table ``first_courses``, as a frame."""
        rows: pd.DataFrame = self.connection.execute(text).df()
        return rows

    def ask(self, text: str) -> list[tuple[Any, ...]]:
        """The rows of a query over ``first_courses`` that several questions have: it is asked once."""
        if text not in self._asked:
            self._asked[text] = self.connection.execute(text).fetchall()
        return self._asked[text]

    def population_words(self, name: str, outcome: str = "") -> str:
        """Who is counted, in words that are true of these records; of an outcome by score those whom visits tell."""
        return words_of_population(
            name, recorded=bool(self.responses), eligible=self.definition.eligibility,
            chosen=any(each.reason.startswith("response ") for each in self.left_out),
            visits=WITH_VISITS[self.outcome_definition.score_retreatment] if outcome in BY_SCORE else "",
        )  # fmt: skip

    def _tally(self, text: str) -> dict[str, Any]:
        """The engine's counts; one query serves every population. Groups and answers are places among their names."""
        if text not in self.tallies:
            import pandas as pd

            columns = self.connection.execute(text).fetchnumpy()
            kinds = {"single_days": str, "people": float, **dict.fromkeys(("day", "cause", "since"), np.int64)}
            tally: dict[str, Any] = {
                name: np.asarray(columns[name], dtype=kind) for name, kind in kinds.items() if name in columns
            }
            codes, names = pd.factorize(np.asarray(columns["grouping"], dtype=object))
            tally["groupings"], same = np.unique([WHOLE.sub(r"\1", each) for each in names], return_inverse=True)
            tally["grouping"] = same[codes] if len(names) else codes
            tally["answers"], tally["answer"] = np.array(sql.RESPONSES), np.asarray(columns["answer"], dtype=np.int64)
            self.tallies[text] = tally
        return self.tallies[text]

    def split_by(self, by: str | None) -> GroupedBy | None:
        """How people are split; what was asked for once is not looked up again."""
        if not (by is None or isinstance(by, str)):
            columns = [str(each) for each in by] if isinstance(by, (list, tuple)) else []
            example = together(columns) or "sex"
            raise EstimateError(
                f"by is one text, not {by!r}: a column, two joined by &, or bands of a number. Write by={example!r}."
            )
        if by is None or by in self.groups:
            return None if by is None else self.groups[by]
        if by not in self._splits:
            try:
                split = grouped_by(by, self.facts, self.ask, "by")
            except StudyError as error:
                raise EstimateError(str(error)) from None
            self._splits[by] = split
        return self._splits[by]

    def tabulate(
        self, text: str, causes: tuple[str, ...], population: str, /, *, by: GroupedBy | None = None,
        answers: tuple[tuple[str, ...], ...] = (), **definition: object,
    ) -> EventTable:
        """The event table of a query made by :func:`.sql.counted`: the causes have numbers from 1 on, 0 is censoring.

        ``answers`` are the responses of those who are in it, and of these the ones that are a success, where they are
        not those of the population. ``definition`` says what else was chosen, the outcome first of all.
        """
        who = population_of(population)
        if who.id != v.EVERYONE and not self.responses:
            raise EstimateError(
                f"Population {population!r} needs the response at the end of the course; none is recorded."
            )
        among, success = answers or (ANSWERS[who.id], ("clear",))
        tallied = self._tally(text)
        kept = np.isin(tallied["answers"], among)[tallied["answer"]]
        answer, grouping, day, cause = (tallied[name][kept] for name in ("answer", "grouping", "day", "cause"))
        if who.of_success:  # a cause of its own from the start, and never the outcome
            causes, unclear = (*causes, v.NOT_CLEAR), ~np.isin(tallied["answers"], success)[answer]
            day, cause = np.where(unclear, 0, day), np.where(unclear, len(causes), cause)
        present, group = np.unique(grouping, return_inverse=True)
        groups = [str(tallied["groupings"][each]) for each in present]
        if by is not None:
            places = by.in_order(groups)
            groups, group = [groups[place] for place in places], np.argsort(places)[group]
        if not groups:  # a population may be empty, and is then a group without people
            groups = [MISSING_LEVEL] if by else [v.ALL]
        days, place = np.unique(day, return_inverse=True)
        counts = np.zeros((len(groups), len(causes) + 1, len(days)))
        np.add.at(counts, (group, cause, place), tallied["people"][kept])
        chosen: dict[str, Any] = {
            v.POPULATION: population,
            "population_words": self.population_words(population, str(definition.get("outcome", ""))),
            "competing": tuple(c for c in causes[1:] if c in (v.DEATH, v.NOT_CLEAR)),
        }
        if by is not None and by.note:
            notes = definition.pop("notes", self.definition.notes)
            chosen["notes"] = (*cast("tuple[str, ...]", notes), by.note.rstrip("."))
        return EventTable(
            groups=tuple(group_name(by.name, each) if by else each for each in groups), causes=causes, days=days,
            events=counts[:, 1:], censored=counts[:, 0], entered=np.zeros((len(groups), len(days))),
            definition=self.definition.with_(**chosen | definition), aside=self.aside,
            in_order=by is not None and by.ordered,
        )


@takes_keys(CourseDefinition, OutcomeDefinition, Eligibility, kind="courses")
def first_courses(
    records: Records, courses: CourseDefinition | None = None, outcomes: OutcomeDefinition | None = None, *,
    eligibility: Eligibility | None = None, follow_up: FollowUpMode | None = None, **keywords: Any,
) -> Cohort:
    """Everyone's first course, followed from its last covered day (day 0) to a second course, death or the last
    contact, whichever comes first.

    ``outcomes`` says what counts as an outcome. Second courses are those that the records hold; the gap rule of
    ``courses`` is stated, with how many began within it, and joins fills of isotretinoin among the events into
    courses. Records that were stitched have the definition that they were stitched by, and no other can be stated:
    read them again by it. Of these first courses those that ``eligibility`` allows are studied, all if it states
    nothing. Definitions are objects, or their keys are keywords: ``first_courses(records, gap_days=90,
    maintenance_days=30, age_from=12)``.
    ``follow_up`` says how people were followed, and is found out where it is not stated: where people who are well
    stop coming, every figure is a range between two assumptions (see :mod:`.informative_censoring`).

    Raises DataError if no first course is left to study, StudyError for a keyword that cannot be, or for a rule of
    courses other than the one by which the records were stitched.

    >>> import pandas as pd
    >>> import isostats as iso
    >>> course = {"course_start": "2019-01-01", "course_end": "2019-06-30", "last_contact": "2021-06-30"}
    >>> followed = iso.first_courses(iso.read_courses(pd.DataFrame([{"patient_id": "a", **course}])))
    >>> followed.people, followed.outcomes
    (1, ('second_course',))
    """
    of_courses, of_outcomes, of_people = keyword_values(
        CourseDefinition, OutcomeDefinition, Eligibility, kind="courses", keywords=keywords
    )
    if not hasattr(records, "stitched_by") or not hasattr(records, "schema"):
        raise StudyError(
            f"First courses are those of records, not of {type(records).__name__}. Read them first: "
            "iso.first_courses(iso.read_courses('courses.csv'))."
        )
    if follow_up is not None:
        require_one_of(follow_up, get_args(FollowUpMode), "follow_up", error=StudyError)
    applied = records.stitched_by
    definition = replace(courses or applied or CourseDefinition(), **of_courses)
    require_stitched_by(applied, definition)
    rules = replace(outcomes or OutcomeDefinition(), **of_outcomes)
    if definition.low_season and records.calendar != "dates":
        raise StudyError("[courses] low_season needs dates: where days are numbers, no season is known. Leave it out.")
    tables, schema = records.tables.child("cohort"), records.schema
    connection = tables.cursor()
    columns = [name for name in columns_in(connection, schema, "people") if name not in ("person_id", "birth_year")]
    made = statements_of(
        connection, [*columns, "birth_year"], schema, rules, definition, beside=records.described,
        alone=records.first_relapses_alone, courses_alone=records.first_courses_alone,
    )  # fmt: skip
    for text in made:
        connection.execute(text)
    people, scored, open_ends, relapses = connection.execute(
        "SELECT (SELECT COUNT(*) FROM first_courses), (SELECT COUNT(scored_until) FROM first_courses), "
        f"(SELECT COUNT(*) FROM {schema}.courses WHERE course = 1 AND end_status = 'open'), "
        f"(SELECT COUNT(*) FROM {schema}.events WHERE kind = '{v.RECORDED_RELAPSE}')"
    ).fetchall()[0]
    if not people:
        open_words = f" The ends of all {counted(open_ends, 'first course')} are open." if open_ends else ""
        raise NobodyLeft(f"There is no first course to study: no usable course record is left.{open_words}")
    of_relapses, of_events = (name in records.present for name in ("relapse_treatment", "events"))
    facts = {
        None: True,
        "treatments": of_relapses or (of_events and holds_treatments(connection, schema, rules)),
        "relapses": "relapse_date" in records.present or relapses > 0,
        "scores": scored > 0,
    }
    can_tell = tuple(
        o.id for o in OUTCOMES.values() if facts[o.needs] and (facts["treatments"] or not is_of_treatments(o))
    )
    seen = seen_of(connection, columns, rules, can_tell, follow_up)
    until = seen.pop("observed_until")
    close = () if applied else (within_gap(connection, definition),)
    keep_beside(connection, schema, records.described)
    tables.stand_alone()
    aside = set_aside_of(records.findings)
    everyone = Cohort(
        tables=tables, open_ends=open_ends, outcomes=can_tell, calendar=records.calendar, outcome_definition=rules,
        stitched_by=definition if applied else None, of_courses=definition, beside=records.described,
        names_treatments=of_relapses or of_events, aside=aside, **seen,
        definition=Definition(
            gap_rule=applied.words if applied else "second courses are counted as recorded",
            notes=(*close, *records.notes, *rules.notes), fingerprint=records.fingerprint,
            version=__version__, observed_until=until, follow_up=seen["follow_up"].kind,
            aside=bool(aside),
        ),
    )  # fmt: skip
    return everyone.where(eligibility, **of_people)


def second_courses_by_gap(cohort: Cohort, *, gaps: Sequence[int] = GAP_GRID) -> pd.DataFrame:
    """How many second courses remain if one counts only after more than so many drug-free days.

    Drug-free days are ``second start - first end - 1``. Columns: gap_days, second_courses, people.
    """
    import pandas as pd

    over = {f"over_{place}": f"drug_free_days > {int(gap)}" for place, gap in enumerate(gaps)}
    counts = cohort.query(sql.people_where(over)).iloc[0].tolist() if over else []
    return pd.DataFrame({"gap_days": list(gaps), "second_courses": counts, "people": cohort.people})
