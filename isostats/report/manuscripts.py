"""A manuscript's numbers held against the results: each stands before the name of what it is, in double brackets.

*In remission were 77.0% (75.4 to 78.6) [[remission.systemic_treatment.730]]*: the text before the brackets is compared
with what the results say, or written there. Markdown, LaTeX and plain text are read as they are, Word by python-docx.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from isostats.analyses.cited_numbers import CitedNumbers
from isostats.errors import IsostatsError, OutputError, StudyError
from isostats.report.manuscript_texts import (
    COMMENT,
    HIDDEN,
    LATEX,
    WORD,
    document_of,
    paragraphs_of,
    passages_of,
    replace_letters,
    text_of_runs,
    texts_beside,
)
from isostats.vocabulary import names as v
from isostats.words.english import BOUND_WORDS
from isostats.words.language import translated
from isostats.words.numbers import counted
from isostats.writing import whole_files

MARK = re.compile(r"\[\[\s*([^\[\]]+?)\s*\]\]")
LINE_BREAK = re.compile(r"\r\n|[\n\r]")
TORN = re.compile(r"\[\[[\w.=:-]*\.[\w.=:-]*|\[\[\s*\]\]")
"""What was meant for a name: brackets that nothing closes, or with nothing in them."""
UNCLOSED = "this is no name of a number: write [[name]], with both brackets closed."
_N = r"[-−]?(?:\d[\d,]*(?:[.·]\d+)?|\.\d+)"
_BLANK = r"[ \u00a0\u2009\u202f]?"
_UNIT = r"(?: (?:days|years|(?:percentage )?points|Tage|Jahre|(?:Prozent)?[pP]unkte))?"
NUMBER = re.compile(
    rf"(?:(?:[pP] ?[=<] ?)?{_N}(?:{_BLANK}\\?%)?{_UNIT}"
    r"(?: ?(?:\([^()\[\]]*\d[^()\[\]]*\)|\[[^()\[\]]*\d[^()\[\]]*\]))?"
    rf"|{_N}(?: to | bis |–){_N})$"
)
"""What the report writes, at the end of a text, and how journals set it; nothing else is taken for a number."""
FIRST = re.compile(r"[\d+\-−.pP<>*_\\$]")
"""With what a number that is spelt like one of the results begins."""
LONGEST = 90
"""Letters before a name among which a number that is spelt like one of the results begins."""
BEFORE = re.compile(r"(?:^|[\s(\[=:\"“„‘])$")
"""What may stand directly before a number, so that it is a whole one."""
NEAR = 16
"""Letters before a name among which a digit may be one of a number that is not read."""
SAYS_BOUND = {
    v.AT_MOST: r"at most|up to|(?:no|not) more than|upper|höchstens|bis zu|maximal|nicht mehr als|obere\w*",
    v.AT_LEAST: r"at least|(?:no|not) (?:less|fewer) than|lower|mindestens|wenigstens|nicht weniger als|untere\w*",
    v.IF_NONE_UNSEEN: r"unseen|not seen|ungesehen|nicht gesehen",
}
"""How a sentence says that the number that comes next is a bound."""
SAYS_A_BOUND = re.compile(rf"(?i)\b(?:{'|'.join(f'(?P<{bound}>{words})' for bound, words in SAYS_BOUND.items())})\b")
BOTH_ENDS = re.compile(
    r"(?i)\b(?:between|zwischen) +(?:\d[\d.,]*(?: ?\\?%)?(?: ?\([^()]*\))?(?: ?\[\[[^\[\]]*\]\])? +(?:and|und) +)?$"
)
"""The number that comes next is one of the two between which the answer lies."""
DENIES = re.compile(r"(?i)\b(?:not|never|nor|nicht|nie|kein\w*)\b")
ANOTHER = re.compile(r"\d[^\s)\]]*[)\]]*")
"""A number before it, of which the words before that number speak."""
UNREAD = (
    "it stands in a note, a text box, a header or a comment, or in a paragraph with a link, a field or a tracked "
    "change. These are not read: accept the changes, or set the sentence in the body as plain text."
)



@dataclass(frozen=True)
class Mention:
    """A name in a manuscript: where it stands, the number before it, and what the results say.

    ``agrees`` says whether the text says it, as any journal or language sets it. ``start`` and ``end`` are those of the
    number and the brackets in the line (in Word: the paragraph) ``line``. ``bound`` are the words that the number needs
    before it, being one end alone of what may be true, and that its sentence lacks.
    """

    line: int
    name: str
    written: str
    expected: str
    trouble: str
    start: int
    end: int
    agrees: bool = False
    bound: str = ""

    @property
    def words(self) -> str:
        """What is wrong, as a sentence; empty where nothing is."""
        where = f"line {self.line}, {self.name}:" if self.line else f"{self.name}:"
        if self.trouble and (self.name.rpartition(":")[0] or self.name) in self.trouble:  # which says it already
            return f"line {self.line}: {self.trouble}" if self.line else self.trouble
        if self.trouble:
            return f"{where} {self.trouble}"
        if self.agrees:
            return ""
        if self.written and _even(self.written) == _even(self.expected):
            bounded = f"{self.bound} {self.written}"
            return f"{where} the number is a bound, and its sentence does not say so: write {bounded}."
        if not self.written:
            return f"{where} no number stands before it; the results say {self.expected}."
        part = ""
        if ":" not in self.name and _even(self.expected).startswith(f"{_even(self.written)}("):
            part = f" Write the limits too, or name the estimate alone: [[{self.name}:estimate]]."
        return f"{where} the text says {self.written}, the results say {self.expected}.{part}"


def check_manuscript(path: str | Path, results: CitedNumbers) -> tuple[Mention, ...]:
    """Every name in a manuscript with the number before it and that of the results, in their order.

    ``path`` is a file of Markdown, LaTeX, plain text or Word. Nothing is written. Raises StudyError for a file of
    another kind, one that cannot be read, or one without a name.
    """
    latex = Path(path).suffix.lower() == LATEX
    mentions = tuple(each for n, text in passages_of(Path(path)) for each in _mentions(n, text, results, latex=latex))
    mentions += tuple(_not_read(Path(path)) if Path(path).suffix.lower() == WORD else ())
    if not mentions:
        raise StudyError(
            f"{Path(path).name} has no name of a number. Write one in double brackets behind each number, such as "
            "[[remission.systemic_treatment.730]]; isostats cite --results DIR lists them."
        )
    return mentions


def fill_manuscript(path: str | Path, results: CitedNumbers, out: str | Path, *, brackets: bool = True) -> None:
    """Write a copy of a manuscript with the number of the results before each name.

    Without ``brackets`` the names are left out, as a journal wants it. Raises OutputError where ``out`` exists, is of
    another kind, or a name has no number: nothing is then written.
    """
    path, out = Path(path), Path(out)
    if out.exists() or out.suffix.lower() != path.suffix.lower():
        why = "is there already" if out.exists() else f"does not end in {path.suffix}"
        raise OutputError(f"{out.name} {why}: the filled copy needs a name of its own, of the same kind.")
    if troubled := [each for each in check_manuscript(path, results) if each.trouble]:
        head = f"Nothing is written: {counted(len(troubled), 'name')} of {path.name} cannot be filled in."
        advice = "Mend the manuscript and run it again; isostats cite --results DIR lists the names."
        raise OutputError("\n".join([head, *(each.words for each in troubled), advice]))
    latex = path.suffix.lower() == LATEX

    def text_of(mention: Mention) -> str:
        number = f"{mention.bound} {mention.expected}".lstrip()
        number = number.replace("%", "\\%") if latex else number
        return f"{number} [[{mention.name}]]" if brackets else number

    if path.suffix.lower() == WORD:
        document = document_of(path)
        for n, paragraph in enumerate(paragraphs_of(document), 1):
            for mention in reversed(_mentions(n, text_of_runs(paragraph), results)):
                replace_letters(paragraph.runs, mention.start, mention.end, text_of(mention))
        with whole_files(out, ours=lambda _: False) as (part,):
            document.save(str(part))
        return
    passages = [_filled(text, _mentions(n, text, results, latex=latex), text_of) for n, text in passages_of(path)]
    with whole_files(out, ours=lambda _: False) as (part,):
        part.write_bytes("".join(passages).encode("utf-8"))


def _mentions(n: int, passage: str, results: CitedNumbers, *, latex: bool = False) -> list[Mention]:
    """The names of a passage from line ``n`` on, each with the number before it, which an editor's line break may
    part from it."""
    shown = COMMENT.sub(lambda comment: " " * len(comment.group()), passage) if latex else passage
    mentions, after, line = [], 0, LINE_BREAK.sub(lambda end: " " * len(end.group()), shown)
    for mark in MARK.finditer(line):
        text = line[after : mark.start()]
        before = text.rstrip()
        number = NUMBER.search(before)
        written, place = (number.group(), number.start()) if number else ("", len(text))
        expected, trouble, agrees, bound = "", "", False, ""
        try:
            expected, *others = results.spellings(mark.group(1))
            spelt = _spelt(before, {_even(each) for each in (expected, *others)})
            agrees = spelt is not None
            if spelt is None:
                trouble = _unclear(before, number, expected)
            else:
                written, place = before[spelt:], spelt
            bound = _lacking_bound(line[: after + place], results.bound(mark.group(1)))
        except IsostatsError as error:
            trouble = str(error)
        written = written.replace("\\%", "%")
        at = n + len(LINE_BREAK.findall(passage[: mark.start()]))
        mentions.append(Mention(at, mark.group(1), written, expected, trouble, after + place, mark.end(),
                                agrees and not bound, bound))
        after = mark.end()
    for torn in TORN.finditer(MARK.sub(lambda mark: " " * len(mark.group()), line)):
        at = n + len(LINE_BREAK.findall(passage[: torn.start()]))
        mentions.append(Mention(at, torn.group().strip(), "", "", UNCLOSED, torn.start(), torn.end()))
    return sorted(mentions, key=lambda each: each.start)


def _lacking_bound(head: str, bound: str) -> str:
    """The words that a bound needs before it, in the language spoken now; nothing where its sentence has some."""
    if not bound:
        return ""
    sentence = re.split(r"(?<=[\w%)\]])[.!?]\s", head)[-1]
    if BOTH_ENDS.search(sentence) or _says_bound(ANOTHER.split(sentence)[-1], bound):
        return ""
    return translated(BOUND_WORDS[bound].strip())


def _says_bound(between: str, bound: str) -> bool:
    """Whether the words between a number and the one before it say what it is a bound of: the last that say any bound
    do, and nothing denies it."""
    *_, last = (None, *SAYS_A_BOUND.finditer(between))
    if last is None or last.lastgroup != bound:
        return False
    return not DENIES.search(between, last.end()) and not re.search(rf"{DENIES.pattern}\s*$", between[: last.start()])


def _spelt(before: str, spellings: set[str]) -> int | None:
    """Where the end of a text begins that is a number of the results in one of its spellings; nothing where none is."""
    for place in range(max(0, len(before) - LONGEST), len(before)):
        if FIRST.match(before, place) and _is_whole(before[:place]) and _even(before[place:]) in spellings:
            return place
    return None


def _is_whole(head: str) -> bool:
    """Whether a number that follows this text is no part of a longer one."""
    return bool(BEFORE.search(head)) and not head.rstrip()[-1:].isdigit()


def _unclear(before: str, number: re.Match[str] | None, expected: str) -> str:
    """Why it cannot be told which number stands before a name; empty where it can."""
    if number is None:
        near = before[-NEAR:]
        last = max((place for place, sign in enumerate(near) if sign.isdigit() or sign == HIDDEN), default=-1)
        if last < 0 or re.search(r"\s[^\W\d_]", near[last:]):  # a word lies between
            return ""
        return f"what stands before it is not read: '...{near}'. Write the number as plain text, directly before it."
    if not _is_whole(before[: number.start()]):
        near = before[-(len(number.group()) + 4) :]
        return f"the number before it may be part of a longer one: '...{near}'. Thousands are written 3,000."
    shapes = [re.sub(r"\d[\d,.]*", "#", _even(each)) for each in (number.group(), expected)]
    if shapes[0] != shapes[1] and not shapes[1].startswith(f"{shapes[0]}("):
        return f"the text says {number.group()}, which is another kind of number than {expected}."
    return ""


def _even(text: str) -> str:
    """A number without what journals and authors set in their own way: blanks, signs of minus and of ranges, brackets,
    the name of the 95% limits, the dot of decimals, the 0 before it and the slant in a p.

    >>> _even("77·0% [95% CI 75.4–78.6]") == _even("77.0% (75.4 to 78.6)"), _even("*P* = .70") == _even("p = 0.70")
    (True, True)
    >>> _even("77,0 % (95 %-KI: 75,4–78,6)") == _even("77,0 % (75,4 bis 78,6)")
    True
    """
    text = re.sub(r"(?<=\d)\s+(?=\d)(?!\d{3}(?!\d))", HIDDEN, text)  # two numbers: only thousands are set apart
    text = text.replace("\u2212", "-").replace("·", ".").replace("\\%", "%").replace("\\textperiodcentered{}", ".")
    text = re.sub(r"(?i)percentage (?=points)", "", text).replace("Prozentpunkte", "Punkte")
    text = re.sub(r"\\,|(?<=\d)~|&nbsp;", " ", text)
    text = re.sub(r"[*_]([pP])[*_]|\\(?:textit|emph)\{([pP])\}|\$([pP])\$", r"\1\2\3", text)
    text = re.sub(r"[;,]\s?(?=\d\d(?:[.,]\d+)?[\s-]?%[\s-]*(?:CI|CrI|KI)\b)(.*)$", r" (\1)", text)  # without brackets
    text = re.sub(rf"([(\[])\s?{_INTERVAL}", lambda name: f"{name[1]}{_level(name[2])}", text, flags=re.IGNORECASE)
    text = re.sub(r"(?<=[\d%])\s?(?:–|--?|bis\b|[,;] (?=[-\d]))\s?(?=[-\d.])", " to ", text)
    text = re.sub(r"(?<![\d.])\.(?=\d)", "0.", text.replace("[", "(").replace("]", ")"))
    return re.sub(r"\s+", "", re.sub(r"%\s?to ", " to ", text)).replace("P", "p").replace("%)", ")")


_INTERVAL = (
    r"(\d\d(?:[.,]\d+)?)[\s-]?%[\s-]*(?:CI|CrI|KI|confidence interval|Konfidenzintervall|limits|Grenzen)\b[:,]?\s?"
)


def _level(percent: str) -> str:
    """The name of limits of a level as results write it; that of the usual one is left out."""
    return "" if percent == "95" else f"{percent.replace(',', '.')}%limits"


def _filled(line: str, mentions: Sequence[Mention], text_of: Callable[[Mention], str]) -> str:
    for each in reversed(mentions):
        line = line[: each.start] + text_of(each) + line[each.end :]
    return line


def _not_read(path: Path) -> Iterator[Mention]:
    """Names where a number cannot be told or replaced."""
    for text in texts_beside(path):
        for mark in MARK.finditer(text):
            yield Mention(0, mark.group(1), "", "", UNREAD, 0, 0)
