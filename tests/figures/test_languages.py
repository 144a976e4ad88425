"""Figures and pages in another language: every template can be filled, nothing is said twice, widths are its own."""

from __future__ import annotations

import re
from importlib import import_module

import pytest

from isostats import figures
from isostats.errors import EstimateError
from isostats.figures.curve_names import SideLabel
from isostats.figures.text_fitting import shorten, text_width, wrap
from isostats.words.english import capital, plain
from isostats.words.html import translated_markup
from isostats.words.language import (
    ENGLISH,
    Language,
    as_translated,
    languages,
    speaking,
    spoken,
    translated,
    untranslated,
)
from tests.figures.layout import beyond, overlaps, texts
from tests.figures.made import LONG_SITES, people, remission_of
from tests.figures.scenes import SCENES, drawn, drawn_and_noted

FURTHER = [code for code in languages() if code != ENGLISH]
DRAWN = (
    "remission normal", "groups two", "first normal", "second normal", "second tiny", "forest crude",
    "group differences normal", "subgroups empty",
)  # fmt: skip
OF_SCENES = (
    *(plain(each).partition("=")[2] or plain(each) for each in LONG_SITES),
    *(each.partition("=")[2] for each in LONG_SITES), "adults", "site A alone", "low", "high", "relapse as we saw it",
    "contradictory sex, birth year or death between rows of one patient, which cannot be and must therefore be "
    "corrected in the file before anything else",
    "patient preference after informed consent and a long story",
    "the denominator was not printed and would have to be read off a figure in the appendix",
    *(f"Universitätsklinikum Nordrhein-Westfalen, Abteilung Dermatologie, Register {k}" for k in range(20)),
    *(f"measured {k}" for k in range(24)), *(f"relapse number {k} of the clinic" for k in range(9)),
)  # fmt: skip
"""What scenes call their own: sites, levels, subsets, outcomes and the notes of a reader."""
OF_PAPERS = ("Lee JW", "The use and long-term benefit of isotretinoin")
"""What authors call their own."""


@pytest.mark.parametrize("code", FURTHER)
def test_every_template_can_be_filled(code: str) -> None:
    language: Language = import_module(f"isostats.words.languages.{code}").LANGUAGE
    for template, translation in language.templates.items():
        slots = len(re.findall(r"\{[#@]?\}", template))
        filled = translation.format(*(f"<{i}>" for i in range(slots)))
        assert re.findall(r"[{}]", filled) == [], template
        for i in range(slots):
            assert filled.count(f"<{i}>") == 1, f"{template}: what is left open comes back once"


def test_what_is_translated_is_translated_once() -> None:
    """A German decimal of three places looks like an English count: text that was wrapped is not translated again."""
    with speaking("de"):
        assert translated("1.234") == "1,234"
        assert translated(as_translated("1,234")) == "1,234"
        assert [translated(line) for line in wrap("female 1.234", 100.0)] == ["weiblich 1,234"]
        assert translated(shorten("1.234", 100.0)) == "1,234"
    assert wrap("female 1.234", 100.0) == ["female 1.234"]


@pytest.mark.parametrize("code", FURTHER)
@pytest.mark.parametrize("name", DRAWN)
def test_a_figure_speaks_the_language_and_its_texts_have_room(code: str, name: str) -> None:
    english = figures.describe(drawn(name))
    with speaking(code):
        figure = SCENES[name]()
    assert untranslated(english.title, code) == []
    assert figures.describe(figure).title != english.title
    placed = texts(figure)
    assert overlaps(placed) == []
    assert beyond(figure, placed) == []
    assert figures.describe(SCENES[name]()) == english, "English again once the language is left"


@pytest.mark.parametrize("code", FURTHER)
def test_every_figure_in_every_situation_has_words(code: str) -> None:
    """A text that differs from another by its digits alone needs no words of its own."""
    texts_of_all = {re.sub(r"\d+", "0", text): (name, text) for name in SCENES for text in drawn_and_noted(name)[1]}
    assert len(texts_of_all) > 1000
    with speaking(code, names=[*OF_SCENES, *map(capital, OF_SCENES), *OF_PAPERS]):
        lacking = {part: place for place in texts_of_all.values() for part in untranslated(place[1], code)}
    assert lacking == {}


def test_german_reads_as_german() -> None:
    with speaking("de"):
        figure = figures.remission(remission_of(people(3000)))
        numbers = translated("77.0% (75.4 to 78.6) and 3,000").replace("\N{NO-BREAK SPACE}", "~")
        assert numbers == "77,0~% (75,4 bis 78,6) und 3~000"
        assert text_width("two years") == pytest.approx(text_width("zwei Jahre"))
    assert figures.describe(figure).title == "Remission nach dem ersten Zyklus, ohne systemische Behandlung"
    assert "Jahre seit dem Ende des ersten Zyklus" in {text for text, _ in texts(figure)}


NEWER = (
    "Were they counted, between 72.2% and 80.0% would be free of systemic treatment at two years. Two years is not "
    "permanent: of the relapses within five years, 11.2% (crude share) or 31.0% (Kaplan-Meier) came after two years. "
    "Until then whoever began one left sooner than others, so that each course weighs more in the mean. The mean is "
    "too high then: quote the share. Of 238 relapses out of remission 40 were followed by a recorded day on which the "
    "skin was clear again, before any further course."
)


def test_what_records_do_not_tell_is_said_in_german() -> None:
    english = (
        "5 people were set aside for impossible rows; 2 of them have a relapse or a later treatment in them. 1 row "
        "without an id was set aside. Ranges and verdicts take them in unless they say otherwise; single figures "
        "leave them out. It is 58.3% (56.3 to 60.3) if every unseen later step came at the worst time and all those"
        " set aside relapsed. Free of one are 88.9% (87.6 to 90.1) if none of those set aside had one. It is 80.0% "
        "(70.7 to 86.6, Kaplan-Meier) if none ever came, without those set aside. Later steps of a relapse are "
        "not in these records, so that the share is at most 84.6%. Beside it: at most 93.4% (91.9 to 94.7) at one year."
    )
    assert untranslated(english, "de") == []
    assert untranslated(NEWER, "de") == []
    with speaking("de"):
        name = SideLabel(50.0, (*wrap("isotretinoin", 30.0), "23.9%"))
        assert translated(name.in_one) == "Isotretinoin 23,9\N{NO-BREAK SPACE}%"
        assert translated("At 5 years: 70%").startswith("Nach 5 Jahren")


def test_a_page_is_translated_and_its_scripts_are_not() -> None:
    page = '<html lang="en"><script>let a = "two years";</script><p>two years &amp; 3,000</p><img alt="two years">'
    german = page.replace('"en"', '"de"').replace("<p>two years &amp; 3,", "<p>zwei Jahre &amp; 3\N{NO-BREAK SPACE}")
    with speaking("de"):
        assert translated_markup(page) == german.replace('alt="two years"', 'alt="zwei Jahre"')
    assert translated_markup(page) == page


def test_an_unknown_language_names_the_nearest() -> None:
    with pytest.raises(EstimateError, match="no language 'dee'; did you mean 'de'"), speaking("dee"):
        pass


def test_a_sentence_is_translated_whole_or_stays() -> None:
    with speaking("de"):
        mixed = "two years; a sentence that nobody wrote in 3,000 words."
        assert translated(mixed) == mixed
        assert translated(f"Success is two years. {mixed} No patients.").endswith(f"{mixed} Keine Patienten.")
        reference = "Regression models and life-tables."
        assert translated(reference) == reference


@pytest.mark.parametrize("name", ["two years", "claim", "at risk", "0.5 to 1.0", "90% in remission", "a & b"])
def test_names_from_the_records_stay_as_they_are(name: str) -> None:
    rows = people(300, groups=(f"site={name}", "site=other"))
    figure = figures.remission_by_group(remission_of(rows), language="de")
    written = {text for text, _ in texts(figure)}
    assert any(name in text.split("\n") for text in written), written
    with speaking("de", names=[name]):
        assert translated(f"{name}: n = 3,000, events = 2") == f"{name}: n = 3\N{NO-BREAK SPACE}000, Ereignisse = 2"
    assert spoken() == "en"
