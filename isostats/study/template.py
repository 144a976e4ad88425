"""What is made of the declarations to be read: a commented study.toml to start from, and the reference of all keys."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator
from dataclasses import MISSING
from pathlib import Path

from isostats.doors import flag_name
from isostats.errors import OutputError
from isostats.study.definitions import Claim
from isostats.study.eligibility import Subset
from isostats.study.flags import concerns_courses
from isostats.study.keys import KINDS, StudyKey, study_keys
from isostats.study.study_file import KEYS, SECTIONS
from isostats.study.toml_values import toml
from isostats.writing import whole_files

HEAD = """\
# A study for isostats. Run it with: isostats report study.toml
# Only one of [data] courses, dispensings and omop is required. Every other key is shown with its default, or with an
# example where there is none; remove the # to change one.
# Each key is also a flag (--horizons-days 365,730) and a keyword in Python (horizons_days=[365, 730]); those of [grid]
# have grid before their name (--grid-gap-days 30,60 and grid_gap_days=[30, 60]).
"""

CLAIMS_HEAD = """\
# Claims of your own, held against the records beside those of the article: isostats claims study.toml
# One such table for each; with the id of one of the article's it takes that one's place.
# [[claims]]
"""
SUBSETS_HEAD = """\

# Parts of the people on whom the same study is run again, set side by side: one such table for each.
# [[subsets]]
"""


def template_text() -> str:
    """The text of the starting study file."""
    shown = keys_to_start("data")
    shown = [line.removeprefix("# ") if line.startswith("# courses = ") else line for line in shown]
    return "\n".join([HEAD, heading("data"), *shown, "", *after_data()])


def heading(section: str) -> str:
    """The line with which a section begins."""
    return f"[{section}]  # {about(SECTIONS[section])}"


def keys_to_start(section: str, *, kind: str = "", without: Collection[str] = ()) -> list[str]:
    """Every key of a section (that goes with a kind of records), explained, commented out."""
    lines = []
    for each in KEYS:
        if each.section == section and each.goes_with(kind) and each.name not in without:
            lines += [f"# {explained(each)}", f"# {each.name} = {each.declared.example or toml(each.default)}"]
    return lines


def after_data() -> list[str]:
    """All that a starting study file has after its section [data]."""
    lines = []
    for section in SECTIONS:
        if section != "data":
            lines += [heading(section), *keys_to_start(section), ""]
    for head, listed in ((CLAIMS_HEAD, Claim), (SUBSETS_HEAD, Subset)):
        lines.append(head.rstrip())
        for each in study_keys(listed):
            of = each.declared
            lines += [f"# {of.about}", f"# {each.name} = {of.example}" if of.example else f"# # {each.name} = 0.4"]
    return [*lines, ""]


def about(model: type) -> str:
    """What a section is about: the first sentence of its class."""
    first = (model.__doc__ or "").partition("\n")[0].rstrip(".")
    return first[:1].lower() + first[1:]


def explained(each: StudyKey) -> str:
    """What a key is, and which records it goes with."""
    kinds = each.declared.kinds
    return each.declared.about + (f"; {' and '.join(kinds)} only" if kinds and each.name not in KINDS else "")


def reference() -> str:
    """Every key of the study file as a table in Markdown."""
    head = (
        "# Keys of a study\n\nMade by `python -m isostats.study.template data/study_keys.md` from the declarations in "
        "`isostats/study/`. Each key stands in its section of the study file, is a flag of every command that reads "
        "records, and a keyword in Python. `isostats courses` takes those marked so."
    )
    lines = [head]
    for section, model in SECTIONS.items():
        lines += [f"## [{section}]: {about(model)}", "\n".join(_rows(section))]
    return "\n\n".join(lines) + "\n"


def _rows(section: str) -> Iterator[str]:
    yield "| key | flag | default | `courses` | meaning |\n| --- | --- | --- | --- | --- |"
    for each in KEYS:
        if each.section == section:
            default = "" if each.default in (None, "", (), {}, MISSING) else f"`{toml(each.default)}`"
            flag = f"the file, or `--{each.name}`" if section == "data" and each.name in KINDS else None
            flag = flag or f"`{flag_name(each.flat)}`"
            meaning = explained(each).replace("|", "\\|")
            key = f"`{each.name}`" + f" (keyword `{each.flat}`)" * (each.name != each.flat)
            yield f"| {key} | {flag} | {default} | {'yes' if concerns_courses(each) else ''} | {meaning} |"


def write_template(out: str | Path) -> None:
    """Write the starting study file; only one that is as it was written is replaced. Raises OutputError."""
    text = template_text().encode()
    if Path(out).is_file() and Path(out).read_bytes() not in (b"", text):
        raise OutputError(f"{out} exists and holds something else, so it is left as it is. Choose another --out.")
    with whole_files(out, ours=lambda place: place.read_bytes() == text) as (file,):
        file.write_bytes(text)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(reference(), encoding="utf-8")
