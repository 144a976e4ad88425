"""Records of several sources side by side: what messages call each, and what of them adds up."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from isostats.records.course_records import Records, Unrecorded
from isostats.records.findings import Finding, Findings
from isostats.records.setting_aside import FlowStep

if TYPE_CHECKING:
    import pandas as pd

SOURCE = "source"
OF_STUDY = ("guessed", "unknown_mapping")
"""Rules of what a study says, which it may say of all sources."""
OWN_SOURCE = "recorded_source"
"""What a column of the user's own with the name of ours is called."""


@dataclass(frozen=True)
class Sources:
    """Records by their labels, and what messages call each."""

    records: Mapping[str, Records]
    names: Mapping[str, str]

    @classmethod
    def of(cls, records: Mapping[str, Records]) -> Sources:
        """By the names of their files where these tell them apart, else by label."""
        return cls(records, names_of_sources({label: each.source for label, each in records.items()}))

    @property
    def called(self) -> str:
        """What sentences call all of them."""
        first, *others = self.names.values()
        return f"{first} and {others[0]}" if len(others) == 1 else f"{first} and {len(others)} more sources"

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of all, with what each is called."""
        digests = (f"{label}\x1f{each.fingerprint}" for label, each in self.records.items())
        return hashlib.sha256("\x1e".join(digests).encode()).hexdigest()

    @property
    def covariates(self) -> dict[str, str]:
        """Further columns of any source; numbers only where they are numbers in each that has them."""
        kinds: dict[str, set[str]] = {}
        for each in self.records.values():
            for name, kind in each.covariates.items():
                kinds.setdefault(OWN_SOURCE if name == SOURCE else name, set()).add(kind)
        return {name: "number" if of == {"number"} else "text" for name, of in kinds.items()}

    def findings(self) -> list[Finding]:
        """What was found in each, with the name of its file."""
        return findings_by_source({self.names[label]: each.findings for label, each in self.records.items()})

    def notes(self) -> tuple[str, ...]:
        """What a reader must know of each, with the name of its file: a count is of that file."""
        return tuple(f"{self.names[label]}: {note}" for label, each in self.records.items() for note in each.notes)

    def set_aside(self) -> pd.DataFrame:
        """The rows set aside, each with the name of its file."""
        import pandas as pd

        frames = {self.names[label]: each.set_aside for label, each in self.records.items()}
        named = [frame.assign(file=[f"{name} ({file})" for file in frame["file"]]) for name, frame in frames.items()]
        return pd.concat([frame for frame in named if len(frame)] or named[:1], ignore_index=True)

    def missing(self) -> tuple[Unrecorded, ...]:
        """How often columns are not recorded; of a source without the column in no row."""
        counts: list[Unrecorded] = []
        held = {label: {each.column: each for each in of.unrecorded} for label, of in self.records.items()}
        for name in dict.fromkeys(name for of in held.values() for name in of):
            pairs = [
                (of[name].missing, of[name].rows) if name in of else (rows, rows)
                for label, of in held.items() for rows in (_kept_rows(self.records[label]),)
            ]  # fmt: skip
            counts.append(Unrecorded(name, sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)))
        return tuple(counts)


def names_of_sources(called: Mapping[str, str]) -> dict[str, str]:
    """What messages call each source: its file where no other has that name, else its label."""
    files = list(called.values())
    return {label: file if files.count(file) == 1 and "." in file else label for label, file in called.items()}


def findings_by_source(of_each: Mapping[str, Findings]) -> list[Finding]:
    """Findings of several sources, each with the name of its own; what is of the study is said once."""
    unread = [each.count for findings in of_each.values() for each in findings if each.rule == "sheets_unread"]
    listed = {count for count in unread if unread.count(count) > count}  # each sheet is a source of its own
    first = [each for each in next(iter(of_each.values())) if each.rule in OF_STUDY]
    of_all = [each for each in first if all(each in others for others in of_each.values())]
    own = [
        each if name in each.message else replace(each, message=f"{name}: {each.message}")
        for name, findings in of_each.items() for each in findings if each not in of_all
        and not (each.rule == "sheets_unread" and each.count in listed)
    ]  # fmt: skip
    return [*of_all, *own]


def _kept_rows(records: Records) -> int:
    kept = next((step.rows for step in records.flow if step.step == "kept"), 0)
    return max((each.rows for each in records.unrecorded), default=kept)


def summed(flows: Sequence[tuple[FlowStep, ...]]) -> tuple[FlowStep, ...]:
    """The steps of all, in the order of a flow that has them: nobody is in two sources."""
    totals: dict[tuple[str, str], tuple[int, int]] = {}
    for flow in sorted(flows, key=len, reverse=True):
        for each in flow:
            rows, patients = totals.get((each.step, each.reason), (0, 0))
            totals[each.step, each.reason] = rows + each.rows, patients + each.patients
    steps = list(dict.fromkeys(step for step, _ in totals))
    ordered = sorted(totals.items(), key=lambda pair: steps.index(pair[0][0]))
    return tuple(FlowStep(*key, *both) for key, both in ordered)
