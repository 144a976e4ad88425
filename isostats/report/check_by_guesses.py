"""Records without a study file, checked once more as `isostats init` would have them read: which faults that mends."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from isostats.errors import IsostatsError
from isostats.records import Findings
from isostats.records.findings import Finding
from isostats.records.guessing.drafts import Draft, draft_study, shown
from isostats.records.guessing.guess import Guess
from isostats.report.job import check_records
from isostats.study.inputs import OF_EACH
from isostats.study.study_file import make_study
from isostats.words.numbers import counted

MOST_NAMED = 8
OF_ORDERS, ORDERS = "_date_order", ("dates", "dates_of")
"""How rules about the order of dates end, and the keys that say it."""


def with_ways_out(findings: Findings, files: Sequence[Path], **choices: Any) -> Findings:
    """The findings with the one command that mends each fault, where reading the file as guessed mends it.

    What is to be read otherwise is a note, also where there is no fault but a column is called otherwise than ours.
    Nothing changes where no guess helps.
    """
    beside = [choices.get(name) for name in (*OF_EACH, "dictionary", "product_table")]
    files = [*files, *(Path(each) for each in beside if isinstance(each, (str, Path)))]
    command = f"isostats init {shlex.join(map(str, files))}"
    try:
        draft = draft_study(files)
        if not findings.errors:
            unread = [each for each in _unasked(draft) if each.part not in (choices.get("columns") or {})]
            return (
                Findings.of([*findings, _note(replace(draft, guesses=tuple(unread)), command)]) if unread else findings
            )
        further = {name: value for name, value in choices.items() if name not in draft.sources}
        as_guessed = check_records(make_study({"data": draft.data()}, **further))
    except IsostatsError:  # what cannot be guessed is no help, and the findings stand as they are
        return findings
    if any(each.rule == "swapped_dates" for each in as_guessed):  # which no way of reading mends
        return findings
    left = {part for each in as_guessed.errors for part in ((each.rule, each.column), (each.rule, ""))}
    mended = [each for each in findings.errors if (each.rule, each.column) not in left]
    if not (mended or any(guess.key in ORDERS for guess in draft.open)) or not draft.guesses:
        return findings
    ways = {each: _way_out(each, draft, command) for each in mended}
    ways |= {
        each: f"{each.advice} Or: {command} asks about it."
        for each in findings.errors
        if each not in ways and each.rule.endswith(OF_ORDERS) and any(guess.key in ORDERS for guess in draft.open)
    }
    worded = [replace(each, advice=ways.get(each, each.advice)) for each in findings]
    note = _note(draft, command, as_guessed.errors)
    return Findings.of([*worded, *([note] if note.count else [])])


def _way_out(fault: Finding, draft: Draft, command: str) -> str:
    """What the command does about a fault that is gone in the records as guessed. Which order dates are in is never
    mended: it is asked, or guessed for a reason that somebody must judge."""
    if fault.rule.endswith(OF_ORDERS) and (guesses := [each for each in draft.guesses if each.key in ORDERS]):
        taken = "; ".join(f"{each.called} is {shown(each.value)}, since {each.why}" for each in guesses)
        return f"{fault.advice} Or: {command} takes what is likelier ({taken}): look whether it is so."
    if fault.column in {each.part for each in draft.open}:
        return f"{fault.advice} Or: {command} asks about it."
    return f"{command} mends it."


def _unasked(draft: Draft) -> list[Guess]:
    """Columns that would be mapped, totals that would be left out, and what would be read beside: without a word they
    go by unseen."""
    seen = ("columns", "total_rows", *draft.sources)
    return [each for each in draft.guesses if each.key in seen and each.stands is not None]


def _note(draft: Draft, command: str, left: Sequence[Finding] = ()) -> Finding:
    """What the study file would say, and what would be left to mend."""
    stated = [] if "courses" in draft.sources else [f"it holds {next(iter(draft.sources))}"]
    stated += [f"{each.called} is {shown(each.stands)}" for each in draft.guesses if each.stands is not None]
    more = [f"{len(stated) - MOST_NAMED} more"] if len(stated) > MOST_NAMED else []
    several = isinstance(draft.sources.get("courses"), tuple)
    how = "the files can be read otherwise than they were" if several else "the file can be read otherwise than it was"
    message = f"{how}: {'; '.join([*stated[:MOST_NAMED], *more])}"
    advice = f"{command} writes that into study.toml, to be looked at; then isostats check study.toml."
    if left:
        rules = ", ".join(dict.fromkeys(each.rule.replace("_", " ") for each in left))
        advice += f" {counted(len(left), 'fault')} would be left: {rules}."
    if draft.open:
        advice += f" It asks {counted(len(draft.open), 'question')}."
    return Finding("note", "read_as_guessed", len(stated), message, advice=advice)
