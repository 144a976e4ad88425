"""What so many people can show: the chance of reaching a goal, or the width of the interval, by the study's size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import numpy as np

from isostats.figures.curve_layout import plain_sheet
from isostats.figures.curve_names import SideLabel
from isostats.figures.figure_calls import CommonKeywords, common_keywords
from isostats.figures.finished import attach
from isostats.figures.result_checks import require_result
from isostats.figures.style import COLOURS, DASHES, INK, QUIET, SMALL_PT
from isostats.figures.ticks import count_ticks, tick_step
from isostats.words.english import capital
from isostats.words.numbers import count_text, counted, in_words, number_text, stated_percent

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from isostats.estimate.study_plans import Plan

HEIGHT_MM = 66.0
SIZES = 200


@common_keywords()
def sample_sizes(plan: Plan, *, simulated: bool = False, **_: Unpack[CommonKeywords]) -> Figure:
    """Draw what studies of each size can show, a line for each yearly loss, with the planned size.

    ``plan`` is ``iso.plan_study(...)``. The lines are the formula's; the dots are simulated studies with their limits.
    Of aim ``precision`` the lines are half the width of the interval.

    >>> import isostats as iso
    >>> plan = iso.plan_study("below", expected=0.8, studies=100)
    >>> iso.figures.describe(iso.figures.sample_sizes(plan)).title
    'How many people it takes to show that remission at two years lies below the claim'
    """
    require_result(plan, ("by_formula", "following", "tried"), "sample_sizes", "iso.plan_study('below', expected=0.8)")
    goal, precise = plan.goal, plan.goal.aim == "precision"
    end = max(2.0 * plan.by_formula, 1.15 * plan.people)
    sizes = np.linspace(end / SIZES, end, SIZES)
    losses = sorted({0.0, 0.2, plan.following.lost_per_year})
    names = [f"{stated_percent(lost)} lost a year" for lost in losses]
    lines = []
    for i, (lost, name) in enumerate(zip(losses, names, strict=True)):
        heights = [100 * plan.at(float(n), lost_per_year=lost) for n in sizes]
        colour, dash = COLOURS[i % len(COLOURS)], DASHES[i % len(DASHES)]
        lines.append((heights, SideLabel(heights[-1], (name,), colour, dash, names=name, day=end)))
    labels = [label for _, label in lines]
    sheet = plain_sheet(labels, left=19.0, top=7.5 if simulated else 5.0, height=HEIGHT_MM, below=12.0)
    axes, across = sheet.axes, sheet.width
    axes.set_xlim(0, end)
    count_ticks(axes.xaxis, end, min(8, int(across // 12)))
    axes.set_xlabel("People", labelpad=2)
    aimed = 100 * (goal.half_width if precise else goal.power)
    if precise:
        most = 4 * aimed
        step = tick_step(most, 6)
        ticks = [step * k for k in range(int(most / step) + 1)]
        axes.set_ylim(0, most)
        axes.set_yticks(ticks, [number_text(tick) for tick in ticks])
        axes.set_ylabel("Half the interval, points")
    else:
        axes.set_ylim(0, 101)
        axes.set_yticks(range(0, 101, 20), [f"{tick}%" for tick in range(0, 101, 20)])
        axes.set_ylabel("Studies that show it")
    for heights, label in lines:
        axes.plot(sizes, heights, color=label.colour, linestyle=label.dash, linewidth=1.3, label=label.names, zorder=2)
    axes.plot([0, end], [aimed, aimed], color=QUIET, linewidth=0.6, linestyle=DASHES[1], label="aim", zorder=1)
    for each in plan.tried:
        if precise:
            axes.plot([each.people], [100 * each.half_width], "o", color=INK, markersize=4, label="simulated", zorder=4)
        else:
            share = each.reached
            axes.plot([each.people] * 2, [100 * share.lower, 100 * share.upper], color=INK, linewidth=1.0,
                      label="limits of simulated", zorder=3)  # fmt: skip
            axes.plot([each.people], [100 * share.estimate], "o", color=INK, markersize=4, label="simulated", zorder=4)
    planned = f"planned {count_text(plan.people)}"
    axes.plot([plan.people] * 2, [0, aimed], color=INK, linewidth=0.7, linestyle=DASHES[2], label="planned", zorder=1.5)
    room = plan.people < 0.7 * end
    axes.annotate(planned, (plan.people, 0), xytext=(3 if room else -3, 4), textcoords="offset points",
                  ha="left" if room else "right", va="bottom", fontsize=SMALL_PT)  # fmt: skip
    sheet.write_names(falling=precise)
    sheet.tell_simulated(simulated)
    when = in_words(plan.horizon_days)
    what = {
        "below": f"show that remission at {when} lies below the claim",
        "above": f"show that remission at {when} lies above the claim",
        "equivalent": f"show that remission at {when} agrees with the claim",
        "precision": f"know remission at {when}",
    }[goal.aim]
    following = plan.following
    aim = f"grey line: {number_text(aimed)} points" if precise else f"grey line: {number_text(aimed)}% of studies"
    caption = [
        f"Planned: {counted(plan.people, 'person', 'people')}; {stated_percent(plan.remission)} expected; {aim}.",
        f"Lines: formula (log-log, Greenwood of expected counts). Dots: {_dots(plan)}.",
        f"Follow-up of at least {count_text(following.follow_days)} days.",
    ]
    alt = [f"{capital('falling' if precise else 'rising')} lines over the number of people.", *plan.sentences]
    title = f"How many people it takes to {what}"
    return attach(sheet.figure, title, caption, alt, details=plan.sentences, simulated=simulated)


def _dots(plan: Plan) -> str:
    if not plan.tried:
        return "none, as no study was simulated"
    return f"{counted(plan.tried[-1].studies, 'simulated study', 'simulated studies')} each"
