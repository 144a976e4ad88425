"""What every figure function takes beside its own keywords, so that none of them repeats it.

``common_keywords`` takes these from a call, checks them, and has the function draw under them.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from functools import wraps
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, TypedDict

from isostats.errors import EstimateError, unknown_keyword
from isostats.figures.keyword_values import require_values
from isostats.figures.looks import Look, check_look, levels_kept, look, looking
from isostats.figures.margins import finished_look
from isostats.figures.matplotlib_settings import styled
from isostats.vocabulary import names as v
from isostats.words.journals import Journal
from isostats.words.numbers import number_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

P = ParamSpec("P")
Size = float | Literal["single", "double", "page", "phone"]


class CommonKeywords(TypedDict, total=False):
    """What every function of :mod:`isostats.figures` takes.

    ``ax``: draw into these axes, without title and table. ``title`` stands above the figure and in its caption.
    ``size``: the width in mm, or single, double, page or phone. ``palette``: the name of one, colours, or a colour by
    level. ``order`` and ``labels``: of the levels; those that are not named follow. ``journal``: jama, lancet, bmj or
    nature sets width, type, colours and numbers. ``days`` and ``percent``: where the axes begin and end. ``marks``:
    days that are marked. ``breaks``: days at which the time axis and the table beneath have their numbers.
    ``at_risk``: which rows the table has, () for none.
    """

    ax: Axes | None
    title: str
    size: Size
    palette: str | Sequence[str] | Mapping[str, str]
    order: Sequence[str]
    labels: Mapping[str, str]
    language: str
    journal: Journal
    days: tuple[float, float]
    percent: tuple[float, float]
    marks: Sequence[int]
    breaks: Sequence[int]
    at_risk: Sequence[str]


KEYWORDS = tuple(each.name for each in fields(Look) if each.name != "colours")


TAKES_SIZE = "takes_size"
"""What a figure function has that takes the common keywords."""
OF_TIME = ("days", "marks", "breaks", v.AT_RISK)


def common_keywords(
    *, least: float = 0.0, axes: bool = True, over_time: bool = False
) -> Callable[[Callable[P, Figure]], Callable[P, Figure]]:
    """Have a figure function take the :class:`CommonKeywords` and draw under them, in the one style.

    ``least`` is the width in mm below which its layout has no room; without ``axes`` it has no one pair of axes that
    could be drawn into another figure; ``over_time`` has a time axis, to which ``days`` and ``marks`` belong.
    ``claim=False`` is no claim, ``claim=True`` the usual one.
    """

    def taking(draw: Callable[P, Figure]) -> Callable[P, Figure]:
        own = {name: each for name, each in inspect.signature(draw).parameters.items() if each.kind != each.VAR_KEYWORD}
        call = draw.__name__

        @wraps(draw)
        def drawn(*args: P.args, **keywords: P.kwargs) -> Figure:
            rest = dict(keywords)
            asked = {name: rest.pop(name) for name in KEYWORDS if name in rest}
            for name in rest:
                if name not in own and name != "claim":
                    every = [*own, *KEYWORDS]
                    raise unknown_keyword(f"figures.{call}", name, every)
            like = check_look(asked, args[0] if args else next(iter(rest.values()), None), call) if asked else look()
            _require_room(like, call, least, axes)
            timeless = [] if over_time else [name for name in OF_TIME if name in asked]
            if timeless:
                raise EstimateError(
                    f"figures.{call} has no time axis, to which {timeless[0]} belongs. Leave it out, or draw a curve: "
                    "figures.remission, remission_by_group, first_treatment, second_course."
                )
            if isinstance(rest.get("claim"), bool):
                _turn(rest, own, call)
            require_values(rest)
            if like.marks is not None and "horizons_days" in own:
                rest["horizons_days"] = like.marks
            with styled(), looking(like, levels_kept(args[0] if args else None)):
                figure: Figure = draw(*args, **rest)  # type: ignore[arg-type]
                return finished_look(figure)

        vars(drawn)[TAKES_SIZE] = True
        return drawn

    return taking


def _require_room(like: Look, call: str, least: float, axes: bool) -> None:
    if like.size is not None and like.size < least:
        raise EstimateError(
            f"figures.{call} needs {number_text(least)} mm, not {number_text(like.size)}: its columns lack room there."
        )
    if like.ax is not None and not axes:
        raise EstimateError(
            f"figures.{call} has several parts and cannot be drawn into one ax. Leave ax out: it makes a figure."
        )


def _turn(rest: dict[str, Any], own: Mapping[str, inspect.Parameter], call: str) -> None:
    """A claim that is switched on or off."""
    on, usual = rest.pop("claim"), own.get("claim")
    if not on and usual is not None:
        if "None" not in str(usual.annotation):
            raise EstimateError(f"figures.{call} is drawn around the claim, which cannot be left out.")
        rest["claim"] = None
