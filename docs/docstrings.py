"""Docstrings as Markdown: examples become code, and references to other names are set as code."""

from __future__ import annotations

import re

import griffe

EXAMPLE = re.compile(r"^( *)(>>> .*(?:\n\1\S.*)*)", re.MULTILINE)
ROLE = re.compile(r":(?:func|class|mod|meth|data|attr):`~?([^`]+)`")


class Docstrings(griffe.Extension):
    """Rewrites each docstring before it is rendered."""

    def on_object(self, *, obj: griffe.Object, **_: object) -> None:
        """Examples at the end of a paragraph need no section of their own here."""
        if obj.docstring is None:
            return
        text = ROLE.sub(r"`\1`", obj.docstring.value).replace("``", "`")
        obj.docstring.value = EXAMPLE.sub(r"\1```pycon\n\1\2\n\1```", text)
