"""A study as the study file of sites: everything that was decided, and placeholders for the records."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from isostats.doors import one_line
from isostats.study.definitions import OF_OBSERVATION
from isostats.study.inputs import Inputs
from isostats.study.keys import Section, keys_of
from isostats.study.study_file import KEYS, SECTIONS, Study
from isostats.study.template import heading
from isostats.study.toml_values import toml
from isostats.vocabulary import names as v

OF_SITES: Mapping[str, tuple[str, ...] | None] = {
    "data": None, "paper": None, "grid": None, "release": ("custodian",),
    "study": ("title", "language", "formats", "pdf", "word", "interchange", "on_invalid"),
}  # fmt: skip
"""What each site decides itself, by section: these keys or, where it is None, all of it. No release has a grid."""
PLACEHOLDER = "YOUR_"
"""With this the name of a file begins that no site has named yet."""
TABLES = {
    "courses": (v.EVENTS,),
    "dispensings": ("observation", "people", "treatments", "deaths", "weights"),
    "omop": (),
}
"""What goes with each kind of records; a table that the study itself names is asked for, others may be."""
HEAD = """\
# The study file of a network: {title}
# Name your files under [data]; change nothing else. isostats network check . says whether a definition was changed.
# Yours to add where you need them: on_invalid, language and formats under [study], custodian under [release].
"""


def site_study_text(study: Study, title: str) -> str:
    """The study file for sites."""
    return "\n".join([HEAD.format(title=one_line(title)), *_data(study), "", *_definitions(study, title), ""])


def _data(study: Study) -> Iterator[str]:
    """The section [data], in which nothing of the study's own records is left."""
    kind = study.data.kind
    yield heading("data")
    if kind == "omop":
        yield f'omop = "{PLACEHOLDER}DATABASE"  # duckdb:///cdm.duckdb or postgres://user@host/cdm'
    else:
        yield f'{kind} = "{PLACEHOLDER}{kind.upper()}.csv"  # {keys_of(Inputs)[kind].declared.about}'
    for name in TABLES[kind]:
        asked = "" if getattr(study.data, name) is not None else "# "
        yield f'{asked}{name} = "{PLACEHOLDER}{name.upper()}.csv"  # {keys_of(Inputs)[name].declared.about}'
    yield '# columns = { patient_id = "MRN" }  # your column names; isostats init FILE finds them out'


def _definitions(study: Study, title: str) -> Iterator[str]:
    """Every decision that is not a site's own, stated even where it is the default: a default may change.

    A list that is empty by decision, such as no groups, is stated as one. What asks when people were observed is not
    stated where no table says it: it applies to nobody there.
    """
    without = OF_OBSERVATION if study.data.dispensings is not None and study.data.observation is None else ()
    for section in SECTIONS:
        own = OF_SITES.get(section, ())
        if own is None:
            continue
        lines = [f"title = {toml(title)}"] if section == "study" else []
        for each in KEYS:
            if each.section == section and each.name not in (*own, *without):
                value = getattr(getattr(study, each.model.section), each.name)
                stated = value is not None and (value not in ((), {}, "") or value != each.default)
                lines += [f"{each.name} = {toml(value)}"] if stated else []
        if lines:
            yield from (heading(section), *lines, "")
    for name, listed in (("claims", study.claims), ("subsets", study.subsets)):
        for one in listed:
            yield from (f"[[{name}]]", *_keys(one), "")


def _keys(one: Section) -> Iterator[str]:
    for name in keys_of(type(one)):
        value = getattr(one, name)
        if value is not None and value is not False and value != "":
            yield f"{name} = {toml(value)}"


def definitions_of(study: Study) -> dict[str, Any]:
    """What of a study must be the same at every site, as JSON has it."""
    written = study.as_written()
    kept = {
        section: {key: value for key, value in keys.items() if key not in (OF_SITES.get(section) or ())}
        if isinstance(keys, Mapping) else {"all": keys}
        for section, keys in written.items() if OF_SITES.get(section, ()) is not None
    }  # fmt: skip
    kind = {"data": {"kind": study.data.kind}}
    made: dict[str, Any] = json.loads(json.dumps(kind | kept, default=str))
    return made
