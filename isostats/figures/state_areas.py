"""Where people stand over time: in remission, relapsed, on a further course, dead, stacked to 100%."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

import numpy as np
import pandas as pd

from isostats.figures.curve_layout import beyond_words, curve_sheet, stop_words
from isostats.figures.curve_names import SideLabel, day_of_shares, heading
from isostats.figures.curves import RiskTable, steps
from isostats.figures.figure_calls import CommonKeywords, common_keywords
from isostats.figures.finished import attach
from isostats.figures.looks import look
from isostats.figures.result_checks import require_result
from isostats.figures.style import INK
from isostats.figures.text_fitting import wrap
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import HORIZONS
from isostats.words.english import definition_words, one_end, plain
from isostats.words.numbers import count_text, percent, time_words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from isostats.estimate.occupied_states import StateOccupation

SHADES = ("#f3f3f3", "#a9d3ee", "#0b3c5d", "#4d4d4d")
"""Of the states in their order; in remission is the lightest."""
LABELS = {"further_course": "on a further course"}


@common_keywords(over_time=True)
def states(
    result: StateOccupation,
    *,
    horizons_days: Sequence[int] = HORIZONS,
    min_at_risk: int = 10,
    simulated: bool = False,
    **_: Unpack[CommonKeywords],
) -> Figure:
    """Stack the shares of the states over time, remission on top; they end where too few are under observation.

    ``result`` is ``iso.state_occupation(iso.count_stays(cohort, records))``. States that nobody was ever in are left
    out.

    >>> import pandas as pd
    >>> import isostats as iso
    >>> course = {"course_start": "2019-01-01", "course_end": "2019-06-30", "last_contact": "2021-06-30"}
    >>> relapse = {"relapse_date": "2019-12-01", "clear_again_date": "2020-03-01"}
    >>> records = iso.read_courses(pd.DataFrame([{"patient_id": "a", **course, **relapse}]))
    >>> stays = iso.count_stays(iso.first_courses(records), records)
    >>> figure = iso.figures.states(iso.state_occupation(stays), min_at_risk=1)
    >>> iso.figures.describe(figure).title
    'Where people stand after the first course'
    """
    require_result(result, ("stays", "frame", "curve"), "states", "iso.state_occupation(iso.count_stays(...))")
    drawn = steps(result.curve, v.ALL, min_at_risk=min_at_risk)
    names = [name for name in result.frame.columns[1:] if result.frame[name].any()]
    shades = dict(zip(result.frame.columns[1:], SHADES, strict=True))
    upwards = names[::-1]
    frame = result.frame[result.frame[v.TIME] <= drawn.until] if drawn.until is not None else result.frame[:0]
    edges = np.minimum(np.cumsum(frame[upwards].to_numpy(float), axis=1), 1.0)
    rows = result.rows_at(list(horizons_days), min_at_risk=min_at_risk)
    at = pd.DataFrame(rows, columns=[v.TIME, v.STATUS])
    day = day_of_shares(at, drawn.until) if drawn.until is not None else 0.0
    labels = _labels(frame, edges, {name: shades[name] for name in upwards}, (day, drawn.until)) if len(edges) else []
    sheet = curve_sheet(
        RiskTable.of(result.curve, [drawn], min_at_risk, events="Deaths"), [drawn], "Share of people",
        simulated=simulated, labels=labels, horizons=sorted(set(at[v.TIME])),
    )  # fmt: skip
    if len(edges):
        time = frame[v.TIME].to_numpy(float)
        days = np.append(np.repeat(time, 2)[1:], max(drawn.until or 0.0, time[-1]))
        below = np.zeros(len(days))
        for name, edge in zip(upwards, edges.T, strict=True):
            above = 100 * np.repeat(edge, 2)
            sheet.axes.fill_between(days, below, above, facecolor=shades[name], linewidth=0, label=f"state {name}")
            sheet.axes.plot(days, above, color=INK, linewidth=0.5, label=f"edge {name}", clip_on=look().clipped)
            below = above
    sheet.write_names(falling=False, ground=[f"state {name}" for name in names[:1]])
    beyond = beyond_words(sorted({row[v.TIME] for row in rows if row[v.STATUS] == v.BEYOND_FOLLOWUP}))
    counts = f"n = {count_text(drawn.n)}."
    method = "Areas: Aalen-Johansen. A return to clear is a recorded day, never silence."
    stop = stop_words([drawn], min_at_risk)
    table = "Table: at risk are those under observation on the day; deaths and people who left are counted before it."
    defined = definition_words(result.curve.definition, method=v.AALEN_JOHANSEN, level=result.level)
    sentences = _words(rows, names)
    alt = ["Stacked areas of where people stand over time since the end of the first course.", counts, *sentences,
           method, stop, beyond, defined]  # fmt: skip
    caption = [counts, method, one_end(result.curve.definition, v.STATE)]
    details = [*sentences, stop, beyond, table if look().at_risk and look().ax is None else "", defined]
    title = "Where people stand after the first course"
    return attach(sheet.figure, title, caption, alt, details=details, simulated=simulated)


def _called(name: str) -> str:
    return LABELS.get(name, plain(name))


def _labels(
    frame: pd.DataFrame, edges: np.ndarray, shades: dict[str, str], days: tuple[float, float | None]
) -> list[SideLabel]:
    """Each area's name where it ends, on the second of the days, from the top down, with its share on the first."""
    day, until = days
    on = max(int(np.searchsorted(frame[v.TIME].to_numpy(float), day, side="right")) - 1, 0)
    shares, below = np.diff(edges[on], prepend=0.0), np.concatenate([[0.0], edges[-1][:-1]])
    each = [
        SideLabel(50 * float(low + high), (*wrap(_called(name), 34.0), percent(float(share))), shade, patch=True,
                  names=f"state {name}", day=until)
        for (name, shade), low, high, share in zip(shades.items(), below, edges[-1], shares, strict=True)
    ]  # fmt: skip
    return [heading(day), *each[::-1]]


def _words(rows: Sequence[dict[str, object]], names: Sequence[str]) -> list[str]:
    """The shares at each horizon within the follow-up."""
    fine = [row for row in rows if row[v.STATUS] == v.OK and row[v.STATE] in names]
    return [
        f"At {time_words(float(str(day)))}: "
        + ", ".join(f"{_called(str(row[v.STATE]))} {percent(float(str(row[v.ESTIMATE])))}"
                    for row in fine if row[v.TIME] == day)
        + "."
        for day in dict.fromkeys(row[v.TIME] for row in fine)
    ]  # fmt: skip
