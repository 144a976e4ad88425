"""The data dictionary of a REDCap project: its fields, and what their codes mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from isostats.records.column_names import plain
from isostats.records.raw import Unusable, unusable
from isostats.records.shapes.first_rows import look_at

MOST_FIELDS = 100_000
COLUMNS = {
    "name": ("variable_/_field_name", "field_name"),
    "form": ("form_name",),
    "kind": ("field_type",),
    "label": ("field_label",),
    "choices": ("choices,_calculations,_or_slider_labels", "select_choices_or_calculations"),
}
"""The columns that are read, as the page of REDCap and its programming interface call them."""
YES_NO = {"yesno": {"1": "yes", "0": "no"}, "truefalse": {"1": "yes", "0": "no"}}
CHOSEN = ("radio", "dropdown", "checkbox")
HOW_TO_EXPORT = (
    "In REDCap open Project Setup, Data Dictionary, and choose Download the current Data Dictionary. Name the file: "
    'dictionary = "dictionary.csv".'
)
AS_IT_STANDS = (
    'Without one, layout = "rows" reads it as it stands, and values say what its codes mean: '
    'values = {sex = {"1" = "female"}}.'
)
"""What else an export may be read as whose patients have a row each."""
TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Field:
    """A field of a project: the form it is on, its type, its label, and for a coded one the words of its codes."""

    name: str
    form: str
    kind: str
    label: str
    choices: Mapping[str, str] = field(default_factory=dict)

    @property
    def boxes(self) -> Mapping[str, str]:
        """The columns that a checkbox has in an export, with the words of each box.

        >>> Field("meds", "visit", "checkbox", "", {"1": "Gel", "-9": "Other"}).boxes
        {'meds___1': 'Gel', 'meds____9': 'Other'}
        """
        if self.kind != "checkbox":
            return {}
        return {f"{self.name}___{code.lower().replace('-', '_')}": words for code, words in self.choices.items()}


def read_dictionary(source: Any, data: str, *, repeats: bool = True) -> dict[str, Field]:
    """The fields by name. ``data`` is what messages call the export, which ``repeats`` where a person has several rows.

    Raises Unusable where none is named, or the file is no data dictionary.
    """
    if source is None:
        message = f"{data} is an export of REDCap, and what its codes mean stands in the data dictionary alone"
        advice = HOW_TO_EXPORT if repeats else f"{HOW_TO_EXPORT} {AS_IT_STANDS}"
        raise unusable("redcap_dictionary", message, advice)
    try:
        first = look_at(source, most=MOST_FIELDS)
    except Unusable as error:
        raise unusable("redcap_dictionary", error.finding.message, f"{error.finding.advice} {HOW_TO_EXPORT}") from None
    names = [plain(name) for name in first.rows[0][1]] if first.rows else []
    at = {key: next((names.index(name) for name in known if name in names), None) for key, known in COLUMNS.items()}
    if at["name"] is None or at["kind"] is None:
        message = f"{first.source} is no data dictionary: it has no column 'Variable / Field Name' with 'Field Type'"
        raise unusable("redcap_dictionary", message, HOW_TO_EXPORT)

    def cell(cells: tuple[str, ...], key: str) -> str:
        place = at[key]
        return cells[place].strip() if place is not None and place < len(cells) else ""

    fields = {}
    for _, cells in first.rows[1:]:
        if name := cell(cells, "name").lower():
            kind = cell(cells, "kind").lower()
            choices = YES_NO.get(kind) or (choices_of(cell(cells, "choices")) if kind in CHOSEN else {})
            fields[name] = Field(name, cell(cells, "form"), kind, words_of(cell(cells, "label")), choices)
    return fields


def choices_of(text: str) -> dict[str, str]:
    """Codes with their words.

    >>> choices_of("1, Male | 2, Female, or both | -9, <b>Unknown</b>")
    {'1': 'Male', '2': 'Female, or both', '-9': 'Unknown'}
    """
    pairs = (choice.partition(",") for choice in text.split("|"))
    return {code.strip(): words_of(words) or code.strip() for code, _, words in pairs if code.strip()}


def words_of(text: str) -> str:
    """A label without its tags, on one line."""
    return " ".join(TAG.sub(" ", text).split())
