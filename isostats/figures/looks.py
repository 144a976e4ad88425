"""How a figure is to look: its common keywords, checked, in force while it draws; the layout asks ``look()``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from isostats.errors import EstimateError, nearest
from isostats.figures.keyword_values import require_axes, require_days, require_labels, require_names, rows_of_table
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import column_of, level_of
from isostats.words.english import level_words
from isostats.words.journals import Journal, numbers_as
from isostats.words.labels import labelled
from isostats.words.language import language_of, speaking

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SIZES = {"single": 89.0, "double": 183.0, "page": 183.0, "phone": 89.0}
"""Widths in mm by name: one and two columns of a journal, the report's page, and a telephone."""
LEAST_MM, MOST_MM = 80.0, 250.0
NARROW_MM = 120.0
"""Up to this width curves take most of it, and their names stand inside the axes."""
MEASURES = (v.AT_RISK, v.EVENTS, v.CENSORED)
OKABE_ITO = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#A87400", "#2E8BC0")
"""Okabe and Ito's palette; its orange and its sky blue are darkened, so that a line of them is seen on white."""
PALETTES: dict[str, tuple[str, ...]] = {
    "okabe_ito": OKABE_ITO,
    "grey": ("#1a1a1a", "#7a7a7a", "#4a4a4a", "#8f8f8f", "#2f2f2f", "#626262"),
    "jama": ("#374E55", "#B4690E", "#0080B3", "#B24745", "#4F8068", "#6A6599"),
    "lancet": ("#00468B", "#D60000", "#2E8B2D", "#00809B", "#925E9F", "#8A6D3B"),
    "bmj": ("#2A6EBB", "#A86B00", "#C50084", "#7D5CC6", "#C4591B", "#47831F"),
    "nature": ("#C23B22", "#23839A", "#00806C", "#3C5488", "#B5653F", "#66749B"),
}
"""Each colour at least 3:1 against white; those of the journals are theirs, darkened where they were too pale."""


@dataclass(frozen=True)
class Look:
    """The common keywords of one figure, checked; ``colours`` are by level, ``palette`` in turn."""

    ax: Axes | None = None
    title: str = ""
    size: float | None = None
    palette: tuple[str, ...] = ()
    colours: Mapping[str, str] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    journal: Journal = "plain"
    days: tuple[float, float] | None = None
    percent: tuple[float, float] | None = None
    marks: tuple[int, ...] | None = None
    breaks: tuple[int, ...] | None = None
    at_risk: tuple[str, ...] = MEASURES

    def ordered(self, levels: Iterable[str]) -> list[str]:
        """The levels as they are to be shown: those of ``order`` first, then the others as they were."""
        every = list(levels)
        first = [level for asked in self.order for level in every if asked in (level, level_of(level))]
        return [*first, *(level for level in every if level not in first)]

    def named(self, levels: Iterable[str]) -> list[str]:
        """Those of the levels that ``order`` names."""
        return [each for each in levels if {each, level_of(each)} & set(self.order)]

    @property
    def inside(self) -> bool:
        """Whether names stand inside the axes: on a narrow page, and in axes of the user's, which have no margin."""
        return self.ax is not None or width_mm(183.0) <= NARROW_MM

    @property
    def clipped(self) -> bool:
        """Whether a curve may leave the axes, whose ends were asked for."""
        return self.days is not None or self.percent is not None

    def colour_of(self, level: str) -> str | None:
        """The colour that was asked for this level, if one was."""
        return self.colours.get(level, self.colours.get(level_of(level)))


@dataclass(frozen=True)
class Set:
    """How a journal sets figures: width in mm, and the sizes of its type in place of 8 and 7 pt."""

    width: float = 183.0
    text: float = 8.0
    small: float = 7.0


JOURNALS: dict[Journal, Set] = {
    "plain": Set(),
    "jama": Set(178.0, 8.0, 7.0),
    "lancet": Set(160.0, 8.0, 7.0),
    "bmj": Set(178.0, 8.0, 7.0),
    "nature": Set(183.0, 7.0, 6.0),
}
USUAL = Look()
_look: ContextVar[Look] = ContextVar("look", default=USUAL)


def look() -> Look:
    """How the figure that is being drawn is to look."""
    return _look.get()


OUR_LEVELS = ("sex", "indication", "response")
"""Columns whose levels are words of ours, which a language has; those of all others are names from the records."""


def levels_kept(result: object) -> list[str]:
    """The levels of a result's groups that no language changes."""
    groups = map(str, getattr(result, "groups", ()))
    return [level_words(level_of(group)) for group in groups if column_of(group) not in ("", *OUR_LEVELS)]


@contextmanager
def looking(like: Look, names: Iterable[str] = ()) -> Iterator[None]:
    """Draw so within the ``with``: words, numbers and labels included; ``names`` are kept in every language."""
    with ExitStack() as held:
        if like.language:
            held.enter_context(speaking(like.language, {*names, *like.labels.values(), like.title or ""}))
        if like.journal != "plain":
            held.enter_context(numbers_as(like.journal))
        held.enter_context(labelled(like.labels))
        token = _look.set(like)
        held.callback(_look.reset, token)
        yield


def width_mm(usual: float) -> float:
    """The width of the figure that is being drawn; ``usual`` where none was asked for."""
    like = look()
    return like.size or (JOURNALS[like.journal].width if like.journal != "plain" else usual)


def palette_in_force(usual: tuple[str, ...]) -> tuple[str, ...]:
    """The colours in turn: as asked for, or the journal's, or the usual ones."""
    like = look()
    return like.palette or PALETTES.get(like.journal, usual)


def levels_of(result: object) -> tuple[str, ...]:
    """What a result tells apart: its groups and causes, or the groups, outcomes and terms of its rows."""
    frame: Any = getattr(result, "frame", result)
    levels = [str(group) for group in getattr(result, "groups", ())]
    pair = [getattr(result, name, None) for name in (v.GROUP, "other")]  # of a difference
    levels += [name for name in pair if isinstance(name, str)]
    for column in (v.GROUP, "cause", v.OUTCOME, v.QUANTITY, "step", "definition", "column", "reason"):
        if hasattr(frame, "columns") and column in frame.columns:
            levels += [str(each) for each in dict.fromkeys(frame[column].dropna())]
    return tuple(dict.fromkeys(levels))


def check_look(asked: Mapping[str, Any], result: object, call: str) -> Look:
    """The common keywords of a call, checked against the result that is drawn; raises EstimateError."""
    levels = levels_of(result)
    named = {name: asked[name] for name in asked if asked[name] is not None}
    palette: Any = named.pop("palette", ())
    colours = dict(palette) if isinstance(palette, Mapping) else {}
    if not isinstance(palette, Iterable):
        raise EstimateError(f"palette is the name of one, several colours, or a colour by level, not {palette!r}.")
    for name in ("order", "labels"):
        if isinstance(named.get(name), str):
            raise EstimateError(f"figures.{call} takes {name} as several levels, not as one text: {named[name]!r}.")
    if "order" in named:
        named["order"] = require_names(named["order"], "order", "('female', 'male')")
    if "labels" in named:
        named["labels"] = require_labels(named["labels"], levels)
    for name in ("order", "labels"):
        _check_levels(named.get(name, ()), levels, name, call)
    if not isinstance(named.get("title", ""), str):
        raise EstimateError(f"title is a text, not {named['title']!r}.")
    if "ax" in named:
        named["ax"] = require_axes(named["ax"])
    _check_levels(colours, levels, "palette", call)
    if "size" in named:
        named["size"] = _width(named["size"])
    if "language" in named:
        named["language"] = language_of(str(named["language"]))
    if "journal" in named:
        with numbers_as(str(named["journal"])):
            pass
    for name in ("days", "percent"):
        if name in named:
            named[name] = _range(named[name], name)
    if v.AT_RISK in named:
        named[v.AT_RISK] = rows_of_table(named[v.AT_RISK])
    if "marks" in named:
        named["marks"] = require_days(named["marks"], "marks")
    if "breaks" in named:
        named["breaks"] = tuple(sorted(set(require_days(named["breaks"], "breaks"))))
    return Look(**named, palette=() if colours else _palette(palette), colours=_colours(colours))


def _check_levels(asked: Iterable[str], levels: Sequence[str], name: str, call: str) -> None:
    for level in asked:
        shown = sorted({level_of(each) for each in levels})
        if str(level) not in (*levels, *shown):
            listed = ", ".join(shown[:8]) + (", ..." if len(shown) > 8 else "")
            raise EstimateError(
                f"figures.{call} has no level {level!r} for {name}{nearest(str(level), shown) or '.'} "
                f"It draws: {listed or 'nothing with levels'}."
            )


def _one_of(value: object, known: Iterable[str], what: str) -> None:
    names = list(known)
    if value not in names:
        raise EstimateError(f"No {what} {value!r}{nearest(str(value), names) or '.'} It is one of: {', '.join(names)}.")


def _width(size: object) -> float:
    if isinstance(size, str):
        _one_of(size, SIZES, "size")
        return SIZES[size]
    if isinstance(size, bool) or not isinstance(size, int | float) or not LEAST_MM <= size <= MOST_MM:
        names = ", ".join(SIZES)
        raise EstimateError(f"size is a width from 80 to 250 mm (89, 140, 183) or one of {names}, not {size!r}.")
    return float(size)


def _range(ends: Any, name: str) -> tuple[float, float]:
    fine = isinstance(ends, Sequence) and len(ends) == 2 and all(isinstance(end, int | float) for end in ends)
    if not fine or not 0 <= ends[0] < ends[1] or (name == "percent" and ends[1] > 100):
        usual = "(0, 1095)" if name == "days" else "(0, 100)"
        raise EstimateError(f"{name} is where the axis begins and ends, as {usual}, not {ends!r}.")
    return float(ends[0]), float(ends[1])


def _palette(palette: str | Iterable[str]) -> tuple[str, ...]:
    if isinstance(palette, str):
        _one_of(palette, PALETTES, "palette")
        return PALETTES[palette]
    colours = list(palette)
    return tuple(_colours({str(i): colour for i, colour in enumerate(colours)}).values())


def _colours(colours: Mapping[str, str]) -> Mapping[str, str]:
    from matplotlib.colors import CSS4_COLORS, is_color_like, to_hex

    for colour in colours.values():
        if not is_color_like(colour):
            raise EstimateError(
                f"No colour {colour!r}{nearest(str(colour), CSS4_COLORS) or '.'} Give #rrggbb or a name."
            )
    return MappingProxyType({level: to_hex(colour) for level, colour in colours.items()}) if colours else {}
