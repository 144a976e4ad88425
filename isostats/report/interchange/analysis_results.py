"""Results after the model of CDISC's Analysis Results Standard: one record for each number.

An *analysis* is a quantity of an outcome in a population by a method on a day; an *operation* is which number of it
(the estimate, a limit, a count); *result groups* say of whom. Each record has the raw value and how the report writes
it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from isostats.analyses.cited_numbers import written_parts
from isostats.version import __version__
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import column_of, level_of
from isostats.words.english import capital, plain
from isostats.words.small_counts import few_people, of_counts

if TYPE_CHECKING:
    from isostats.analyses.results import StudyResults

FILE = "analysis_results.json"
OPERATIONS = (*v.NUMBERS, v.N, v.AT_RISK, v.EVENTS)
"""The numbers of a row, each of which is a record."""
OF_ANALYSIS = (v.QUANTITY, v.OUTCOME, v.POPULATION, v.METHOD, v.TIME_DAYS)


def write(results: StudyResults, folder: Path, least: int) -> None:
    """Write the reporting event: its analyses, methods, groupings, and a record for each number that is there."""
    rows = results.results.to_dict("records")
    held = {
        "id": "isostats", "name": results.study.study.title, "version": 1, "madeBy": f"isostats {__version__}",
        "methods": [_method(name) for name in dict.fromkeys(row[v.METHOD] for row in rows)],
        "analysisGroupings": [
            {"id": by, "label": capital(plain(by))}
            for by in dict.fromkeys(column_of(row[v.GROUP]) for row in rows) if by
        ],
        "analyses": [*{analysis["id"]: analysis for analysis in map(_analysis, rows)}.values()],
        "results": [record for row in rows for record in _records(row)],
    }  # fmt: skip
    text = json.dumps(held, ensure_ascii=False, allow_nan=False, indent=1)
    (folder / FILE).write_text(text + "\n", encoding="utf-8")


def _method(name: str) -> dict[str, Any]:
    called = [of_counts(each) for each in OPERATIONS]
    operations = [{"id": f"{name}.{each}", "name": each, "order": order} for order, each in enumerate(called, 1)]
    return {"id": name, "name": v.METHOD_LABELS.get(name, plain(name)), "operations": operations}


def _analysis(row: Mapping[Any, Any]) -> dict[str, Any]:
    day = None if pd.isna(row[v.TIME_DAYS]) else int(row[v.TIME_DAYS])
    stated = {"variable": row[v.OUTCOME], "analysisSet": row[v.POPULATION], "methodId": row[v.METHOD]}
    return {"id": _id(row), "name": row[v.QUANTITY], **stated, "timeDays": day}


def _id(row: Mapping[Any, Any]) -> str:
    values = (row[name] for name in OF_ANALYSIS)
    return ".".join("" if pd.isna(each) else str(each) for each in values)


def _records(row: Mapping[Any, Any]) -> Iterator[dict[str, Any]]:
    by = column_of(row[v.GROUP])
    groups = [{"groupingId": by, "groupValue": level_of(row[v.GROUP])}] if by else []
    texts = written_parts(row)
    level = None if pd.isna(row[v.LEVEL]) else row[v.LEVEL]
    for name in OPERATIONS:
        if not pd.isna(row[name]) and not (name in v.COUNTS and few_people().holds(row[name])):
            value = float(row[name]) if name in v.NUMBERS else int(row[name])
            yield {
                "analysisId": _id(row), "operationId": f"{row[v.METHOD]}.{of_counts(name)}", "resultGroups": groups,
                "rawValue": value, "formattedValue": texts[name], v.LEVEL: level,
                v.STATUS: row[v.STATUS],
            }  # fmt: skip
