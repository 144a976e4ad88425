"""One study and one outcome under several spellings: found in an evidence file and named, never pooled apart."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.numbers import counted

if TYPE_CHECKING:
    import pandas as pd


IDLE = re.compile(r"[\s_.,;:()'\"‐‑‒–—-]+")
"""What may stand or be missing between the words of one name."""


def one_form(text: str) -> str:
    """A name made comparable: case, accents, blanks, dashes and stops do not count; signs such as < and % do.

    >>> one_form(" Second-course "), one_form("second_course"), one_form("Quéreux  (2006)"), one_form("<220 mg/kg")
    ('second course', 'second course', 'quereux 2006', '<220 mg/kg')
    """
    letters = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(IDLE.sub(" ", plain).split())


def several_spellings(frame: pd.DataFrame) -> list[str]:
    """Faults: a study or an arm written in several ways, an outcome that is another spelling of a known one."""
    return [fault for name in ("study", "arm", "outcome") if (fault := _spelled_apart(frame, name))]


def _spelled_apart(frame: pd.DataFrame, name: str) -> str:
    """The first name of a column that has more than one spelling; of outcomes, one's own against isostats' too."""
    named = frame[frame[name].notna()]
    if name == "arm":  # arms of different studies may be written as each paper has them
        studies = named["study"].fillna("")
        keys = [(one_form(study), one_form(arm)) for study, arm in zip(studies, named["arm"], strict=True)]
    else:
        keys = [(one_form(text), "") for text in named[name]]
    known = {(one_form(each), ""): each for each in OUTCOMES} if name == "outcome" else {}
    spellings: dict[tuple[str, str], dict[str, int]] = {}
    for key, text, row in zip(keys, named[name], named["row"], strict=True):
        spellings.setdefault(key, {}).setdefault(text, row)
    for key, forms in spellings.items():
        right = known.get(key, next(iter(forms)))
        wrong = {text: row for text, row in forms.items() if text != right}
        if wrong:
            many = counted(int(named[name].isin(list(wrong)).sum()), "evidence row")
            text, row = next(iter(wrong.items()))
            return (
                f"{many} with another spelling of the {name} {right!r} (first: {text!r}, row {row}). One {name} under "
                f"several names would be pooled as several. Write {right!r} in each, or give what differs another name."
            )
    return ""


def counted_twice(frame: pd.DataFrame) -> list[str]:
    """A fault: rows to be pooled that are of one study, arm and outcome."""
    pooled = frame[[str(word or "").lower() in ("yes", "y", "true", "1", "") for word in frame["pool"]]]
    pooled = pooled[pooled["events"].notna() & pooled["study"].notna() & pooled["outcome"].notna()]
    keys = pooled[["study", "arm", "outcome"]].map(lambda text: one_form(text) if isinstance(text, str) else "")
    again = pooled[keys.duplicated()]
    if again.empty:
        return []
    first = again.iloc[0]
    return [
        f"{counted(len(again), 'evidence row')} to be pooled with the study, arm and outcome of another (first: "
        f"{first['study']}), row {first['row']}. Remove them, name the arm of each, or set pool to no in all but one."
    ]
