"""A manuscript's numbers held against the results: each stands before the name of what it is, in double brackets.

*In remission were 77.0% (75.4 to 78.6) [[remission.systemic_treatment.730]]*: the text before the brackets is compared
with what the results say, or written there. Markdown, LaTeX and plain text are read as they are, Word by python-docx.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isostats.analyses.cited_numbers import CitedNumbers
from isostats.errors import IsostatsError, OutputError, StudyError
from isostats.writing import whole_files

if TYPE_CHECKING:
    from docx.document import Document

MARK = re.compile(r"\[\[\s*([^\[\]]+?)\s*\]\]")
NUMBER = re.compile(
    r"(?:(?:between|at most|p)\s+)?[<=]?\s*[-+−]?\d[\d,]*(?:\.\d+)?\s?%?(?:\s(?:days|points))?"
    r"(?:\s*\([^()\[\]]*\d[^()\[\]]*\))?\s*$"
)
TEXTS, WORD = (".md", ".tex", ".txt", ".qmd", ".rmd"), ".docx"


@dataclass(frozen=True)
class Mention:
    """A name in a manuscript: where it stands, the number before it, and what the results say.

    ``start`` and ``end`` are those of the number and the brackets in the line (in Word: the paragraph) ``line``.
    """

    line: int
    name: str
    written: str
    expected: str
    trouble: str
    start: int
    end: int

    @property
    def agrees(self) -> bool:
        """Whether the text says what the results say."""
        return not self.trouble and _even(self.written) == _even(self.expected)

    @property
    def words(self) -> str:
        """What is wrong, as a sentence; empty where nothing is."""
        where = f"line {self.line}, {self.name}:"
        if self.trouble:
            return f"{where} {self.trouble}"
        if self.agrees:
            return ""
        if not self.written:
            return f"{where} no number stands before it; the results say {self.expected}."
        return f"{where} the text says {self.written}, the results say {self.expected}."


def check_manuscript(path: str | Path, results: CitedNumbers) -> tuple[Mention, ...]:
    """Every name in a manuscript with the number before it and that of the results, in their order.

    ``path`` is a file of Markdown, LaTeX, plain text or Word. Nothing is written. Raises StudyError for a file of
    another kind, one that cannot be read, or one without a name.
    """
    mentions = tuple(each for n, line in enumerate(_lines(Path(path)), 1) for each in _mentions(n, line, results))
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
        raise OutputError("\n".join(["Nothing is written.", *(each.words for each in troubled)]))
    latex = path.suffix.lower() == ".tex"

    def text_of(mention: Mention) -> str:
        number = mention.expected.replace("%", "\\%") if latex else mention.expected
        return f"{number} [[{mention.name}]]" if brackets else number

    if path.suffix.lower() == WORD:
        document = _document(path)
        for n, paragraph in enumerate(_paragraphs(document), 1):
            for mention in reversed(_mentions(n, "".join(run.text for run in paragraph.runs), results)):
                _replace(paragraph.runs, mention.start, mention.end, text_of(mention))
        with whole_files(out, ours=lambda _: False) as (part,):
            document.save(str(part))
        return
    lines = [_filled(line, _mentions(n, line, results), text_of) for n, line in enumerate(_lines(path), 1)]
    with whole_files(out, ours=lambda _: False) as (part,):
        part.write_bytes("".join(lines).encode("utf-8"))


def _mentions(n: int, line: str, results: CitedNumbers) -> list[Mention]:
    mentions, after = [], 0
    for mark in MARK.finditer(line):
        before = line[after : mark.start()].replace("\\%", "% ") if "\\%" in line else line[after : mark.start()]
        number = NUMBER.search(before)
        written = number.group().strip() if number else ""
        start = mark.start() - (len(before) - _first(number.group(), number.start())) if number else mark.start()
        expected, trouble = "", ""
        try:
            expected = results[mark.group(1)]
        except IsostatsError as error:
            trouble = str(error)
        mentions.append(Mention(n, mark.group(1), written, expected, trouble, start, mark.end()))
        after = mark.end()
    return mentions


def _first(text: str, start: int) -> int:
    """Where the text begins behind its leading blanks."""
    return start + len(text) - len(text.lstrip())


def _even(text: str) -> str:
    """A number without what typesetting changes: blanks of any width, the minus sign."""
    return re.sub(r"\s+", "", text.replace("\u2212", "-"))


def _filled(line: str, mentions: Sequence[Mention], text_of: Callable[[Mention], str]) -> str:
    for each in reversed(mentions):
        line = line[: each.start] + text_of(each) + line[each.end :]
    return line


def _lines(path: Path) -> list[str]:
    kind = path.suffix.lower()
    if kind == WORD:
        return ["".join(run.text for run in paragraph.runs) for paragraph in _paragraphs(_document(path))]
    if kind not in TEXTS:
        kinds = ", ".join((*TEXTS, WORD))
        raise StudyError(f"{path.name} is no manuscript that can be read: it ends in none of {kinds}.")
    try:
        return path.read_bytes().decode("utf-8").splitlines(keepends=True)
    except FileNotFoundError:
        raise StudyError(f"{path} does not exist.") from None
    except UnicodeDecodeError:
        raise StudyError(f"{path.name} is not text in UTF-8: save it so.") from None


def _document(path: Path) -> Document:
    try:
        from docx import Document as read
    except ModuleNotFoundError:
        raise StudyError("Word files need python-docx: pip install 'isostats[word]'.") from None
    try:
        return read(str(path))
    except Exception as error:  # python-docx raises errors of zip, XML and its own
        raise StudyError(f"{path.name} cannot be read as a Word file.") from error


def _paragraphs(document: Document) -> list[Any]:
    """Every paragraph of the body and its tables."""
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    unique = {id(cell._tc): cell for cell in cells}.values()  # a merged cell comes once for each place
    return [*document.paragraphs, *(each for cell in unique for each in cell.paragraphs)]


def _replace(runs: Sequence[Any], start: int, end: int, text: str) -> None:
    """Put a text in the place of these letters, in the letters' own style: that of the run where they begin."""
    at = 0
    for run in runs:
        here, size = run.text, len(run.text)
        low, high = max(start - at, 0), min(end - at, size)
        if low < high:
            run.text = here[:low] + text + here[high:]
            text = ""
        at += size
