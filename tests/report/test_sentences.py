"""What tests/goldens holds five whole pages by: it must see a long sentence, and only where sentences are read."""

from __future__ import annotations

import pytest

from tests.report.sentences import WORDS, sentences, too_long

LONG = " ".join(["word"] * (WORDS + 1)) + "."


@pytest.mark.parametrize("page", [f"<p>{LONG}</p>", f"<ul><li><p>Short. {LONG.capitalize()}</p></li></ul>"])
def test_a_long_sentence_is_seen(page: str) -> None:
    assert [each.lower() for each in too_long(page)] == [LONG]


@pytest.mark.parametrize("tag", ["td", "dd", "details", "figcaption"])
def test_cells_definitions_captions_and_what_is_folded_are_not_sentences(tag: str) -> None:
    assert too_long(f"<p>One.</p><{tag}>{LONG}</{tag}>") == []


def test_a_paragraph_of_short_sentences_passes() -> None:
    page = f"<p>{'Six words stand in this sentence. ' * 9}</p>"
    assert (len(sentences(page)), too_long(page)) == (9, [])
