"""What a study decided that its counts rest on: two releases are pooled only where all of it is the same."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any, get_type_hints

from isostats.errors import StudyError
from isostats.release.event_tables import FIRST_TREATMENT
from isostats.study.keys import KINDS, as_declared
from isostats.study.study_file import Study, make_study
from isostats.study.toml_values import toml
from isostats.vocabulary.definition import Definition
from isostats.vocabulary.names import LACKING
from isostats.vocabulary.outcomes import words_of_population

if TYPE_CHECKING:
    from isostats.release.event_tables import SafeTables

KEYS = {
    "study": ("outcomes", "horizons_days", "primary", "follow_up"),
    "eligibility": None,
    "courses": None,
    "outcomes": None,
    "claim": None,
}
"""The keys of the study file that decide what is counted, or what it is held against; None is a whole section."""
Decided = Mapping[str, Mapping[str, Any]]


def decisions_of(study: Study) -> dict[str, dict[str, Any]]:
    """What of a study its counts rest on, by section and key, as JSON has it."""
    written = study.as_written()
    kept = {section: {key: written[section][key] for key in keys or written[section]} for section, keys in KEYS.items()}
    kept["eligibility"] = study.eligibility.stated
    decided: dict[str, dict[str, Any]] = json.loads(json.dumps({"data": {"kind": study.data.kind}} | kept, default=str))
    return decided


def decided_read(written: Any) -> Decided:
    """What was decided, as a release has it. Raises ValueError, TypeError or KeyError for what was not written so."""
    decided: Decided = as_declared(written, Mapping[str, Mapping[str, Any]])
    if not {"data", *KEYS} <= decided.keys() or decided["data"].get("kind") not in list(KINDS):
        raise ValueError("decided has a section too few, or records of no kind")
    return decided


def study_decided(decided: Decided, *, title: str, simulated: bool, **further: Any) -> Study:
    """The study that decided so, of which there are no records; ``further`` are keys of [study] that decide nothing."""
    sections = {section: _stated(keys) for section, keys in decided.items() if section != "data"}
    sections["study"] |= {"title": title, **further}
    data = {decided["data"]["kind"]: "releases", "simulated": simulated}
    if "dispensings" in data:  # what was decided of washouts and bridges was held against observation at the sites
        data["observation"] = "releases"
    return make_study({"data": data, **sections}, origin="the releases")


def _stated(keys: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in keys.items() if value is not None}


def require_alike(decided: Mapping[str, Decided]) -> None:
    """Raise StudyError where sites decided differently: by name of the site, with the first difference shown."""
    (first, its), *others = decided.items()
    apart = [(name, key, mine, yours) for name, other in others for key, mine, yours in differences(its, other)]
    if apart:
        name, key, mine, yours = apart[0]
        keys = dict.fromkeys(each[1] for each in apart)
        more = f" They differ as well in {', '.join(list(keys)[1:])}." if len(keys) > 1 else ""
        raise StudyError(
            f"These releases answer different questions, so nothing was pooled: {key} is {shown(mine)} at {first} and "
            f"{shown(yours)} at {name}.{more} Agree on one study file, and let each site make its release again."
        )


def differences(one: Decided, other: Decided) -> Iterator[tuple[str, Any, Any]]:
    """Each key that was decided otherwise, as [section] key, with both values."""
    for section in {**one, **other}:
        mine, yours = one.get(section, {}), other.get(section, {})
        for key in {**mine, **yours}:
            if mine.get(key) != yours.get(key):
                yield f"[{section}] {key}", mine.get(key), yours.get(key)


def shown(value: Any) -> str:
    """A value as a study file has it."""
    return "not stated" if value is None else toml(value)


def definitions_of(tables: SafeTables) -> list[dict[str, Any]]:
    """The definition of each outcome and population that is counted, as JSON has it."""
    whole = [(address, table) for address, table in tables.tables.items() if address[2] is None]
    return [{"of": [outcome, population], **asdict(table.definition)} for (outcome, population, _), table in whole]


def definitions_read(written: Any) -> dict[tuple[str, str], Definition]:
    """The definitions by outcome and population. Raises ValueError, TypeError or KeyError for what was not written so.

    What of a definition goes by exact counts or dates is none of a release (:func:`.event_tables.safe_table`), whatever
    is written.
    """
    made, kinds = {}, get_type_hints(Definition)
    for each in written:
        outcome, population = each["of"]
        stated = {name: as_declared(value, kinds[name]) for name, value in each.items() if name != "of"}
        definition = Definition(**stated).with_(
            fingerprint="", observed_until=None, notes=(), follow_up="", aside=False
        )
        if definition.population != population or (outcome != FIRST_TREATMENT and definition.outcome != outcome):
            raise ValueError("a definition of another outcome or population")
        if definition.population_words not in _words_of(definition) or not {*definition.lacking} <= {*LACKING}:
            raise ValueError("a definition in words that no release has")
        made[outcome, population] = definition
    return made


def _words_of(definition: Definition) -> list[str]:
    """Who a population may be said to be, by what a site has recorded: first what is true of every site."""
    words = partial(words_of_population, definition.population, eligible=definition.eligibility)
    return [words(chosen=True), words(), words(recorded=False)]


def of_all(definitions: Sequence[Definition]) -> Definition:
    """The definition of the sums of several sites: what one of them cannot see, the sums cannot; who is counted is said
    in words that are true of all.

    >>> recorded, not_recorded = (words_of_population("everyone", recorded=so) for so in (True, False))
    >>> of_all([Definition(population_words=not_recorded), Definition(population_words=recorded)]).population_words
    'everyone with a first course, whatever the response at its end'
    """
    first, *others = definitions
    competing = tuple(dict.fromkeys(cause for each in definitions for cause in each.competing))
    stated = {each.population_words for each in definitions}
    words = first.population_words if len(stated) == 1 else next(text for text in _words_of(first) if text in stated)
    return first.bounded_as(first, *others).with_(competing=competing, population_words=words)
