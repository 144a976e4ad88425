"""Sites in a funnel: remission against the effective number of people, limits around the overall value, no ranks."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, isfinite
from typing import TYPE_CHECKING, Any, Unpack

import pandas as pd

from isostats.figures.curve_layout import Sheet, nothing_drawn
from isostats.figures.curve_names import SideLabel
from isostats.figures.figure_calls import CommonKeywords, common_keywords
from isostats.figures.finished import attach
from isostats.figures.looks import look
from isostats.figures.pages import Page, axes_mm, page_mm, write
from isostats.figures.result_checks import require_result
from isostats.figures.row_legends import in_lines
from isostats.figures.style import COLOURS, INK, LINE_MM, QUIET, Dash
from isostats.figures.text_fitting import text_width, wrap
from isostats.figures.ticks import count_ticks, share_ticks
from isostats.vocabulary import names as v
from isostats.words.english import definition_words, method_words, one_end, outcome_phrase, plain
from isostats.words.numbers import count_text, counted, in_words, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from isostats.estimate.site_funnel import Funnel

HEIGHT_MM = 84.0
NAME_MM = 36.0
MOST_NAMED = 8
KEYS_MM = 19.0
"""Where the key of the lines begins."""
BY_CHANCE: Dash = "solid"
FAR: Dash = (0, (5, 1.5))
LINES = (
    "Dots: sites; diamonds: sites outside the 95% limits. Lines: the value of all sites together with the limits "
    "within which chance keeps 95% and 99.8% of sites, or more near 0% and 100%. These are exact binomial limits "
    "(mid-p) at the effective number of people: that of a wholly followed group which would know its share as well."
)


@common_keywords()
def funnel(result: Funnel, *, simulated: bool = False, **_: Unpack[CommonKeywords]) -> Figure:
    """Draw each site's remission at the horizon over its effective number of people, with the limits of chance.

    Lines are the overall value and its 95% and 99.8% limits; where the sites are over-dispersed, grey lines are the
    limits that allow for it. Sites outside the 95% limits are diamonds and are named at the right, the farthest out
    where there are more than eight, and on a narrow page those that find room; the others are dots without a name.
    Sites without an estimate are counted under the figure and named with their reason in the caption. Fewer than five
    sites are not drawn.

    >>> import isostats as iso
    >>> from isostats.resources import resource
    >>> analysis = iso.analyse_study(resource("data", "example", "study.toml"))
    >>> sites = iso.funnel(analysis.cohort.count("systemic_treatment", by="site"), horizon_days=730)
    >>> figure = iso.figures.funnel(sites, simulated=True)
    >>> iso.figures.describe(figure).title
    'Sites around the overall remission at two years: free of systemic treatment'
    """
    require_result(
        result, ("frame", "band", "enough", "overall"), "funnel", "iso.funnel(cohort.count(outcome, by='site'), ...)"
    )
    frame = result.frame
    shown = frame[frame[v.STATUS] == v.OK] if result.enough else frame.iloc[:0]
    outside = shown[shown["position"].str.contains("_")]
    farthest = outside["z"].abs().sort_values(ascending=False, kind="stable").index[:MOST_NAMED]
    named = outside.loc[farthest]  # names of sites that do not differ, one below the other, would be read as ranks
    absent, recorded = frame[~frame.index.isin(shown.index)], result.recorded
    unseen = len(recorded) - len(shown)
    labels = [_label(row) for row in named.to_dict("records")]
    keys = in_lines([(text, (colour, dash)) for text, colour, dash in _keys(result)], page_mm() - KEYS_MM, 12.5, 0.0)
    left, top = 19.0, 7.5 + 3.0 * simulated + LINE_MM * max(len(keys) - 1, 0)
    right = 8.0 + max([text_width(line) for label in labels for line in label.lines], default=0.0)
    height = max(HEIGHT_MM, sum(label.height for label in labels))
    if look().inside:  # names stand at the lines that lead from their sites to the right
        right, height = 5.0, HEIGHT_MM
    not_drawn = f"{unseen} of {len(recorded)} sites not drawn; the caption names them with the reason."
    missing = wrap(not_drawn, page_mm() - left - 2) if unseen else []
    page = Page.blank(top + height + 11.0 + LINE_MM * len(missing) + 1.5)
    axes = page.data_axes(left, top, page_mm() - left - right, height)
    across, height = axes_mm(axes)
    sheet = Sheet(page.figure, axes, left, top, across, height, tuple(labels))
    axes.set_label("funnel")
    _share_axis(axes, result, shown)
    if result.enough:
        _draw_limits(axes, result)
        _draw_sites(axes, shown, named)
        _write_key(page.canvas(top), keys, top - 4.0)
        sheet.write_names()
    else:
        axes.set_xticks([])
        nothing_drawn(sheet, result.sentence)
    for i, line in enumerate(missing):
        page.text(left, top + height + 11.0 + LINE_MM * i, line, color=QUIET)
    page.tell_simulated(simulated)
    outcome = outcome_phrase(result.definition.outcome)
    each = "; ".join(
        f"{plain(str(row[v.GROUP]))} {percent(row[v.ESTIMATE])} (n = {count_text(row[v.N])}, effective "
        f"{count_text(round(row['n_effective']))})"
        for row in named.to_dict("records")
    )
    beyond = f"Outside the 95% limits: {each}." if each else ""
    more = len(outside) - len(named)
    beyond += f" And {more} more, less far out." if more > 0 else ""
    lost = "; ".join(
        f"{', '.join(plain(str(group)) for group in rows[v.GROUP])} ({reason or 'too few sites'})"
        for reason, rows in absent.groupby("reason", sort=False)
    )
    drawn = result.enough and isfinite(result.overall)
    wide = "Grey lines: limits that allow for the variance between sites." * result.over_dispersed
    definition = definition_words(result.definition, method=v.KAPLAN_MEIER)
    shared = [result.sentence, beyond, f"Not drawn: {lost}." if lost else ""]
    marks = "Dots: sites; diamonds: sites outside the 95% limits of chance. Sites are not ranked."
    count = f"n = {count_text(recorded[v.N].sum())} at {counted(len(recorded), 'site')}."
    caption = [count, method_words(v.KAPLAN_MEIER), marks * drawn, result.sentence * (not drawn),
               one_end(result.definition, v.GROUP)]  # fmt: skip
    details = [*shared, LINES * drawn, wide, definition]
    alt = [f"Funnel plot of the share free of {outcome} by site.", *shared, definition]
    title = f"Sites around the overall remission at {in_words(result.time)}: free of {outcome}"
    return attach(page.figure, title, caption, alt, details=details, simulated=simulated)


def _label(row: dict[Any, Any]) -> SideLabel:
    numbers = f"{percent(float(row[v.ESTIMATE]))}, n {count_text(round(row[v.N]))}"
    lines = (*wrap(plain(str(row[v.GROUP])), NAME_MM), numbers)
    return SideLabel(100 * float(row[v.ESTIMATE]), lines, INK)


def _share_axis(axes: Axes, result: Funnel, shown: pd.DataFrame) -> None:
    """Percent upwards, with a word where the axis does not start at 0; people along."""
    limits = result.band.filter(like=v.LOWER)
    low = min([float(shown[v.ESTIMATE].min()), float(limits.min().min())]) if len(shown) else 0.0
    step = 20 if low < 0.4 else 10
    start = max(0, step * floor((100 * low - 0.5) / step))
    ticks = share_ticks(start, step)
    axes.set_ylim(start, 100.8)
    axes.set_yticks(ticks, [f"{t}%" for t in ticks])
    what = f"Free of {outcome_phrase(result.definition.outcome)} at {in_words(result.time)}"
    axes.set_ylabel(what + (f"\n(axis starts at {start}%)" if start else ""), labelpad=3)
    axes.set_xlabel("Effective number of people at the site", labelpad=2)
    if len(shown):
        end = float(result.band["n_effective"].max())
        axes.set_xlim(0, end)
        count_ticks(axes.xaxis, end, max(3, min(9, int(axes_mm(axes)[0] // 12))))


def _draw_limits(axes: Axes, result: Funnel) -> None:
    band = result.band
    along = band["n_effective"].to_numpy()
    axes.axhline(100 * result.overall, color=INK, linewidth=0.8, label="overall", zorder=1)
    for name, dash in (("95", BY_CHANCE), ("998", FAR)):
        for side in (v.LOWER, v.UPPER):
            key = f"{side}_{name}"
            axes.plot(along, 100 * band[key], color=INK, linewidth=0.8, linestyle=dash, label=key, zorder=1)
            if result.over_dispersed:
                axes.plot(along, 100 * band[f"{key}_adjusted"], color=QUIET, linewidth=0.6, linestyle=dash,
                          label=f"{key} adjusted", zorder=1)  # fmt: skip


def _draw_sites(axes: Axes, shown: pd.DataFrame, named: pd.DataFrame) -> None:
    end = axes.get_xlim()[1]
    for row in shown.to_dict("records"):
        out, at = "_" in row["position"], 100 * row[v.ESTIMATE]
        if row[v.GROUP] in set(named[v.GROUP]):
            lead, dots = f"lead {row[v.GROUP]}", (0, (1, 2))
            axes.plot([row["n_effective"], end], [at, at], color=QUIET, linewidth=0.4, linestyle=dots, label=lead)
        axes.plot([row["n_effective"]], [at], "D" if out else "o", color=COLOURS[1 if out else 0], markersize=4.2,
                  markeredgecolor="white", markeredgewidth=0.4, zorder=3, label=f"site {row[v.GROUP]}")  # fmt: skip


def _keys(result: Funnel) -> list[tuple[str, str, Dash]]:
    keys: list[tuple[str, str, Dash]] = [
        (f"overall {percent(result.overall)} and 95% limits of chance", INK, BY_CHANCE),
        ("99.8% limits", INK, FAR),
    ]
    if result.over_dispersed:
        keys.append(("the same, allowing for over-dispersion", QUIET, BY_CHANCE))
    return keys


def _write_key(sheet: Axes, lines: Sequence[Sequence[tuple[str, tuple[str, Dash]]]], last: float) -> None:
    for i, line in enumerate(lines):
        x, y = KEYS_MM, last - LINE_MM * (len(lines) - 1 - i)
        for text, (colour, dash) in line:
            sheet.plot([x, x + 7.0], [y, y], color=colour, linestyle=dash, linewidth=0.9)
            write(sheet, x + 8.0, y, text)
            x += 12.5 + text_width(text)
