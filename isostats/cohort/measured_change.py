"""What a measure at the start and at the end of first courses tells of skin and life, and which contraception is
recorded: shares that a claim may speak of, each among those with it recorded."""

from __future__ import annotations

from isostats.cohort.first_course_facts import FERTILE, OR_UNKNOWN, CourseShare

NOTICED_DLQI, NOTICED_CDLQI = 4, 6
"""Least change that people notice: 4 points of the DLQI (Basra 2015), and 6 of the CDLQI, the lower end of published
estimates. Acne-QoL has no agreed one for its sum, so that it is described by groups alone."""
OIL, SEBUM = ("seborrhoea_start", "seborrhoea_end"), ("sebum_start", "sebum_end")
DLQI, CDLQI = ("dlqi_start", "dlqi_end"), ("cdlqi_start", "cdlqi_end")


def _both(pair: tuple[str, str], least: int) -> str:
    """SQL: a measure is known at the start, where it is so much at least, and at the end."""
    start, end = pair
    return f"(by_{start} >= {least} AND by_{end} IS NOT NULL)"


def _of_women(id: str, measures: str, which: str, within: str) -> CourseShare:
    definition = f"{which}, among {OR_UNKNOWN} with contraception recorded, without those who abstain"
    known = "by_sex = 'female' AND by_contraception NOT LIKE 'abstinence%' AND by_contraception <> 'unknown'"
    return CourseShare(id, f"of first courses of women {measures}", definition, known, within,
                       "no contraception of women is recorded", needs=("sex", "contraception"),
                       ages=FERTILE)  # fmt: skip


MEASURED = {
    each.id: each
    for each in (
        CourseShare(
            "less_oil", "of first courses end with less oily skin",
            "a lower grade of seborrhoea at the end than at the start or, where that is not recorded, less casual "
            "sebum, among first courses with both recorded that began with some",
            f"({_both(OIL, 1)} OR {_both(SEBUM, 1)})",
            f"CASE WHEN {_both(OIL, 1)} THEN by_seborrhoea_end < by_seborrhoea_start "
            "ELSE by_sebum_end < by_sebum_start END",
            "neither seborrhoea nor sebum is recorded at the start and at the end", either=(*OIL, *SEBUM),
        ),
        CourseShare(
            "better_quality_of_life", "of first courses end with a quality of life better by what people notice",
            f"a DLQI lower by {NOTICED_DLQI} points or more at the end or, where it is not recorded, a CDLQI lower by "
            f"{NOTICED_CDLQI} or more, among first courses with both recorded that began with as much",
            f"({_both(DLQI, NOTICED_DLQI)} OR {_both(CDLQI, NOTICED_CDLQI)})",
            f"CASE WHEN {_both(DLQI, NOTICED_DLQI)} THEN by_dlqi_start - by_dlqi_end >= {NOTICED_DLQI} "
            f"ELSE by_cdlqi_start - by_cdlqi_end >= {NOTICED_CDLQI} END",
            "no DLQI or CDLQI is recorded at the start and at the end", either=(*DLQI, *CDLQI),
        ),
        _of_women("contraception_recorded", "have a method of contraception recorded", "a method of contraception",
                  "by_contraception <> 'none'"),
        _of_women("two_methods_recorded", "have two methods of contraception recorded", "two methods of contraception",
                  "by_contraception LIKE '%+%'"),
    )
}  # fmt: skip
"""Shares of first courses that a claim may speak of."""
