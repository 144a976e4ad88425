"""Is it the same in parts of the people? The same study on each subset, set side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from isostats.analyses.caveats import CALENDAR_AGE, by_age, known_at_the_end, looks_ahead
from isostats.analyses.curves import Curves
from isostats.analyses.protocol import Analysis, Answer, Basis, Block, Table, table_of, texts
from isostats.analyses.remission import over_time
from isostats.analyses.rows import Row, count_of, curve_rows, share_of, table, where
from isostats.cohort.eligible import LeftOut, told_at_the_end
from isostats.cohort.following import Cohort
from isostats.errors import NobodyLeft, StudyError
from isostats.tables.cells import Cell
from isostats.vocabulary import names as v
from isostats.vocabulary.estimands import TREATMENT_SUCCESS
from isostats.vocabulary.group_names import SUBSET, group_name
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.english import capital
from isostats.words.numbers import MISSING, in_words, stated_percent

OVERLAP = "Subsets may overlap, and no test compares them."
DESCRIBES = "at random: a difference between them describes, and does not explain."


@dataclass(frozen=True)
class Part:
    """A subset with its people, followed, and whom its rule left out of those studied."""

    name: str
    rule: str
    cohort: Cohort
    left_out: tuple[LeftOut, ...] = ()

    @property
    def group(self) -> str:
        """Its group in results.csv."""
        return group_name(SUBSET, self.name)


def estimate(it: Basis, remission: Answer[object], success: Answer[object]) -> Answer[tuple[Part, ...]]:
    """The rows of every subset, and beside those of everyone a table and a figure; nothing where none is stated."""
    if not it.study.subsets:
        return Answer(())
    parts = require_subsets(it)
    rows = it.not_fixed(each for part in parts for each in _rows(it, part))
    beside = [each for answer in (remission, success) for each in answer.rows if each[v.GROUP] == v.ALL]
    frame = table([*beside, *rows])
    figure = it.figure("subsets", frame, horizon_days=it.horizon_days, definition=it.definition, **it.claim)
    blocks: tuple[Block, ...] = (
        *texts(_cautions(it, parts)), figure, _side_by_side(it, parts, [*beside, *rows]), _left_out(parts),
    )  # fmt: skip
    return Answer(parts, rows, blocks)


def require_subsets(it: Basis) -> tuple[Part, ...]:
    """Every subset with its people. Raises StudyError or NobodyLeft, with all that is wrong with their rules."""
    if not it.study.subsets:
        return ()
    if SUBSET in it.groups:
        raise StudyError(f"[study] groups: a column is called '{SUBSET}', as the rows of [[subsets]] are. Rename it.")
    parts: list[Part] = []
    faults: list[NobodyLeft | StudyError] = []
    for each in it.study.subsets:
        try:
            parts.append(_part(it, each.name))
        except (NobodyLeft, StudyError) as error:
            faults.append(error)
    if faults:
        raise type(faults[0])("\n".join(map(str, faults)))
    return tuple(parts)


def _cautions(it: Basis, parts: tuple[Part, ...]) -> list[str]:
    """What the subsets cannot tell: by how people were chosen for them."""
    rules = [each.eligibility for each in it.study.subsets]
    late = list(dict.fromkeys(name for each in rules for name in told_at_the_end(each, it.cohort.facts)))
    ahead = [
        f"{part.name}: {looks_ahead(it, part.cohort, each.min_followup_days)}"
        for part, each in zip(parts, rules, strict=True)
        if each.min_followup_days is not None
    ]
    chosen = "Nobody was put in them" if late or ahead else "They were chosen by what people are, not"
    return [
        f"{OVERLAP} {chosen} {DESCRIBES}",
        known_at_the_end(late, SUBSET) if late else "",
        *ahead,
        CALENDAR_AGE if any(map(by_age, rules)) else "",
    ]


def _part(it: Basis, name: str) -> Part:
    """The people of a subset. Raises an error that names it where its rule cannot be, or leaves nobody."""
    subset = next(each for each in it.study.subsets if each.name == name)
    try:
        cohort = it.cohort.where(subset.eligibility)
    except (NobodyLeft, StudyError) as error:
        raise type(error)(f"[[subsets]] '{name}': {error}") from None
    return Part(name, subset.eligibility.words, cohort, cohort.left_out[len(it.cohort.left_out) :])


def _rows(it: Basis, part: Part) -> list[Row]:
    """What the study says of everyone, said of a subset."""
    of_part = replace(it, cohort=part.cohort, curves=Curves(part.cohort, it.level), groups=())
    rows = [
        each
        for outcome in it.outcomes
        for population in part.cohort.populations
        for each in over_time(of_part, outcome, population)
    ]
    outcome, quantity = TREATMENT_SUCCESS.outcome, TREATMENT_SUCCESS.quantity
    if outcome in part.cohort.outcomes and part.cohort.responses:
        rows += curve_rows(of_part.curves.success(outcome), quantity, outcome, v.WITH_RESPONSE, **it.quoted)
    return [each | {v.GROUP: part.group} for each in rows]


def _side_by_side(it: Basis, parts: tuple[Part, ...], rows: list[Row]) -> Table:
    def cell(quantity: str, outcome: str, population: str = v.EVERYONE) -> Callable[[Part], Cell]:
        def of(part: Part) -> Cell:
            group = part.group if part.name else v.ALL
            address = {v.OUTCOME: outcome, v.POPULATION: population, v.TIME_DAYS: it.horizon_days}
            held = where(rows, quantity=quantity, group=group, **address)
            aware = [each for each in held if each[v.METHOD] != v.NAIVE]
            return share_of(aware[0]) if aware else MISSING

        return of

    of_success = cell(TREATMENT_SUCCESS.quantity, TREATMENT_SUCCESS.outcome, v.WITH_RESPONSE)
    return table_of(
        "subsets",
        f"The same study on parts of its people: shares at {in_words(it.horizon_days)} in % with "
        f"{stated_percent(it.level)} limits, and among whom. results.csv has every horizon and population.",
        (Part("", "", it.cohort), *parts),
        {
            SUBSET: lambda part: part.name or "everyone studied",
            "who": lambda part: part.rule or it.cohort.definition.eligibility or "everyone with a first course",
            "people": lambda part: count_of(part.cohort.people),
            **{
                f"free of {OUTCOMES[name].phrase} ({it.method_words})": cell(v.REMISSION, name) for name in it.outcomes
            },
            **({"treatment success": of_success} if it.cohort.responses else {}),
            "second course (Aalen-Johansen)": cell(v.CUMULATIVE_INCIDENCE, v.SECOND_COURSE),
        },
    )


def _left_out(parts: tuple[Part, ...]) -> Table:
    return table_of(
        "subsets_left_out",
        "Whom each subset leaves out of those studied, in turn.",
        [(part, each) for part in parts for each in part.left_out],
        {
            SUBSET: lambda each: each[0].name,
            "left out": lambda each: capital(each[1].reason),
            "people": lambda each: count_of(each[1].people),
        },
    )


NEEDS = (v.REMISSION, "treatment-success")
SUBSETS = Analysis("subsets", "The same study on subsets", estimate, needs=NEEDS, part_of=v.REMISSION)
