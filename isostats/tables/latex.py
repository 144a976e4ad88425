"""A table in LaTeX with booktabs; every sign of a name comes out as it is written in the records."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from isostats.tables.written import Apart, Written
from isostats.words.numbers import number_text

SIGNS = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", "[": "{[}", "]": "{]}", "*": "{*}", "`": r"\textasciigrave{}", '"': r"\textquotedbl{}",
    "'": "{'}", "-": "-", "–": "--", "—": "---", "−": "$-$", "≤": r"$\leq$", "≥": r"$\geq$", "±": r"$\pm$",
    "×": r"$\times$", "∞": r"$\infty$", "·": r"\textperiodcentered{}", "\u2009": r"\,", "\u202f": r"\,", "\xa0": "~",
}  # fmt: skip
"""What LaTeX would read as something else, or does not know as a letter; a row that begins with [ or * follows \\\\."""
_ADDRESS = re.compile(r"https?:/\S+")
_BREAKS = re.compile(r"(?<=[/.])(?=[\w(])|(?<=\w{12})(?=\w{4})")
"""Where an address may break: after its strokes and dots, and within a long run of letters."""
PACKAGES = "% needs \\usepackage{booktabs} and \\usepackage[T1]{fontenc}"
ROWS_OF_A_PAGE = 45
"""A table with more rows goes on over several pages."""
LETTERS_OF_A_LINE = 92
"""Of the small type in a line of 170 mm; a wider table has smaller type, less room between columns, broken texts."""
LETTERS_OF_A_DENSE_LINE = 116
LETTERS_OF_A_LYING_LINE = 168
DENSE = r"\footnotesize\setlength{\tabcolsep}{3pt}"
NARROWEST_TEXT = 12
"""Letters of a text that is never broken."""


def escaped(text: str) -> str:
    """A text as LaTeX has it.

    >>> escaped("$outh & |North| 5%"), escaped("a--b"), escaped("2–3")
    ('\\\\$outh \\\\& \\\\textbar{}North\\\\textbar{} 5\\\\%', 'a-{}-b', '2--3')
    """
    kept = "".join(" " if sign.isspace() and sign not in SIGNS else sign for sign in text if sign.isprintable()
                   or sign.isspace())  # fmt: skip
    apart = re.sub(r"-(?=-)", "-\0", _ADDRESS.sub(lambda hit: _BREAKS.sub("\1", hit[0]), kept))
    signs = SIGNS | {"\0": "{}", "\1": r"\allowbreak{}"}
    return "".join(signs.get(sign, sign) for sign in apart)


def table_latex(table: Written) -> str:
    """A ``table`` environment; a ``longtable`` where it is taller than a page, ``sidewaystable`` where it is wider."""
    widths = [max([len(row[i]) for row in table.body], default=0) for i in range(len(table.header))]
    header = " & ".join(map(_head, table.heads, widths, table.of_numbers)) + r" \\"
    rows, above, set_as = [_row(cells) for cells in table.body], _spans(table), _columns(table, widths)
    columns, tall = "".join(set_as.kinds), set_as.lines > ROWS_OF_A_PAGE
    caption, label = rf"\caption{{{escaped(table.title)}}}", rf"\label{{tab:{_label(table.name)}}}"
    notes = rf"\par\smallskip\footnotesize {escaped(table.notes)}" if table.notes else ""
    wanted = {"array": "arraybackslash" in columns, "longtable": tall, "rotating": set_as.sideways and not tall}
    packages = PACKAGES + "".join(rf" and \usepackage{{{name}}}" for name, needed in wanted.items() if needed)
    if tall:
        lines = [
            packages, rf"\begingroup{set_as.size}", rf"\begin{{longtable}}{{{columns}}}",
            rf"{caption}{label}\\", r"\toprule", above, header, r"\midrule", r"\endfirsthead", r"\toprule",
            above, header, r"\midrule", r"\endhead", r"\bottomrule", r"\endfoot", *rows, r"\end{longtable}", notes,
            r"\endgroup",
        ]  # fmt: skip
    else:
        kind, place = ("sidewaystable", "") if set_as.sideways else ("table", "[htbp]")
        lines = [
            packages, rf"\begin{{{kind}}}{place}", rf"\centering{set_as.size}", caption, label,
            rf"\begin{{tabular}}{{{columns}}}", r"\toprule", above, header, r"\midrule", *rows, r"\bottomrule",
            r"\end{tabular}", notes, rf"\end{{{kind}}}",
        ]  # fmt: skip
    return "\n".join(line for line in lines if line) + "\n"


@dataclass(frozen=True)
class _Setting:
    """How a table is set: the kind of each column, the size of the type, its height in lines, and whether it lies."""

    kinds: list[str]
    size: str
    lines: int
    sideways: bool = False


def _columns(table: Written, widths: Sequence[int]) -> _Setting:
    """Numbers to the right, texts to the left.

    Sentences break within an equal part of the line each. Where a table is wider than a line, its type is smaller, and
    its longest texts break within what the other columns leave; where numbers alone are wider, it lies on its side.
    """
    if table.stacked:
        many = len(table.header)
        lines = _height(table, dict.fromkeys(range(many), LETTERS_OF_A_DENSE_LINE / many))
        width = _broken(rf"p{{\dimexpr\linewidth/{many}-2\tabcolsep}}")
        return _Setting([width] * many, r"\small" if many < 6 else DENSE, lines)
    heads = [max(map(len, _lines_of("".join(head), wide))) for head, wide in zip(table.heads, widths, strict=True)]
    taken = [max(pair) + 2 for pair in zip(heads, widths, strict=True)]
    kinds = ["r" if numbers else "l" for numbers in table.of_numbers]
    if sum(taken) <= LETTERS_OF_A_LINE:
        return _Setting(kinds, r"\small", len(table.body))
    texts = [i for i, kind in enumerate(kinds) if kind == "l" and taken[i] > NARROWEST_TEXT]
    spare = sum(taken[i] - NARROWEST_TEXT for i in texts)
    sideways = sum(taken) - spare > LETTERS_OF_A_DENSE_LINE
    line = LETTERS_OF_A_LYING_LINE if sideways else LETTERS_OF_A_DENSE_LINE
    left = {i: taken[i] for i in texts}
    for _ in range(min(sum(taken) - line, spare)):  # the longest gives way first
        left[max(left, key=lambda i: left[i])] -= 1
    broken = {i: float(letters) for i, letters in left.items() if letters < taken[i]}
    for i, letters in broken.items():
        # what it takes of the line has the room between columns in it
        kinds[i] = _broken(rf"p{{\dimexpr{number_text(round(letters / line, 2))}\linewidth-2\tabcolsep}}")
    return _Setting(kinds, DENSE, _height(table, broken), sideways)


def _lines_of(head: str, width: int) -> list[str]:
    """A head in two lines where it is wider than all that stands under it.

    >>> _lines_of("standardised difference", 4), _lines_of("people", 5)
    (['standardised', 'difference'], ['people'])
    """
    blanks = [place for place, sign in enumerate(head) if sign == " "]
    if len(head) <= max(width, 8) or not blanks:
        return [head]
    middle = min(blanks, key=lambda place: abs(2 * place - len(head)))
    return [head[:middle], head[middle + 1 :]]


def _height(table: Written, broken: Mapping[int, float]) -> int:
    """How many lines the rows take, where these columns break after so many letters."""
    return sum(max([1, *(ceil(len(row[i]) / letters) for i, letters in broken.items())]) for row in table.body)


def _broken(width: str) -> str:
    return rf">{{\raggedright\arraybackslash}}{width}"


def _spans(table: Written) -> str:
    """A row of heads that each stand over several columns, with a rule below each."""
    cells, rules, first = [], "", 1
    for head, columns in table.spans:
        cells.append(rf"\multicolumn{{{columns}}}{{{'c' if head else 'l'}}}{{{escaped(head)}}}")
        rules += rf"\cmidrule(lr){{{first}-{first + columns - 1}}}" if head else ""
        first += columns
    return " & ".join(cells) + rf" \\ {rules}" if cells else ""


def _head(parts: Apart, width: int, numbers: bool) -> str:
    """A head with its letter in italics; in two lines where that makes its column narrower."""
    before, slanted, after = parts
    if slanted:
        return rf"{escaped(before)}\textit{{{escaped(slanted)}}}{escaped(after)}"
    lines = [escaped(line) for line in _lines_of(before + after, width)]
    return lines[0] if len(lines) == 1 else rf"\shortstack[{'r' if numbers else 'l'}]{{{lines[0]}\\{lines[1]}}}"


def _row(cells: Sequence[str]) -> str:
    return " & ".join(map(escaped, cells)) + r" \\"


def _label(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")
