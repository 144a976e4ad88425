"""Shares and differences as a sentence has them."""

from __future__ import annotations


def percent(share: float, *, points: bool = False) -> str:
    """A share as a percentage to one decimal, or a difference in points.

    >>> percent(0.78123), percent(-0.069, points=True)
    ('78.1%', '6.9 points')
    """
    return f"{abs(share) * 100:.1f} points" if points else f"{share * 100:.1f}%"
