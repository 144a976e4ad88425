"""What is done where the attack pins a small count: a fixed ladder of measures, each logged, and at its end nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from isostats.errors import StudyError
from isostats.progress import Step, silent
from isostats.release.attacking import LEAST_SHOWN, Attack, attack
from isostats.release.event_tables import SafeTables, Scope, safe_tables
from isostats.release.grid import HALF_YEARS, grid_days
from isostats.release.knowledge import knowledge_of
from isostats.release.truth import true_counts
from isostats.vocabulary import names as v

if TYPE_CHECKING:
    from isostats.cohort.following import Cohort

KEPT_LONGEST = ("sex", "site")
"""The columns whose groups are kept when bands of age and other splits go."""


@dataclass(frozen=True, eq=False)
class Passed:
    """Safe tables that stood the attack, and what had to be left out of them before: one line a rung.

    ``measures`` say what the attack found on each rung; these counts come from outside the safe tables and stay inside.
    """

    tables: SafeTables
    attack: Attack
    measures: tuple[str, ...]

    @property
    def words(self) -> str:
        """What may be said outside: that the attack was stood, and what was left out for it."""
        left_out = [measure.partition(":")[0] for measure in self.measures[1:]]
        taken = f" For that, this was given up: {'; '.join(left_out)}." if left_out else ""
        return f"No count from 1 to {LEAST_SHOWN - 1} can be worked out from it.{taken}"


LADDER: tuple[tuple[str, Callable[[Scope], Scope]], ...] = (
    ("as asked", lambda scope: scope),
    (
        "half years instead of quarters",
        lambda scope: replace(scope, days=grid_days(scope.days[-1], steps_a_year=HALF_YEARS)),
    ),
    (
        "no bands and other splits",
        lambda scope: replace(scope, groupings=tuple(by for by in scope.groupings if by in KEPT_LONGEST)),
    ),
    ("everyone alone", lambda scope: replace(scope, populations=(v.EVERYONE,), first_treatment=False)),
    ("no groups", lambda scope: replace(scope, groupings=())),
)
"""Each rung keeps what those before it left out."""


def climb(cohort: Cohort, scope: Scope, *, base: int, step: Step = silent) -> Passed:
    """The safe tables of the first rung on which the attack shows every small count to be open.

    Raises StudyError where even the last rung gives a small count away.
    """
    measures: list[str] = []
    for rung, narrowed in LADDER:
        before, scope = scope, narrowed(scope)
        if measures and scope == before:
            continue
        step(f"attacking the release: {rung}")
        tables = safe_tables(cohort, scope, base=base)
        known = knowledge_of(tables)
        result = attack(tables, truth=true_counts(cohort, tables, known), known=known)
        measures.append(f"{rung}: {len(result.pinned)} small counts pinned, {len(result.undecided)} undecided")
        if result.safe:
            return Passed(tables, result, tuple(measures))
    raise StudyError(
        f"Nothing was released: small counts could be worked out on every rung ({'; '.join(measures)}). "
        "Raise min_cell under [release], or release no curve of so few people."
    )
