"""Title, caption and alt text: built from the result that is drawn, so they cannot disagree with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

from isostats._p_values import p_text
from isostats.cohort.definition import Definition
from isostats.cohort.outcomes import OUTCOMES, POPULATIONS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SIMULATED = "SIMULATED records: these are not real patients."
METHODS = {
    "kaplan_meier": "Kaplan-Meier",
    "aalen_johansen": "Aalen-Johansen",
    "naive": "naive proportion",
    "wilson": "Wilson",
}


@dataclass(frozen=True)
class Words:
    """What is said about a figure: a title, a caption for print, and alt text for those who cannot see it."""

    title: str
    caption: str
    alt: str


def attach(figure: Figure, title: str, caption: Iterable[str], alt: Iterable[str], *, simulated: bool) -> Figure:
    """Give the figure its words; empty sentences are left out, and simulated records are called so in both."""
    from isostats.figures.style import letters_told

    told = [SIMULATED] if simulated else []
    letters = letters_told(figure)
    vars(figure)["isostats_words"] = Words(
        title=title,
        caption=" ".join(s.strip() for s in [f"{title}.", *caption, letters, *told] if s.strip()),
        alt=" ".join(s.strip() for s in [*alt, *told] if s.strip()),
    )
    return figure


def described(figure: Figure) -> Words | None:
    """The words of a figure, or None for one that was not made here."""
    found = vars(figure).get("isostats_words")
    return found if isinstance(found, Words) else None


def describe(figure: Figure) -> Words:
    """The title, caption and alt text of a figure made by :mod:`isostats.figures`.

    Raises:
        TypeError: the figure was not made here, so nothing is known about it.
    """
    words = described(figure)
    if words is None:
        raise TypeError("describe() needs a figure made by isostats.figures; this one carries no description.")
    return words


def percent(value: float, digits: int = 1) -> str:
    """A probability in percent.

    >>> percent(0.84231), percent(1.0), percent(float("nan"))
    ('84.2%', '100.0%', 'not estimable')
    """
    return f"{100 * value:.{digits}f}%" if isfinite(value) else "not estimable"


def interval(lower: float, upper: float, level: float) -> str:
    """An interval in words, or that there is none.

    >>> interval(0.821, 0.86, 0.95), interval(float("nan"), float("nan"), 0.95)
    ('95% CI 82.1% to 86.0%', 'no interval exists')
    """
    if not (isfinite(lower) and isfinite(upper)):
        return "no interval exists"
    return f"{level_words(level)} CI {percent(lower)} to {percent(upper)}"


def level_words(level: float) -> str:
    """The level of an interval.

    >>> level_words(0.95), level_words(0.999)
    ('95%', '99.9%')
    """
    return f"{100 * level:.6g}%"


def count_text(count: float, small_cell: int = 5) -> str:
    """A count as it may be shown: small ones only as fewer than the limit. Weighted counts keep one decimal.

    >>> count_text(1204), count_text(3), count_text(0), count_text(12.5), count_text(3, small_cell=0)
    ('1,204', '<5', '0', '12.5', '3')
    """
    if not isfinite(count):
        return ""
    if 0 < count < small_cell:
        return f"<{small_cell}"
    whole = abs(count - round(count)) < 1e-9
    return f"{round(count):,}" if whole else f"{count:,.1f}"


def p_words(p_value: float) -> str:
    """A p value in a sentence.

    >>> p_words(0.00001), p_words(0.0312), p_words(0.3)
    ('p < 0.001', 'p = 0.031', 'p = 0.30')
    """
    return f"p {p_text(p_value, equals=True)}" if isfinite(p_value) else "p not estimable"


def plain(name: str) -> str:
    """A name from the data as one reads it.

    >>> plain("oral_antibiotic"), plain("sex=female"), plain("not_clear")
    ('oral antibiotic', 'female', 'not clear at the end')
    """
    name = name.split("=", 1)[-1]
    return {"not_clear": "not clear at the end"}.get(name, " ".join(name.replace("_", " ").split()))


def outcome_label(outcome: str) -> str:
    """The outcome's name in words, also for outcomes that are not isostats' own."""
    return OUTCOMES[outcome].label if outcome in OUTCOMES else plain(outcome) or "the outcome"


def capital(text: str) -> str:
    """The text with its first letter as a capital, the rest as it is.

    >>> capital("n of IDs")
    'N of IDs'
    """
    return text[:1].upper() + text[1:]


def number(value: Any) -> float:
    """A float; what is missing in any of pandas' ways is NaN."""
    import pandas as pd

    return float("nan") if value is None or pd.isna(value) else float(value)


def sentences(parts: Iterable[str]) -> str:
    """Parts joined by semicolons and closed by a full stop."""
    return "; ".join(p for p in parts if p) + "."


def definition_words(definition: Definition, *, method: str = "", level: float | None = None) -> str:
    """The definition behind a figure: outcome, population, time zero, competing causes, gap rule, method, data."""
    outcome, population = definition.outcome, definition.population
    said = OUTCOMES[outcome].definition if outcome in OUTCOMES else ""
    known = POPULATIONS.get(population)
    who = f"{known.label}: {definition.population_words or known.definition}" if known else ""
    rivals = ", ".join(plain(c) for c in definition.competing)
    limits = {"kaplan_meier": "log-log", "aalen_johansen": "log-log", "wilson": "Wilson"}.get(method, "")
    parts = [
        f"Outcome: {outcome_label(outcome)}" + (f" ({said})" if said else "") if outcome else "",
        f"population: {who or plain(population)}" if population else "",
        f"day 0: {definition.time_zero}" if definition.time_zero else "",
        _rivals(rivals, method) if outcome or rivals else "",
        f"gap rule: {definition.gap_rule}" if definition.gap_rule else "",
        *definition.notes,
        "follow-up: passive (people may have left because they were well), so one end of a range" * definition.passive,
        f"method: {METHODS.get(method, plain(method))}" if method else "",
        f"limits: {level_words(level)} {limits}".rstrip() if level is not None else "",
        f"data {definition.fingerprint[:12]}" if definition.fingerprint else "",
        f"isostats {definition.version}" if definition.version else "",
    ]
    return capital(sentences(parts))


def _rivals(rivals: str, method: str) -> str:
    """What becomes of other causes: a Kaplan-Meier curve knows no competing ones, it censors people by them."""
    if method not in ("kaplan_meier", "naive"):
        return f"competing causes: {rivals or 'none recorded'}"
    fate = "censored on that day" if method == "kaplan_meier" else "counted as free"
    return f"{rivals}: {fate}" if rivals else ""


def claim_words(claim: float | None, margin: float | None) -> str:
    """What the claim line and its band are."""
    if claim is None:
        return ""
    band = f"; grey band, ±{100 * margin:g} percentage points" if margin else ""
    return f"Dashed line: the claim of {percent(claim, 0)}{band}."


AT_RISK_CONVENTION = (
    "Table: at risk are those under observation on the day (exit on that day or later); "
    "events and censored are counted strictly before it; with those who enter later they sum to n."
)


ANY_CAUSE = "Events in the table are of any cause."


def small_cell_words(small_cell: int) -> str:
    """How small counts are shown."""
    if small_cell <= 1:
        return ""
    return f"Counts from 1 to {small_cell - 1} are shown as <{small_cell}, and what would give them away as –."
