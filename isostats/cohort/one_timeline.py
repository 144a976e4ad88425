"""What the one timeline of each person leaves aside or reads in one of two ways: counts, and the words for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from isostats.cohort.sql import people_where
from isostats.study.definitions import OutcomeDefinition
from isostats.words.numbers import count_text, counted

CONFLICT_DAYS = 90
"""A course that starts later than this after isotretinoin was given for a relapse is hardly the same one."""


@dataclass(frozen=True)
class Timeline:
    """Counts of people.

    - ``second_courses``: with a second course while followed; ``early_restarts`` of them began it soon after the first.
    - ``outside``: with a second course in the records that began after the follow-up had ended; not counted.
    - ``abandoned``: who took isotretinoin again, too little to be a second course; a systemic treatment all the same.
    - ``conflicts``: whose relapse was treated with isotretinoin, and whose next course is recorded much later.
    - ``pregnancies``: with a pregnancy while followed.
    - ``moved``: whose first later treatment is another one without the rules of prevention and habit.
    - ``unseen_steps``: whose first relapse was treated with less than a systemic treatment, in records that hold no
      later treatment of it. None where the records can hold them.
    """

    second_courses: int
    early_restarts: int
    outside: int
    abandoned: int
    conflicts: int
    pregnancies: int
    moved: int
    unseen_steps: int | None = None

    def sentences(self, definition: OutcomeDefinition) -> tuple[str, ...]:
        """What a reader must know, each only where the records call for it."""
        people, courses = ("person", "people"), ("second course", None)
        soon, short = definition.early_restart_days, definition.second_course_days
        after = {
            "early_restarts": (courses, f"of {count_text(self.second_courses)} began within {soon} days of the end "
                               "(early restarts): both courses may be one treatment."),
            "outside": (courses, "began after the follow-up had ended; not counted."),
            "abandoned": (people, f"took isotretinoin again for fewer than {short} days: a systemic treatment, and no "
                          "second course."),
            "conflicts": (people, f"had isotretinoin for a relapse more than {CONFLICT_DAYS} days before their next "
                          "recorded course; the earlier day counts as the second course."),
            "pregnancies": (people, "had a pregnancy while followed, when most acne treatments are not given."),
            "unseen_steps": (people, "had a first relapse without systemic treatment. These records hold no later "
                             "treatment of it; a file of later treatments (events) would."),
        }  # fmt: skip
        return tuple(
            f"{counted(getattr(self, name), *nouns)} {words}"
            for name, (nouns, words) in after.items()
            if getattr(self, name)
        )


def timeline(connection: Any, definition: OutcomeDefinition, *, first_relapse_only: bool) -> Timeline:
    """The counts, by one query over ``first_courses``."""
    conditions = {
        "second_courses": "second_day <= exit_day",
        "early_restarts": f"second_day <= exit_day AND second_day <= {definition.early_restart_days}",
        "outside": "second_start > observed_day AND COALESCE(second_day > exit_day, TRUE)",
        "abandoned": "restart_day <= exit_day AND COALESCE(second_day <> restart_day, TRUE)",
        "conflicts": f"course_day <= exit_day AND second_start > course_day + {CONFLICT_DAYS}",
        "pregnancies": "pregnancy_day <= exit_day",
        "moved": "any_treatment_plain_day <= exit_day AND COALESCE(any_treatment_day <> any_treatment_plain_day, TRUE)",
        "unseen_steps": "recorded_relapse_day <= exit_day "
        "AND COALESCE(systemic_treatment_day > recorded_relapse_day, TRUE)",
    }
    (row,) = connection.execute(people_where(conditions)).fetchall()
    people = dict(zip(conditions, row, strict=True))
    return Timeline(**people if first_relapse_only else people | {"unseen_steps": None})
