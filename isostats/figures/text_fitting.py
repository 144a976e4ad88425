"""How wide a text is when it is drawn, and what of it fits into a width."""

from __future__ import annotations

from functools import lru_cache

from isostats.figures.letters import families_for
from isostats.figures.matplotlib_settings import styled
from isostats.figures.style import FAMILY, SMALL_PT
from isostats.words.language import as_translated, parts_of, translated


def text_width(text: str, weight: str = "normal", size: float = SMALL_PT) -> float:
    """Width in mm of a line of text, in the language in which it will be drawn.

    >>> 10 < text_width("number at risk") < 30
    True
    """
    return _width(translated(text), weight, size)


@lru_cache(maxsize=4096)
def _width(text: str, weight: str, size: float) -> float:
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextToPath

    with styled():  # what the user has set does not change the width
        font = FontProperties(family=[*FAMILY, *families_for(text, FAMILY)], size=size, weight=weight)
        width, _, _ = TextToPath().get_text_width_height_descent(text, font, False)
    return float(width) / 72 * 25.4


MOST_LETTERS = 600
"""No line of a figure holds more; of a longer text no more is measured."""


def shorten(text: str, width_mm: float) -> str:
    """The text, or its beginning and an ellipsis, within a width.

    >>> shorten("north", 40.0), shorten("a very long name of a hospital", 20.0)
    ('north', 'a very long n…')
    """
    return as_translated(_shortened(translated(text), width_mm))


def _shortened(text: str, width_mm: float) -> str:
    if len(text) <= MOST_LETTERS and _small_width(text) <= width_mm:
        return text
    kept, over = 0, min(len(text), MOST_LETTERS) + 1  # so many letters fit, and so many do not
    while over - kept > 1:
        middle = (kept + over) // 2
        kept, over = (middle, over) if _small_width(text[:middle] + "…") <= width_mm else (kept, middle)
    return text[:kept].rstrip() + "…"


def wrap(text: str, width_mm: float, lines: int = 2) -> list[str]:
    """The text in at most so many lines of a width; what does not fit ends in an ellipsis.

    >>> wrap("University Hospital of the Northern Province", 24.0)
    ['University Hospital', 'of the Northern P…']
    """
    return [as_translated(line) for line in _wrapped(translated(text).split(), width_mm, lines)]


def _wrapped(words: list[str], width_mm: float, lines: int) -> list[str]:
    current, done = "", list[str]()
    words = [word[:MOST_LETTERS] for word in words[: lines * MOST_LETTERS]]
    while words:
        if not current and _small_width(words[0]) > width_mm and (parts := parts_of(words[0])):
            words = [*parts, *words[1:]]
        longer = f"{current} {words[0]}".strip()
        if _small_width(longer) <= width_mm or not current:
            current = longer
            words.pop(0)
            if words:
                continue
        if len(done) == lines - 1:
            return [*done, _shortened(" ".join([current, *words]), width_mm)]
        done.append(_shortened(current, width_mm))
        current = ""
    return [*done, current] if current else done or [""]


def _small_width(text: str) -> float:
    return _width(text, "normal", SMALL_PT)
