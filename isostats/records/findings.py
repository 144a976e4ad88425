"""What a check found: one finding per rule (and column), with its count, one example and what to do."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, overload

from isostats.doors import in_words_of_the_door, wordings
from isostats.errors import DataError
from isostats.records.input_tables.declaration import CORRECT, NEVER_SET_ASIDE, SET_ASIDE, Severity
from isostats.records.row_numbers import file_row
from isostats.records.rules import RULES
from isostats.words.html import card
from isostats.words.numbers import agreed, count_text, counted

if TYPE_CHECKING:
    import pandas as pd

ORDER: tuple[Severity, ...] = ("error", "warning", "note")


@dataclass(frozen=True)
class Finding:
    """One fault or oddity of the records, or (a ``note``) what is as it may well be and a reader wants to know.

    ``rule`` is its short id, ``message`` one line with the count, ``row`` the first row as a spreadsheet shows it (the
    header is row 1; None where the fault is not in a row), ``example`` that row in words, ``advice`` what to do,
    ``column`` the column concerned, where there is one.
    """

    severity: Severity
    rule: str
    count: int
    message: str
    row: int | None = None
    example: str = ""
    advice: str = ""
    column: str = ""

    def __post_init__(self) -> None:
        if self.row is not None:
            object.__setattr__(self, "row", file_row(self.row))
        for name in ("message", "advice"):
            object.__setattr__(self, name, in_words_of_the_door(getattr(self, name)))

    def __str__(self) -> str:
        first = f" (first: {self.example})" if self.example else ""
        return f"{self.severity}: {self.message}{first}. {self.advice}".strip()


@dataclass(frozen=True)
class Findings(Sequence[Finding]):
    """Everything that was found, errors first and notes last; prints as a table.

    >>> found = Findings((Finding("warning", "short_course", 2, "2 of 9 courses last less than 30 days"),))
    >>> found.ok, len(found), found[0].rule
    (True, 1, 'short_course')
    """

    items: tuple[Finding, ...] = ()

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> Findings:
        """Findings in reading order: errors, warnings, notes, otherwise as found."""
        return cls(tuple(sorted(findings, key=lambda finding: ORDER.index(finding.severity))))

    def _of(self, severity: Severity) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.items if finding.severity == severity)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What stops a run."""
        return self._of("error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What is unusual but can be true."""
        return self._of("warning")

    @property
    def notes(self) -> tuple[Finding, ...]:
        """What is neither: how the tables match, for instance."""
        return self._of("note")

    @property
    def ok(self) -> bool:
        """True when nothing stops a run."""
        return not self.errors

    def to_frame(self) -> pd.DataFrame:
        """One row per finding, in the columns of :class:`Finding`."""
        import pandas as pd

        names = [field.name for field in fields(Finding)]
        frame = pd.DataFrame([asdict(finding) for finding in self.items], columns=names)
        return frame.astype({"row": "Int64"})

    @overload
    def __getitem__(self, index: int) -> Finding: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Finding]: ...
    def __getitem__(self, index: int | slice) -> Finding | Sequence[Finding]:
        return self.items[index]

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.items)

    def __repr__(self) -> str:
        rules = ", ".join(dict.fromkeys(finding.rule for finding in self.items)) or "none"
        counts = f"{counted(len(self.errors), 'error')}, {counted(len(self.warnings), 'warning')}"
        return f"Findings: {counts} ({rules}); print() tells each"

    def _repr_html_(self) -> str:
        header = ["", "rule", "what", "what to do"]
        return card(repr(self), (), header, [[x.severity, x.rule, x.message, x.advice] for x in self.items])

    def __str__(self) -> str:
        head = f"{counted(len(self.errors), 'error')}, {counted(len(self.warnings), 'warning')}"
        if not self.errors and not self.warnings:
            head = "No faults found."
        if not self.items:
            return head
        width = max(len(finding.rule) for finding in self.items)
        lines = [head, *(_lines(finding, width) for finding in self.items)]
        way_out = next((way for way in wordings(SET_ASIDE) if any(way in each.advice for each in self.items)), "")
        if way_out and any(map(_is_never_set_aside, self.errors)):
            lines.append("Correct the errors: no setting aside helps against one of a whole file or of an outcome.")
        elif way_out:  # said once, not under every fault
            way_out = way_out.replace("them, or", "the errors, or")
            lines.append(way_out.replace("these patients", "the patients concerned"))
        return "\n".join(lines)


def refusal(name: str, findings: Findings, fatal: Sequence[Finding], *, files: int = 1) -> DataError:
    """The error for a table with faults, or several: how many kinds, and everything that was found."""
    kinds = counted(len(fatal), "kind of error", "kinds of errors")
    return DataError(f"{name} {agreed(files, 'has')} {kinds}, so nothing was computed.\n\n{findings}", findings)


def with_counts(rows: Iterable[tuple[str, int]], other: str, most: int = 8) -> str:
    """Texts with their counts, as far as ``most``; the others (``other`` names one) with the count of all of them.

    >>> with_counts([("topical", 1204), ("gel", 2), ("cream", 1)], "other code", 1)
    'topical (1,204), and 2 other codes (3)'
    """
    ordered = list(rows)
    shown = [f"{text} ({count_text(int(count))})" for text, count in ordered[:most]]
    if further := ordered[most:]:
        shown.append(f"and {counted(len(further), other)} ({count_text(sum(int(count) for _, count in further))})")
    return ", ".join(shown)


def without_way_out(advice: str) -> str:
    """An advice without the setting that keeps impossible rows out, which is said once, or has been chosen."""
    for way_out in wordings(SET_ASIDE):
        advice = advice.replace(way_out, "").strip()
    return advice


def with_chosen_way(findings: Findings, *, note: bool = False) -> Findings:
    """The findings where ``on_invalid`` is set_aside already: no advice to set it, and a ``note`` on what it does.

    A fault of a whole file or of an outcome stays as it is: nothing can be set aside against it.
    """
    items = [replace(each, advice=without_way_out(each.advice) or _to_correct(each)) for each in findings]
    rows = [each for each in findings.errors if not _is_never_set_aside(each)]
    if note and rows:
        message = f"{counted(len(rows), 'rule')} {agreed(len(rows), 'has')} faulty rows, and on_invalid is set_aside"
        advice = "The patients concerned are kept out of the report, and listed beside it. Correct what can be."
        items.append(Finding("note", "set_aside", len(rows), message, advice=advice))
    return Findings.of(items)


def _to_correct(finding: Finding) -> str:
    """What remains to be done about an error whose only advice was to keep its rows out."""
    return CORRECT if finding.severity == "error" else ""


def is_of_a_table(finding: Finding) -> bool:
    """Whether a fault is one of a whole table, although it names its first row."""
    rule = RULES.get(finding.rule)
    return rule is not None and rule.scope == "file"


def _is_never_set_aside(finding: Finding) -> bool:
    """Whether no rows can be set aside to get past a fault: it is of a whole file, or of the outcome."""
    rule = RULES.get(finding.rule)
    return finding.row is None if rule is None else rule.scope in NEVER_SET_ASIDE


def _lines(finding: Finding, width: int) -> str:
    """One finding: severity, rule and message on the first line, example and advice below it."""
    indent = " " * (9 + width + 2)
    below = [f"first: {finding.example}"] if finding.example else []
    advice = without_way_out(finding.advice)
    below += [advice] if advice else []
    filled = textwrap.TextWrapper(118, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)
    wrapped = [filled.fill(text) for text in below]
    start = f"{finding.severity:<9}{finding.rule:<{width}}  "
    first = textwrap.wrap(finding.message, 118, initial_indent=start, subsequent_indent=indent, break_on_hyphens=False)
    return "\n".join([*first, *wrapped])
