"""The papers behind the methods: entries of BibTeX, of which a report keeps those that its text cites."""

from __future__ import annotations

import re
from functools import cache

from isostats.resources import resource
from isostats.version import __version__
from isostats.words.language import translated

_CITED = re.compile(r"\[((?:@\w+(?:; )?)+)\]")
_FIELD = re.compile(r"^  (\w+) = \{(.*?)\},$", re.MULTILINE | re.DOTALL)
_ACCENTS = {"{\\o}": "ø", "{\\'e}": "é", "{": "", "}": ""}


@cache
def entries() -> dict[str, str]:
    """Every entry by its key, as it stands in the file; that of isostats has its version."""
    text = resource("data", "reporting", "references.bib").read_text(encoding="utf-8")
    parts = re.split(r"^(?=@)", text, flags=re.MULTILINE)
    made = {part[part.index("{") + 1 : part.index(",")]: part for part in parts if part.strip()}
    return {key: part.replace("{VERSION}", __version__) for key, part in made.items()}


def cited_keys(text: str) -> list[str]:
    """The keys that a text cites, each once, in its order.

    >>> cited_keys("By Kaplan-Meier [@kaplan1958; @greenwood1926], as ever [@kaplan1958].")
    ['kaplan1958', 'greenwood1926']
    """
    groups = [group.split("; ") for group in _CITED.findall(text)]
    return list(dict.fromkeys(key.removeprefix("@") for group in groups for key in group))


def as_read(text: str) -> str:
    """A text with its keys of citation as authors and years.

    >>> as_read("By Kaplan-Meier [@kaplan1958; @greenwood1926].")
    'By Kaplan-Meier (Kaplan & Meier 1958; Greenwood 1926).'
    """
    return _CITED.sub(lambda hit: f"({'; '.join(map(_in_short, cited_keys(hit[0])))})", text)


def in_language(text: str) -> str:
    """A text with its keys of citation in the language that is spoken now: its words are those of :func:`as_read`.

    >>> in_language("By Kaplan-Meier [@kaplan1958].")
    'By Kaplan-Meier [@kaplan1958].'
    """
    written = translated(as_read(text))
    for hit in _CITED.finditer(text):
        written = written.replace(as_read(hit[0]), hit[0], 1)
    return written


def bibtex(keys: list[str]) -> str:
    """A file of BibTeX with these entries."""
    return "".join(entries()[key] for key in keys)


def full(key: str) -> str:
    """A reference as a list of them has it.

    >>> full('clopper1934').endswith('binomial. Biometrika. 1934; 26: 404-413.')
    True
    """
    held = _fields(key)
    where = next((held[kind] for kind in ("journal", "booktitle", "institution", "publisher") if kind in held), "")
    place = held.get("volume", "") + (f": {held['pages'].replace('--', '-')}" if "pages" in held else "")
    when = "; ".join(part for part in (held.get("year", ""), place) if part)
    doi = f"doi:{held['doi']}" if "doi" in held else ""
    authors = held["author"].replace(" and others", ", et al").replace(" and ", "; ")
    parts = [authors.rstrip("."), held["title"], where, held.get("note", ""), when]
    return " ".join([*(f"{part}." for part in parts if part), doi]).strip()


def _in_short(key: str) -> str:
    held = _fields(key)
    names = [name.partition(",")[0] for name in held["author"].split(" and ")]
    authors = " & ".join(names) if len(names) < 3 else f"{names[0]} et al"
    return f"{authors} {held.get('year', '')}".strip()


def _fields(key: str) -> dict[str, str]:
    return {name: _plain(value) for name, value in _FIELD.findall(entries()[key])}


def _plain(value: str) -> str:
    for accent, sign in _ACCENTS.items():
        value = value.replace(accent, sign)
    return " ".join(value.split())
