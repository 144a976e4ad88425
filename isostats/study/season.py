"""A season that comes back every year, as a study states it: from one day of a month to another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from isostats.errors import StudyError

if TYPE_CHECKING:  # numpy is loaded where days are looked at: every command reads the keys of a study first
    import numpy as np
    from numpy.typing import NDArray

WRITTEN = re.compile(r"\s*([0-9]{2})-([0-9]{2})\s+to\s+([0-9]{2})-([0-9]{2})\s*")
MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True)
class Season:
    """From (month, day) to (month, day), both within; it may run over the new year.

    >>> import numpy as np
    >>> summer = read_season("06-01 to 08-31")
    >>> july = (np.datetime64("2019-07-01") - np.datetime64("1970-01-01")).astype(int)
    >>> summer.holds(np.array([july, july]), np.array([31, 90])).tolist()
    [True, False]
    """

    first: tuple[int, int]
    last: tuple[int, int]

    def holds(self, start: NDArray[Any], days: NDArray[Any]) -> NDArray[np.bool_]:
        """Whether so many days from each start on (days since 1970-01-01) all lie in the season of one year."""
        import numpy as np

        start = np.asarray(start, dtype=np.int64)
        end = start + np.asarray(days, dtype=np.int64) - 1
        year = start.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
        over = int(self.last < self.first)
        within = np.zeros(len(start), dtype=bool)
        for begun in (year - over, year):
            within |= (start >= _day(begun, self.first)) & (end <= _day(begun + over, self.last))
        return within

    def between(self, first: int, last: int) -> list[tuple[int, int]]:
        """The first and the last day of each season that these days (since 1970-01-01) touch, in order of years.

        >>> read_season("12-15 to 01-10").between(0, 365)
        [(-17, 9), (348, 374)]
        """
        import numpy as np

        years = np.array([first, last]).astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
        begun = np.arange(years[0] - 1, years[1] + 1)
        opens, closes = _day(begun, self.first), _day(begun + int(self.last < self.first), self.last)
        touched = (closes >= first) & (opens <= last)
        return list(zip(opens[touched].tolist(), closes[touched].tolist(), strict=True))


def _day(year: NDArray[np.int64], when: tuple[int, int]) -> NDArray[np.int64]:
    """Days since 1970-01-01 of a day of these years; 29 February is the 28th where there is none."""
    import numpy as np

    month, day = when
    begins = (12 * (year - 1970) + month - 1).astype("datetime64[M]")
    first, then = (each.astype("datetime64[D]").astype(np.int64) for each in (begins, begins + 1))
    return np.asarray(first + np.minimum(day, then - first) - 1)


def read_season(text: str) -> Season:
    """A season as it is written. Raises StudyError for what is none.

    >>> read_season("12-15 to 01-10")
    Season(first=(12, 15), last=(1, 10))
    """
    match = WRITTEN.fullmatch(text)
    numbers = [int(each) for each in match.groups()] if match else []
    if not numbers or not all(
        1 <= month <= 12 and 1 <= day <= MONTH_DAYS[month - 1] for month, day in (numbers[:2], numbers[2:])
    ):
        raise StudyError(
            f"[courses] low_season is '{text}', and that is no season. Write its first and last day as month and day: "
            "06-01 to 08-31."
        )
    return Season((numbers[0], numbers[1]), (numbers[2], numbers[3]))
