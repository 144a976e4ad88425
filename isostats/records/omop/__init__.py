"""OMOP databases: tables and columns checked, concept sets resolved in their own vocabulary, read as dispensings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isostats.lazy import lazy_names

if TYPE_CHECKING:
    from isostats.records.omop.concept_sets import concept_sets_of as concept_sets_of
    from isostats.records.omop.reader import OmopRecords as OmopRecords
    from isostats.records.omop.reader import omop_concepts as omop_concepts
    from isostats.records.omop.reader import prepare_omop as prepare_omop
    from isostats.records.omop.reader import read_omop as read_omop

__getattr__, __dir__, __all__ = lazy_names(__name__)
