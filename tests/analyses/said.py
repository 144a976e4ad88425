"""What an answer says on the page."""

from __future__ import annotations

from isostats.analyses.blocks import Text
from isostats.analyses.protocol import Answer


def paragraphs(answer: Answer) -> str:
    return " ".join(block.words for block in answer.blocks if isinstance(block, Text))
