"""The language that words come out in: English as it stands in the code, or that of one file in ``words/languages``.

Sentences stand in English where they are made. Such a file lists them as templates, with what varies left open, each
with its translation; numbers get the marks of the language. A sentence of which a file does not know every part stays
in English as a whole, and a name from the records stays as it is.
"""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib import import_module

from isostats.errors import EstimateError, nearest

ENGLISH = "en"
_DONE = "\N{WORD JOINER}"
"""Never drawn or written: it marks a text as translated until it gets to its place."""


@dataclass(frozen=True)
class Language:
    """A language: its name, its translations by English template, and how it writes numbers.

    A template leaves open what varies as ``{}``, as ``{#}`` where that is a number, and as ``{@}`` where it is a name
    with a capital that stays as it is; a translation that needs another order says ``{1} {0}``.
    ``decimal`` and ``thousands`` are the marks within a number, ``percent`` is what follows a share. ``endings`` are
    regular expressions with what takes their place: the endings that a word has after another. ``breaks`` are long
    words with a hyphen where they may be broken.
    """

    name: str
    templates: Mapping[str, str]
    decimal: str
    thousands: str
    percent: str
    endings: tuple[tuple[str, str], ...] = ()
    breaks: tuple[str, ...] = ()


def languages() -> tuple[str, ...]:
    """The codes of all languages, English first; each further one is a file in ``words/languages``.

    >>> languages()[0]
    'en'
    """
    from isostats.words import languages as folder

    return (ENGLISH, *sorted(each.name for each in pkgutil.iter_modules(folder.__path__)))


def language_of(code: str) -> str:
    """The code, if there is such a language.

    >>> language_of("dee")
    Traceback (most recent call last):
    isostats.errors.EstimateError: There is no language 'dee'; did you mean 'de'? Known: en, de.
    """
    known = languages()
    if code not in known:
        raise EstimateError(f"There is no language {code!r}{nearest(code, known) or '.'} Known: {', '.join(known)}.")
    return code


@dataclass(frozen=True)
class Speech:
    """A language by its code, and the names from the records that no language changes."""

    code: str = ENGLISH
    names: frozenset[str] = frozenset()


_ENGLISH = Speech()
_speech: ContextVar[Speech] = ContextVar("speech", default=_ENGLISH)


@contextmanager
def speaking(code: str, names: Iterable[str] = ()) -> Iterator[None]:
    """Have everything that is written within the ``with`` come out in that language, these ``names`` as they are.

    >>> with speaking("de", names=["two years", "site 1"]):
    ...     translated("one year"), translated("two years"), translated("Site 1: n = 20")
    ('ein Jahr', 'two years', 'Site 1: n = 20')
    """
    kept = _speech.get().names.union(_as_written(names))
    before = _speech.set(Speech(language_of(code), kept))
    try:
        yield
    finally:
        _speech.reset(before)


def keep_names(names: Iterable[str]) -> None:
    """Leave these names, too, as they are, until the ``with`` of :func:`speaking` ends; English changes none anyway."""
    now = _speech.get()
    if now.code != ENGLISH:
        _speech.set(Speech(now.code, now.names.union(_as_written(names))))


def _as_written(names: Iterable[str]) -> Iterator[str]:
    """Names of letters, each as it stands and as it begins a sentence."""
    for name in names:
        if _LETTERS.search(name):
            yield from (name, _capital(name))


def speech() -> Speech:
    """The language that words come out in now, with the names that are kept."""
    return _speech.get()


def parts_of(word: str) -> tuple[str, str] | None:
    """A long word in two, the first with its hyphen, where the language that is spoken now breaks it.

    >>> parts_of("treatment") is None
    True
    """
    code = _speech.get().code
    every = () if code == ENGLISH else _templates(code).language.breaks
    broken = next((each for each in every if each.replace("-", "") == word), None)
    return None if broken is None else (broken.partition("-")[0] + "-", broken.partition("-")[2])


def spoken() -> str:
    """The code of the language that words come out in now."""
    return _speech.get().code


def translated(text: str) -> str:
    """The text in the language that is spoken now, line by line; in English it is the text itself."""
    now = _speech.get()
    if now.code == ENGLISH or not text.strip():
        return text
    return "\n".join(_line(now, line) if _DONE not in line else line.replace(_DONE, "") for line in text.split("\n"))


_MARKS = re.compile(r"(\s*(?:#+ |- )?(?:`[^`]*`: )?)(?:\*\*(.+?)\*\*)?(.*)")
"""What a line of Markdown begins with: marks of a heading or a list, and words in bold letters."""


def marked_parts(line: str) -> tuple[str, str, str]:
    """A line of Markdown as its marks, its first words where they are bold, and the rest.

    >>> marked_parts("- `results.csv`: every estimate"), marked_parts("**What:** how many")
    (('- `results.csv`: ', '', 'every estimate'), ('', 'What:', ' how many'))
    """
    whole = _MARKS.fullmatch(line)
    marks, bold, rest = whole.groups("") if whole else ("", "", line)
    return marks, bold, rest


def translated_prose(text: str) -> str:
    """A text in Markdown in the language that is spoken now; its marks stay, and so do names of files in it."""
    lines = [marked_parts(line) for line in text.split("\n")]
    return "\n".join(
        marks + (f"**{translated(bold)}**" if bold else "") + translated(rest) for marks, bold, rest in lines
    )


def as_translated(text: str) -> str:
    """A part of a translated text, marked so that it is never translated again: "1,234" is a German decimal and an
    English count. :func:`translated` takes the mark away; in English there is none.
    """
    return text if _speech.get().code == ENGLISH or _DONE in text else _DONE + text


def untranslated(text: str, code: str) -> list[str]:
    """The parts of the text that the language has no words for: what a translator still has to write.

    >>> untranslated("two years; a sentence that nobody wrote", "de")
    ['a sentence that nobody wrote']
    """
    translator = _translator(code, _speech.get().names)
    return [part for line in text.split("\n") for part in translator.lacking(line.strip())]


@lru_cache(maxsize=65536)
def _line(now: Speech, line: str) -> str:
    bare = line.strip()
    before, after = line[: len(line) - len(line.lstrip())], line[len(line.rstrip()) :]
    return before + _translator(now.code, now.names).whole(bare) + after if bare else line


_SENTENCE_ENDS = re.compile(
    r"(?:(?<=[a-z0-9%)\]\"'”\ue000-\uf8ff][.!?])|(?<=, [A-Z]\.))\s+"  # a level may be called A
    r"(?=[A-Z0-9\"'“(±<\ue000-\uf8ff]|n = |results\.csv|tables/)"
)
_BETWEEN = ("; ", ": ", ", ", " & ", " and ", " or ")
_PRIVATE = range(0xE000, 0xF900)
"""Characters that no text has: each stands for a name in which a sentence or a clause would seem to end."""
_NUMBER = re.compile(r"(?<![\w.,/])(?<!\w-)([1-9]\d{0,2}(?:,\d{3})+|\d+)(\.\d+)?(?![\w-]|[.,]\d)(%?)")
_LETTERS = re.compile(r"[A-Za-z]{2}")
_BRACKETED = re.compile(r"(.*?)(\s?[(\[])(.+)([)\]])(.*)")
_FIRST_BRACKETED = re.compile(r"(.*?)(\s?[(\[])(.+?)([)\]])(.*)")
_NUMBERED = re.compile(r"(.+?)( [-+±<>−]?\d[\d,]*(?:\.\d+)?%?)")
_OPAQUE = re.compile(r"\S*[\d_./:]\S*|[A-Z][\w.'-]*(?: (?:&|and|et al\.?|[A-Z][\w.'-]*))* (?:18|19|20)\d\d")
"""A code, a file, an address, or a paper by its authors and year: nothing that a language has words for."""
_SLOT = re.compile(r"(\{[#@]?\})")
_SLOTS = {
    "{}": "(.+?)", "{#}": r"([-+±<>−]?\d[\d,]*(?:\.\d+)?(?:e\+\d+)?%?)", "{@}": r"([A-Z][\w'-]*(?: [A-Z][\w'-]*)*)",
}  # fmt: skip

Rendered = tuple[str, list[str]]
"""A text in another language, and the parts of it that have no words there."""


class Templates:
    """The templates of a language, looked up by the first word of a sentence."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.whole = {key: text for key, text in language.templates.items() if not _SLOT.search(key)}
        self.open: dict[str, list[tuple[re.Pattern[str], list[str], str]]] = {}
        opened = [key for key in language.templates if _SLOT.search(key)]
        for key in sorted(opened, key=lambda key: -len(key)):  # of two that fit, the one that says more comes first
            pattern = re.compile("".join(_SLOTS.get(part) or re.escape(part) for part in _SLOT.split(key)))
            kinds = _SLOT.findall(key)
            self.open.setdefault(_first_word(key), []).append((pattern, kinds, language.templates[key]))

    def fitting(self, text: str) -> Iterator[tuple[list[tuple[str, str]], str]]:
        """What each template that fits leaves open in the text, each with its kind, and the translation."""
        for pattern, kinds, translation in (*self.open.get(_first_word(text), ()), *self.open.get("", ())):
            fit = pattern.fullmatch(text)
            if fit and all(map(_balanced, fit.groups())):
                yield [*zip(fit.groups(), kinds, strict=True)], translation


@dataclass(frozen=True)
class Translator:
    """Templates at work on texts in which ``names`` stay as they are.

    A text is looked up whole, then its clauses; what a template leaves open is a text again.
    """

    templates: Templates
    names: frozenset[str]

    def whole(self, text: str) -> str:
        """The text in this language; a sentence of which a part has no words here stays as it is."""
        return self._shown(" ".join(map(self._sentence, _SENTENCE_ENDS.split(self._hidden(text)))))

    def lacking(self, text: str) -> list[str]:
        """The parts of the text that have no words here."""
        return [self._shown(part) for part in self.of(self._hidden(text))[1]]

    def _hidden(self, text: str) -> str:
        """The text with each name that would be taken apart as one character."""
        for mark, name in self.apart:
            if name in text:
                text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", mark, text)
        return text

    def _shown(self, text: str) -> str:
        for mark, name in self.apart:
            text = text.replace(mark, name)
        return text

    @cached_property
    def apart(self) -> tuple[tuple[str, str], ...]:
        """The names in which a sentence, a clause or a bracket ends, longest first, each with what stands for it."""
        ends = (*_BETWEEN, "(", "[")
        such = [each for each in self.names if _SENTENCE_ENDS.search(each) or any(end in each for end in ends)]
        ordered = sorted(such, key=lambda each: (-len(each), each))
        return tuple((chr(code), name) for code, name in zip(_PRIVATE, ordered, strict=False))

    def _sentence(self, text: str) -> str:
        made, lacking = self.of(text)
        if lacking:
            return text
        for pattern, ending in self.templates.language.endings:
            made = re.sub(pattern, ending, made)
        return made

    def of(self, text: str) -> Rendered:
        """The text in this language, and what of it has no words here."""
        return _of(self, text)

    def _made(self, text: str) -> Rendered:
        if text in self.names:
            return text, []
        if not _LETTERS.search(text):
            return self._numbers(text), []
        bare = text.rstrip(".")
        if bare != text and text not in self.templates.whole and not _SENTENCE_ENDS.search(text):
            made, lacking = self.of(bare)
            return made + text[len(bare) :], lacking
        made_whole = self._by_template(text)
        if made_whole is None or made_whole[1]:  # a template that fits by chance hides no parts that are known
            of_parts = self._parts(text)
            made_whole = of_parts if made_whole is None or (of_parts and not of_parts[1]) else made_whole
        if made_whole is not None and not made_whole[1]:
            return made_whole
        if _OPAQUE.fullmatch(text):
            return text, []
        return made_whole or (text, [text])

    def _by_template(self, text: str) -> Rendered | None:
        """By its own template, as it stands or as it is written within a sentence."""
        within = text[:1].lower() + text[1:]
        spellings: tuple[tuple[str, Callable[[str], str]], ...] = ((text, str), (within, _capital))
        for spelling, write in spellings:
            if spelling in self.templates.whole:
                return write(self.templates.whole[spelling]), []
        if _SENTENCE_ENDS.search(text):
            return None
        best: Rendered | None = None
        for spelling, write in spellings:
            for open_parts, translation in self.templates.fitting(spelling):
                slots = [(slot, list[str]()) if kind == "{@}" else self.of(slot) for slot, kind in open_parts]
                lacking = [part for _, parts in slots for part in parts]
                made = write(translation.format(*(slot for slot, _ in slots))), lacking
                if not lacking:
                    return made
                best = best or made
        return best

    def _parts(self, text: str) -> Rendered | None:
        """By its sentences, or else its clauses, or what stands in brackets, or the number at its end."""
        sentences = _SENTENCE_ENDS.split(text)
        if len(sentences) > 1:
            return self._joined(" ", sentences)
        if text[-1:] in ":,;":
            made, lacking = self.of(text[:-1])
            return made + text[-1], lacking
        best: Rendered | None = None
        for between in _BETWEEN:
            clauses = _outside_brackets(text, between)
            if len(clauses) > 1:
                made_parts = self._joined(between, clauses)
                if not made_parts[1]:
                    return made_parts
                best = best or made_parts
        apart = _BRACKETED.fullmatch(text)
        if apart is not None and not _balanced(apart[3]):
            apart = _FIRST_BRACKETED.fullmatch(text)
        apart = apart or _NUMBERED.fullmatch(text)
        if apart is None:
            return best
        pieces = [self.of(piece) for piece in apart.groups()]
        made_pieces = "".join(piece for piece, _ in pieces), [part for _, parts in pieces for part in parts]
        return made_pieces if not made_pieces[1] else best or made_pieces

    def _joined(self, between: str, parts: list[str]) -> Rendered:
        made = [self.of(part) for part in parts]
        word = self.templates.whole.get(between.strip())
        written = between if word is None else f" {word} "
        return written.join(part for part, _ in made), [each for _, parts in made for each in parts]

    def _numbers(self, text: str) -> str:
        language = self.templates.language

        def write(number: re.Match[str]) -> str:
            whole, rest, percent = number.groups()
            decimals = (rest or "").replace(".", language.decimal)
            return whole.replace(",", language.thousands) + decimals + (language.percent if percent else "")

        return _NUMBER.sub(write, text)


@lru_cache(maxsize=65536)
def _of(translator: Translator, text: str) -> Rendered:
    """Kept, since templates that fit by chance ask for the same parts again and again."""
    return translator._made(text)


@lru_cache(maxsize=8)
def _translator(code: str, names: frozenset[str]) -> Translator:
    return Translator(_templates(code), names)


@cache
def _templates(code: str) -> Templates:
    return Templates(import_module(f"isostats.words.languages.{language_of(code)}").LANGUAGE)


def _first_word(text: str) -> str:
    """The first word where it is told, by which a template is looked up."""
    return re.split(r"[^A-Za-z0-9-]", text, maxsplit=1)[0]


def _balanced(text: str) -> bool:
    """Whether every bracket that is closed in the text was opened in it before, and none is left open.

    >>> _balanced("a (b)"), _balanced("b), c (d")
    (True, False)
    """
    depth = 0
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        if depth < 0:
            return False
    return depth == 0


def _outside_brackets(text: str, between: str) -> list[str]:
    """The text in parts where ``between`` stands outside of brackets.

    >>> _outside_brackets("a (b, c), d", ", ")
    ['a (b, c)', 'd']
    """
    parts: list[str] = []
    for piece in text.split(between):
        whole = not parts or parts[-1].count("(") <= parts[-1].count(")")
        parts = [*parts, piece] if whole else [*parts[:-1], parts[-1] + between + piece]
    return parts


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
