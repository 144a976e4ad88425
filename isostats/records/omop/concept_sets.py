"""Concept sets: which codes are looked for, the concepts that the database has for them, and how often each is used.

Tables made: ``set_members`` (every concept at or below a code, whether included or excluded), ``set_concepts``
(set_name, concept_id, concept_name: what is looked for) and the view ``exposures`` (one row per drug exposure with the
concept that says what it is). The database counts ``concept_uses`` (concept_id, records: its drug exposures) and
``code_uses`` (records and persons by code).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from isostats.engines.embedded import Engine, insert_rows, one_row
from isostats.errors import DataError, StudyError, nearest
from isostats.records.drugs import (
    READ,
    TREATMENT_SETS,
    codes_of,
    is_for_skin,
    is_put_on_skin,
    is_swallowed,
    judge_product,
    names_product,
)
from isostats.records.findings import Finding, with_counts
from isostats.vocabulary import names as v
from isostats.words.numbers import agreed, count_text, counted

if TYPE_CHECKING:
    import pandas as pd

SET_NAMES = (v.ISOTRETINOIN, *reversed(TREATMENT_SETS), "body_weight")

ROOTS = (("RxNorm", "6064"), ("ATC", "D10BA01"))
"""The ingredient and the class of systemic isotretinoin: all products are below each of them, so one is enough."""

OwnCode = str | int | tuple[str, str]


@dataclass(frozen=True)
class Code:
    """A code of a vocabulary (``RxNorm``, ``197843``), or a concept id of the database (vocabulary ``""``)."""

    vocabulary: str
    code: str

    def __str__(self) -> str:
        return f"{self.vocabulary} {self.code}" if self.vocabulary else f"concept {self.code}"


BODY_WEIGHT = (Code("LOINC", "29463-7"), Code("LOINC", "3141-9"))
"""What the published codes do not list, also as measured."""


@dataclass(frozen=True)
class ConceptSet:
    """The concepts with these codes and all below them, but for those with the codes left out and below them."""

    name: str
    include: tuple[Code, ...]
    exclude: tuple[Code, ...] = ()


COUNTED = {v.ORAL_ANTIBIOTIC: "oral antibiotics", v.ANTIANDROGEN: "antiandrogens", v.TOPICAL: "topical treatment"}
LOST_WITHOUT = {name: f"Outcomes that count {what} come out too seldom;" for name, what in COUNTED.items()}
LOST_WITHOUT |= {"body_weight": "There are no doses per kg;"}

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

# In the order of the codes, also those that are excluded, whose records enter nothing.
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

# Of the drug: the concepts that are looked for, those that its codes reach, and how often the first are used.
REACHED = """SELECT (SELECT count(*) FROM set_concepts WHERE set_name = 'isotretinoin'),
    (SELECT count(DISTINCT concept_id) FROM set_members WHERE set_name = 'isotretinoin' AND use = 'include'),
    (SELECT CAST(sum(records) AS BIGINT) FROM concept_uses JOIN set_concepts USING (concept_id)
     WHERE set_name = 'isotretinoin')"""

# What the codes of isotretinoin reach and CONCEPTS leaves out.
LEFT_OUT = """SELECT concept_id, any_value(concept_name) AS concept_name,
       coalesce(any_value(uses.records), 0) AS records
FROM set_members AS members LEFT JOIN concept_uses AS uses USING (concept_id)
WHERE set_name = 'isotretinoin' AND use = 'include' AND concept_id NOT IN (
    SELECT concept_id FROM set_concepts WHERE set_name = 'isotretinoin')
GROUP BY concept_id ORDER BY records DESC, concept_name, concept_id"""
MOST_SHOWN = 3


def concept_sets_of(own: Mapping[str, Iterable[OwnCode]] | None = None) -> tuple[ConceptSet, ...]:
    """Every set: the codes of ``data/published/codes.csv`` that are read, or those that the user gives instead.

    A code is given as ``"RxNorm:197843"``, as ``("RxNorm", "197843")`` or as a concept id of the database. What the
    published codes exclude (topical isotretinoin, ATC D10AD04) stays excluded. Raises StudyError for a set or a code
    that is none, and for a set without codes.

    >>> isotretinoin = concept_sets_of()[0]
    >>> len(isotretinoin.include), [str(code) for code in isotretinoin.exclude]
    (17, ['ATC D10AD04', 'ATC D10AD54', 'RxNorm 107436', 'RxNorm 416840', 'RxNorm 416026', 'RxNorm 153371'])
    >>> own = {each.name: each for each in concept_sets_of({"antiandrogen": ["RxNorm:9997", 2000000001]})}
    >>> [str(code) for code in own["antiandrogen"].include]
    ['RxNorm 9997', 'concept 2000000001']
    """
    own = own or {}
    for name, codes in own.items():
        if name == "hormonal":
            raise StudyError(
                "The concept set hormonal is now two: antiandrogen (spironolactone, cyproterone), which counts as "
                "systemic treatment, and contraceptive, which never does. Name one or both."
            )
        if name not in SET_NAMES:
            raise StudyError(
                f"There is no concept set {name!r}{nearest(str(name), SET_NAMES) or '.'} "
                f"The sets are {', '.join(SET_NAMES)}."
            )
        if isinstance(codes, (str, int)) or not list(codes):
            raise StudyError(f'concept_sets.{name} must be a list of codes, as in ["RxNorm:197843"], not {codes!r}.')
    sets = []
    for name in SET_NAMES:
        include, exclude = (
            [Code(row.vocabulary, row.code) for row in codes_of(name, *uses)] for uses in (READ, ("exclude",))
        )
        if name in own:
            include = [_code(name, code) for code in own[name]]
        sets.append(ConceptSet(name, tuple(include or BODY_WEIGHT), tuple(exclude)))
    return tuple(sets)


def _code(name: str, code: object) -> Code:
    if isinstance(code, int) and not isinstance(code, bool):
        return Code("", str(code))
    if isinstance(code, tuple) and len(code) == 2 and all(isinstance(part, str) and part for part in code):
        return Code(*code)
    if isinstance(code, str):
        vocabulary, mark, of_vocabulary = (part.strip() for part in code.partition(":"))
        if mark and vocabulary and of_vocabulary:
            return Code(vocabulary, of_vocabulary)
    raise StudyError(
        f'concept_sets.{name}: {code!r} is not a code. Write a vocabulary and a code, as in "RxNorm:197843", or a '
        "concept id as a number."
    )


def find_members(engine: Engine, sets: Sequence[ConceptSet], products: Sequence[str] = ()) -> None:
    """Make ``set_codes``, ``set_named``, ``set_members`` and ``set_concepts``.

    ``products`` are names that a study calls systemic isotretinoin, whatever they look like.
    """
    engine.execute(CODES)
    codes = [(each.name, use, code.vocabulary, code.code) for each in sets for use in ("include", "exclude")
             for code in getattr(each, use)]  # fmt: skip
    insert_rows(engine, "set_codes", codes, *["VARCHAR"] * 4)
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
        on_skin = is_put_on_skin(concept_name)
        if name == v.ISOTRETINOIN:
            on_skin = is_for_skin(concept_name) and not any(names_product(each, concept_name) for each in products)
        rows.append((name, concept, on_skin, is_swallowed(concept_name)))
    insert_rows(engine, "set_forms", rows, "VARCHAR", "BIGINT", "BOOLEAN", "BOOLEAN")


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
    concepts, reached, used = one_row(engine, REACHED)
    if not used:
        skin = reached - concepts
        also = f" ({counted(skin, 'more concept')} left out, as for the skin)" if skin else ""
        raise DataError(
            f"No row of drug_exposure in {source} is of the concept set isotretinoin, which has "
            f"{counted(concepts, 'concept')} there{also}: there is nobody to study. If the drug is recorded under "
            f"other codes, {advice}"
        )


def resolving_findings(engine: Engine, report: pd.DataFrame) -> Iterator[Finding]:
    """Warnings: codes that the vocabulary lacks, sets that nobody uses, forms for the skin that a code reached."""
    for name, rows in report[report["use"] == "include"].groupby("concept_set", sort=False):
        absent = rows[rows["name"].isna()]
        held = rows[rows["name"].notna()]
        whole = name == v.ISOTRETINOIN and bool(set(ROOTS) & set(zip(held["vocabulary"], held["code"], strict=True)))
        if name in LOST_WITHOUT and not rows["records"].sum():
            message = f"Nobody in the database has a record of the concept set {name}"
            advice = f"{LOST_WITHOUT[str(name)]} concept_sets gives other codes."
            yield Finding("warning", "empty_concept_set", 1, message, advice=advice, column=str(name))
        elif len(absent) and name != "body_weight" and not whole:
            verb = agreed(len(absent), "is")
            of = counted(len(rows), "code")
            message = f"{len(absent)} of {of} of the concept set {name} {verb} not in the database's vocabulary"
            example = f"{absent['vocabulary'].iloc[0]} {absent['code'].iloc[0]}".strip()
            advice = "What is recorded under them only is not seen; concept_sets gives other codes."
            yield Finding("warning", "code_not_in_vocabulary", len(absent), message, None, example, advice, str(name))
    left_out = [(name, int(count)) for _, name, count in engine.execute(LEFT_OUT).fetchall()]
    if records := sum(count for _, count in left_out):  # a vocabulary has concepts that nobody was given
        message = (
            f"{counted(records, 'drug exposure')} of {counted(len(left_out), 'concept')} below the codes of "
            f"isotretinoin are for the skin: {with_counts(left_out, 'other concept')}"
        )
        advice = (
            "They are left out: topical isotretinoin never makes a course. If one of these is swallowed, name it: "
            'products = ["name of the concept"].'
        )
        first = str(left_out[0][0])
        yield Finding("warning", "topical_left_out", records, message, None, first, advice, v.ISOTRETINOIN)


def unmapped_findings(rows: Iterable[tuple[str, int]], products: Sequence[str] = ()) -> Iterator[Finding]:
    """A warning where source values of such exposures name systemic isotretinoin."""
    named = [(str(name), int(count)) for name, count in rows if judge_product(str(name), products=products).systemic]
    if total := sum(count for _, count in named):
        most = with_counts(sorted(named, key=lambda each: -each[1])[:MOST_SHOWN], "other")
        one = "has no concept, though its source value names"
        verb = one if total == 1 else "have no concept, though their source values name"
        message = f"{counted(total, 'drug exposure')} {verb} isotretinoin: {most}"
        advice = (
            "They are not read: people and courses are missing, or courses look shorter. Map them to a concept "
            "(drug_concept_id) or a source concept (drug_source_concept_id), and run it again."
        )
        yield Finding("warning", "unmapped_drug", total, message, advice=advice)
