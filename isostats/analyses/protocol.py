"""What a question is: what it needs, how it is answered, and what its answer shows and brings to results and files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from isostats.analyses.rows import Row, not_fixed, where
from isostats.errors import EstimateError, nearest
from isostats.estimate.bounds import as_seen, by_unseen
from isostats.figures.drawing import Drawing, processors
from isostats.tables.paper import Table as Table
from isostats.tables.paper import table_of as table_of
from isostats.vocabulary import names as v
from isostats.words.english import one_end, plain
from isostats.words.html import card

if TYPE_CHECKING:
    import pandas as pd

    from isostats.analyses.curves import Curves
    from isostats.analyses.grid.result import Grid
    from isostats.cohort.following import Cohort
    from isostats.records import Finding, Records
    from isostats.study.study_file import Study
    from isostats.vocabulary.definition import Definition

T = TypeVar("T")
Value = TypeVar("Value", covariant=True)
VERY_MANY = 100_000
"""People from whom on models are fitted beside the other questions."""


@dataclass(frozen=True)
class Text:
    """A paragraph; ``quiet`` sets it smaller."""

    words: str
    quiet: bool = False


@dataclass(frozen=True)
class Heading:
    """A heading within a section."""

    words: str


@dataclass(frozen=True)
class Definitions:
    """Terms and what they mean here."""

    terms: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Explored:
    """A grid of definitions as a figure that a reader may look into; ``table`` is the address of its numbers."""

    drawing: Drawing
    table: str


Block = Text | Heading | Definitions | Table | Drawing | Explored
"""What a section of the page consists of."""


def texts(sentences: Sequence[str], *, quiet: bool = False) -> list[Text]:
    """A paragraph for each sentence; what is empty is not said."""
    return [Text(sentence, quiet) for sentence in sentences if sentence]


@dataclass(frozen=True, eq=False)
class Basis:
    """What an analysis may look at: the study, its cohort with the curves, the primary outcome and the groups.

    ``records`` is None where only counts may be looked at: analyses that are not ``from_counts`` are then not made, and
    the others say nothing that needs more than event tables. ``follow_up_assumed`` says that nobody knows until when
    people were observed, so that the data's last day is taken for it. ``set_aside`` names the file of rows set aside.
    ``cautions`` are the rules of findings of which the headline speaks, for whoever may see counts alone.
    ``grid`` runs the grid of definitions, or has it where it was run while the fills were at hand.
    """

    study: Study
    cohort: Cohort
    curves: Curves
    outcome: str
    groups: tuple[str, ...]
    records: Records | None = None
    follow_up_assumed: bool = False
    set_aside: str = "set_aside.csv"
    grid: Callable[[], Grid] | None = None
    cautions: tuple[str, ...] = ()

    @property
    def exact(self) -> bool:
        """Whether more than event tables may be looked at; not so in a release."""
        return self.records is not None

    @property
    def leaving_well(self) -> bool:
        """Whether people leave because they are well, so that the answer is a range."""
        return self.cohort.follow_up is not None and self.cohort.follow_up.passive

    def unseen_of(self, outcome: str) -> int:
        """Of how many people the records cannot show whether they had an outcome, so that it is a bound."""
        return self.cohort.timeline.unseen_of(outcome) if self.cohort.timeline is not None else 0

    def bound_of(self, outcome: str, day: int, group: str = v.ALL, by: str | None = None) -> str:
        """What a share free of an outcome is a bound of on a day where the records cannot show all of it, and where it
        is stated what became of those who left: what Kaplan-Meier's is, but for them."""
        return by_unseen(self.curves.remission(outcome, by=by), day, group) if self.unseen_of(outcome) else ""

    def bound_after(self, outcome: str, bound: str) -> str:
        """A bound from day 0 on as one of those still free of the outcome later: a share among them, or a hazard."""
        return bound if self.bounded_later(outcome) else v.IF_NONE_UNSEEN

    def bounded_later(self, outcome: str) -> bool:
        """Whether what is a bound from day 0 on is one among those still free of the outcome later.

        One who had it unseen before, and again when it was seen, is among them and is one of its events: without such a
        person the share is lower or higher. Where there is any, it is no end of what may be true.
        """
        unseen = self.curves.remission(outcome).unseen
        return unseen is None or not unseen.who.any_seen_later

    def doubt(self, kind: str) -> str:
        """The sentence that goes with comparisons of people, or with ratios, of which range their numbers are one end:
        the primary outcome's, or that of the first whose records cannot show all of it."""
        hidden = next((name for name in (self.outcome, *self.outcomes) if self.unseen_of(name)), "")
        return one_end(self.definition_of(hidden) if hidden else self.definition, kind)

    @property
    def findings(self) -> Sequence[Finding]:
        """What the checks of the records found; nothing where only counts are at hand."""
        return self.records.findings if self.records is not None else ()

    @property
    def rules(self) -> Sequence[str]:
        """The rules of the findings; where only counts are at hand, of those that the headline speaks of."""
        return [each.rule for each in self.findings] if self.exact else self.cautions

    @property
    def definition(self) -> Definition:
        """The definition that every figure among everyone shares."""
        return self.cohort.definition.with_(
            population=v.EVERYONE,
            population_words=self.cohort.population_words(v.EVERYONE),
            competing=self.cohort.competing,
        )

    def definition_of(self, outcome: str) -> Definition:
        """The definition of one outcome in figures of shares and groups, with what their numbers are bounds of."""
        curves = [self.curves.remission(outcome, by=by) for by in (None, *self.groups)]
        who = self.cohort.population_words(v.EVERYONE, outcome)
        return self.definition.with_(outcome=outcome, population_words=who).bounded_as(
            *(curve.definition for curve in curves)
        )

    @property
    def horizon_days(self) -> int:
        """The horizon of the primary definition."""
        return self.study.study.primary.horizon_days

    @property
    def level(self) -> float:
        """The level of confidence."""
        return self.study.claim.level

    @property
    def min_at_risk(self) -> int:
        """Nothing is quoted where fewer people are still followed, with the outcome or without."""
        return self.study.study.min_at_risk

    @property
    def method(self) -> str:
        """How remission is estimated: by Kaplan-Meier, or of counts by interval by the life table."""
        return self.curves.remission(self.outcome).method

    @property
    def method_words(self) -> str:
        """The same in words."""
        return v.METHOD_LABELS.get(self.method, plain(self.method))

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes of the study that its records can tell, each once."""
        return tuple(name for name in dict.fromkeys(self.study.study.outcomes) if name in self.cohort.outcomes)

    @property
    def quoted(self) -> dict[str, Any]:
        """When curves are read off, and until when they may be quoted: keywords of the rows."""
        return {"horizons": self.study.horizons, "min_at_risk": self.min_at_risk}

    @property
    def followed(self) -> dict[str, Any]:
        """Keywords of every figure of curves."""
        return {"min_at_risk": self.min_at_risk, "horizons_days": self.study.horizons}

    @property
    def claim(self) -> dict[str, Any]:
        """The claimed share and the margin around it, as keywords."""
        return {"claim": self.study.claim.remission, "margin": self.study.claim.margin}

    def figure(self, function: str, result: Any, *, name: str = "", **keywords: Any) -> Drawing:
        """A figure that is to be drawn, named like the function of :mod:`isostats.figures` unless it has a name."""
        return Drawing(name or function, function, result, {**keywords, "simulated": self.study.simulated})

    def remission_of(self, rows: Iterable[Row], **address: Any) -> list[Row]:
        """The rows of remission among everyone, as it is estimated here."""
        return where(rows, quantity=v.REMISSION, population=v.EVERYONE, **({v.METHOD: self.method} | address))

    def not_fixed(self, rows: Iterable[Row]) -> tuple[Row, ...]:
        """The rows, those emptied that the rule of courses alone decides."""
        return tuple(not_fixed(row, self.cohort.fixed_by_rule) for row in rows)


@dataclass(frozen=True, eq=False)
class Answer(Generic[Value]):
    """The answer to a question: ``value`` for whoever needs it, ``rows`` of results.csv, ``blocks`` of its section.

    ``lead`` are blocks that stand at the head of the page. Tables and figures are those among the blocks; ``files`` are
    further tables, which are written and not shown. ``methods`` are sentences for the methods of a paper, with the
    references that they cite.
    """

    value: Value
    rows: tuple[Row, ...] = ()
    blocks: tuple[Block, ...] = ()
    lead: tuple[Block, ...] = ()
    files: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    methods: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return "\n".join(self._parts)

    def _repr_html_(self) -> str:
        return card("Answer", self._parts)

    @property
    def _parts(self) -> tuple[str, ...]:
        lists = {"tables": list(self.tables), "figures": list(self.figures)}
        held = [f"{what}: {', '.join(names)}" for what, names in lists.items() if names]
        return (f"value: {type(self.value).__name__}", *held)

    @property
    def tables(self) -> dict[str, Table]:
        """Every table, by the name of its file."""
        return {block.name: block for block in (*self.lead, *self.blocks) if isinstance(block, Table)}

    @property
    def figures(self) -> dict[str, Drawing]:
        """Every figure that is to be drawn, by the name of its files."""
        shown = [each.drawing if isinstance(each, Explored) else each for each in (*self.lead, *self.blocks)]
        return {block.name: block for block in shown if isinstance(block, Drawing)}


@dataclass(frozen=True)
class Analysis:
    """One question. ``estimate`` answers it from the basis and the answers that it ``needs``, in their order.

    Its blocks are a section of the page under ``title``, in which ``{claim}`` is the claimed percentage; those of a
    ``part_of`` another analysis stand in that one's section, under ``title`` as a heading unless it is empty.
    ``from_counts`` says that event tables are all it looks at. ``by_outcome`` says that its rows go outcome by outcome.
    ``of_people`` says that it fits models to a row of each person, which takes long where they are very many.
    """

    id: str
    title: str
    estimate: Callable[..., Answer[Any]] = field(repr=False)
    needs: tuple[str, ...] = ()
    part_of: str = ""
    from_counts: bool = False
    by_outcome: bool = False
    of_people: bool = False


def answered(
    analyses: Iterable[Analysis],
    basis: Basis,
    *,
    step: Callable[[str], object] = lambda words: None,
    draw: Callable[[Drawing], object] = lambda drawing: None,
) -> dict[str, Answer[Any]]:
    """Every answer by its question, in the order of the analyses; what one needs is answered before it.

    ``draw`` is handed each figure as soon as its numbers exist.
    """
    asked = {each.id: each for each in analyses if basis.records is not None or each.from_counts}
    made: dict[str, Answer[Any]] = {}

    def answer(analysis: Analysis) -> Answer[Any]:
        if analysis.id not in made:
            needed = [answer(asked[name]) for name in analysis.needs]
            step(analysis.title)
            made[analysis.id] = beside.answer(analysis) or analysis.estimate(basis, *needed)
            beside.begin(made)
            for drawing in made[analysis.id].figures.values():
                draw(drawing)
        return made[analysis.id]

    with _Beside(asked, basis) as beside:
        beside.begin(made)
        return {name: answer(analysis) for name, analysis in asked.items()}


class _Beside:
    """Models of very many people are fitted in a thread of their own, while the other questions are answered."""

    def __init__(self, asked: Mapping[str, Analysis], basis: Basis) -> None:
        of_people = [each for each in asked.values() if each.of_people]
        self._waiting = of_people if of_people and basis.cohort.people >= VERY_MANY and processors() > 1 else []
        self._basis = basis
        self._answers: dict[str, Future[Answer[Any]]] = {}
        self._thread = ThreadPoolExecutor(1, "models")

    def __enter__(self) -> _Beside:
        return self

    def __exit__(self, *error: object) -> None:
        self._thread.shutdown(cancel_futures=True)

    def begin(self, made: Mapping[str, Answer[Any]]) -> None:
        """Begin what needs nothing that is still to be answered; one after the other."""
        for each in list(self._waiting):
            if all(name in made or name in self._answers for name in each.needs):
                self._waiting.remove(each)
                context = copy_context()  # whose language it is
                self._answers[each.id] = self._thread.submit(context.run, self._estimate, each, dict(made))

    def answer(self, analysis: Analysis) -> Answer[Any] | None:
        """The answer, or its error, once it is there; nothing for what was not begun here."""
        begun = self._answers.get(analysis.id)
        return begun.result() if begun is not None else None

    def _estimate(self, analysis: Analysis, made: Mapping[str, Answer[Any]]) -> Answer[Any]:
        needed = [made[name] if name in made else self._answers[name].result() for name in analysis.needs]
        return analysis.estimate(self._basis, *needed)


def rows_in_order(analyses: Iterable[Analysis], answers: Mapping[str, Answer[Any]], basis: Basis) -> list[Row]:
    """The rows of every answer as results.csv has them.

    Analyses that go outcome by outcome stand together where the first of them stands: all of one outcome and
    population, then the next. What is compared of an outcome that may have come unseen says that it is of what was
    seen.
    """
    listed = [each for each in analyses if each.id in answers]
    together = [row for each in listed if each.by_outcome for row in answers[each.id].rows]
    outcomes, populations = [*basis.study.study.outcomes], [*basis.cohort.populations]
    together.sort(key=lambda row: (outcomes.index(row[v.OUTCOME]), populations.index(row[v.POPULATION])))
    rows: list[Row] = []
    for each in listed:
        if not each.by_outcome:
            rows += answers[each.id].rows
        else:
            rows, together = rows + together, []
    return [as_seen(row) if basis.unseen_of(str(row[v.OUTCOME])) else row for row in rows]


def named(held: Mapping[str, T], name: str, kind: str) -> T:
    """What is held under a name. Raises EstimateError, which names the nearest and all, where nothing is."""
    if name not in held:
        raise EstimateError(f"There is no {kind} {name!r}{nearest(name, held) or '.'} There are: {', '.join(held)}.")
    return held[name]
