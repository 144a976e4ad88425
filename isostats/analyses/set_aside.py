"""Whom a study leaves out for rows that cannot be true: how many, and where they are taken in.

Nobody knows what became of them, nor in which group they are. The ends of what may be true take them in both ways
(:mod:`isostats.estimate.unseen_outcomes`): verdicts follow from these. Whatever else stands on a page is of those
counted, and says so.
"""

from __future__ import annotations

from isostats.cohort.set_aside import SetAside
from isostats.words.numbers import agreed, count_text, counted

OF_OTHERS = "Ranges and verdicts take them in unless they say otherwise; single figures leave them out."
"""Where those set aside are, and where not."""


def aside_sentence(aside: SetAside) -> str:
    r"""Who was set aside, and where they are taken in; empty where nobody was.

    >>> print(aside_sentence(SetAside(3, 1)).replace("them. ", "them.\n"))
    3 people were set aside for impossible rows; 1 of them has a relapse or a later treatment in them.
    Ranges and verdicts take them in unless they say otherwise; single figures leave them out.
    """
    if not aside:
        return ""
    sentences = []
    if aside.people:
        were = agreed(aside.people, "was")
        who = f"{counted(aside.people, 'person', 'people')} {were} set aside for impossible rows"
        have = f"{count_text(aside.relapsed)} of them {agreed(aside.relapsed, 'has')} a relapse or a later treatment"
        sentences.append(f"{who}; {have} in them." if aside.relapsed else f"{who}.")
    if aside.strays:
        were = agreed(aside.strays, "was")
        sentences.append(f"{counted(aside.strays, 'row')} without an id {were} set aside.")
    return " ".join([*sentences, OF_OTHERS])


def left_out_words(aside: SetAside, what: str) -> str:
    """That those set aside are not in ``what`` is shown; empty where nobody was.

    >>> left_out_words(SetAside(2), "These shares"), left_out_words(SetAside(), "These shares")
    ('These shares leave out those set aside.', '')
    """
    return f"{what} leave out those set aside." if aside else ""
