"""A draft as a study file: every guess with why and how sure, and all other keys commented out with their defaults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from isostats.doors import TABLES, one_line, toml_name
from isostats.errors import OutputError
from isostats.records.guessing.drafts import Draft, path_from
from isostats.records.guessing.guess import Guess
from isostats.scratch import as_text, is_text
from isostats.study.inputs import Inputs
from isostats.study.keys import keys_of
from isostats.study.template import after_data, explained, heading, keys_to_start
from isostats.study.toml_values import toml
from isostats.writing import whole_files

HEAD = """\
# A study for isostats. What isostats init understood of your files stands under [data], with why and how sure it is:
#   sure    nothing else fits
#   likely  it fits; it is named in [data] guessed, and every report says so until you take it out there
#   open    you must say: take the # from the line that is right
# Next: isostats check {name}
# Each key is also a flag (--horizons-days 365,730) and a keyword in Python (horizons_days=[365, 730]); those of [grid]
# have grid before their name (--grid-gap-days 30,60 and grid_gap_days=[30, 60]).
"""
NOTHING = "not recorded"
NOT_RECORDED = "Until you say it, they are read as not recorded."


def study_text(draft: Draft, out: Path) -> str:
    """The study file of a draft that is to be written to ``out``, from which its paths are counted.

    Raises OutputError where such a path is no text, since a study file is one.
    """
    data = draft.data(out.parent)
    for source in map(data.__getitem__, draft.sources):
        if odd := [each for each in map(str, source if isinstance(source, list) else [source]) if not is_text(each)]:
            raise OutputError(
                f"A study file cannot name {as_text(odd[0])}: a folder on the way there has a name that is not "
                "UTF-8. Rename that folder, or write the study file within it with --out."
            )
    kind = next(iter(draft.sources))
    lines = [HEAD.format(name=as_text(out.name)), heading("data")]
    why = {guess.key: f"  # {guess.sureness}: {one_line(guess.why)}" for guess in draft.guesses}
    lines += [f"{name} = {toml(data[name])}{why.get(name, '')}" for name in draft.sources]
    lines += [f"# {one_line(words)}" for words in draft.partly]
    lines += [f"# Not read: {one_line(f'{Path(name).name}; {like}')}" for name, like in draft.aside.items()]
    if draft.unconfirmed:
        lines += ["", f"# {explained(keys_of(Inputs)['guessed'])}", f"guessed = {toml(data['guessed'])}"]
    for guess in draft.guesses:
        if guess.key not in (*TABLES, *draft.sources):
            lines += ["", *_key(guess, out.parent)]
    stated = {*draft.sources, *TABLES, "guessed", *(guess.key for guess in draft.guesses)}
    lines += ["", "# Other keys, with their defaults or an example:", *keys_to_start("data", kind=kind, without=stated)]
    if draft.tables:
        lines += ["", *_columns(draft), *_values(draft, data.get("values", {}))]
    return "\n".join([*lines, "", *after_data()])


def _key(guess: Guess, folder: Path) -> Iterator[str]:
    """The lines of a key that is no table, in the study of a folder."""
    name = f"{guess.key}.{toml_name(guess.part)}" if guess.part else guess.key
    yield f"# {guess.sureness}: {one_line(guess.why)}"
    if guess.sureness != "open":
        yield f"{name} = {toml(guess.value)}"
        return
    of_file = isinstance(guess.value, Path)
    alone = path_from(str(guess.value), folder) if of_file else guess.value
    for words, value in (guess.choices or {"": alone}).items():
        yield f"# {name} = {toml(value)}" + (f"  # {one_line(words)}" if words else "")


def _columns(draft: Draft) -> Iterator[str]:
    yield '[data.columns]  # your column names: ours = "yours"'
    for guess in draft.guesses:
        if guess.key != "columns":
            continue
        if guess.sureness != "open":
            yield f"{toml_name(guess.part)} = {toml(guess.value)}  # {guess.sureness}: {one_line(guess.why)}"
            continue
        yield f"# open: {guess.part}: {one_line(guess.why)}"
        for value in guess.choices.values() or [guess.value]:
            yield f"# {toml_name(guess.part)} = {toml(value)}"
    for label, table in draft.tables.items():
        stated = _addresses(draft, label) | _addresses(draft, table.table.label)
        own = [name for name, each in table.chosen.items() if f"columns.{name}" not in stated]
        if own:
            yield f"# Called as we call them in {Path(table.sheet.source).name}: {', '.join(own)}"
        if table.further:
            kept = "Kept as further columns" if table.table.covariates else "Not used"
            further = f"{Path(table.sheet.source).name}: {', '.join(table.further)}"
            yield f"# {kept} of {one_line(further)}"


def _addresses(draft: Draft, label: str) -> set[str]:
    return {guess.address.replace(f"columns.{label}.", "columns.") for guess in draft.guesses}


def _values(draft: Draft, stated: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """The tables of codes, one for each column."""
    guesses = [guess for guess in draft.guesses if guess.key == "values"]
    for part in dict.fromkeys(guess.part for guess in guesses):
        of_part = [guess for guess in guesses if guess.part == part]
        yield f"\n[data.values.{toml_name(part)}]" + ("" if part in stated else "  # nothing is stated yet")
        for guess in of_part:
            yield from _texts(guess)


def _texts(guess: Guess) -> Iterator[str]:
    """The lines of some texts; of an open guess one for each that may be right, a whole one once its # is gone."""
    yield f"# {guess.sureness}: {one_line(guess.why)}." + (f" {NOT_RECORDED}" if guess.stand_in is not None else "")
    if guess.sureness != "open":
        yield from _pairs(guess.value)
        return
    for words, value in (guess.choices or {NOTHING: guess.value}).items():
        lines = [f"# {pair}" for pair in _pairs(value)]
        if len(lines) > 1:  # what is said of all of them at once
            yield f"# {one_line(words)}:"
        says = f"  # {one_line(words)}" if not any(value.values()) else ""  # a code says what it means itself
        yield from (f"{line}{says}" for line in lines)


def _pairs(value: Mapping[str, Any]) -> Sequence[str]:
    return [f"{toml_name(theirs)} = {toml(ours)}" for theirs, ours in value.items()]


def require_free(out: Path, text: str) -> None:
    """Raise OutputError where a file is there that holds anything else: a study is never replaced."""
    if out.is_file() and out.read_bytes() not in (b"", text.encode()):
        raise OutputError(f"{out} exists and holds something else, so it is left as it is. Choose another --out.")


def write_study(draft: Draft, out: Path) -> None:
    """Write the study file of a draft, whole or not at all. Raises OutputError where one is there already."""
    text = study_text(draft, out).encode()
    require_free(out, text.decode())
    with whole_files(out, ours=lambda place: place.read_bytes() == text) as (file,):
        file.write_bytes(text)
