"""The forms in which other programs take results, and how they are written beside the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from isostats.errors import StudyError
from isostats.report.interchange import analysis_results, main_curve, omop, parquet
from isostats.study.choices import InterchangeName
from isostats.study.release_rules import ReleaseRules
from isostats.study.toml_values import toml
from isostats.words.numbers import agreed, count_text

if TYPE_CHECKING:
    from isostats.analyses.results import StudyResults

FOLDER = "interchange"
RO_CRATE: InterchangeName = "ro_crate"
"""The form that describes a whole folder, and so is written by whoever writes that."""
Writer = Callable[["StudyResults", Path, int], None]
"""Writes into a folder; the number is the least count that is shown, 0 in an exact report."""


@dataclass(frozen=True)
class Form:
    """A form: what is written, by whom, and whether it needs exact times, which no release has.

    Its counts are ``named`` as its own standard has them, which no suffix can be added to. Each is one file, however
    many rows it has.
    """

    about: str
    write: Writer
    exact: bool = False
    named: bool = False


FORMS: Mapping[InterchangeName, Form] = {
    "omop": Form(f"{omop.FILE}, a summarised_result of OHDSI", omop.write, named=True),
    "parquet": Form(f"{parquet.FILE}, results.csv with types", parquet.write),
    "cdisc": Form(f"{analysis_results.FILE}, one record a number, after CDISC", analysis_results.write),
    "r": Form("main_curve.R, which makes the main curve anew", main_curve.write_r, exact=True),
    "lifelines": Form("main_curve.py, which makes it with lifelines", main_curve.write_lifelines, exact=True),
}


def require_released(asked: Sequence[InterchangeName], rules: ReleaseRules) -> None:
    """Raise StudyError for forms that need exact times, and for those in which the rules cannot be kept.

    >>> require_released(["omop", "parquet"], ReleaseRules())
    """
    forms = {name: FORMS[name] for name in asked if name in FORMS}
    by = f"[release] preset = {toml(rules.preset)}" if rules.preset else "the rules of the release"
    _refuse(
        [name for name, form in forms.items() if form.exact],
        "exact times, and a release has rounded counts by quarter alone. Leave it out for a release; the exact report "
        "has it",
    )
    _refuse(
        [*forms] if rules.most_rows else [],
        f"one file for all its rows, and by {by} a table has at most {count_text(rules.most_rows)}. Leave it out for "
        "this release: its CSV files are cut",
    )
    _refuse(
        [name for name, form in forms.items() if form.named and rules.column_suffix],
        f"names of its own for counts, and by {by} they end in {rules.column_suffix}. Leave it out for this release: "
        "results.csv has them so",
    )


def _refuse(names: Sequence[str], needs: str) -> None:
    if names:
        raise StudyError(f"[study] interchange: {' and '.join(names)} {agreed(len(names), 'needs')} {needs}.")


def write_interchange(results: StudyResults, folder: Path, least: int) -> dict[str, str]:
    """Write what the study asks for into ``interchange``; returns what that folder is, for the README."""
    asked = [FORMS[name] for name in dict.fromkeys(results.study.study.interchange) if name in FORMS]
    if not asked:
        return {}
    (folder / FOLDER).mkdir()
    for form in asked:
        form.write(results, folder / FOLDER, least)
    return {f"`{FOLDER}/`": f"for other programs: {'; '.join(form.about for form in asked)}"}
