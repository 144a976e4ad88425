"""Records of an OMOP database: those of dispensings, and what each code of the concept sets found."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from isostats.records.dispensings.stitched_records import StitchedRecords

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, repr=False)
class OmopRecords(StitchedRecords):
    """``concepts`` is the frame of :func:`.omop_concepts` that the records were found by; the rest is as for
    dispensings. ``row`` in findings and lineage is a row of the exposures in order of day, person and id, the first
    being row 2."""

    concepts: pd.DataFrame = field(compare=False)

    @classmethod
    def of(cls, records: StitchedRecords, concepts: pd.DataFrame) -> OmopRecords:
        """The same records with the concepts beside them."""
        return cls(**{each.name: getattr(records, each.name) for each in fields(StitchedRecords)}, concepts=concepts)
