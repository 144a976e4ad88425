"""Text that fits and does not collide: wrapping by measured width, and labels pushed apart."""

from __future__ import annotations

from collections.abc import Sequence

from isostats.figures.style import text_width


def shorten(text: str, width_mm: float) -> str:
    """The text, or its beginning and an ellipsis, within a width.

    >>> shorten("north", 40.0), shorten("a very long name of a hospital", 20.0)
    ('north', 'a very long n…')
    """
    if text_width(text) <= width_mm:
        return text
    while text and text_width(text + "…") > width_mm:
        text = text[:-1]
    return text.rstrip() + "…"


def wrap(text: str, width_mm: float, lines: int = 2) -> list[str]:
    """The text in at most so many lines of a width; what does not fit ends in an ellipsis.

    >>> wrap("University Hospital of the Northern Province", 24.0)
    ['University Hospital', 'of the Northern P…']
    """
    words, current = text.split(), ""
    done: list[str] = []
    while words:
        longer = f"{current} {words[0]}".strip()
        if text_width(longer) <= width_mm or not current:
            current = longer
            words.pop(0)
            if words:
                continue
        if len(done) == lines - 1:
            return [*done, shorten(" ".join([current, *words]), width_mm)]
        done.append(shorten(current, width_mm))
        current = ""
    return [*done, current] if current else done or [""]


def spread(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Centres as near to the wanted ones as they can be with no two labels overlapping, between low and high.

    Labels that touch form a block which sits at the mean of what its members want (least squares). Ties keep the order
    in which they are given. If the labels need more than there is, they run beyond ``high``.

    >>> spread([10, 10], [4, 4], 0, 100)
    [8.0, 12.0]
    >>> spread([99, 50], [4, 4], 0, 100)
    [98.0, 50.0]
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    blocks: list[tuple[list[int], float, float]] = []  # members, top edge, height
    for i in order:
        members, height = [i], heights[i]
        while True:
            offset, tops = 0.0, []
            for m in members:
                tops.append(wanted[m] - offset - heights[m] / 2)
                offset += heights[m]
            top = max(low, min(sum(tops) / len(tops), high - height))
            if not blocks or blocks[-1][1] + blocks[-1][2] <= top + 1e-9:
                break
            previous, _, previous_height = blocks.pop()
            members, height = previous + members, previous_height + height
        blocks.append((members, top, height))
    centres = [0.0] * len(wanted)
    for members, top, _ in blocks:
        for m in members:
            centres[m] = float(top + heights[m] / 2)
            top += heights[m]
    return centres
