"""German."""

from __future__ import annotations

from isostats.words.language import Language

LANGUAGE = Language(
    name="Deutsch",
    decimal=",",
    thousands="\N{NO-BREAK SPACE}",
    percent="\N{NO-BREAK SPACE}%",
    templates={
        "and": "und",
        "or": "oder",
        "two years": "zwei Jahre",
    },
)
