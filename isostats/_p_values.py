"""How a p value is written, by one function: the p of a figure and the p of a table cannot differ."""

from __future__ import annotations

from math import isfinite


def p_text(value: float, *, equals: bool = False) -> str:
    """A p value as journals print it: three decimals below 0.1, two above; ``equals`` puts = before a number.

    >>> p_text(0.0004), p_text(0.034), p_text(0.0997), p_text(0.34), p_text(float("nan"))
    ('<0.001', '0.034', '0.10', '0.34', '–')
    >>> p_text(0.0004, equals=True), p_text(0.034, equals=True)
    ('< 0.001', '= 0.034')
    """
    if not isfinite(value):
        return "–"
    if value < 0.001:
        return "< 0.001" if equals else "<0.001"
    text = f"{value:.3f}" if value < 0.0995 else f"{value:.2f}"
    return f"= {text}" if equals else text
