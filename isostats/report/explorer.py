"""A study to be asked live: what was chosen on the left, the curve, the numbers and the verdict on the right.

Every rule of courses and of maintenance that can be chosen is followed once, when the explorer is made. A change then
costs a count, an estimate and a comparison, which are those of the report.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from isostats.analyses.choices import basis_of, cohort_of, groups_of, keep_names_of
from isostats.analyses.grid.question import grid_drawings
from isostats.analyses.grid.result import Grid
from isostats.analyses.protocol import Basis
from isostats.analyses.results import StudyResults
from isostats.cohort.following import GAP_GRID
from isostats.errors import NobodyLeft, StudyError, nearest
from isostats.figures.grid_definitions import read_grid
from isostats.progress import Step, silent
from isostats.records import Records
from isostats.records.input_tables import our_codes
from isostats.report.explorer_answers import answer_of, axes_of, nobody
from isostats.report.job import prepared_records, read_records, study_of
from isostats.report.page import as_json
from isostats.study.inputs import Inputs
from isostats.study.study_file import Named, Study
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import column_of, level_of
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.english import capital, level_words, plain
from isostats.words.html import card
from isostats.words.language import language_of, speaking, translated
from isostats.words.numbers import counted, time_words

MAINTENANCE = (0, 30, 60, 90)
"""Days after the course up to which a topical or antiandrogen begun may be taken for maintenance."""

NO_GAP = "These courses are as recorded. A gap needs dispensings, of which courses are made."
ONE_GAP = "These records were made by one gap. Name the study, or records by gap: iso.explore({30: a, 60: b})."
NO_TREATMENTS = "These records hold no later treatments, so none can be maintenance."
NO_RULES = "The study counts every later treatment, so none is taken for maintenance."
NO_GROUPS = "No column of these records splits people into groups here; name some in [study] groups."
MISSING_WIDGET = "To choose here and see the curve follow, install anywidget: pip install 'isostats[live]'."

Rule = tuple[int, int]
"""Gap and days of maintenance."""


@dataclass(frozen=True)
class Control:
    """One choice: its ``levels`` with their words, the level that it begins with, and why it is ``off``, if it is."""

    name: str
    label: str
    levels: tuple[tuple[Any, str], ...]
    first: Any
    off: str = ""


@dataclass(frozen=True, eq=False)
class Explorer:
    """A study that can be asked live. Made by ``iso.explore``; a notebook's cell shows it with its controls.

    ``controls`` are the choices; ``answer`` gives what is shown for any of them. An explorer of a grid has no controls
    of its own: it shows every definition of that ``grid``, as the report does.
    """

    bases: Mapping[Rule, Basis | None] = field(repr=False)
    controls: tuple[Control, ...] = ()
    grid: Grid | None = None

    @property
    def first(self) -> dict[str, Any]:
        """The choice that it begins with: the study's own."""
        return {control.name: control.first for control in self.controls}

    def answer(self, **choice: Any) -> dict[str, Any]:
        """The curves, numbers and verdict of a choice, ready to be drawn; what is not chosen is the study's own.

        Raises StudyError for a choice or a level that there is not.
        """
        known = {control.name: [value for value, _ in control.levels] for control in self.controls}
        for name, value in choice.items():
            if name not in known:
                hint = nearest(name, known) or "."
                raise StudyError(f"There is no choice {name!r}{hint} There are: {', '.join(known) or 'none'}.")
            if value not in known[name]:
                raise StudyError(f"{name} cannot be {value!r}. Choose one of: {', '.join(map(str, known[name]))}.")
        chosen = self.first | choice
        basis = self.bases[chosen["gap_days"], chosen["maintenance_days"]]
        with self._in_its_language():
            return nobody(self._own, chosen) if basis is None else answer_of(basis, chosen)

    def widget(self) -> Any:
        """The widget of anywidget. Raises StudyError where that is not installed."""
        try:
            from isostats.report.explorer_widget import widget_of
        except ImportError:
            raise StudyError(MISSING_WIDGET) from None
        if self.grid is not None:
            curve, _ = grid_drawings(self.grid)
            read = read_grid(curve.result, claim=self.grid.claim, margin=self.grid.margin)
            with self._in_its_language():
                return widget_of(grid=as_json(read))
        with self._in_its_language():
            every = [
                {
                    "name": each.name, "label": translated(each.label), "off": translated(each.off),
                    "levels": [[value, translated(words)] for value, words in each.levels],
                }
                for each in self.controls
            ]  # fmt: skip
            axes = axes_of(self._own)
        return widget_of(controls=every, axes=axes, answer=self.answer(), ask=self.answer)

    @contextmanager
    def _in_its_language(self) -> Iterator[None]:
        """Within the block words come out in the language of the study, and names of the records as they are."""
        if self.grid is not None:
            groups = {level_of(group) for group in map(str, self.grid.frame[v.GROUP]) if column_of(group)}
            with speaking(self.grid.language, names={level_words(level) for level in groups - our_codes()}):
                yield
            return
        with speaking(self._own.study.study.language):
            keep_names_of(self._own.study, self._own.cohort)
            yield

    @property
    def _own(self) -> Basis:
        return cast(Basis, self.bases[self.first["gap_days"], self.first["maintenance_days"]])

    def __repr__(self) -> str:
        if self.grid is not None:
            return f"Explorer of {counted(len(self.grid.frame), 'definition')}"
        varied = ", ".join(plain(control.name) for control in self.controls if not control.off)
        return f"Explorer of {counted(self._own.cohort.people, 'first course')}, by {varied}"

    def _repr_html_(self) -> str:
        if self.grid is not None:
            return self.grid._repr_html_()
        answer = self.answer()
        head = answer["heads"][:5]
        body = [[each[name] for name in ("name", "share", "stands", "people", v.EVENTS)] for each in answer["groups"]]
        with self._in_its_language():
            banner = translated("SIMULATED data") if self._own.study.simulated else ""
        return card(repr(self), [banner, answer["verdict"], answer["note"]], head, body)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        still = {"text/plain": repr(self), "text/html": self._repr_html_()}
        try:
            shown = self.widget()._repr_mimebundle_()
        except StudyError:
            return still | {"text/html": f"{still['text/html']}{card('', [MISSING_WIDGET])}"}
        bundle = shown[0] if isinstance(shown, tuple) else shown
        return {**bundle, **still} if bundle else still


def explore(
    source: Named | Study | StudyResults | Grid | Records | Mapping[int, Records],
    *,
    simulated: bool = False,
    step: Step = silent,
    **choices: Any,
) -> Explorer:
    """A study to be asked live in a notebook: curve and verdict follow gap, horizon, outcome, group and maintenance.

    ``source`` is what names a study, or what :func:`analyse_study` gives of it, with ``choices`` of its keys; records,
    or records by the gap that made them; or a grid, whose definitions are then looked into as in the report, in the
    language of its study or in the ``language`` that is asked for.
    ``simulated`` records say so. All rules that can be chosen are followed now, so that a change is quick; ``step`` is
    told how far that is. A cell shows the controls where ``anywidget`` is installed: ``pip install 'isostats[live]'``.

    Raises StudyError for what cannot be explored, or DataError for records that cannot be used.

    >>> import isostats as iso
    >>> from isostats.resources import resource
    >>> live = iso.explore(resource("data", "real", "study.toml"))
    >>> live.answer(horizon_days=365)["verdict"][:16]
    'Among 116 people'
    """
    if isinstance(source, Grid):
        language = choices.pop("language", source.language)
        if choices:
            raise StudyError(f"A grid is already made: its {next(iter(choices))} cannot be chosen, only the language.")
        return Explorer({}, grid=replace(source, language=language_of(language)))
    if isinstance(source, (Records, Mapping)):
        return _followed(*_of_records(source, simulated=simulated), step=step)
    if hasattr(source, "tables") and hasattr(source, "outcome_definition"):
        raise StudyError("A cohort is made by one rule. Explore its records instead: iso.explore(records).")
    analysed = source if isinstance(source, StudyResults) else None
    study = analysed.study if analysed is not None else study_of(cast("Named | Study", source), **choices)
    step("reading and checking the records")
    if study.data.kind == "courses":
        records = analysed.records if analysed is not None else read_records(study)
        return _followed(study, {study.courses.gap_days: records}, NO_GAP, step=step)
    gaps = dict.fromkeys((study.courses.gap_days, *GAP_GRID))
    by_gap: dict[int, Records | None] = {}
    with prepared_records(study, step=step) as prepared:
        for gap in gaps:
            step(f"making courses by a gap of {gap} days")
            try:
                by_gap[gap] = prepared.records(replace(study.courses, gap_days=gap), account=False)
            except NobodyLeft:
                by_gap[gap] = None
    return _followed(study, by_gap, "", step=step)


def _of_records(
    source: Records | Mapping[int, Records], *, simulated: bool
) -> tuple[Study, Mapping[int, Records], str]:
    """A study with every default, the records by gap, and why the gap cannot be chosen."""
    by_gap = source if isinstance(source, Mapping) else None
    records = source if isinstance(source, Records) else next(iter(source.values()), None)
    every = [records] if by_gap is None else list(by_gap.values())
    if not every or not all(isinstance(each, Records) for each in every):
        raise StudyError("Records by gap are needed, such as iso.explore({30: a, 60: b}); or what names a study.")
    assert records is not None
    stitched = records.stitched_by
    inputs = Inputs(courses=Path(records.source), simulated=simulated)
    study = Study(inputs) if stitched is None else Study(inputs, courses=stitched)
    if by_gap is None:
        return study, {study.courses.gap_days: records}, NO_GAP if stitched is None else ONE_GAP
    if wrong := [gap for gap, each in by_gap.items() if each.stitched_by is None or each.stitched_by.gap_days != gap]:
        raise StudyError(f"Those under {wrong[0]} were not made by a gap of {wrong[0]} days. Name each by its own gap.")
    return study, by_gap, "" if len(by_gap) > 1 else ONE_GAP


def _followed(study: Study, by_gap: Mapping[int, Records | None], no_gap: str, *, step: Step) -> Explorer:
    """Every rule followed once, the study's own first, so that the others are split at the same numbers."""
    own: Rule = (study.courses.gap_days, study.outcomes.maintenance_days)
    bases: dict[Rule, Basis | None] = {own: _basis(study, by_gap[own[0]], own)}
    basis = bases[own]
    if basis is None:
        raise NobodyLeft("By the study's own rule there is no first course to follow. Choose another gap.")
    treated = v.ANY_TREATMENT in basis.cohort.outcomes
    no_rule = "" if treated and study.outcomes.prevention_rules else NO_RULES if treated else NO_TREATMENTS
    days = (own[1],) if no_rule else tuple(sorted({*MAINTENANCE, own[1]}))
    for gap, records in by_gap.items():
        step(f"following the first courses by a gap of {gap} days")
        for each in days:
            if (gap, each) not in bases:
                bases[gap, each] = _basis(study, records, (gap, each), like=basis)
    controls = tuple(_controls(basis, sorted(by_gap), days, no_gap, no_rule))
    return Explorer(bases, controls)


def _basis(study: Study, records: Records | None, rule: Rule, like: Basis | None = None) -> Basis | None:
    """What the analyses look at under a rule; none where it leaves nobody."""
    if records is None:
        return None
    gap, days = rule
    courses, outcomes = replace(study.courses, gap_days=gap), replace(study.outcomes, maintenance_days=days)
    try:
        cohort = cohort_of(study, records, courses, outcomes, like=None if like is None else like.cohort)
    except NobodyLeft:
        return None
    return basis_of(study, records, cohort, grid=None, set_aside="")


def _controls(
    basis: Basis, gaps: list[int], days: tuple[int, ...], no_gap: str, no_rule: str
) -> Iterator[Control]:
    study = basis.study
    outcomes = tuple((name, OUTCOMES[name].label) for name in basis.outcomes)
    yield Control(v.OUTCOME, "Free of", outcomes, basis.outcome)
    yield Control(
        "horizon_days", "At", tuple((day, time_words(day)) for day in study.horizons), basis.horizon_days
    )
    groups = groups_of(study, basis.cohort)
    split = (("", v.EVERYONE), *((name, plain(name)) for name in groups))
    yield Control("by", "By", split, "", "" if groups else NO_GROUPS)
    every = tuple((gap, f"more than {counted(gap, 'day')}") for gap in gaps)
    yield Control("gap_days", "Gap between courses", every, study.courses.gap_days, no_gap)
    until = tuple((day, f"begun by day {day}") for day in days)
    yield Control("maintenance_days", capital("maintenance"), until, study.outcomes.maintenance_days, no_rule)
