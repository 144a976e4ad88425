"""Claims of one's own, as a study file states them under [[claims]]."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict, Field

from isostats.analyses.claims.quantities import QUANTITIES
from isostats.analyses.claims.stated import Claim, each_once
from isostats.vocabulary import names as v


class OwnClaim(BaseModel):
    """A claim of one's own, checked beside the article's; one with the id of one of these takes its place."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: str = Field(description="a short name of its own")
    statement: str = Field(description="the claim as it is stated")
    quantity: str = Field(description="what it speaks of: " + ", ".join(QUANTITIES))
    outcome: str = Field("", description="where the quantity has one")
    population: str = Field("", description="everyone or responders, where the quantity has one")
    value: float | None = Field(None, description="the claimed figure; shares are from 0 to 1")
    margin: float | None = Field(None, description="how far from the value still counts as agreeing with it")
    low: float | None = Field(None, description="instead of a value: at least so much")
    high: float | None = Field(None, description="instead of a value: at most so much")
    horizon_days: int | None = Field(None, description="days after the course, where the quantity needs them")
    described: bool = Field(False, description="true: only described, held against nothing")
    how_read: str = Field("", description="in words, what was decided to read the statement so")
    source: str = Field("", description="where it is stated")


def as_claims(own: Iterable[OwnClaim], *, margin: float) -> list[Claim]:
    """The claims, checked, ready to be held against records; a share without a margin has ``margin``.

    Raises StudyError, with the claim's id, for a claim that cannot be or an id that is there twice.
    """
    stated = [claim.model_dump() for claim in own]
    for each in stated:
        known = QUANTITIES.get(each[v.QUANTITY])
        if each["value"] is not None and each["margin"] is None and known is not None and known.unit == "share":
            each["margin"] = margin
    return each_once(Claim(**each) for each in stated)
