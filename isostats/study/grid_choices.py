"""Which definitions the grid combines: the section [grid] of a study file, with the keys of others that can vary."""

from __future__ import annotations

from dataclasses import dataclass, make_dataclass
from typing import Annotated, Any, Literal, get_args, get_origin

from isostats.study.choices import DenominatorName, OutcomeName, PopulationName
from isostats.study.definitions import CourseDefinition, OutcomeDefinition
from isostats.study.grid_axes import METHODS
from isostats.study.keys import Horizon, Section, StudyKey, filled, key, study_keys
from isostats.study.toml_values import toml


@dataclass(frozen=True)
class GridOwnChoices(Section, section="grid", prefix="grid_"):
    """The grid of definitions: remission is estimated anew for every combination of these."""

    outcomes: Annotated[tuple[OutcomeName, ...], filled()] | None = key(
        None, "outcomes; those of [study] that the records can tell, if not given",
        example='["any_treatment", "second_course"]',
    )  # fmt: skip
    horizons_days: Annotated[tuple[Horizon, ...], filled()] | None = key(
        None, "horizons in days after the first course; those of [study] if not given", example="[365, 1826]"
    )
    populations: Annotated[tuple[PopulationName, ...], filled()] | None = key(
        None, "everyone, with responders where known", example='["everyone", "responders"]'
    )
    denominators: Annotated[tuple[DenominatorName, ...], filled()] = key(
        tuple(METHODS), "how people who leave are counted"
    )
    groups: tuple[str, ...] = key((), "columns by which every definition is repeated, written as those of [study]; "
                                  "none if not given", example='["sex"]', form="GROUP,...")  # fmt: skip

    @property
    def asked(self) -> dict[str, tuple[Any, ...]]:
        """The values asked for of the keys of courses and outcomes, by key, where any are."""
        values = {each.name: getattr(self, each.name) for each in VARYING}
        return {name: stated for name, stated in values.items() if stated is not None}


VARYING = [each for each in study_keys(CourseDefinition, OutcomeDefinition) if each.declared.axis is not None]
"""The keys of courses and outcomes that the grid can vary: each is a key of [grid] too, as a list."""


def _axis(each: StudyKey) -> tuple[str, Any, Any]:
    """A key of courses or outcomes as a list of values, which is a key of [grid]."""
    of, single, own = each.declared, each.type, each.default
    usual = f"; that of [{each.section}] if not given"
    if of.axis:
        shown = ", ".join(str(value).lower() for value in of.axis)
        usual = f"; {shown} with that of [{each.section}] if not given"
    words = get_args(single) if get_origin(single) is Literal else (True, False) if isinstance(own, bool) else (own,)
    about, example = f"values of {each.name} in turn{usual}", toml(of.axis or words)
    kind: Any = Annotated[tuple[single, ...], filled()]  # type: ignore[valid-type]
    return each.name, kind | None, key(None, about, example=example, kinds=of.kinds)


GridChoices = make_dataclass(
    "GridChoices", [_axis(each) for each in VARYING], bases=(GridOwnChoices,), frozen=True,
    namespace={"__doc__": GridOwnChoices.__doc__},
)  # fmt: skip
"""The section [grid]: its own keys, and those of courses and outcomes that can vary."""
GridChoices.__module__ = __name__  # where pickle looks for it
