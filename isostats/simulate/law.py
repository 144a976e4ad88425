"""The law that simulated patients follow, and the true remission that it implies.

A patient is a cell of sex, daily dose and length of the first course. From the day after that course two clocks run,
independent given the cell:

- *relapse*, treated with nothing, a topical, an oral antibiotic or (women only) an antiandrogen. After it no other of
  these follows;
- *a second course*, which can begin once the drug-free washout is over, whether or not a relapse came first.

Beside them, and independent of both, creams, antiandrogens and pills run across the end of the course or begin near
it (:mod:`.ongoing_treatment`). Where a clinic records the relapse, its treatment is an event. Where only
prescriptions are seen (``relapses_recorded = False``, as in claims), the rules of treatment decide: a topical or an
antiandrogen is no event in the first 60 days, nor while one of its kind is in use, nor until 90 days after. A pill
never is an event. With ``abandoned``, a third clock, people take up isotretinoin again for one short fill, seen in
dispensings alone: a systemic treatment and no second course.

Each clock has the cumulative hazard ``level * (1 - exp(-(t / scale_days) ** shape))``, times a ratio for women, one per
mg/kg of cumulative dose and, with ``severity``, one for how severe the acne was, which decides the dose too. So the
hazard falls with time, and some patients never relapse. An event on day t is one whose clock rings in (t - 1, t]: days
are integers, and the probability of being free of it on day t is exact.

The defaults follow the published evidence: about 35% with any treatment of a relapse, 22% with a systemic one and 8%
with a second course within two years; four relapses in five within two years; hazard ratios as Lai and Barbieri (2025)
print them. In claims, where prevention and habit hide a part, it is 28% and 21%.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from isostats.errors import StudyError, nearest, require_one_of
from isostats.simulate.endings import Endings, endings_table
from isostats.simulate.ongoing_treatment import RUNNING, SHIELDED, Running, no_event_until
from isostats.simulate.severity import Severity
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import HORIZONS
from isostats.vocabulary.outcomes import OUTCOMES, POPULATIONS, USUAL_OUTCOMES

if TYPE_CHECKING:
    import pandas as pd

TREATMENTS = ("none", v.TOPICAL, v.ORAL_ANTIBIOTIC, v.ANTIANDROGEN)
_COUNTED = {  # which TREATMENTS of a relapse are events of the outcome, besides a second course
    each.id: [k for k, kind in enumerate(TREATMENTS) if kind in each.kinds or each.id == v.RECORDED_RELAPSE]
    for each in map(OUTCOMES.__getitem__, USUAL_OUTCOMES)
}
Floats = NDArray[np.float64]
_REFERENCE_DOSE = 120.0  # mg/kg at which the ratio per mg/kg is 1; moving it only rescales ``level``


@dataclass(frozen=True)
class Hazard:
    """One clock: its cumulative hazard for a man at 120 mg/kg, and the ratios for women and per mg/kg."""

    level: float
    scale_days: float
    shape: float
    female_ratio: float
    dose_ratio: float
    begins_after_day: int = 0  # 61 lets an event come on day 62 at the earliest: more than 60 drug-free days

    def ratio(self, female: ArrayLike, dose: ArrayLike) -> NDArray[np.float64]:
        """The hazard ratio against a man at 120 mg/kg; ``dose`` is cumulative, in mg/kg."""
        sex = np.where(np.asarray(female, dtype=bool), self.female_ratio, 1.0)
        return np.asarray(sex * self.dose_ratio ** (np.asarray(dose, dtype=float) - _REFERENCE_DOSE), dtype=float)

    def cumulative(self, days: ArrayLike) -> NDArray[np.float64]:
        """The cumulative hazard on these days, before ratios; day 0 is the last covered day of the first course."""
        running = np.maximum(np.asarray(days, dtype=float) - self.begins_after_day, 0.0)
        return np.asarray(-self.level * np.expm1(-((running / self.scale_days) ** self.shape)), dtype=float)

    def day_reached(self, hazard: NDArray[np.float64]) -> NDArray[np.float64]:
        """The day on which the cumulative hazard reaches these values; infinity where it never does.

        >>> clock = Hazard(level=0.4, scale_days=450, shape=0.8, female_ratio=1.4, dose_ratio=0.996)
        >>> clock.day_reached(clock.cumulative([1, 730]) - 1e-9).tolist(), clock.day_reached(np.array([0.5])).tolist()
        ([1.0, 730.0], [inf])
        """
        left = 1.0 - hazard / self.level
        with np.errstate(divide="ignore", invalid="ignore"):
            running = self.scale_days * (-np.log(left)) ** (1.0 / self.shape)
        return np.where(left > 0, np.maximum(np.ceil(running), 1.0) + self.begins_after_day, np.inf)


@dataclass(frozen=True)
class LeavingWhenWell:
    """How a clinic sees people after a course, when it sees those who are well no more.

    Everyone has a last visit soon after the course (exponential, ``last_visit_mean_days``); a share ``stays`` and is
    followed as long as anybody. Of the others who relapse or begin a second course afterwards, the share ``comes_back``
    is seen again, on that day, and not after it. So the last contact of the well is soon after the course's end, that
    of the others is their relapse.
    """

    last_visit_mean_days: float = 60.0
    stays: float = 0.05
    comes_back: float = 0.95

    def __post_init__(self) -> None:
        if not (0 <= self.stays <= 1 and 0 <= self.comes_back <= 1 and self.last_visit_mean_days > 0):
            raise StudyError(
                "leaving takes two shares from 0 to 1 and a mean above 0, not "
                f"stays={self.stays}, comes_back={self.comes_back}, last_visit_mean_days={self.last_visit_mean_days}."
            )

    def last_days(
        self, ordinary: NDArray[np.int64], event: NDArray[np.float64], rng: np.random.Generator
    ) -> NDArray[np.int64]:
        """The last day of each person's follow-up: ``ordinary`` is that under independent leaving, ``event`` the day of
        the first relapse or second course (infinity for none); all count from day 0."""
        n = len(ordinary)
        visit = np.floor(rng.standard_exponential(n) * self.last_visit_mean_days)
        stays, back = rng.random(n) < self.stays, rng.random(n) < self.comes_back
        seen = np.where((event > visit) & back & (event <= ordinary), event, np.minimum(visit, ordinary))
        return np.where(stays, ordinary, seen).astype(np.int64)


@dataclass(frozen=True)
class Law:
    """Everything the simulated patients follow. The truth is a function of this and of nothing else."""

    female_share: float = 0.52
    daily_mg_per_kg: tuple[float, ...] = (0.4, 0.5, 0.6, 0.75, 0.9, 1.0)
    daily_shares: tuple[float, ...] = (0.04, 0.12, 0.18, 0.28, 0.22, 0.16)
    duration_mean_days: float = 158.0
    duration_spread_days: float = 24.0
    duration_range_days: tuple[int, int] = (100, 230)
    relapse: Hazard = Hazard(0.40, 450.0, 0.8, female_ratio=1.40, dose_ratio=0.996)
    second_course: Hazard = Hazard(0.14, 600.0, 0.9, female_ratio=0.68, dose_ratio=0.99, begins_after_day=61)
    third_course: Hazard = Hazard(0.14, 600.0, 0.9, female_ratio=0.68, dose_ratio=0.99, begins_after_day=61)
    treatment_shares_women: tuple[float, ...] = (0.06, 0.42, 0.31, 0.21)  # in the order of TREATMENTS
    treatment_shares_men: tuple[float, ...] = (0.06, 0.47, 0.47, 0.0)
    not_clear_share: float = 0.05
    response_missing_share: float = 0.10
    running: tuple[Running, ...] = RUNNING
    relapses_recorded: bool = True
    abandoned: Hazard | None = None
    leaving: LeavingWhenWell | None = None
    endings: Endings | None = None
    severity: Severity | None = None

    def __post_init__(self) -> None:
        shares = {
            "daily_shares": (self.daily_shares, len(self.daily_mg_per_kg)),
            "treatment_shares_women": (self.treatment_shares_women, len(TREATMENTS)),
            "treatment_shares_men": (self.treatment_shares_men, len(TREATMENTS)),
        }
        for name, (values, length) in shares.items():
            if len(values) != length or min(values) < 0 or abs(sum(values) - 1) > 1e-9:
                raise StudyError(f"{name} must be {length} shares that sum to 1, not {values}.")
        for kind in {one.kind for one in self.running}:
            for sex in ("women", "men"):
                if sum(getattr(one, sex) for one in self.running if one.kind == kind) > 1:
                    raise StudyError(f"running: the shares of {sex} who have a {kind} exceed 1.")

    @property
    def durations(self) -> NDArray[np.int64]:
        """The lengths that a first course can have, in covered days."""
        return self._lengths[0]

    @property
    def duration_shares(self) -> NDArray[np.float64]:
        """The probability of each of ``durations``: a normal curve on whole days, cut at the range, and cut short where
        ``endings`` says that courses end early."""
        return np.asarray(self._lengths[1].sum(axis=1), dtype=float)

    @property
    def reason_shares(self) -> Floats:
        """A row for each of ``durations``: the probability of that length and each of the reasons of ``endings``."""
        return self._lengths[1]

    @cached_property
    def _lengths(self) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        low, high = self.duration_range_days
        planned = np.arange(low, high + 1)
        height = np.exp(-0.5 * ((planned - self.duration_mean_days) / self.duration_spread_days) ** 2)
        shares = np.asarray(height / height.sum(), dtype=float)
        return (planned, shares[:, None]) if self.endings is None else self.endings.by_length(planned, shares)


class _Cells(NamedTuple):
    share: Floats
    female: NDArray[np.bool_]
    dose: Floats
    ratio: Floats  # by severity, of every hazard


def _cells(law: Law, sex: str | None, daily: float | None = None) -> _Cells:
    """Every cell of severity, sex, daily dose and duration, flat, with its probability; or had all had one dose."""
    women = {None: law.female_share, "female": 1.0, "male": 0.0}
    if sex not in women:
        hint = nearest(str(sex), filter(None, women)) or "."
        raise StudyError(f"sex must be 'female', 'male' or None, not {sex!r}{hint}")
    of, outer = law.severity, np.multiply.outer
    shares, ratios = ((1.0,), (1.0,)) if of is None else (of.shares, of.ratios)
    doses = [(1.0,)] * len(shares) if daily is not None else [law.daily_shares] if of is None else of.daily_shares
    sexes = [women[sex], 1 - women[sex]]
    share = [part * outer(outer(sexes, dose), law.duration_shares) for part, dose in zip(shares, doses, strict=True)]
    levels = law.daily_mg_per_kg if daily is None else (daily,)
    ratio, female, each, duration = np.meshgrid(ratios, [True, False], levels, law.durations, indexing="ij")
    return _Cells(np.ravel(share), female.ravel(), (each * duration).ravel(), ratio.ravel())


def true_remission(
    outcome: str, days: ArrayLike, *, law: Law | None = None, population: str = v.EVERYONE, sex: str | None = None,
    daily_mg_per_kg: float | None = None,
) -> NDArray[np.float64]:
    """The probability of being free of the outcome through each day, were nobody lost: exact under the law.

    With R and C the cumulative hazards of relapse and of a second course in a cell, q_k the share of relapses treated
    with the kind k, and B_k the last day on which that kind is no event (0 where relapses are recorded, else by
    :func:`.no_event_until`), it is the mean over cells of ``exp(-C(t)) * (1 - sum over counted k of q_k *
    E[max(exp(-R(B_k)) - exp(-R(t)), 0)])``: a second course always counts, an uncounted relapse closes the way to a
    counted one. An abandoned fill is one factor more. In ``with_response`` it is treatment success: clear or almost
    clear at the end *and* free of the outcome. The response, and whether it is recorded, are independent of the rest,
    so ``responders`` and ``everyone`` agree.

    With ``daily_mg_per_kg`` it is what it would be, had everybody had that daily dose, whatever their severity.
    ``days`` are whole days after the end of the first course (an event on day t counts at t). Returns an array of the
    shape of ``days``. Raises StudyError for an unknown outcome, population or sex.

    >>> true_remission("second_course", [61, 62, 730]).round(4).tolist()
    [1.0, 0.9996, 0.9207]
    >>> true_remission("any_treatment", 730).round(4).item()
    0.651
    >>> true_remission("any_treatment", 730, law=Law(relapses_recorded=False)).round(4).item()
    0.7179
    """
    law = law or Law()
    require_one_of(outcome, USUAL_OUTCOMES, "outcome", error=StudyError)
    require_one_of(population, POPULATIONS, "population", error=StudyError)
    cells = _cells(law, sex, daily_mg_per_kg)
    shares = np.where(cells.female[:, None], law.treatment_shares_women, law.treatment_shares_men)
    when = np.atleast_1d(np.asarray(days, dtype=float))[:, None]
    relapsed: Floats = np.zeros((len(when), len(cells.share)))
    for treatment in _COUNTED[outcome]:
        relapsed = relapsed + shares[:, treatment] * _counted_relapse(law, cells, when, TREATMENTS[treatment], outcome)
    no_course = np.ones_like(relapsed)
    abandoned = law.abandoned if outcome in (v.ANY_TREATMENT, v.SYSTEMIC_TREATMENT) else None
    for clock in filter(None, (law.second_course, abandoned)):
        no_course = no_course * np.exp(-clock.cumulative(when) * clock.ratio(cells.female, cells.dose) * cells.ratio)
    free = 1 - (1 - no_course * (1 - relapsed)) @ cells.share  # exactly 1 before any event
    start = 1 - law.not_clear_share if population == v.WITH_RESPONSE else 1.0
    return np.asarray(start * free, dtype=float).reshape(np.shape(days))


def _counted_relapse(law: Law, cells: _Cells, when: Floats, kind: str, outcome: str) -> Floats:
    """P(relapse by each day, and after the last day on which its treatment is no event), by day and cell."""
    ratio = law.relapse.ratio(cells.female, cells.dose) * cells.ratio
    no_relapse = np.exp(-law.relapse.cumulative(when) * ratio)
    if outcome == v.RECORDED_RELAPSE or law.relapses_recorded or kind not in SHIELDED:
        return np.asarray(1 - no_relapse)
    counted = np.zeros_like(no_relapse)
    for sex in (True, False):
        own = cells.female == sex
        last, share = no_event_until(law.running, kind, female=sex)
        at_last = np.exp(-law.relapse.cumulative(last[:, None]) * ratio[own])
        parts = np.concatenate([np.zeros((1, own.sum())), np.cumsum(share[:, None] * at_last, axis=0)])
        passed = np.searchsorted(last, when[:, 0], side="left")  # days B_k < t
        mass = np.concatenate([[0.0], np.cumsum(share)])
        counted[:, own] = parts[passed] - mass[passed][:, None] * no_relapse[:, own]
    return counted


def truth_table(*, law: Law | None = None, horizons_days: Sequence[int] = HORIZONS) -> pd.DataFrame:
    """The true remission by outcome, population and horizon: columns outcome, population, time_days, remission.

    In the population ``with_response`` it is treatment success.
    Rounded at the twelfth decimal, so that its text does not depend on the order in which a machine sums.
    """
    import pandas as pd

    return pd.DataFrame(
        [
            (outcome, population, int(day), round(float(value), 12))
            for outcome in _COUNTED
            for population in POPULATIONS
            for day, value in zip(
                horizons_days, true_remission(outcome, horizons_days, law=law, population=population), strict=True
            )
        ],
        columns=[v.OUTCOME, v.POPULATION, v.TIME_DAYS, v.REMISSION],
    )


def true_endings(*, law: Law) -> pd.DataFrame:
    """The true share of first courses that have ended for each reason by each day, exact under the law: columns reason,
    time_days (covered days of the course), cumulative_incidence. Raises StudyError for a law without endings.

    >>> table = true_endings(law=Law(endings=Endings()))
    >>> table[table["time_days"] == table["time_days"].max()]["cumulative_incidence"].sum().round(9).item()
    1.0
    """
    if law.endings is None:
        raise StudyError("This law says nothing of why courses end. Give it endings: Law(endings=Endings()).")
    return endings_table(law.endings.reasons, law.durations, law.reason_shares)
