"""What is missing: the share of values that nobody wrote down, by column, and by group or year where these are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

import pandas as pd

from isostats.figures.figure_calls import CommonKeywords, common_keywords
from isostats.figures.finished import attach
from isostats.figures.looks import look
from isostats.figures.pages import Page, page_mm, write
from isostats.figures.result_checks import require_frame
from isostats.figures.style import COLOURS, INK, LINE_MM, QUIET
from isostats.figures.text_fitting import shorten, text_width, wrap
from isostats.vocabulary import names as v
from isostats.words.english import capital, column_words, plain
from isostats.words.numbers import counted, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAME_MM, CELL_MM, BAR_MM = 48.0, 5.2, 3.4
MOST_COLUMNS, MOST_GROUPS = 40, 10
SOURCE = "what is missing: records.missing, or iso.analyse_study(study)['characteristics'].value.missing"


@common_keywords(axes=False)
def missingness(
    frame: pd.DataFrame, *, columns_of: str = "", simulated: bool = False, **_: Unpack[CommonKeywords]
) -> Figure:
    """Draw the share missing as a bar for each column; where ``frame`` has a ``group``, as a shaded cell for each one.

    ``frame`` has column, missing and share, as ``records.missing``. Columns with nothing missing are counted and not
    drawn; the forty with most are. More than ten groups are drawn as the first ten. ``columns_of`` says in the caption
    which table has these columns, where another one beside it has others.

    >>> import pandas as pd
    >>> import isostats as iso
    >>> rows = pd.DataFrame({"column": ["weight_kg", "sex"], "missing": [1, 0], "share": [0.25, 0.0]})
    >>> figure = iso.figures.missingness(rows)
    >>> iso.figures.describe(figure).title
    'What is missing'
    """
    require_frame(frame, ("column", "missing", "share"), "missingness", SOURCE)
    frame = frame if v.GROUP in frame.columns else frame.assign(**{v.GROUP: v.ALL})
    every = list(dict.fromkeys(frame["column"].astype(str)))
    worst = frame.groupby("column")["share"].max()
    holes = [name for name in sorted(every, key=lambda name: -float(worst[name])) if float(worst[name]) > 0]
    names = look().ordered(holes[:MOST_COLUMNS])
    groups = look().ordered(dict.fromkeys(frame[v.GROUP].astype(str)))[:MOST_GROUPS]
    shares = {(str(r["column"]), str(r[v.GROUP])): float(r["share"]) for r in frame.to_dict("records")}
    labels = [shorten(capital(column_words(name)), NAME_MM) for name in names]
    left = 4.0 + max([text_width(label) for label in labels], default=20.0)
    width = (page_mm() - left - 3.0) / max(len(groups), 1)
    single = groups == [v.ALL]
    heads = [["share missing"] if single else wrap(plain(group), 0.85 * width - 1.0, lines=3) for group in groups]
    top = 2.5 + LINE_MM * max([len(head) for head in heads], default=1) + (4.0 if simulated else 0.0)
    page = Page.blank(max(top + CELL_MM * max(len(names), 1) + 2.5, 20.0))
    sheet = page.canvas(page.size[1])
    for place, head in enumerate(heads):
        for k, line in enumerate(reversed(head)):
            write(sheet, left + width * (place + 0.5), top - 2.0 - LINE_MM * k, line, ha="center", weight="bold")
    for row, (name, label) in enumerate(zip(names, labels, strict=True)):
        y = top + CELL_MM * (row + 0.5)
        write(sheet, left - 1.5, y, label, ha="right")
        for place, group in enumerate(groups):
            draw = _bar if single else _cell
            draw(sheet, (left + width * place, y), width, shares.get((name, group)), f"{name} {group}")
    if not names:
        write(sheet, 4.0, top + 4.0, "Nothing is missing." if every else "No columns are known.", color=QUIET)
    page.tell_simulated(simulated)
    whole = len(every) - len(holes)
    complete = f"{counted(whole, 'column')} without a missing value, not drawn." if whole else ""
    more = f"The {MOST_COLUMNS} with most missing are drawn." if len(holes) > MOST_COLUMNS else ""
    each = [f"{capital(column_words(name))}: {_missing_words(name, groups, shares)}." for name in names]
    meaning = "Share of values that are not recorded."
    whose = f" of {columns_of}" if columns_of else ""
    of = f"{counted(len(every), 'column')}{whose}{'' if single else f', {counted(len(groups), v.GROUP)}'}."
    alt = [f"{'Bars' if single else 'Shaded cells'} of the share missing by column.", of, complete, *each[:12]]
    return attach(page.figure, "What is missing", [meaning, of, complete, more], alt, details=each, simulated=simulated)


def _missing_words(name: str, groups: list[str], shares: dict[tuple[str, str], float]) -> str:
    parts = []
    for group in groups:
        share = shares.get((name, group))
        of = "" if groups == [v.ALL] else f"{plain(group)} "
        parts.append(of + ("not counted" if share is None else percent(share)))
    return ", ".join(parts)


def _cell(sheet: Axes, place: tuple[float, float], width: float, share: float | None, label: str) -> None:
    """One share, the darker the more is missing, with its number."""
    from matplotlib.colors import to_rgb
    from matplotlib.patches import Rectangle

    x, y = place
    depth = 0.75 * min(max(share or 0.0, 0.0), 1.0)
    face: Any = tuple(1 - depth * (1 - part) for part in to_rgb(str(COLOURS[0])))
    sheet.add_patch(Rectangle((x, y - CELL_MM / 2), width, CELL_MM, facecolor=face, edgecolor="#d9d9d9", linewidth=0.5,
                              label=f"cell {label}"))  # fmt: skip
    write(sheet, x + width / 2, y, _share(share), ha="center", color=INK if share else QUIET)


def _bar(sheet: Axes, place: tuple[float, float], width: float, share: float | None, label: str) -> None:
    """One share of everyone's values as a bar, of which the whole width is all of them, with its number at its end."""
    x, y = place
    room = width - text_width("100%") - 1.5
    length = room * min(max(share or 0.0, 0.0), 1.0)
    for name, end, colour in (("whole", room, "#f0f0f0"), ("cell", length, str(COLOURS[0]))):
        (bar,) = sheet.barh(y, end, height=BAR_MM, left=x, linewidth=0, color=colour, zorder=name == "cell")
        bar.set_label(f"{name} {label}")
    write(sheet, x + room + 1.5, y, _share(share), color=INK if share else QUIET)


def _share(share: float | None) -> str:
    return "–" if share is None else "0" if share == 0 else percent(share, 0) if share >= 0.005 else "< 1%"
