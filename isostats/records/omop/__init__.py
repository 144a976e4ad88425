"""OMOP databases: tables and columns checked, concept sets resolved in their own vocabulary, read as dispensings."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from isostats.records.omop.concept_sets import SET_NAMES, ConceptSet, concept_sets_of
    from isostats.records.omop.omop_records import OmopRecords
    from isostats.records.omop.reader import PreparedOmop, omop_concepts, prepare_omop, read_omop

_HOMES = {
    "SET_NAMES": "concept_sets",
    "ConceptSet": "concept_sets",
    "OmopRecords": "omop_records",
    "PreparedOmop": "reader",
    "concept_sets_of": "concept_sets",
    "omop_concepts": "reader",
    "prepare_omop": "reader",
    "read_omop": "reader",
}

__all__ = [
    "SET_NAMES",
    "ConceptSet",
    "OmopRecords",
    "PreparedOmop",
    "concept_sets_of",
    "omop_concepts",
    "prepare_omop",
    "read_omop",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
