"""The published cohorts, bundled or in a file of one's own: read, with every fault in one message, and shown."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from isostats.errors import DataError, nearest
from isostats.estimate.intervals import proportion
from isostats.evidence.tables import bundled_texts, read_numbers, read_texts
from isostats.records.schema import MISSING_TOKENS
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.numbers import counted, decimal_text

REQUIRED = ("study", v.OUTCOME, v.N, v.EVENTS)
NUMBERS = (v.N, v.EVENTS, "follow_up_months")
YES, NO = ("yes", "y", "true", "1"), ("no", v.N, "false", "0")


def read_evidence(source: str | Path | pd.DataFrame | None = None) -> pd.DataFrame:
    """The rows of an evidence file, or of the bundled one: columns by plain names, ``row`` as a spreadsheet counts it,
    numbers as numbers.

    ``pool`` is yes or no with a reason in ``pool_note``: an empty ``pool`` means yes, and a row without a count is
    never pooled. Any file that course records can be in will do. Raises DataError with every fault and one example of
    each: a required column that is not there, a row without n or with n below 1, a number that is none, not whole or
    negative, events above n, a row without study or outcome, a ``pool`` that is neither yes nor no, a study, arm or
    outcome in several spellings, and two rows to be pooled of one study, arm and outcome.
    """
    frame = _texts(source)
    missing = [name for name in REQUIRED if name not in frame]
    if missing:
        hints = "".join(f" {name}{nearest(name, frame.columns)}" for name in missing)
        raise DataError(
            f"The evidence file lacks {counted(len(missing), 'column')}:{hints}. It needs {', '.join(REQUIRED)}."
        )
    optional = ("arm", "pool", "pool_note", "follow_up_months")
    frame = frame.assign(**{name: None for name in optional if name not in frame})
    frame["pool"] = [str(word or "yes").lower() for word in frame["pool"]]
    faults = []
    for name in ("study", v.OUTCOME):
        faults += _fault(frame[frame[name].isna()], f"without {name}", advice=" Name it, or remove it.")
    for name in NUMBERS:
        frame[name], wrong = _numbers(frame, name)
        faults += wrong
    faults += _impossible(frame)
    faults += [fault for name in ("study", "arm", v.OUTCOME) if (fault := _spelled_apart(frame, name))]
    faults += _counted_twice(frame)
    if faults:
        raise DataError("\n".join(faults))
    return _pool(frame)


def _texts(source: str | Path | pd.DataFrame | None) -> pd.DataFrame:
    """The file as texts; what stands for nothing is None."""
    if source is None:
        frame = bundled_texts("data", "published", "published_cohorts.csv")
    else:
        frame = read_texts(source, "The evidence file", {*REQUIRED, "arm", "authors"})
    for name in frame.columns.drop("row"):
        empty = ("",) if name in ("study", v.OUTCOME, "authors") else MISSING_TOKENS
        frame[name] = [None if text.lower() in empty else text for text in frame[name]]
    return frame


def _fault(rows: pd.DataFrame, what: str, example: str = "", advice: str = "") -> list[str]:
    """How many rows are faulty, the first of them as one finds it in the file, and what to do; none without rows.

    ``example`` is filled from the first row.
    """
    if rows.empty:
        return []
    row = rows.iloc[0]
    study, shown = row["study"] if isinstance(row["study"], str) else "no study", example.format(row=row)
    many = counted(len(rows), "evidence row")
    return [f"{many} {what} (first: {study}{', ' * bool(shown)}{shown}), row {row['row']}.{advice}"]


def _numbers(frame: pd.DataFrame, name: str) -> tuple[pd.Series, list[str]]:
    numbers, read = read_numbers(frame[name])
    values = pd.Series(numbers, index=frame.index)
    whole = name != "follow_up_months"
    wrong = {
        f"whose {name} is not a number": [isinstance(each, str) for each in read],
        f"with {name} below 0": (values < 0).tolist(),
        f"whose {name} is not whole": ((values % 1 != 0) & values.notna() & whole).tolist(),
        f"whose {name} is 0": ((values == 0) & (name == v.N)).tolist(),
        "without n": [each is None and name == v.N for each in read],
    }
    advice = " Correct the file" + (", or leave a count that was not printed empty." if name == v.EVENTS else ".")
    examples = {words: "" if words == "without n" else f"{name} {{row[{name}]!r}}" for words in wrong}
    faults = [fault for words, bad in wrong.items() for fault in _fault(frame[bad], words, examples[words], advice)]
    return values, faults


def _impossible(frame: pd.DataFrame) -> list[str]:
    more = frame[(frame[v.EVENTS] > frame[v.N]) & (frame[v.N] >= 0)]
    example = " of ".join(decimal_text(more.iloc[0][name], 0) for name in (v.EVENTS, v.N)) if len(more) else ""
    unclear = frame[~frame["pool"].isin(YES + NO)]
    return [
        *_fault(more, "with more events than people", example, " Correct the file."),
        *_fault(unclear, "whose pool is neither yes nor no", "pool {row[pool]!r}"),
    ]


def _pool(frame: pd.DataFrame) -> pd.DataFrame:
    chosen, printed = frame["pool"].isin(YES), frame[v.EVENTS].notna()
    why = chosen.map({True: None, False: "marked pool = no"}).where(printed, "no count printed")
    notes = [note or reason for note, reason in zip(frame["pool_note"], why, strict=True)]
    return frame.assign(pool=(chosen & printed).map({True: "yes", False: "no"}), pool_note=notes)


SEPARATORS = re.compile(r"[\s_.,;:()'\"‐‑‒–—-]+")
"""What may stand or be missing between the words of one name."""


def one_form(text: str) -> str:
    """A name made comparable: case, accents, blanks, dashes and stops do not count; signs such as < and % do.

    >>> one_form(" Second-course "), one_form("second_course"), one_form("Quéreux  (2006)"), one_form("<220 mg/kg")
    ('second course', 'second course', 'quereux 2006', '<220 mg/kg')
    """
    letters = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(SEPARATORS.sub(" ", plain).split())


def _spelled_apart(frame: pd.DataFrame, name: str) -> str:
    """The first name of a column that has more than one spelling; of outcomes, one's own against isostats' too."""
    named = frame[frame[name].notna()]
    # arms of different studies may be written as each paper has them
    within = [one_form(study or "") for study in named["study"]] if name == "arm" else [""] * len(named)
    spelled = list(zip(within, map(one_form, named[name]), named[name], named["row"], strict=True))
    known = {one_form(each): each for each in OUTCOMES} if name == v.OUTCOME else {}
    meant: dict[tuple[str, str], str] = {}
    for study, form, text, _ in spelled:
        meant.setdefault((study, form), known.get(form, text))
    for one, right in meant.items():
        wrong = [(text, row) for study, form, text, row in spelled if (study, form) == one and text != right]
        if wrong:
            (first, row), others = wrong[0], {text for text, _ in wrong}
            many = counted(sum(text in others for _, _, text, _ in spelled), "evidence row")
            return (
                f"{many} with another spelling of the {name} {right!r} (first: {first!r}, row {row}). One {name} under "
                f"several names would be pooled as several. Write {right!r} in each, or give what differs another name."
            )
    return ""


def _counted_twice(frame: pd.DataFrame) -> list[str]:
    pooled = frame[frame["pool"].isin(YES)].dropna(subset=["study", v.OUTCOME, v.EVENTS])
    keys = pooled[["study", "arm", v.OUTCOME]].map(lambda text: one_form(text) if isinstance(text, str) else "")
    advice = " Remove them, name the arm of each, or set pool to no in all but one."
    return _fault(pooled[keys.duplicated()], "to be pooled with the study, arm and outcome of another", advice=advice)


COLUMNS = (
    "study", "label", "arm", v.OUTCOME, v.N, v.EVENTS, v.PROPORTION, v.LOWER, v.UPPER, "follow_up_months",
    "definition", "count_basis", "pool", "pool_note", "url",
)  # fmt: skip
"""The columns of the published evidence, as it is shown."""


def published(
    outcome: str | None = None, *, path: str | Path | pd.DataFrame | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Published cohorts: events among n with a Wilson interval, follow-up, definition, confidence and source.

    One row per study, arm and outcome, in the order of the proportion with the event. ``pool`` says whether a row may
    enter a pooled estimate and ``pool_note`` why not; ``count_basis`` says how sure a count is (printed, derived from
    a percentage, inferred). A row without a printed count keeps an empty proportion: a hole is never filled.

    ``path`` is a file (or frame) of one's own in place of the bundled one: only study, outcome, n and events are
    required, and its outcomes may be its own. Raises DataError for an outcome that is not in it, and for every fault
    that :func:`isostats.evidence.published_cohorts.read_evidence` names.

    >>> published("second_course")[["study", "n", "events"]].head(2).to_dict("records")
    [{'study': 'blasiak2013', 'n': 116, 'events': 2}, {'study': 'lai2025', 'n': 19907, 'events': 1639}]
    """
    frame = read_evidence(path)
    frame = frame.assign(**{name: None for name in COLUMNS if name not in frame})
    frame = frame.astype(dict.fromkeys((v.PROPORTION, v.LOWER, v.UPPER), float))
    if outcome is not None:
        require_outcome(outcome, outcomes_of(frame))
        frame = frame[frame[v.OUTCOME] == outcome]
    frame = frame.assign(label=_labels(frame), n=frame[v.N].astype("Int64"), events=frame[v.EVENTS].astype("Int64"))
    counted_rows = frame[v.EVENTS].notna() & frame[v.N].notna()
    shares = [
        proportion(events, n, level=level)
        for events, n in zip(frame.loc[counted_rows, v.EVENTS], frame.loc[counted_rows, v.N], strict=True)
    ]
    limits = [(share.estimate, share.lower, share.upper) for share in shares]
    frame.loc[counted_rows, [v.PROPORTION, v.LOWER, v.UPPER]] = np.array(limits).reshape(-1, 3)
    return frame.sort_values([v.PROPORTION, "study"], kind="stable")[list(COLUMNS)].reset_index(drop=True)


def figures_by_definition() -> dict[str, dict[str, Any]]:
    """What a paper reports under its own definition, by the name of the study file that has the definition.

    ``paper_share`` is the crude share free of the event, from the count or, where none was printed, the percentage;
    ``paper_n`` and ``paper_events`` are its counts, ``paper_arm`` whom it is of where that is not everyone.

    >>> figures_by_definition()["lai2025_relapse"]["paper_events"]
    4482
    """
    rows = read_evidence()
    made = {}
    for row in rows[rows["study_file"].notna()].to_dict("records"):
        counts = [None if pd.isna(row[name]) else int(row[name]) for name in (v.N, v.EVENTS)]
        n, events = counts
        with_event = float(row["percent_printed"]) / 100 if n is None or events is None else events / n
        arm = "" if row["arm"] == "all" else row["arm"]
        made[row["study_file"]] = {
            "paper_share": 1 - with_event, "paper_n": n, "paper_events": events, "paper_arm": arm
        }  # fmt: skip
    return made


def outcomes_of(evidence: pd.DataFrame) -> list[str]:
    """The outcomes of the evidence: those of isostats in their order, then others as they come."""
    outcomes = list(dict.fromkeys(evidence[v.OUTCOME]))
    return [name for name in OUTCOMES if name in outcomes] + [name for name in outcomes if name not in OUTCOMES]


def require_outcome(outcome: str, known: list[str]) -> None:
    """An outcome that the evidence has, or a DataError that names the nearest and all of them."""
    if outcome not in known:
        hint = nearest(outcome, known) or "."
        raise DataError(f"There is no outcome {outcome!r}{hint} Known: {', '.join(known)}.")


def _labels(frame: pd.DataFrame) -> list[str]:
    labels = []
    many = Counter(zip(frame["study"], frame[v.OUTCOME], strict=True))
    for row in frame.to_dict("records"):
        authors, year = str(row.get("authors") or row["study"]).split(" (")[0], row.get("year")
        label = f"{authors} {year}" if year else authors
        several = many[row["study"], row[v.OUTCOME]] > 1
        labels.append(f"{label}, {row['arm']}" if several and row["arm"] else label)
    return labels
