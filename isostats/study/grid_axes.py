"""What a grid of definitions varies: one list of axes, each with its column, its names and the words for a level.

An axis of the courses or of the outcomes is a key of their definition that is declared with ``axis=``. Whatever varies,
sorts, words or draws a grid reads this list, so that a new axis is a line here beside its key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import BY_SCORE, OUTCOMES, POPULATIONS
from isostats.words.english import group_words, outcome_label, plain
from isostats.words.numbers import in_words, time_words

Words = Callable[[str], str] | Mapping[str, str] | str
"""How a level as the table writes it (60, true, longest) is worded: a pattern, words by level, or a function of it."""

CENSORING_AWARE = "censoring_aware"
"""The denominator under which nobody who left the records is taken for well, or left out for having left."""

METHODS = {CENSORING_AWARE: v.KAPLAN_MEIER, "naive_everyone": v.NAIVE, "naive_complete": v.NAIVE_COMPLETE_FOLLOWUP}
"""By denominator, the method in the column of that name in results.csv."""


@dataclass(frozen=True)
class Axis:
    """One axis: its column in grid.csv and whose key it is.

    ``label`` and ``plural`` name it in a sentence and ``phrase`` words a level there; ``name`` and ``brief`` do so
    where there is little room, in a figure. ``first`` are levels that come first, in order; numbers sort as such.
    ``of_scores`` is a rule of outcomes by score alone; another one of outcomes is of those that count treatments.
    """

    column: str
    of: Literal["courses", "outcomes", "grid"]
    label: str
    plural: str
    phrase: Words
    name: str
    brief: Words
    first: tuple[str, ...] = ()
    of_scores: bool = False

    def moves(self, outcome: str) -> bool:
        """Whether it can make a difference to an outcome.

        >>> [AXES[name].moves("second_course") for name in ("horizon_days", "antibiotic_days", "score_retreatment")]
        [True, False, False]
        """
        if self.of != "outcomes":
            return True
        return outcome in BY_SCORE if self.of_scores else v.ORAL_ANTIBIOTIC in OUTCOMES[outcome].kinds

    @property
    def flag(self) -> bool:
        """Whether its levels are true and false."""
        return "true" in self.first

    def level(self, value: Any) -> str:
        """A level in a sentence.

        >>> AXES["outcome"].level("second_course"), AXES["horizon_days"].level(730)
        ('second course', 'two years')
        >>> AXES["gap_days"].level(60), AXES["carry_over"].level(False)
        ('more than 60 drug-free days', 'early refills not carried over')
        """
        return _worded(self.phrase, self.text(value))

    def short(self, text: str) -> str:
        """A level, as the table writes it, in a figure."""
        return _worded(self.brief, text)

    def text(self, value: Any) -> str:
        """A level as the table writes it, whatever type the column took on its way: 60.0 is 60, True is true.

        >>> AXES["gap_days"].text(60.0), AXES["carry_over"].text(1.0), AXES["washout_days"].text(None)
        ('60', 'true', '')
        """
        import pandas as pd

        if value is None or pd.isna(value):
            return ""
        if str(value) in ("True", "False"):
            return str(value).lower()
        if not isinstance(value, str) and float(value).is_integer():
            return str(bool(value)).lower() if self.flag else str(int(value))
        return str(value)


def _worded(words: Words, text: str) -> str:
    """Words by level may have a pattern under ""."""
    if callable(words):
        return words(text)
    pattern = words if isinstance(words, str) else words.get(text, words.get("", "{}"))
    filled = pattern.format(text)
    return filled.replace("1 days", "1 day") if text == "1" else filled


def _either(true: str, false: str) -> Mapping[str, str]:
    return {"true": true, "false": false}


def _population(text: str) -> str:
    return POPULATIONS[text].label if text in POPULATIONS else plain(text)


_DENOMINATORS = {
    CENSORING_AWARE: "censoring-aware", "naive_everyone": "naive, everyone",
    "naive_complete": "naive, complete follow-up",
}  # fmt: skip

_LISTED = (
    Axis(v.OUTCOME, "grid", "outcome", "outcomes", outcome_label, "outcome", outcome_label, tuple(OUTCOMES)),
    Axis("horizon_days", "grid", "horizon", "horizons", lambda text: in_words(int(text)), "horizon",
         lambda text: time_words(float(text))),
    Axis(v.POPULATION, "grid", "population", "populations", _population, "population", _population,
         tuple(POPULATIONS)),
    Axis("denominator", "grid", "denominator", "denominators",
         lambda text: text.replace("_", "-" if text == CENSORING_AWARE else " "), "denominator", _DENOMINATORS,
         tuple(METHODS)),
    Axis("gap_days", "courses", "gap rule", "gap rules", "more than {} drug-free days", "gap rule", "{} days"),
    Axis("carry_over", "courses", "carry-over of early refills", "rules of carry-over",
         _either("early refills carried over", "early refills not carried over"), "early refills",
         _either("carried over", "not carried over"), ("true", "false")),
    Axis("last_fill_days", "courses", "last-fill rule", "last-fill rules", "{} days after the last supply",
         "course's end", {"0": "last day supplied", "": "{} days later"}),
    Axis("same_day", "courses", "rule of fills of one day", "rules of fills of one day",
         {"longest": "the day's longest supply", "": "supplies of one strength and day added"}, "fills of one day",
         {"longest": "longest supply", "": "of one strength added"}, ("longest", "sum")),
    Axis("washout_days", "courses", "washout", "washouts", "{} days without the drug before", "washout",
         {"0": "none", "": "{} days"}),
    Axis("antibiotic_days", "outcomes", "least supply of an antibiotic", "least supplies of an antibiotic",
         {"0": "antibiotics of any supply", "": "antibiotics of {} days or more"}, "antibiotic",
         {"0": "of any length", "": "of {} days or more"}),
    Axis("maintenance_days", "outcomes", "end of maintenance", "ends of maintenance", "maintenance begun by day {}",
         "maintenance", "begun by day {}"),
    Axis("already_on", "outcomes", "rule of running treatment", "rules of running treatment",
         _either("treatment running on day 0 no relapse", "treatment running on day 0 counted when refilled"),
         "running on day 0", _either("no relapse", "counted"), ("true", "false")),
    Axis("break_days", "outcomes", "break", "breaks", "begun again after {} days without", "break", "{} days"),
    Axis("contraceptive_counts", "outcomes", "rule of contraceptives", "rules of contraceptives",
         _either("contraceptives counted", "contraceptives not counted"), v.CONTRACEPTIVE,
         _either("counted", "never"), ("false", "true")),
    Axis("prevention_rules", "outcomes", "rules of prevention", "rules of prevention",
         _either("maintenance and running treatment left out", "every later treatment counted"), "prevention",
         _either("left out", "counted"), ("true", "false")),
    Axis("score_retreatment", "outcomes", "rule of treatment after the last visit",
         "rules of treatment after the last visit",
         {"composite": "by score, treatment after the last visit a relapse",
          "hypothetical": "by score, nothing after the last visit counted (biased)"}, "after the last visit",
         {"composite": "treatment a relapse", "hypothetical": "nothing counted (biased)"},
         ("composite", "hypothetical"), of_scores=True),
    Axis(v.GROUP, "grid", "subgroup", "subgroups", str, "group", group_words, (v.ALL,)),
)  # fmt: skip

AXES: dict[str, Axis] = {axis.column: axis for axis in _LISTED}
"""Every axis by its column, in the order in which the rows are sorted."""

LOWEST, HIGHEST = "lowest", "highest"
"""The columns of the least and the most that a definition's share can be, where the records do not show all of it."""

COURSE_AXES = tuple(axis.column for axis in _LISTED if axis.of == "courses")
"""Axes of how courses are made of dispensings; empty in a row where they do not apply, as with course records."""

OUTCOME_AXES = tuple(axis.column for axis in _LISTED if axis.of == "outcomes")
"""Axes of what counts towards an outcome; empty in a row where the records hold nothing of the kind."""

CHOICE_COLUMNS = ("denominator", "horizon_days", *COURSE_AXES, *OUTCOME_AXES)
"""The axes that are no columns of results.csv, in the order of grid.csv; outcome, population and group are."""
