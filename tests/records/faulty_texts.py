"""Text files as they should not be: rows of odd cells, fields too many or too few, quotes and blank lines anywhere."""

from __future__ import annotations

from hypothesis import strategies as st

ODD = ["", " ", '"', '""', '"x,y"', '"x', 'x"', 'a"b', '"a" b', '"two\nlines"', "NA", "-", "none", "\\N", "\t", ";"]
ENDS = ["\n", "\r\n", "\n\n", "\n \n", "\r"]


def lines_of(header: str, rows: st.SearchStrategy[list[str]], delimiter: str) -> st.SearchStrategy[str]:
    """Files with this header: rows of cells joined by the delimiter, with surplus or lacking fields now and then."""

    @st.composite
    def file(draw: st.DrawFn) -> str:
        text = header.replace(",", delimiter) + draw(st.sampled_from(ENDS[:2]))
        for cells in draw(st.lists(rows, min_size=1, max_size=5)):
            cells = list(cells)
            change = draw(st.sampled_from(["", "", "", "odd", "surplus", "surplus empty", "short"]))
            if change == "odd":
                cells[draw(st.integers(0, len(cells) - 1))] = draw(st.sampled_from(ODD))
            elif change == "short":
                cells = cells[: draw(st.integers(1, len(cells) - 1))]
            elif change:
                cells.insert(draw(st.integers(0, len(cells))), "7" if change == "surplus" else "x")
                cells = [*cells[:-1], ""] if change == "surplus empty" else cells
            text += delimiter.join(cells) + draw(st.sampled_from(ENDS))
        return text.rstrip("\n") if draw(st.booleans()) else text

    return file()
