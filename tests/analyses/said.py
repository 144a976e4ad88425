"""What an answer says on the page."""

from __future__ import annotations

from isostats.analyses.protocol import Answer, Text


def paragraphs(answer: Answer) -> str:
    return " ".join(block.words for block in answer.blocks if isinstance(block, Text))
