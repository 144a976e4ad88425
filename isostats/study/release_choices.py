"""What may leave the place where the records are: the section [release] of a study file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Literal

from isostats.study.keys import Section, Shown, key, within
from isostats.study.release_rules import PRESETS, ReleaseRules, Zeros, require_no_looser, require_written


@dataclass(frozen=True)
class ReleaseChoices(Section, section="release"):
    """What may leave the place where the records are."""

    custodian: Shown = key("", "who has the records in custody; an exact report then warns",
                         example='"the registry of our region"')  # fmt: skip
    preset: Literal["acro", "uk_llc", "opensafely", "cms", "darwin"] | None = key(
        None, "rules of a release after a custodian's guidance: acro, uk_llc, opensafely, cms or darwin; keys "
        "below may make it stricter, and none looser", example='"acro"'
    )  # fmt: skip
    min_cell: Annotated[int, within(2, 1_000, "a number of people")] | None = key(
        None, "the least group of a release, and the base that its counts are rounded to; as the preset has it, or 10, "
        "if not given", example="10"
    )  # fmt: skip
    zeros: Zeros | None = key(
        None, "whether nobody is told apart from few (shown) or not (hidden); as the preset has it, or shown, if not "
        "given", example='"hidden"'
    )  # fmt: skip
    redacted_up_to: Annotated[int, within(0, 1_000, "a number of people")] | None = key(
        None, "counts up to so many are one bin, where that is more than min_cell; as the preset has it, if not given",
        example="7",
    )
    few_written: str | None = key(
        None, "what is written for a count in the first bin, {few} being its end; its midpoint, or as the preset has "
        "it, if not given", example='"<= {few}"', form="TEXT"
    )  # fmt: skip
    column_suffix: str | None = key(
        None, "what is added to the names of columns of rounded counts; as the preset has it, if not given",
        example='"_midpoint6"', form="TEXT",
    )  # fmt: skip
    underlying_counts: bool | None = key(
        None, "the rounded counts under each figure beside it; as the preset has it, if not given", example="true",
        off="--no-underlying-counts",
    )  # fmt: skip
    site_names: bool = key(
        False, "sites, and other columns of who treated, by their names; else they are coded", off="--no-site-names"
    )
    named_groups: tuple[str, ...] = key(
        (), "groups that stand by their names: else those of a further column of texts are coded, since nobody but the "
        "study knows whether they name a place or a person", example='["insurance"]'
    )  # fmt: skip

    @property
    def rules(self) -> ReleaseRules:
        """The rules of the preset, or the usual ones, with what is stated beside it."""
        base = PRESETS[self.preset].rules if self.preset is not None else ReleaseRules()
        own = {name: getattr(self, name) for name in OF_RULES if getattr(self, name) is not None}
        if "min_cell" in own:
            own = {"column_suffix": base.suffix_for(own["min_cell"])} | own
        return replace(base, site_names=self.site_names, **own)

    def check(self) -> None:
        """Raise StudyError for a key that would loosen the preset, and for a text that nothing can be written by."""
        require_written(self.rules)
        if self.preset is not None:
            require_no_looser(self.rules, PRESETS[self.preset].rules)


STRICTER = ("min_cell", "zeros", "redacted_up_to")
"""The keys of [release] that may make a rule of the preset stricter."""
WRITTEN = ("few_written", "column_suffix", "underlying_counts")
"""Those that change how a release is written, and no rule of what may be known."""
OF_RULES = (*STRICTER, *WRITTEN)
"""The keys of [release] that are rules."""
