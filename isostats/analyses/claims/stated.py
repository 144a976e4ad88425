"""Claims as data: what is stated, the quantity that it speaks of, and the reading by which it is checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd

from isostats.analyses.claims.comparison import MARGIN
from isostats.analyses.claims.quantities import QUANTITIES, Quantity, unit_of, words_of
from isostats.errors import StudyError, nearest
from isostats.resources import resource
from isostats.study.definitions import Claim
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import POPULATIONS
from isostats.words.numbers import counted, number_text, stated_percent, stated_points

FIRST = "permanent_improvement"
"""The claim whose figure, outcome and horizon are those that the study declares."""

REQUIRED = ("id", "statement", v.QUANTITY)
YES_NO = {"true": True, "yes": True, "false": False, "no": False}
CONVERTED: dict[str, tuple[Callable[[str], Any], str]] = {
    "described": (lambda text: YES_NO[text.lower()], "must be yes or no, not {!r}"),
    **dict.fromkeys(("value", "low", "high", "margin"), (float, "is no number: {!r}")),
    "horizon_days": (int, "is no whole number: {!r}"),
}
"""Columns of a file of claims that are no texts: how they are read, and what is wrong where they cannot be."""


def checked_claims(claims: Iterable[Claim], *, margin: float = MARGIN) -> list[Claim]:
    """The claims, ready to be held against records; a share without a margin has ``margin``.

    Raises StudyError, with the claim's id, for a quantity that is not known, for what is missing or not asked for, for
    a number that cannot be, and for an id that is there twice.
    """
    checked = [_checked(claim, margin) for claim in claims]
    ids = [claim.id for claim in checked]
    for name in ids:
        if ids.count(name) > 1:
            raise StudyError(f"Claim {name!r} is there {ids.count(name)} times; every claim needs its own id.")
    return checked


def _checked(claim: Claim, margin: float) -> Claim:
    for name in REQUIRED:
        if not str(getattr(claim, name)).strip():
            raise StudyError(f"Claim {claim.id!r} has no {name}; {', '.join(REQUIRED)} are required.")
    if claim.quantity not in QUANTITIES:
        hint = nearest(claim.quantity, QUANTITIES) or "."
        _refuse(claim, f"there is no quantity {claim.quantity!r}{hint} Known: {', '.join(QUANTITIES)}.")
    quantity = QUANTITIES[claim.quantity]
    _check_names(claim, quantity)
    if claim.value is not None and claim.margin is None and quantity.unit == "share":
        claim = replace(claim, margin=margin)
    _check_numbers(claim, quantity)
    return claim


def read_as(claim: Claim) -> str:
    """How the claim is read: the quantity with its bounds, and what was decided, in words."""
    quantity = QUANTITIES[claim.quantity]
    bounds, measures = bounds_in_words(claim), words_of(claim, quantity.measures)
    if claim.described:
        return f"Described: {'share ' * (quantity.unit == 'share')}{measures}. {claim.how_read}".strip()
    text = f"{bounds} {measures}" if quantity.unit == "share" else f"{measures}: {bounds}"
    return f"{text[0].upper()}{text[1:]}. {claim.how_read}".strip()


def _refuse(claim: Claim, fault: str) -> NoReturn:
    raise StudyError(f"Claim {claim.id!r}: {fault}")


def number_in_words(number: float, unit: str) -> str:
    """A number of a claim as its unit has it.

    >>> number_in_words(0.85, "share"), number_in_words(121, "days"), number_in_words(0.5, "correlation")
    ('85%', '121 days', '0.5')
    """
    if unit == "share":
        return stated_percent(number)
    if unit == v.DIFFERENCE:
        return f"{stated_points(number)} points"
    return number_text(number) + (" days" if unit == "days" else "")


def margin_in_words(claim: Claim) -> str:
    """How far from the value still agrees; of a share in points."""
    margin, unit = claim.margin or 0.0, unit_of(claim)
    return number_in_words(margin, v.DIFFERENCE if unit == "share" else unit)


def bounds_in_words(claim: Claim) -> str:
    """What a claim is held against, in words.

    >>> [bounds_in_words(claim) for claim in builtin_claims()][:2]
    ['85%, give or take 5 points,', '85%, give or take 5 points,']
    """
    unit = unit_of(claim)
    if claim.described:
        return "held against nothing"
    if claim.value is not None and claim.margin is not None:
        give = f"{number_in_words(claim.value, unit)}, give or take {margin_in_words(claim)}"
        return give + ("," if unit == "share" else "")
    if claim.low is not None and claim.high is not None:
        low = number_in_words(claim.low, unit).removesuffix(" days").removesuffix("%").removesuffix(" points")
        return f"{low} to {number_in_words(claim.high, unit)}"
    if claim.low is not None:
        return f"at least {number_in_words(claim.low, unit)}" if claim.low else "above 0"
    return f"at most {number_in_words(claim.high or 0.0, unit)}"


def builtin_claims() -> list[Claim]:
    """The article's statements, from ``data/claims.csv``."""
    return read_claims(resource("data", "claims.csv"))


def read_claims(path: str | Path) -> list[Claim]:
    """Claims of a CSV file: id, statement, quantity, and whichever further columns of :class:`Claim` are needed.

    A column ``unit`` is only there to be read by people, and must be the unit of the quantity. Raises StudyError for a
    file that cannot be read, a column that is missing or not known, an id named twice, or a claim that cannot be.
    """
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    except FileNotFoundError:
        raise StudyError(f"There is no file {path}. Name a CSV file of claims, or a study file.") from None
    except (OSError, ValueError) as error:
        raise StudyError(f"{path} cannot be read as a CSV file of claims: {error}") from None
    known = [each.name for each in fields(Claim)] + ["unit"]
    for name in frame.columns:
        if name not in known:
            hint = nearest(str(name), known) or f"; known: {', '.join(known)}."
            raise StudyError(f"{path}: unknown column {name!r}{hint}")
    missing = [name for name in REQUIRED if name not in frame]
    if missing:
        raise StudyError(f"{path} lacks {counted(len(missing), 'column')}: {', '.join(missing)}.")
    rows = enumerate(frame.to_dict("records"), start=2)
    return checked_claims(_from_texts(row, f"{path}, row {number}") for number, row in rows)


def with_own(claims: Iterable[Claim], own: Iterable[Claim]) -> list[Claim]:
    """A user's claims after the others; one with an id that is there already takes that one's place."""
    by_id = {claim.id: claim for claim in claims}
    return list((by_id | {claim.id: claim for claim in own}).values())


def claims_frame(claims: Iterable[Claim]) -> pd.DataFrame:
    """Claims as a frame, one row each, in the columns of ``data/claims.csv``."""
    rows = [asdict(claim) | {"unit": unit_of(claim)} for claim in claims]
    columns = [each.name for each in fields(Claim)]
    columns.insert(columns.index("how_read"), "unit")
    frame = pd.DataFrame(rows, columns=columns)
    numbers = ["value", "low", "high", "margin"]
    frame[numbers] = frame[numbers].astype(float)
    return frame.assign(horizon_days=frame["horizon_days"].astype("Int64"))


def _from_texts(row: Mapping[Any, str], where: str) -> Claim:
    cells: dict[str, Any] = {str(name): text.strip() for name, text in row.items() if text.strip()}
    unit = cells.pop("unit", None)
    for name, (convert, kind) in CONVERTED.items():
        try:
            cells |= {name: convert(cells[name])} if name in cells else {}
        except (KeyError, ValueError):
            raise StudyError(f"{where}: {name} {kind.format(cells[name])}.") from None
    (claim,) = checked_claims([Claim(**(dict.fromkeys(REQUIRED, "") | cells))])
    if unit is not None and unit != unit_of(claim):
        raise StudyError(f"{where}: the unit of {claim.quantity} is {unit_of(claim)}, not {unit!r}.")
    return claim


def _check_names(claim: Claim, quantity: Quantity) -> None:
    for name, known in ((v.OUTCOME, quantity.outcomes), (v.POPULATION, quantity.populations)):
        named = getattr(claim, name)
        if named and not known:
            _refuse(claim, f"{quantity.id} has no {name}; leave it out.")
        if named and named not in known:
            fault = "is not one that it is read in" if named in POPULATIONS else "is not known"
            hint = nearest(named, known) or "."
            _refuse(claim, f"{name} {named!r} {fault}{hint} With {quantity.id}: {', '.join(known)}.")
    if quantity.outcomes and not claim.outcome:
        _refuse(claim, f"{quantity.id} needs an outcome, one of: {', '.join(quantity.outcomes)}.")
    if quantity.horizon and claim.horizon_days is None:
        _refuse(claim, f"{quantity.id} needs horizon_days, such as 730 for two years.")
    if claim.horizon_days is not None and not quantity.horizon:
        _refuse(claim, f"{quantity.id} has no horizon; leave horizon_days out.")
    if claim.horizon_days is not None and claim.horizon_days <= 0:
        _refuse(claim, f"horizon_days must be a whole number of days above 0, not {claim.horizon_days}.")


RANGES = {
    "share": (0.0, 1.0, "a share between 0 and 1", " (85% is written 0.85)"),
    "correlation": (-1.0, 1.0, "a correlation between -1 and 1", ""),
    "slope": (-10.0, 10.0, "a slope between -10 and 10", ""),
    v.DIFFERENCE: (-1.0, 1.0, "a difference between -1 and 1", " (5 points are written 0.05)"),
    "days": (0.0, float("inf"), "a number of days", ""),
}


def _check_numbers(claim: Claim, quantity: Quantity) -> None:
    """Either a value with its margin, or a range; each within what the unit allows."""
    ranged = claim.low is not None or claim.high is not None
    if claim.described:
        if ranged or claim.value is not None or claim.margin is not None:
            _refuse(claim, "what is only described has no value, low, high or margin; leave them out, or described.")
        return
    if (claim.value is not None) == ranged:
        which = "both are given" if ranged else "neither is"
        _refuse(claim, f"it needs a value (with a margin), or low or high or both; {which}. "
                      "With described = true it is held against nothing.")
    if quantity.range_only and not ranged:
        _refuse(claim, f"{quantity.id} is held against low and high, not against one value.")
    least, most, what, hint = RANGES[quantity.unit]
    for name in ("value", "low", "high"):
        number = getattr(claim, name)
        inside = number is None or (least < number < most if name == "value" else least <= number <= most)
        if not inside or number in (float("inf"), float("-inf")):
            _refuse(claim, f"{name} must be {what}, not {number_text(number)}{hint}.")
    if claim.low is not None and claim.high is not None and claim.low >= claim.high:
        _refuse(claim, f"low must be below high, but {number_text(claim.low)} is not below {number_text(claim.high)}.")
    if claim.margin is not None and ranged:
        _refuse(claim, "margin goes with value; a range from low to high has none.")
    if claim.value is not None and claim.margin is None and quantity.unit != "share":
        _refuse(claim, f"a value in {quantity.unit} needs a margin.")
    if claim.margin is not None and not 0 < claim.margin < most:
        limit = "" if most == float("inf") else f" and below {number_text(most)}"
        _refuse(claim, f"margin must be above 0{limit}, not {number_text(claim.margin)}.")
