"""The rules of a release: how its counts are rounded and written, and the presets that custodians' guidance makes.

A preset says what a custodian asks for in the terms of a release; a key of [release] may make one of its rules
stricter or write it in other words, and never make it looser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from isostats.errors import StudyError
from isostats.words.numbers import count_text

Zeros = Literal["shown", "hidden"]
TextsAs = Literal["md", "txt"]
ReleasedFormat = Literal["png", "pdf"]
FORMATS = get_args(ReleasedFormat)
LARGEST_BASE, FEWEST_ROWS = 1_000_000, 10
"""Of what another site's release is believed: no base is larger, and no table cut into shorter files."""
LEAST_KNOWN = 9
"""Counts from 1 to so many are small whatever the base is, where no preset says otherwise."""


@dataclass(frozen=True)
class ReleaseRules:
    """How the counts of a release are rounded and written, and what else a custodian asks for; handed on whole.

    Counts are midpoints of bins of ``min_cell``. The first bin ends at :attr:`few`; where ``zeros`` are hidden, nobody
    lies in it as well, so that none and few are one. ``few_written`` is what stands for a count in the first bin, with
    ``{few}`` for its end; empty, and it is written as its midpoint. ``column_suffix`` is added to the names of columns
    of rounded counts, ``texts_as`` the ending of what is to be read. :attr:`most_small` is the largest count that must
    not be known exactly, from :attr:`least_small` on.

    >>> ReleaseRules(10).few, ReleaseRules(6, redacted_up_to=7).few, ReleaseRules(11, few_written="<= {few}").label
    (10, 7, '<= 11')
    """

    min_cell: int = 10
    zeros: Zeros = "shown"
    redacted_up_to: int = 0
    few_written: str = ""
    column_suffix: str = ""
    underlying_counts: bool = False
    formats: tuple[ReleasedFormat, ...] = ("png", "pdf")
    texts_as: TextsAs = "md"
    most_rows: int = 0
    site_names: bool = False
    preset: str = ""

    @property
    def few(self) -> int:
        """The largest count of the first bin."""
        return max(self.min_cell, self.redacted_up_to)

    @property
    def middle_of_few(self) -> int:
        """What estimates take for a count in the first bin: its middle."""
        return self.few - self.few // 2

    @property
    def label(self) -> str:
        """What stands for a count in the first bin; empty where its midpoint is written."""
        return self.few_written.format(few=self.few)

    @property
    def least_small(self) -> int:
        """The least count that must not be known exactly: nobody, where zeros are hidden, else one."""
        return 0 if self.zeros == "hidden" else 1

    @property
    def most_small(self) -> int:
        """The largest count that must not be known exactly."""
        small = max(self.min_cell - 1, self.redacted_up_to)
        return small if self.preset else max(small, LEAST_KNOWN)

    def suffix_for(self, min_cell: int) -> str:
        """The suffix of columns that are rounded to another base: it is named after it.

        >>> ReleaseRules(6, column_suffix="_midpoint6").suffix_for(12)
        '_midpoint12'
        """
        return self.column_suffix.replace(str(self.min_cell), str(min_cell))

    @property
    def binning(self) -> tuple[int, int, bool]:
        """What decides which counts are told apart: two releases of one binning tell no more than one of them."""
        return self.min_cell, self.few, self.zeros == "hidden"

    @property
    def small_words(self) -> str:
        """Which counts must not be known exactly."""
        return f"from {self.least_small} to {self.most_small}"


@dataclass(frozen=True)
class Preset:
    """Rules after a custodian's guidance: of whom, what it asks for in our words, where and when that was read."""

    rules: ReleaseRules
    custodian: str
    guidance: str
    source: str
    read_on: str = "2026-11-28"

    @property
    def words(self) -> str:
        """What the preset is based on."""
        return f"{self.custodian}: {self.guidance} Source: {self.source}, read on {self.read_on}."


_PRESETS = (
    Preset(
        ReleaseRules(10, "hidden", few_written="[suppressed]", preset="acro"),
        "ACRO, the checking tool of several trusted research environments",
        "its usual settings fail every cell of fewer than 10 people, take a zero for disclosive, hold survival tables "
        "to the same 10, and block SVG. What fails is suppressed. Here none and few are one bin.",
        "default.yaml and the configuration page of ACRO 1.0 (AI-SDC/ACRO on GitHub)",
    ),
    Preset(
        ReleaseRules(10, "hidden", few_written="<= {few}", preset="uk_llc"),
        "UK Longitudinal Linkage Collaboration",
        "nothing leaves that holds a count below 10, a zero included, or a percentage of fewer than 10 people; nor may "
        "one be worked out. So a zero lies inside the first bin, which is written as a range and never as a number.",
        "its guidebook on statistical disclosure control, of 2026-01-30 (guidebook.ukllc.ac.uk/docs/user_guide/sdc)",
    ),
    Preset(
        ReleaseRules(
            6, redacted_up_to=7, few_written="[REDACTED]", column_suffix="_midpoint6", underlying_counts=True,
            formats=("png",), texts_as="txt", most_rows=5_000, preset="opensafely",
        ),
        "OpenSAFELY",
        "counts of 7 and fewer are redacted, zeros may stay. For life tables counts are rounded to midpoint 6 and "
        "their columns named so. Every figure comes with the counts under it. Files are CSV, PNG, text, JSON or HTML; "
        "a table has at most 5,000 rows.",
        "docs.opensafely.org/outputs/sdc and /outputs/requesting-file-release",
    ),
    Preset(
        ReleaseRules(11, few_written="<= {few}", preset="cms"),
        "Centers for Medicare and Medicaid Services",
        "no cell of 1 to 10 may be shown, or be derived from others or from percentages, those left out of a study "
        "included. A zero may be shown.",
        "CMS cell size suppression policy of 2017-05-08 (hhs.gov/guidance/document/cms-cell-suppression-policy)",
    ),
    Preset(
        ReleaseRules(5, few_written="<= {few}", preset="darwin"),
        "DARWIN EU and its packages",
        "counts from 1 to 4 are suppressed by default (minCellCount = 5), and what is linked to them; a zero is shown.",
        "vignette on suppression of omopgenerics 1.3 (CRAN)",
    ),
)  # fmt: skip
PRESETS = {each.rules.preset: each for each in _PRESETS}
"""The presets by name."""


def rules_read(written: Mapping[str, Any]) -> ReleaseRules:
    """The rules that were written as JSON, maybe by somebody else. Raises TypeError or ValueError for what no release
    can have been made by.

    >>> rules_read({"min_cell": 5, "formats": ["png"]}).formats
    ('png',)
    """
    values: dict[str, Any] = {name: tuple(of) if isinstance(of, list) else of for name, of in written.items()}
    rules = ReleaseRules(**values)
    for name, value in vars(rules).items():
        if type(value) is not type(getattr(ReleaseRules(), name)):
            raise TypeError(f"{name} is of another type")
    few = rules.min_cell, rules.redacted_up_to
    known = {"zeros": get_args(Zeros), "texts_as": get_args(TextsAs), "preset": ("", *PRESETS)}
    if not 2 <= few[0] <= LARGEST_BASE or not 0 <= few[1] <= LARGEST_BASE or 0 != rules.most_rows < FEWEST_ROWS:
        raise ValueError("a number that no release has")
    if any(getattr(rules, name) not in of for name, of in known.items()) or not {*rules.formats} <= {*FORMATS}:
        raise ValueError("a word that no release has")
    try:
        require_written(rules)
    except StudyError as error:
        raise ValueError(str(error)) from error
    return rules


LONGEST_LABEL, LONGEST_SUFFIX = 40, 30
LIKE_A_FORMULA = ("=", "+", "-", "@")
SAYS_NONE = re.compile(r"\b(?:0|none|nobody|nil|zero|null|keine[rs]?|niemand)\b", re.IGNORECASE)
"""Words for a count of nobody, in what is written for few."""
SUFFIX = re.compile(rf"_[A-Za-z0-9_]{{1,{LONGEST_SUFFIX - 1}}}")
"""What may be added to the name of a column and of a file, wherever these are read."""


def require_written(rules: ReleaseRules) -> None:
    """Raise StudyError for rules whose words for few, or ending of columns, cannot be written and read back.

    >>> require_written(ReleaseRules(10, "hidden", few_written="<= {few}", column_suffix="_rounded"))
    """
    stated, as_usual = f"[release] few_written is {_short(rules.few_written)}", 'few_written = "<= {few}"'
    if re.search(r"[{}]", rules.few_written.replace("{few}", "")):
        raise StudyError(f"{stated}, and only {{few}} is known in it. Write it as {as_usual}.")
    label = rules.label
    if rules.zeros == "hidden" and not label:
        raise StudyError(
            "[release] zeros are hidden, and few would be written as a number, so that nobody sees that it may be "
            f"none. State what is written: {as_usual}."
        )
    if rules.zeros == "shown" and SAYS_NONE.search(label):
        raise StudyError(
            f"{stated}, which says that nobody is among them, and nobody is written 0. Write it as {as_usual}, or hide "
            'zeros: zeros = "hidden".'
        )
    if why := _unwritable(label):
        raise StudyError(f"{stated}, {why}. Write it as {as_usual}.")
    if rules.column_suffix and not SUFFIX.fullmatch(rules.column_suffix):
        raise StudyError(
            f"[release] column_suffix is {_short(rules.column_suffix)}, and it ends names of columns and of files: an "
            f"underscore, then letters from a to z, digits and underscores, at most {LONGEST_SUFFIX} in all. Write it "
            'as column_suffix = "_rounded".'
        )


def _short(text: str) -> str:
    """A text in quotes, of a long one its beginning."""
    return repr(text if len(text) <= LONGEST_LABEL else f"{text[:LONGEST_LABEL]}...")


def _unwritable(label: str) -> str:
    """Why words cannot stand for a count; empty where they can, or where there are none."""
    if not label:
        return ""
    if label != label.strip() or not label.isprintable():
        return "and it must be one line that begins and ends with a sign one can see"
    if len(label) > LONGEST_LABEL:
        return f"of {count_text(len(label))} signs; at most {LONGEST_LABEL} stand in place of a number"
    if label.startswith(LIKE_A_FORMULA):
        return "and spreadsheets run what begins with =, +, - or @ as a formula"
    if _is_number(label):
        return "which reads as a count"
    return ""


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "").replace(" ", "").removesuffix("%"))
    except ValueError:
        return False
    return True


def require_no_looser(rules: ReleaseRules, preset: ReleaseRules) -> None:
    """Raise StudyError for rules that keep less than the preset whose name they have, with the keys that do so.

    >>> require_no_looser(ReleaseRules(15, few_written="few"), PRESETS["cms"].rules)
    """
    looser = list(_looser(rules, preset))
    if looser:
        raise StudyError(
            f'[release] preset = "{preset.preset}" may be made stricter by the keys beside it, and never looser: '
            f"{'; '.join(looser)}. Leave out what loosens it, or leave out the preset: then no custodian is named."
        )


def _looser(rules: ReleaseRules, preset: ReleaseRules) -> Iterator[str]:
    for key in ("min_cell", "redacted_up_to"):
        own, least = getattr(rules, key), getattr(preset, key)
        if own < least:
            yield f"{key} is {count_text(own)}, and its least is {count_text(least)}"
    if preset.zeros == "hidden" and rules.zeros != "hidden":
        yield "zeros are shown, and it hides them"
    if preset.label and not rules.label:
        yield f"few_written is empty, so that few are written as a number, and it writes {preset.label}"
    suffix = preset.suffix_for(rules.min_cell)
    if suffix and rules.column_suffix != suffix:
        yield f"column_suffix is {rules.column_suffix or 'empty'}, and it writes {suffix}"
    if preset.underlying_counts and not rules.underlying_counts:
        yield "underlying_counts is false, and it asks for them"
