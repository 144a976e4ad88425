"""What diagnoses are by their codes and words: which are acne, and which are those that a study lists.

The codes of acne are data (``data/published/codes.csv``); one of ICD, ICD-9-CM or Read stands for all below it, and the
longest that fits decides: L70 is acne, L70.2 (acne varioliformis) is none. A code without a vocabulary is known by its
form, if it is one of ICD or SNOMED CT; M2610 is acne in Read and a jaw in ICD-10-CM, so that it counts as Read only
where its vocabulary says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from isostats.engines.embedded import Engine, count_rows, literal
from isostats.records.drugs import codes_of, fold
from isostats.records.findings import Finding, with_counts
from isostats.records.input_tables.declaration import Rule
from isostats.records.input_tables.diagnoses import (
    MOSTLY_UNKNOWN,
    NAMED_OTHERWISE,
    TELLING,
    UNCONFIRMED,
    UNKNOWN,
)
from isostats.records.loaded import Loaded
from isostats.words.numbers import count_text, counted

ACNE, OTHER = "acne", "other"
"""Words that stand for a code: acne, and none of those that are asked for."""

FAMILIES = {
    "ICD11": ("ICD11",), "ICD10": ("ICD10", "CIM10", "CIE10", "CID10"), "ICD9": ("ICD9", "CIM9", "CIE9"),
    "SNOMED": ("SNOMED", "SCT"), "READ": ("READ",), "ICPC": ("ICPC",),
}  # fmt: skip
"""Vocabularies by the beginning of their name, without signs: ICD-10-CM and ICD10GM are ICD10."""
FORMS = {
    "ICD10": re.compile(r"[A-Z]\d[0-9AB](\.?[0-9A-Z]{1,4})?"), "ICD9": re.compile(r"(\d{3}|V\d\d)(\.\d{1,2})?|\d{4,5}"),
    "SNOMED": re.compile(r"\d{6,18}"),
}  # fmt: skip
"""What codes look like by which their vocabulary is known."""
FORM_OF_A_CODE = "|".join(f"({form.pattern})" for form in FORMS.values())
CLASSES = ("ICD11", "ICD10", "ICD9", "READ")
"""Vocabularies in which a code begins like all that are below it, and which have no acne elsewhere."""
SHORTEST = 3
"""Signs of the shortest code of one of these."""

NAMES = frozenset(map(fold, (
    "acne", "acne vulgaris", "acne conglobata", "acne fulminans", "acne cystica", "cystic acne", "nodular acne",
    "nodulocystic acne", "severe acne", "severe nodulocystic acne", "other acne", "acne, unspecified",
    "acne papulopustulosa", "acne comedonica", "akne", "akne vulgaris", "akne conglobata", "acné", "acné vulgaire",
    "acné vulgar", "acne volgare", "trądzik", "trądzik pospolity", "にきび", "ざ瘡", "尋常性ざ瘡", "痤瘡",
    "尋常性痤瘡", "痤疮", "寻常痤疮",
)))  # fmt: skip
"""Diagnoses in words that are acne, without accents and capitals."""
SPEAKS = "acne|acné|akne|tradzik|trądzik|瘡|疮|にきび|ニキビ"
"""What a text that speaks of acne holds."""
LONGEST_SHOWN = 24
"""Letters up to which words of a diagnosis are told; longer ones may be about a person."""


@dataclass(frozen=True)
class Diagnosis:
    """One diagnosis as it is written; None is what is not there."""

    code: str | None = None
    vocabulary: str | None = None
    words: str | None = None
    concept: int | None = None

    @property
    def family(self) -> str:
        """The vocabulary of the code, by its name or by the form of the code; empty where nobody can tell."""
        return family_of(self.code or "", self.vocabulary or "")

    @property
    def known(self) -> bool:
        """Whether it can be told what it is: by a code of a vocabulary, by a concept, by a word of ours, by words."""
        of_ours = bool(self.code) and self.code.strip().lower() in (ACNE, OTHER)  # type: ignore[union-attr]
        return of_ours or bool(self.code and self.family) or self.concept is not None or bool(self.words)

    @property
    def shown(self) -> str:
        """What messages call it; nothing that may be about a person.

        >>> Diagnosis("L70.0").shown, Diagnosis("seen on Monday with her mother").shown, Diagnosis(words="Akne").shown
        ('L70.0', 'longer words', 'Akne')
        """
        if self.code or self.concept is not None:
            return _short(self.code) if self.code else f"concept {self.concept}"
        return "no code" if not self.words else _short(self.words) if self.words != OTHER else "other words"


@lru_cache(maxsize=100_000)
def family_of(code: str, vocabulary: str = "") -> str:
    """The vocabulary of a code, as it is compared; of one that is not ours its own name.

    >>> family_of("L70.0"), family_of("7061"), family_of("M2610", "Read v2"), family_of("M2610"), family_of("Dx17")
    ('ICD10', 'ICD9', 'READ', 'ICD10', '')
    """
    name = re.sub(r"[^A-Z0-9]", "", vocabulary.upper())
    if name:
        return next((family for family, all_ in FAMILIES.items() if name.startswith(all_)), name)
    return next((family for family, form in FORMS.items() if form.fullmatch(code.strip().upper())), "")


def plain_code(code: str, family: str) -> str:
    """A code as it is compared: in capitals, without dots and blanks; of Read without the two signs of its term.

    >>> plain_code("l70.0", "ICD10"), plain_code("M261.00", "READ"), plain_code("M261000", "READ")
    ('L700', 'M261', 'M2610')
    """
    text = re.sub(r"\s", "", code)
    if family == "READ" and len(text) == 7:
        text = text[:5]
    return text.replace(".", "").upper()


@cache
def _codes_of_acne() -> dict[str, dict[str, str]]:
    """Family -> plain code -> use."""
    of_family: dict[str, dict[str, str]] = {}
    for row in codes_of(ACNE, "include", "confirm", "exclude"):
        family = family_of(row.code, row.vocabulary)
        of_family.setdefault(family, {})[plain_code(row.code, family)] = row.use
    return of_family


def use_as_acne(diagnosis: Diagnosis) -> str:
    """How a diagnosis is acne: ``include``, ``confirm`` (by a code that is not confirmed), or '' where it is none.

    >>> [use_as_acne(Diagnosis(code)) for code in ("L70.9", "L702", "706.1", "M261000")]
    ['include', '', 'include', '']
    >>> use_as_acne(Diagnosis("M261000", "Read")), use_as_acne(Diagnosis(words="Akne vulgaris"))
    ('confirm', 'include')
    """
    written = (diagnosis.code or "").strip().lower()
    if written in (ACNE, OTHER):
        return "include" if written == ACNE else ""
    use = _use_of_code(diagnosis)
    if use is not None:
        return "" if use == "exclude" else use
    if diagnosis.code and diagnosis.family in CLASSES:
        return ""
    return "include" if diagnosis.words and fold(diagnosis.words).strip() in NAMES else ""


def _use_of_code(diagnosis: Diagnosis) -> str | None:
    family = diagnosis.family
    known = _codes_of_acne().get(family, {})
    code = plain_code(diagnosis.code or "", family)
    if not code or not known:
        return None
    if family not in CLASSES:
        return known.get(code)
    return next((known[code[:length]] for length in range(len(code), 0, -1) if code[:length] in known), None)


@dataclass(frozen=True)
class Listed:
    """A diagnosis that a study lists: acne, a code or the beginning of one (``L7*``), of a vocabulary where it is named
    (``Read:M261``), the number of a concept, or the words as they are written.

    A code of ICD or Read stands for all below it.

    >>> code, begun, concept = map(Listed.of, ("SNOMED:88616000", "l7*", "141095"))
    >>> code.fits(Diagnosis("88616000")), begun.fits(Diagnosis("L71.1")), concept.fits(Diagnosis(concept=141095))
    (True, True, True)
    >>> Listed.of("L70").fits(Diagnosis("L70.0")), Listed.of("Rosazea").fits(Diagnosis(words="rosazea"))
    (True, True)
    """

    text: str
    code: str = ""
    vocabulary: str = ""
    begins: bool = False

    @classmethod
    def of(cls, text: str) -> Listed:
        """One as it is written."""
        vocabulary, mark, code = text.rpartition(":")
        code = code.strip()
        return cls(text, code.rstrip("*"), vocabulary.strip() if mark else "", code.endswith("*"))

    def fits(self, diagnosis: Diagnosis) -> bool:
        """Whether a diagnosis is this one."""
        if self.code.lower() == ACNE and not self.vocabulary:
            return bool(use_as_acne(diagnosis))
        of_concept = not self.vocabulary and not self.begins and diagnosis.concept is not None
        if of_concept and self.code == str(diagnosis.concept):
            return True
        if diagnosis.words and fold(diagnosis.words).strip() == fold(self.text).strip():
            return True
        if diagnosis.code is None:
            return False
        own = family_of(self.code, self.vocabulary)
        if self.vocabulary and own != diagnosis.family:
            return False
        wanted, code = (plain_code(each, diagnosis.family) for each in (self.code, diagnosis.code))
        of_class = diagnosis.family in CLASSES and len(wanted) >= SHORTEST
        return code.startswith(wanted) if self.begins or of_class else code == wanted


def diagnoses_in(
    connection: Engine, table: str, *, rows: bool = True, words: Sequence[str] = ()
) -> Iterator[tuple[Diagnosis, int, int]]:
    """Every different diagnosis of a table, with how many
    rows have it and the first of them (0 where ``rows`` have no numbers); its words only where they speak of acne or
    are among those asked for, and else as ``other``."""
    asked = ", ".join(literal(each.strip().lower()) for each in (ACNE, *words))
    kept = f"regexp_matches(lower(diagnosis), '{SPEAKS}') OR lower(trim(diagnosis)) IN ({asked})"
    spoken = f"CASE WHEN {kept} THEN diagnosis WHEN diagnosis IS NOT NULL THEN '{OTHER}' END"
    first = "min(row)" if rows else "0"
    every = connection.execute(
        f"SELECT diagnosis_code, vocabulary, {spoken} AS words, concept_id, count(*), {first} FROM {table} "
        "GROUP BY ALL ORDER BY ALL"
    )
    for code, vocabulary, text, concept, count, row in every.fetchall():
        yield Diagnosis(code, vocabulary, text, None if concept is None else int(concept)), int(count), int(row)


def findings_of_codes(connection: Engine, loaded: Loaded) -> list[Finding]:
    """What is not known of a table of diagnoses, or not sure: most of it unknown is an error."""
    source = loaded.called
    if not any(map(loaded.layout.has, TELLING)):
        message = f"{source} has neither a column 'diagnosis_code' nor 'diagnosis' nor 'concept_id'"
        advice = 'Give one of them, or map it: columns = {diagnosis_code = "your name"}.'
        return [Finding("error", "missing_column", 1, message, advice=advice, column="diagnosis_code")]
    held = list(diagnoses_in(connection, f"{loaded.table}_typed"))
    total = count_rows(connection, f"{loaded.table}_typed")
    unknown = [(each.shown, count, row) for each, count, row in held if not each.known]
    mostly = 2 * sum(count for _, count, _ in unknown) > total
    unsure = [(each.shown, count, row) for each, count, row in held if use_as_acne(each) == "confirm"]
    otherwise = [
        (each.shown, count, row) for each, count, row in held
        if each.words not in (None, OTHER) and not each.code and each.concept is None and not use_as_acne(each)
    ]  # fmt: skip
    return [
        *_rule_words(MOSTLY_UNKNOWN if mostly else UNKNOWN, unknown, source, total),
        *_rule_words(UNCONFIRMED, unsure, source, total),
        *_rule_words(NAMED_OTHERWISE, otherwise, source, total, "diagnosis"),
    ]


def _short(words: str | None) -> str:
    return words if words and len(words) <= LONGEST_SHOWN else "longer words"


def _rule_words(
    rule: Rule, rows: Sequence[tuple[str, int, int]], source: str, total: int, column: str = "diagnosis_code"
) -> Iterator[Finding]:
    """What a rule holds of, in words, with how many rows have each and the first of them."""
    if not rows:
        return
    by_text: dict[str, int] = {}
    for text, count, _ in rows:
        by_text[text] = by_text.get(text, 0) + count
    count, first = sum(by_text.values()), min(row for *_, row in rows)
    listed = with_counts(sorted(by_text.items(), key=lambda each: (-each[1], each[0])), "other")
    of = f"{count_text(count)} of {counted(total, 'row')} of {source}"
    message = f"{of} {rule.one if count == 1 else rule.many}: {listed}"
    yield Finding(rule.severity, rule.id, count, message, first, f"row {first}", rule.advice, column)


def matching(diagnoses: Iterable[Diagnosis], listed: Iterable[Listed]) -> list[Diagnosis]:
    """Those among some diagnoses that are one of those listed."""
    wanted = list(listed)
    return [each for each in diagnoses if any(one.fits(each) for one in wanted)]


def sql_of(matched: Sequence[Diagnosis], table: str) -> str:
    """SQL that is true of the rows of a table which are one of some diagnoses (made by :func:`diagnoses_in`)."""
    conditions = []
    for each in matched:
        words = each.words if each.words != OTHER else None
        parts = {"diagnosis_code": each.code, "vocabulary": each.vocabulary}
        terms = [f"{table}.{name} IS NOT DISTINCT FROM {_text(value)}" for name, value in parts.items()]
        terms.append(f"{table}.concept_id IS NOT DISTINCT FROM {'NULL' if each.concept is None else each.concept}")
        terms += [f"{table}.diagnosis = {literal(words)}"] if words else []
        conditions.append(f"({' AND '.join(terms)})")
    return f"({' OR '.join(conditions) or 'FALSE'})"


def _text(value: str | None) -> str:
    return "NULL" if value is None else literal(value)
