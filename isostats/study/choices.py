"""What is estimated: the section [study] of a study file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from isostats.errors import StudyError
from isostats.study.grid_axes import METHODS
from isostats.study.keys import Days, Horizon, People, Section, Shown, filled, key, one_of, within
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import HORIZONS, is_date
from isostats.vocabulary.definition import FollowUpMode
from isostats.vocabulary.outcomes import OUTCOMES, POPULATIONS, USUAL_OUTCOMES
from isostats.words.language import ENGLISH, languages

FormatName = Literal["svg", "png", "pdf", "tiff", "eps"]
USUAL_FORMATS: tuple[FormatName, ...] = ("svg", "png", "pdf")
InterchangeName = Literal["omop", "parquet", "ro_crate", "cdisc", "r", "lifelines"]
LanguageName = Annotated[str, one_of(languages())]
OutcomeName = Annotated[str, one_of(tuple(OUTCOMES))]
PopulationName = Annotated[str, one_of(tuple(each.id for each in POPULATIONS.values() if not each.of_success))]
DenominatorName = Annotated[str, one_of(tuple(METHODS))]
USUAL_TITLE = "Remission after a first course of isotretinoin"
"""Of a report whose study has none."""


@dataclass(frozen=True)
class Primary(Section):
    """The outcome and horizon of the report's first sentence: the primary definition."""

    outcome: OutcomeName = key(v.SYSTEMIC_TREATMENT, "its outcome")
    horizon_days: Horizon = key(730, "its horizon")


@dataclass(frozen=True)
class Choices(Section, section="study"):
    """What is estimated."""

    title: Shown = key(USUAL_TITLE, "the report's title")
    language: LanguageName = key(ENGLISH, f"language of the page and its figures: {', '.join(languages())}")
    outcomes: Annotated[tuple[OutcomeName, ...], filled()] = key(USUAL_OUTCOMES, "outcomes to estimate")
    horizons_days: Annotated[tuple[Horizon, ...], filled(60)] = key(
        HORIZONS, "horizons in days after the end of the first course"
    )
    groups: tuple[str, ...] | None = key(
        None, "columns to compare by, bands of a number, or two columns together; sex and site where recorded, if not "
        "given", example='["sex", "age: <18 = minors, 18-25, >=26", "sex & site"]', form="GROUP,..."
    )  # fmt: skip
    references: tuple[str, ...] = key(
        (), "of each grouping the group that others are held against, written sex=female; men, else the largest group "
        "that is followed to the primary horizon, if not given",
        example='["sex=male"]', form="GROUP=LEVEL"
    )  # fmt: skip
    primary: Primary = key(Primary(), "outcome and horizon of the first sentence", form="OUTCOME:DAYS")
    declared: Shown = key("", "where the primary definition was declared before: a date (2026-03-01) or a registration",
                        example='"2026-03-01"')  # fmt: skip
    follow_up: FollowUpMode | None = key(
        None,
        "how people were followed: active (recalled), linked (seen whatever they do) or passive (seen if they come); "
        "judged from the records, and said, if not given",
        example='"active"',
    )
    end_of_data_days: Days = key(
        180, "who was last seen so many days before the data's last day, or less, was followed to its end; who left "
        "earlier was lost early; where visits are a year apart, 180 are too few: take 400"
    )
    min_at_risk: Annotated[People, filled()] = key(
        10, "curves stop, and nothing is quoted, where fewer are still followed, with the outcome or without"
    )
    covariates: tuple[str, ...] = key((), "further columns for the Cox models", example='["insurance"]')
    confounders: tuple[str, ...] = key(
        (), "columns or bands in which groups are to be made alike: every grouping is then compared adjusted for them "
        "as well", example='["severity", "age: <18, 18-25, >=26"]', form="GROUP,..."
    )  # fmt: skip
    missing_confounders: Literal["left_out", "own_level"] = key(
        "left_out", "people without a value of a confounder are left out of adjusted comparisons, or are at a level "
        "of their own"
    )  # fmt: skip
    cluster: str = key("", "a column about people who may fare alike, as the patients of a doctor: the errors of "
                       "the predictors' Cox models are robust by it; those over the dose are not",
                       example='"doctor"')  # fmt: skip
    imputations: Annotated[int, within(0, 200, "a whole number")] = key(
        20, "how often values missing from the Cox models are imputed, where any are; 0 for never"
    )
    bootstrap: Annotated[int, within(0, 100_000, "a whole number")] = key(
        0, "how often people are drawn again for limits without a formula, beside the others: 2,000, say; 0 for never"
    )
    seed: Annotated[int, within(0, 2**31 - 1, "a whole number")] = key(
        1, "where chance begins: what is imputed, or drawn again, is the same with the same seed"
    )
    formats: Annotated[tuple[FormatName, ...], filled()] = key(
        USUAL_FORMATS, "files of each figure; the page has them whatever is chosen"
    )
    pdf: bool = key(False, "the report as report.pdf besides: printed by Chromium, or set by typst where there is none",
                    off="--no-pdf")  # fmt: skip
    word: bool = key(False, "the summary of the report as summary.docx besides", off="--no-word")
    interchange: tuple[InterchangeName, ...] = key(
        (), "the results for other programs besides: omop (OHDSI's summarised_result), parquet, ro_crate, cdisc (one "
        "record a number), r and lifelines (the main curve made anew; not in a release)",
        example='["omop", "parquet"]',
    )  # fmt: skip

    def check(self) -> None:
        """Raise StudyError for a day of declaration that has not come yet, and for one imputation alone."""
        if self.imputations == 1:
            raise StudyError(
                "[study] imputations is 1, which cannot tell what the missing values cost. Take 20, or 0 for none."
            )
        if is_date(self.declared) and date.fromisoformat(self.declared) > date.today():
            raise StudyError(
                f"[study] declared is {self.declared}, a day that has not come yet. Give the day it was done."
            )
