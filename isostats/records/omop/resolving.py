"""Concept sets resolved in the database's own vocabulary: which concepts they are, and how often each code is used.

Tables made: ``set_members`` (every concept at or below a code, whether included or excluded), ``set_concepts``
(set_name, concept_id, concept_name: what is looked for), ``exposures`` (one row per drug exposure with the concept
that says what it is), ``concept_uses`` (concept_id, records: its drug exposures) and ``code_uses`` (records and persons
by code). Where the data lives elsewhere, the last two are counted there (:mod:`.server`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from isostats.engines.embedded import Engine, one_row
from isostats.errors import DataError
from isostats.records.drugs import is_for_skin, is_put_on_skin, is_swallowed, judge_product, names_product
from isostats.records.findings import Finding
from isostats.records.omop.concept_sets import ROOTS, ConceptSet
from isostats.vocabulary import names as v
from isostats.words.numbers import count_text, counted

if TYPE_CHECKING:
    import pandas as pd

LOST_WITHOUT = {
    v.ORAL_ANTIBIOTIC: "Outcomes that count oral antibiotics come out too seldom;",
    v.ANTIANDROGEN: "Outcomes that count antiandrogens come out too seldom;",
    v.TOPICAL: "Outcomes that count topical treatment come out too seldom;",
    "body_weight": "There are no doses per kg;",
}

CODES = "CREATE OR REPLACE TEMP TABLE set_codes (set_name VARCHAR, use VARCHAR, vocabulary VARCHAR, code VARCHAR)"

# A code is looked up by vocabulary and code, a concept id as it is. A code can have more than one concept over time.
NAMED = """CREATE OR REPLACE TEMP TABLE set_named AS
SELECT codes.*, concept.concept_id, concept.concept_name FROM set_codes AS codes
JOIN omop_concept AS concept ON concept.vocabulary_id = codes.vocabulary AND concept.concept_code = codes.code
UNION ALL
SELECT codes.*, concept.concept_id, concept.concept_name FROM set_codes AS codes
JOIN omop_concept AS concept ON codes.vocabulary = '' AND concept.concept_id = TRY_CAST(codes.code AS BIGINT)"""

MEMBERS = """CREATE OR REPLACE TEMP TABLE set_members AS
SELECT DISTINCT below.set_name, below.use, below.vocabulary, below.code, below.concept_id, concept.concept_name
FROM (SELECT set_name, use, vocabulary, code, concept_id FROM set_named
      UNION SELECT named.set_name, named.use, named.vocabulary, named.code, ancestor.descendant_concept_id
      FROM set_named AS named JOIN omop_concept_ancestor AS ancestor
           ON ancestor.ancestor_concept_id = named.concept_id) AS below
LEFT JOIN omop_concept AS concept ON concept.concept_id = below.concept_id"""

# A class or an ingredient can stand above all forms, the topical ones too; older vocabularies have D10AD04 above the
# capsules as well. So a concept that is both included and excluded stays only if a code names the product itself, or
# its name says that it is swallowed; and nothing for the skin is ever taken for a drug that is swallowed.
FORMS = "CREATE OR REPLACE TEMP TABLE set_forms (set_name VARCHAR, concept_id BIGINT, on_skin BOOLEAN, oral BOOLEAN)"
SWALLOWED = (v.ISOTRETINOIN, v.ORAL_ANTIBIOTIC, v.ANTIANDROGEN, v.CONTRACEPTIVE)
CONCEPTS = """CREATE OR REPLACE TEMP TABLE set_concepts AS
SELECT members.set_name, members.concept_id, any_value(members.concept_name) AS concept_name
FROM set_members AS members LEFT JOIN set_forms AS forms
     ON forms.set_name = members.set_name AND forms.concept_id = members.concept_id
GROUP BY members.set_name, members.concept_id
HAVING bool_or(use = 'include') AND NOT bool_or(coalesce(on_skin, FALSE))
   AND (NOT bool_or(use = 'exclude') OR bool_or(coalesce(oral, FALSE))
        OR bool_or(use = 'include' AND vocabulary <> 'ATC' AND NOT (vocabulary = 'RxNorm' AND code = '6064')))"""

# An antibiotic for the skin is no other topical.
ONE_KIND = """DELETE FROM set_concepts WHERE set_name = 'topical' AND concept_id IN (
    SELECT concept_id FROM set_concepts WHERE set_name = 'topical_antibiotic')"""

EXPOSURES = """CREATE OR REPLACE TEMP VIEW exposures AS
SELECT *, CASE WHEN coalesce(drug_concept_id, 0) = 0 THEN drug_source_concept_id ELSE drug_concept_id END AS concept_id
FROM omop_drug_exposure"""

# In the order of the codes.
REPORT = """WITH concepts AS (
    SELECT set_name, use, vocabulary, code, count(*) AS concepts FROM set_members GROUP BY ALL
), names AS (
    SELECT set_name, use, vocabulary, code, min(concept_name) AS name FROM set_named GROUP BY ALL
)
SELECT codes.set_name AS concept_set, codes.use, codes.vocabulary, codes.code, names.name,
       coalesce(concepts.concepts, 0) AS concepts, coalesce(uses.records, 0) AS records,
       coalesce(uses.persons, 0) AS persons
FROM set_codes AS codes LEFT JOIN names USING (set_name, use, vocabulary, code)
LEFT JOIN concepts USING (set_name, use, vocabulary, code)
LEFT JOIN code_uses AS uses USING (set_name, use, vocabulary, code)
ORDER BY codes.rowid"""

# What the codes of isotretinoin reach and CONCEPTS leaves out.
LEFT_OUT = """SELECT concept_id, any_value(concept_name) AS concept_name,
       coalesce(any_value(uses.records), 0) AS records
FROM set_members AS members LEFT JOIN concept_uses AS uses USING (concept_id)
WHERE set_name = 'isotretinoin' AND use = 'include' AND concept_id NOT IN (
    SELECT concept_id FROM set_concepts WHERE set_name = 'isotretinoin')
GROUP BY concept_id ORDER BY records DESC, concept_name, concept_id"""
MOST_LISTED, MOST_SHOWN = 8, 3


def find_members(engine: Engine, sets: Sequence[ConceptSet], products: Sequence[str] = ()) -> None:
    """Make ``set_codes``, ``set_named``, ``set_members`` and ``set_concepts``.

    ``products`` are names that a study calls systemic isotretinoin, whatever they look like.
    """
    engine.execute(CODES)
    engine.executemany(
        "INSERT INTO set_codes VALUES (?, ?, ?, ?)",
        [
            [each.name, use, code.vocabulary, code.code]
            for each in sets
            for use, codes in (("include", each.include), ("exclude", each.exclude))
            for code in codes
        ],
    )
    engine.execute(NAMED)
    engine.execute(MEMBERS)
    _see_forms(engine, products)
    engine.execute(CONCEPTS)
    engine.execute(ONE_KIND)


def _see_forms(engine: Engine, products: Sequence[str]) -> None:
    """Make ``set_forms``: what the names of the concepts say of how they are taken."""
    engine.execute(FORMS)
    rows = []
    for name, concept, concept_name in engine.execute(
        "SELECT DISTINCT set_name, concept_id, concept_name FROM set_members WHERE concept_name IS NOT NULL"
    ).fetchall():
        if name not in SWALLOWED:
            continue
        if name == v.ISOTRETINOIN:
            ours = any(names_product(product, concept_name) for product in products)
            on_skin = is_for_skin(concept_name) and not ours
        else:
            on_skin = is_put_on_skin(concept_name)
        rows.append((name, concept, on_skin, is_swallowed(concept_name)))
    if rows:
        import pandas as pd

        engine.register("given_forms", pd.DataFrame(rows, columns=["set_name", "concept_id", "on_skin", "oral"]))
        engine.execute("INSERT INTO set_forms SELECT * FROM given_forms")
        engine.unregister("given_forms")


def report_codes(engine: Engine) -> pd.DataFrame:
    """One row per code: concept_set, use, vocabulary, code, name, concepts, records, persons.

    ``name`` is missing where the vocabulary does not hold the code; ``concepts`` counts those at or below it;
    ``records`` are drug exposures (or measurements) of these, ``persons`` the people who have one. Includes the codes
    that are excluded, whose records enter nothing.
    """
    report: pd.DataFrame = engine.execute(REPORT).df()
    return report


def require_drug(
    engine: Engine, report: pd.DataFrame, source: str, vocabularies: Callable[[], Sequence[tuple[Any, ...]]]
) -> None:
    """Raise DataError where the vocabulary has no code of isotretinoin, or nobody was given any.

    ``vocabularies`` counts the concepts of the largest.
    """
    ours = report[(report["concept_set"] == v.ISOTRETINOIN) & (report["use"] == "include")]
    first = f"{ours['vocabulary'].iloc[0]} {ours['code'].iloc[0]}".strip()
    advice = 'give the codes that it has: concept_sets = {"isotretinoin": ["RxNorm:197843", ...]}.'
    if ours["name"].isna().all():
        holds = ", ".join(f"{name} ({count_text(count)})" for name, count in vocabularies()) or "no concepts at all"
        raise DataError(
            f"The vocabulary of {source} has none of the {counted(len(ours), 'code')} of the concept set isotretinoin "
            f"(for example {first}). Its table concept holds {holds}. Load the vocabularies RxNorm and ATC, or {advice}"
        )
    concepts, reached = one_row(
        engine,
        "SELECT (SELECT count(*) FROM set_concepts WHERE set_name = 'isotretinoin'), "
        "(SELECT count(DISTINCT concept_id) FROM set_members WHERE set_name = 'isotretinoin' AND use = 'include')",
    )
    used = one_row(
        engine,
        "SELECT CAST(sum(records) AS BIGINT) FROM concept_uses WHERE concept_id IN (SELECT concept_id "
        "FROM set_concepts WHERE set_name = 'isotretinoin')",
    )[0]
    if not used:
        skin = int(reached) - int(concepts)
        also = f" ({counted(skin, 'more concept')} left out, as for the skin)" if skin else ""
        raise DataError(
            f"No row of drug_exposure in {source} is of the concept set isotretinoin, which has "
            f"{counted(int(concepts), 'concept')} there{also}: there is nobody to study. If the drug is recorded under "
            f"other codes, {advice}"
        )


def resolving_findings(engine: Engine, report: pd.DataFrame) -> list[Finding]:
    """Warnings: codes that the vocabulary lacks, sets that nobody uses, forms for the skin that a code reached."""
    findings = []
    for name, rows in report[report["use"] == "include"].groupby("concept_set", sort=False):
        absent = rows[rows["name"].isna()]
        unused = name in LOST_WITHOUT and not rows["records"].sum()
        whole = name == v.ISOTRETINOIN and any(
            (rows["vocabulary"] == vocabulary).mul(rows["code"] == code).mul(rows["name"].notna()).any()
            for vocabulary, code in ROOTS
        )
        if len(absent) and name != "body_weight" and not unused and not whole:
            first = absent.iloc[0]
            verb = "is" if len(absent) == 1 else "are"
            findings.append(
                Finding(
                    "warning",
                    "code_not_in_vocabulary",
                    len(absent),
                    f"{len(absent)} of {counted(len(rows), 'code')} of the concept set {name} {verb} not in the "
                    "database's vocabulary",
                    example=f"{first['vocabulary']} {first['code']}".strip(),
                    advice="What is recorded under them only is not seen; concept_sets gives other codes.",
                    column=str(name),
                )
            )
        if unused:
            findings.append(
                Finding(
                    "warning",
                    "empty_concept_set",
                    1,
                    f"Nobody in the database has a record of the concept set {name}",
                    advice=f"{LOST_WITHOUT[str(name)]} concept_sets gives other codes.",
                    column=str(name),
                )
            )
    return findings + _skin(engine)


def _skin(engine: Engine) -> list[Finding]:
    left_out = engine.execute(LEFT_OUT).fetchall()
    records = sum(int(row[2]) for row in left_out)
    if not records:  # a vocabulary has concepts that nobody was given
        return []
    shown = [f"{name} ({count_text(int(count))})" for _, name, count in left_out[:MOST_LISTED]]
    if further := left_out[MOST_LISTED:]:
        shown.append(
            f"and {counted(len(further), 'other concept')} ({count_text(sum(int(row[2]) for row in further))})"
        )
    return [
        Finding(
            "warning",
            "topical_left_out",
            records,
            f"{counted(records, 'drug exposure')} of {counted(len(left_out), 'concept')} below the codes of "
            f"isotretinoin are for the skin: {', '.join(shown)}",
            example=str(left_out[0][1]),
            advice="They are left out: topical isotretinoin never makes a course. If one of these is swallowed, name "
            'it: products = ["name of the concept"].',
            column=v.ISOTRETINOIN,
        )
    ]


def unmapped_findings(rows: Iterable[tuple[str, int]], products: Sequence[str] = ()) -> list[Finding]:
    """A warning where source values of such exposures name systemic isotretinoin."""
    named = [(str(name), int(count)) for name, count in rows if judge_product(str(name), products=products).systemic]
    if not named:
        return []
    total = sum(count for _, count in named)
    most = sorted(named, key=lambda each: -each[1])[:MOST_SHOWN]
    shown = ", ".join(f"{name} ({count_text(count)})" for name, count in most)
    one = "has no concept, though its source value names"
    verb = one if total == 1 else "have no concept, though their source values name"
    return [
        Finding(
            "warning",
            "unmapped_drug",
            total,
            f"{counted(total, 'drug exposure')} {verb} isotretinoin: {shown}",
            advice="They are not read: people and courses are missing, or courses look shorter. Map them to a concept "
            "(drug_concept_id) or a source concept (drug_source_concept_id), and run it again.",
        )
    ]
