"""Drug exposures without a concept whose source value names the drug: they are not read, and that is told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from isostats.records.findings import Finding
from isostats.records.products import judge_product
from isostats.words.numbers import counted

NAMED = """SELECT {name} AS named, CAST(COUNT(*) AS BIGINT) AS records
FROM {exposures} WHERE COALESCE({drug}, 0) = 0 AND COALESCE({source}, 0) = 0 AND {name} IS NOT NULL GROUP BY {name}"""
SHOWN = 3


def unmapped_sql(exposures: str, *, drug: str, source: str, name: str) -> str:
    """How many exposures without any concept each source value has, as portable SQL."""
    return NAMED.format(exposures=exposures, drug=drug, source=source, name=name)


def unmapped_findings(rows: Iterable[tuple[str, int]], products: Sequence[str] = ()) -> list[Finding]:
    """A warning where source values of such exposures name systemic isotretinoin."""
    named = [(str(name), int(count)) for name, count in rows if judge_product(str(name), products=products).systemic]
    if not named:
        return []
    total = sum(count for _, count in named)
    shown = ", ".join(f"{name} ({count:,})" for name, count in sorted(named, key=lambda each: -each[1])[:SHOWN])
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
