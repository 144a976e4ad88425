"""Which drug exposures are read, by their type: dispensings before prescriptions, never both, set by set.

Tables made: ``types_seen`` (set_name, type_id, name, records, persons, kept), over exposures of people with the drug,
and the view ``read_exposures``, the exposures of types that are kept, each with the set that its concept is of.
"""

from __future__ import annotations

from collections.abc import Sequence

from isostats.engines.embedded import Engine, literal, one_row
from isostats.records.findings import Finding
from isostats.records.record_types import RecordType, listed_types, require_known, types_findings, types_to_read
from isostats.vocabulary import names as v

IN_SETS = """CREATE OR REPLACE TEMP VIEW exposures_in_sets AS
SELECT exposures.*, coalesce(exposures.drug_type_concept_id, 0) AS type_id, wanted.set_name, wanted.concept_name
FROM exposures JOIN (SELECT * FROM set_concepts WHERE set_name <> 'body_weight') AS wanted
    ON wanted.concept_id = exposures.concept_id"""

SEEN = """CREATE OR REPLACE TEMP TABLE types_seen AS
WITH people AS (SELECT DISTINCT person_id FROM exposures_in_sets WHERE set_name = 'isotretinoin')
SELECT seen.set_name, seen.type_id, coalesce(any_value(concept.concept_name), '') AS name, seen.records, seen.persons,
       TRUE AS kept
FROM (SELECT set_name, type_id, count(*) AS records, count(DISTINCT person_id) AS persons FROM exposures_in_sets
      WHERE set_name = 'isotretinoin' OR person_id IN (SELECT person_id FROM people WHERE person_id IS NOT NULL)
      GROUP BY set_name, type_id) AS seen
LEFT JOIN omop_concept AS concept ON concept.concept_id = seen.type_id AND seen.type_id <> 0
GROUP BY ALL"""

READ = """CREATE OR REPLACE TEMP VIEW read_exposures AS
SELECT exposed.* FROM exposures_in_sets AS exposed ANTI JOIN (SELECT set_name, type_id FROM types_seen WHERE NOT kept)
    AS lost ON lost.set_name = exposed.set_name AND lost.type_id = exposed.type_id"""

ONLY_LOST = """SELECT count(*) FROM (
    SELECT person_id FROM exposures_in_sets WHERE set_name = 'isotretinoin' AND person_id IS NOT NULL
    EXCEPT SELECT person_id FROM read_exposures WHERE set_name = 'isotretinoin')"""

DRUGS = {v.ISOTRETINOIN: v.ISOTRETINOIN, v.ORAL_ANTIBIOTIC: "oral antibiotics", v.ANTIANDROGEN: "antiandrogens",
         v.TOPICAL: "topicals", v.TOPICAL_ANTIBIOTIC: "topical antibiotics",
         v.CONTRACEPTIVE: "contraceptives"}  # fmt: skip


def choose_types(engine: Engine, source: str, drug_types: Sequence[str | int] = ()) -> None:
    """Make the tables. Raises StudyError for a type that no exposure has."""
    engine.execute(IN_SETS)
    engine.execute(SEEN)
    by_set = _by_set(engine)
    require_known(drug_types, [each for types in by_set.values() for each in types], source)
    for name, types in by_set.items():
        kept = types_to_read(types, drug_types)
        lost = [str(each.id) for each in types if each not in kept]
        if lost:
            engine.execute(
                f"UPDATE types_seen SET kept = FALSE WHERE set_name = {literal(name)} "
                f"AND type_id IN ({', '.join(lost)})"
            )
    engine.execute(READ)


def type_findings(engine: Engine, drug_types: Sequence[str | int] = ()) -> list[Finding]:
    """A warning for each set whose exposures are of several types, or are only prescriptions."""
    findings = []
    for name, types in _by_set(engine).items():
        only = int(one_row(engine, ONLY_LOST)[0]) if name == v.ISOTRETINOIN else 0
        what = f"Drug exposures to {DRUGS[name]} are"
        findings += types_findings(what, types, drug_types, "drug exposure", name, only)
    return findings


def type_note(engine: Engine) -> str:
    """The types of the exposures to the drug with their counts, for the reader of the records."""
    types = _by_set(engine).get(v.ISOTRETINOIN, [])
    return f"Drug exposures to isotretinoin by type: {listed_types(types)}."


def _by_set(engine: Engine) -> dict[str, list[RecordType]]:
    types: dict[str, list[RecordType]] = {}
    for name, number, label, records, persons in engine.execute(
        "SELECT set_name, type_id, name, records, persons FROM types_seen ORDER BY set_name, records DESC, type_id"
    ).fetchall():
        types.setdefault(name, []).append(RecordType(label, int(records), int(persons), int(number)))
    return types
