"""The band of a curve: of each day by itself, or of the whole curve at once, and how a caption says which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from isostats.vocabulary import names as v
from isostats.words.english import plain
from isostats.words.numbers import count_text, stated_percent

if TYPE_CHECKING:
    from isostats.estimate.results import Curve
    from isostats.estimate.simultaneous_bands import BandKind


def with_bands(curve: Curve, band: BandKind | None) -> tuple[Curve, Curve]:
    """The curve, with what it is a bound of, with limits of each day, which figures at a horizon are of; and with those
    of the band.

    Without a ``band`` it is drawn as it is.
    """
    curve = getattr(curve, "with_ends", curve)
    kept = getattr(curve, "band", None)
    asked = band or (kept.kind if kept is not None else "pointwise")
    if asked == "pointwise":
        return (curve, curve) if kept is None or kept.kind == asked else (curve.with_band("pointwise"),) * 2
    banded = curve.with_band(asked) if band else curve
    return curve.with_band("pointwise"), banded


def band_words(banded: Curve, groups: Sequence[str]) -> str:
    """What a simultaneous band holds and between which days; empty for limits of each day by itself."""
    band = getattr(banded, "band", None)
    label = v.BAND_LABELS.get(band.kind, "") if band is not None else ""
    if band is None or not label:
        return ""
    reach = [(group, band.reach[banded.groups.index(group)]) for group in groups]
    known = [(group, first, last) for group, (first, last) in reach if first == first]
    if not known:
        return f"No {label} band: nobody has failed yet."
    names = len(groups) > 1
    days = ", ".join(
        (f"{plain(group)} " if names else "") + f"day {count_text(first)} to {count_text(last)}"
        for group, first, last in known[:4]
    )
    more = ", ..." if len(known) > 4 else ""
    return f"{label} band: the whole curve lies in it with {stated_percent(banded.level)} confidence ({days}{more})."
