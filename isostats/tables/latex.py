"""A table in LaTeX with booktabs; every sign of a name comes out as it is written in the records."""

from __future__ import annotations

import re
from collections.abc import Sequence

from isostats.tables.written import Written

SIGNS = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", "[": "{[}", "]": "{]}", "*": "{*}", "`": r"\textasciigrave{}", '"': r"\textquotedbl{}",
    "'": "{'}", "-": "-", "–": "--", "—": "---", "−": "$-$", "≤": r"$\leq$", "≥": r"$\geq$", "±": r"$\pm$",
    "×": r"$\times$", "∞": r"$\infty$", "·": r"\textperiodcentered{}", "\u2009": r"\,", "\u202f": r"\,", "\xa0": "~",
}  # fmt: skip
"""What LaTeX would read as something else, or does not know as a letter; a row that begins with [ or * follows \\\\."""
PACKAGES = "% needs \\usepackage{booktabs} and \\usepackage[T1]{fontenc}"
ROWS_OF_A_PAGE = 45
"""A table with more rows goes on over several pages."""


def escaped(text: str) -> str:
    """A text as LaTeX has it.

    >>> escaped("$outh & |North| 5%"), escaped("a--b"), escaped("2–3")
    ('\\\\$outh \\\\& \\\\textbar{}North\\\\textbar{} 5\\\\%', 'a-{}-b', '2--3')
    """
    kept = "".join(" " if sign.isspace() and sign not in SIGNS else sign for sign in text if sign.isprintable()
                   or sign.isspace())  # fmt: skip
    apart = re.sub(r"-(?=-)", "-\0", kept)
    return "".join(SIGNS.get(sign, "{}" if sign == "\0" else sign) for sign in apart)


def table_latex(table: Written) -> str:
    """A ``table`` environment or, where it has more rows than a page, a ``longtable``."""
    header, rows = " & ".join(_head(*parts) for parts in table.heads) + r" \\", [_row(cells) for cells in table.body]
    above = _spans(table)
    columns = "".join(_columns(table))
    caption, label = rf"\caption{{{escaped(table.title)}}}", rf"\label{{tab:{_label(table.name)}}}"
    notes = rf"\par\smallskip\footnotesize {escaped(table.notes)}" if table.notes else ""
    if len(rows) > ROWS_OF_A_PAGE:
        lines = [
            PACKAGES + " and \\usepackage{longtable}", r"\begingroup\small", rf"\begin{{longtable}}{{{columns}}}",
            rf"{caption}{label}\\", r"\toprule", above, header, r"\midrule", r"\endfirsthead", r"\toprule",
            above, header, r"\midrule", r"\endhead", r"\bottomrule", r"\endfoot", *rows, r"\end{longtable}", notes,
            r"\endgroup",
        ]  # fmt: skip
    else:
        lines = [
            PACKAGES, r"\begin{table}[htbp]", r"\centering\small", caption, label, rf"\begin{{tabular}}{{{columns}}}",
            r"\toprule", above, header, r"\midrule", *rows, r"\bottomrule", r"\end{tabular}", notes, r"\end{table}",
        ]  # fmt: skip
    return "\n".join(line for line in lines if line) + "\n"


def _columns(table: Written) -> list[str]:
    """Numbers to the right, texts to the left; sentences break within an equal part of the line each."""
    if table.stacked:
        width = rf"p{{\dimexpr\linewidth/{len(table.header)}-2\tabcolsep}}"
        return [rf">{{\raggedright\arraybackslash}}{width}"] * len(table.header)
    return ["r" if numbers else "l" for numbers in table.of_numbers]


def _spans(table: Written) -> str:
    """A row of heads that each stand over several columns, with a rule below each."""
    cells, rules, first = [], "", 1
    for head, columns in table.spans:
        cells.append(rf"\multicolumn{{{columns}}}{{{'c' if head else 'l'}}}{{{escaped(head)}}}")
        rules += rf"\cmidrule(lr){{{first}-{first + columns - 1}}}" if head else ""
        first += columns
    return " & ".join(cells) + rf" \\ {rules}" if cells else ""


def _head(before: str, slanted: str, after: str) -> str:
    letter = rf"\textit{{{escaped(slanted)}}}" if slanted else ""
    return escaped(before) + letter + escaped(after)


def _row(cells: Sequence[str]) -> str:
    return " & ".join(map(escaped, cells)) + r" \\"


def _label(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")
