"""Letters of the world: which of them the own fonts draw, and which font of this machine draws the others.

The own fonts have Latin, Greek, Cyrillic, Arabic and Hebrew letters. For others (Chinese, Japanese, Korean, Thai, ...)
the font that the environment's ISOSTATS_FONT names (a family, or the path of a file) is taken, else the first one of
this machine that has them; where there is none, that is said.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from isostats.words.numbers import counted

INVISIBLE = frozenset({0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0xFE0E, 0xFE0F, 0xFEFF})
PREFERRED = ("Noto Sans", "Source Han Sans", "Droid Sans", "WenQuanYi", "Arial Unicode")
MOST_SHOWN = 3


def strange_letters(text: str, own: tuple[str, ...]) -> frozenset[int]:
    """The letters of a text that none of the own families has."""
    if text.isascii():
        return frozenset()
    letters = {ord(c) for c in text if not c.isspace() and unicodedata.category(c)[0] != "C"} - INVISIBLE
    return frozenset(letters - _own_letters(own)) if letters else frozenset()


def families_for(text: str, own: tuple[str, ...]) -> tuple[str, ...]:
    """Families to be tried after the own ones, so that the text can be read; () where the own ones suffice."""
    return _borrowed(strange_letters(text, own), os.environ.get("ISOSTATS_FONT", "").strip())[0]


def about_letters(texts: Iterable[str], own: tuple[str, ...], *, advice: bool = True) -> str:
    """Which font draws the names that the own ones cannot, or that none does; with ``advice`` also what to do."""
    named = os.environ.get("ISOSTATS_FONT", "").strip()
    fonts: list[str] = []
    drawn, boxes = 0, []
    for text in _whole(texts):
        strange = strange_letters(text, own)
        families, left = _borrowed(strange, named)
        drawn += bool(strange) and not left
        fonts += [] if left else families
        boxes += [text] if left else []
    borrowed = " and ".join(dict.fromkeys(fonts))
    sentences = [f"Drawn with {borrowed}, of this machine's fonts: {counted(drawn, 'name')}."] if drawn else []
    if boxes:
        shown = ", ".join(boxes[:MOST_SHOWN]) + (", ..." if len(boxes) > MOST_SHOWN else "")
        sentences.append(
            f"No font of this machine has the letters of {counted(len(boxes), 'name')} ({shown}): they show as boxes."
        )
        if advice:
            sentences.append(
                "Tables and alternative texts have them whole. Install a font that has them, such as Noto Sans CJK or "
                "Noto Sans Thai, or name one in the environment's ISOSTATS_FONT, and draw again."
            )
    return " ".join(sentences)


def _whole(texts: Iterable[str]) -> list[str]:
    """Each text once, without those that are the shortened beginning of another."""
    once = list(dict.fromkeys(texts))
    return [
        text
        for text in once
        if not (text.endswith("…") and any(other != text and other.startswith(text[:-1].rstrip()) for other in once))
    ]


@lru_cache(maxsize=64)
def _borrowed(strange: frozenset[int], named: str) -> tuple[tuple[str, ...], frozenset[int]]:
    """The fewest families, in order of preference, that draw the letters, and the letters that none draws."""
    chosen: list[str] = []
    left = strange
    candidates = _candidates(named) if strange else ()
    while left:
        wanted = left
        family, letters = max(candidates, key=lambda each: len(each[1] & wanted), default=("", frozenset()))
        if not letters & left:
            break
        chosen.append(family)
        left = left - letters
    return tuple(chosen), left


@lru_cache(maxsize=4)
def _candidates(named: str) -> tuple[tuple[str, frozenset[int]], ...]:
    """Upright fonts of ordinary weight: the one that is named alone first, then those of the machine."""
    from matplotlib.font_manager import FontProperties, fontManager, weight_dict

    first: list[tuple[str, str]] = []
    if named and Path(named).is_file():
        fontManager.addfont(named)
        first = [(FontProperties(fname=named).get_name(), named)]
    listed = {
        entry.name: entry.fname
        for entry in sorted(fontManager.ttflist, key=lambda each: each.fname)
        if entry.style == "normal" and 300 <= int(weight_dict.get(str(entry.weight), entry.weight)) <= 500
        and "Last Resort" not in entry.name
    }  # fmt: skip
    if named in listed:
        first = [(named, listed[named])]
    order = sorted(listed.items(), key=lambda each: ([not each[0].startswith(name) for name in PREFERRED], each[0]))
    return tuple((family, _letters_of(path)) for family, path in [*first, *order])


@lru_cache(maxsize=4)
def _own_letters(own: tuple[str, ...]) -> frozenset[int]:
    from matplotlib.font_manager import fontManager

    paths = [entry.fname for entry in fontManager.ttflist if entry.name in own and entry.style == "normal"]
    return frozenset().union(*(_letters_of(path) for path in paths))


@lru_cache(maxsize=1024)
def _letters_of(path: str) -> frozenset[int]:
    from matplotlib.ft2font import FT2Font

    try:
        return frozenset(FT2Font(path).get_charmap())
    except (OSError, RuntimeError):  # a font that cannot be read draws nothing
        return frozenset()
