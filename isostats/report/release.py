"""What may be sent out: counts made safe, what a life table makes of them, and the attack that they stood."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from isostats.analyses.caveats import may_go_on
from isostats.analyses.choices import groups_of, keep_names_of, primary_outcome
from isostats.analyses.curves import Curves
from isostats.analyses.headline import cautions_of
from isostats.analyses.protocol import Analysis, Basis, answered
from isostats.analyses.results import StudyResults
from isostats.analyses.rounded_figures import rounding
from isostats.errors import StudyError
from isostats.figures.drawing import FigureQueue
from isostats.progress import Step, silent
from isostats.records.rules import ONE_ROW_EACH
from isostats.release.caveats import Unknowns, unknowns_of
from isostats.release.counts_files import cut_long_tables, write_counts
from isostats.release.decisions import decisions_of
from isostats.release.disclosure_control import Passed, climb
from isostats.release.earlier_releases import Earlier
from isostats.release.event_tables import FIRST_TREATMENT, SafeTables, Scope, few_of, published_counts, safe_tables
from isostats.release.ledger import FOLDER, keep, key_of, released_of, require_apart
from isostats.release.ledger_entry import entry_of
from isostats.release.record_linkage import hashed_people, ids_in
from isostats.release.rounding import QUOTED_FROM, grid_days, require_on_grid, step_words
from isostats.release.safe_cohort import SafeCohort, cohort_of_safe_tables
from isostats.release.sent_releases import facts_to_pool, tables_written
from isostats.release.site_codes import keep_codes, with_codes
from isostats.report.about_releases import about_release
from isostats.report.checker_files import names_words, own_words, write_for_checkers
from isostats.report.interchange.forms import require_released
from isostats.report.job import followed, read_records, study_of
from isostats.report.network.proofs import Proof
from isostats.report.output_formats import require_writers
from isostats.report.remade_release import drawn_again, require_decided, require_made_of_safe_counts
from isostats.report.underlying_counts import write_underlying
from isostats.report.writing import now, today, write_answers, write_tables
from isostats.scratch import temporary_folder
from isostats.study.choices import USUAL_FORMATS
from isostats.study.release_rules import ReleaseRules
from isostats.study.several import sources_of
from isostats.study.study_file import Named, Study
from isostats.study.toml_values import toml
from isostats.vocabulary import names as v
from isostats.vocabulary.estimands import ESTIMANDS
from isostats.vocabulary.group_names import columns_together, level_of
from isostats.vocabulary.outcomes import BY_SCORE
from isostats.words.language import keep_names, speaking, spoken
from isostats.words.numbers import count_text, counted
from isostats.words.small_counts import few_written
from isostats.writing import keep_out_of_releases, whole_folder

if TYPE_CHECKING:
    import pandas as pd

    from isostats.cohort.following import Cohort
    from isostats.figures.drawing import Drawing, Drawn
    from isostats.figures.finished import Kind
    from isostats.records import Records

    Draw = Callable[[Drawing], object]
    Finish = Callable[[], Mapping[str, Drawn]]
    Finished = tuple[Drawing, Drawn]


@dataclass(frozen=True)
class Released:
    """A written release: its folder, what the attack found on each rung, the results, and the ledger that keeps it.

    It was ``held_against`` so many earlier releases; ``names`` says which groups are coded and which stand by name.
    """

    folder: Path
    measures: tuple[str, ...]
    analysis: StudyResults
    ledger: Path | None = None
    held_against: int = 0
    names: str = ""

    def __repr__(self) -> str:
        known = "never send it" if self.held_against else "new, no earlier release is known there"
        kept = f"\nLedger: {self.ledger}: {known}." if self.ledger is not None else ""
        return f"Release: {self.folder / 'report.html'}\nAttack: {'; '.join(self.measures)}.\n{self.names}{kept}"


def write_release(
    source: Named | Study,
    *,
    out: str | Path,
    ledger: str | Path | None = None,
    proof: Proof | None = None,
    step: Step = silent,
    **choices: Any,
) -> Released:
    """Write what may be sent out of a study, whole or not at all, and only once it has stood the attack.

    The exact event tables are rounded to midpoints of ``[release] min_cell`` by quarter, small groups joined; the same
    analyses as those of the report are then made from these alone, by a life table. ``choices`` are keys of the study
    file. The release is held against all that are in the ``ledger``, a folder beside the records unless another is
    named, and is kept there; simulated people need none. ``proof`` is the test of a network kit that was passed before:
    the release says so. Raises StudyError for a horizon between two quarters, where
    nobody states how people were followed though it decides what is told, and where small counts could be worked out
    whatever is left out, or beside an earlier release.
    """
    study = study_of(source, **choices)
    require_releasable(study)
    require_writers(study)
    rules, kept_in = study.release.rules, ledger_folder(study, ledger)
    if kept_in is not None:
        _require_elsewhere(Path(out), kept_in)
    with (
        whole_folder(out, kind="release") as folder,
        FigureQueue(rules.formats) as figures,
        speaking(study.study.language, names=[rules.label]),
        few_written(few_of(rules)),
    ):
        records = read_records(study, step=step)
        cohort = followed(study, records, step=step)
        _require_enough(cohort, rules)
        _require_no_ids(study, records)
        keep_names_of(study, cohort)
        earlier, before = 0, Earlier()
        coded = with_codes(study, cohort, groups_of(study, cohort), kept_in)
        cohort = coded.cohort
        keep_names(coded.labels)
        study = replace(study, study=replace(study.study, references=coded.references(study.study.references)))
        if kept_in is not None:
            key = key_of(kept_in)
            people = hashed_people(cohort, records, key)
            before = released_of(cohort, people, kept_in)
        scope = _scope(study, cohort)
        if kept_in is not None and before.files:  # who is new or gone is soon seen, and no attack changes it
            as_asked = safe_tables(cohort, scope, rules=rules)
            require_apart(entry_of(cohort, people, as_asked, now(), key), kept_in)
        passed = climb(cohort, scope, rules=rules, coded=coded.columns, earlier=before, step=step)
        _require_no_ids_by_name(passed.tables, records)
        if kept_in is not None:
            entry = entry_of(cohort, people, passed.tables, now(), key)
            earlier = require_apart(entry, kept_in)
        writing = _Writing(study, passed, _unknowns(cohort, records, rules), not records.observed, proof)
        safe = cohort_of_safe_tables(cohort, passed.tables)
        results = writing.fill(folder, safe, draw=figures.add, finish=partial(figures.finish, step=step), step=step)
        step("making the release again from its safe counts")
        writing.require_told_by_counts(folder, safe, figures.finished)
        if kept_in is not None:
            keep_codes(coded.codes, kept_in)
            keep(entry, kept_in, before.files)
    return Released(Path(out), passed.measures, results, kept_in, earlier, names_words(passed.tables))


def require_releasable(study: Study) -> None:
    """Raise StudyError for what no release can have, whatever the records: it is asked before these are read."""
    require_on_grid(study.horizons)
    _require_formats(study, study.release.rules)
    require_released(study.study.interchange, study.release.rules)


def rounded_counts(study: Study, cohort: Cohort) -> pd.DataFrame:
    """The counts that a release of a cohort would begin with, before it is attacked: the columns of safe_counts.csv."""
    return published_counts(safe_tables(cohort, _scope(study, cohort), rules=study.release.rules))


@dataclass(frozen=True)
class _Writing:
    """What a release is written from beside its counts: decisions, and what is said without any count."""

    study: Study
    passed: Passed
    unknowns: Unknowns
    follow_up_assumed: bool
    proof: Proof | None
    day: str = field(default_factory=today)

    def fill(
        self, folder: Path, cohort: SafeCohort, *, draw: Draw, finish: Finish, step: Step = silent
    ) -> StudyResults:
        """Write every file of the release into a folder, from the safe tables of a cohort.

        Names that are kept while it writes are forgotten after it: whoever makes the folder again begins as it began.
        """
        with speaking(spoken()):
            return self._filled(folder, cohort, draw=draw, finish=finish, step=step)

    def _filled(self, folder: Path, cohort: SafeCohort, *, draw: Draw, finish: Finish, step: Step) -> StudyResults:
        passed = replace(self.passed, tables=cohort.tables)
        cautions = self.unknowns.cautions
        results = _answered(
            self.study, cohort, assumed=self.follow_up_assumed, cautions=cautions, step=step, draw=draw
        )
        step("writing the tables")  # meanwhile the figures are drawn
        write_tables(results, folder)
        drawn = finish()
        step("writing the page")
        to_pool = facts_to_pool(
            cohort.tables, decisions_of(results.study), self.unknowns, calendar=cohort.calendar,
            follow_up_assumed=self.follow_up_assumed, title=results.study.study.title,
        )  # fmt: skip
        about = about_release(results, passed, self.unknowns, to_pool=to_pool, proof=self.proof, day=self.day)
        write_counts(cohort.tables, folder)  # before the answers: a crate with them describes every file
        if cohort.tables.rules.underlying_counts:
            (folder / "figures").mkdir()
            write_underlying(results, drawn, cohort.tables, folder / "figures")
        cut_long_tables(folder, cohort.tables.rules)
        write_answers(results, drawn, folder, self.formats, about)
        write_for_checkers(folder, results, passed)
        return results

    @property
    def formats(self) -> tuple[Kind, ...]:
        """In which formats figures are written."""
        released = self.study.release.rules.formats
        return tuple(kind for kind in released if kind in self.study.study.formats) or released

    def require_told_by_counts(self, folder: Path, cohort: SafeCohort, drawn: Mapping[str, Finished]) -> None:
        """Raise StudyError where the folder is not what its own safe counts make, or says a number nobody decided."""
        rules = cohort.tables.rules
        sizes = (0, 1, rules.most_small, rules.few, QUOTED_FROM * rules.min_cell, *cohort.tables.days)
        of_test = json.dumps(self.proof.in_manifest) if self.proof is not None else ""
        leaves = replace(self.study, data=replace(self.study.data, note=""))
        stated = json.dumps(leaves.as_written(), default=str, ensure_ascii=False)  # a dash as \u2013 is no number
        require_decided(folder, [*map(str, sizes), json.dumps(asdict(rules)), stated, of_test])
        held = {each.name: getattr(cohort, each.name) for each in fields(cohort)}  # of no other class that tells more
        with temporary_folder("stranger") as again:
            asked: dict[str, Drawing] = {}
            safe = SafeCohort(**(held | {"tables": tables_written(folder)}))
            finish = partial(drawn_again, drawn, asked, rules.formats)
            self.fill(again, safe, draw=lambda each: asked.setdefault(each.name, each), finish=finish)
            require_made_of_safe_counts(folder, again)


def ledger_folder(study: Study, stated: str | Path | None) -> Path | None:
    """The folder of the ledger: as stated, else beside the records or, of a database, the study; none of simulated."""
    if study.simulated:
        return None
    if stated is not None:
        return Path(stated)
    stated = getattr(study.data, study.data.kind)
    first = next(iter((sources_of(stated) or {"": stated}).values()))
    is_file = isinstance(first, (str, Path)) and study.data.database is None
    return ((study.data.folder / first).parent if is_file else study.data.folder).resolve() / FOLDER


def _require_elsewhere(out: Path, ledger: Path) -> None:
    """Raise StudyError where the ledger lies in the folder that is sent, or that in it."""
    sent, kept = out.resolve(), ledger.resolve()
    if sent.is_relative_to(kept) or kept.is_relative_to(sent):
        how = "are one folder" if sent == kept else "lie one inside the other"
        raise StudyError(
            f"The release {out} and the ledger {ledger} {how}, and the ledger holds exact counts: it is never sent. "
            "Choose another folder with --out, or another ledger with --ledger."
        )
    keep_out_of_releases(ledger)


def _require_enough(cohort: Cohort, rules: ReleaseRules) -> None:
    """Raise StudyError for a study of so few people that everyone together is a group too small to be shown."""
    most = max(rules.few, rules.most_small)
    if cohort.people <= most:
        raise StudyError(
            f"Nothing was released: this study has at most {counted(most, 'person', 'people')}, and a group of so few "
            "is not shown by itself. Wait for more people, or let several sites make one study."
        )


def _require_no_ids(study: Study, records: Records) -> None:
    """Raise StudyError where a text that leaves as the study wrote it, or the name of a column that it splits people
    by, names a person of the records by the id."""
    further = {
        "[study] groups": study.study.groups or (), "[outcomes] relapse_scores": study.outcomes.relapse_scores,
        "[release] few_written": [study.release.few_written or ""],
        "[release] column_suffix": [study.release.column_suffix or ""],
    }  # fmt: skip
    for key, words in {**own_words(study), **{key: "; ".join(texts) for key, texts in further.items()}}.items():
        if named := ids_in(words, records):
            raise StudyError(
                f"Nothing was released: {key} names {counted(named, 'person', 'people')} of these records by the id, "
                "and this text would leave as it is. Write it without; what only looks like an id, in other words."
            )


def _require_no_ids_by_name(tables: SafeTables, records: Records) -> None:
    """Raise StudyError where a group that stands by its name is called like a person of the records."""
    for by in tables.joined:
        groups = {group for (_, _, of), table in tables.tables.items() if of == by for group in table.groups}
        names = sorted(level_of(group) for group in groups) if by not in tables.coded else []
        if any(ids_in(name, records) for name in names):
            raise StudyError(
                f"Nothing was released: a group of {by} is called like the id of a person of these records, and groups "
                f"of {by} would leave by name. Rename it under [data] values; let them be coded, with site_names = "
                f"false and without {by} in [release] named_groups; or leave {by} out of [study] groups."
            )


def _require_formats(study: Study, rules: ReleaseRules) -> None:
    """Raise StudyError for formats that were chosen and are not released."""
    chosen = study.study.formats
    kept_back = [kind for kind in chosen if kind not in rules.formats]
    if kept_back and chosen != USUAL_FORMATS:
        by = f" by the preset {rules.preset}" * bool(rules.preset)
        raise StudyError(
            f"[study] formats: figures are not released as {', '.join(kept_back)}, but as "
            f"{' and '.join(rules.formats)} alone{by}. For a release set formats = {toml(rules.formats)}."
        )
    asked = [key for key, so in (("pdf", study.study.pdf), ("word", study.study.word)) if so]
    asked += ["parquet of interchange"] * ("parquet" in study.study.interchange)
    if asked and rules.texts_as == "txt":
        raise StudyError(
            f"[release] preset = {toml(rules.preset)} lets CSV, PNG, text, JSON and HTML leave, and no further kind of "
            f"file. Leave out {' and '.join(asked)} under [study]."
        )


def _unknowns(cohort: Cohort, records: Records, rules: ReleaseRules) -> Unknowns:
    """What the records cannot tell, and which cautions of the headline are said without their counts; that nobody has
    a second row is a count of nobody, and not said where none is shown."""
    hidden = {ONE_ROW_EACH} if rules.zeros == "hidden" else set()
    cautions = tuple(rule for rule in cautions_of(records.findings, cohort.people) if rule not in hidden)
    interrupted = cohort.timeline is not None and may_go_on(cohort) is not None
    return unknowns_of(cohort.timeline, records.findings, interrupted=interrupted, cautions=cautions)


def _scope(study: Study, cohort: Cohort) -> Scope:
    """What is counted: what the study asks for, and the outcomes of the three answers at the page's head."""
    asked = (*study.study.outcomes, *(each.outcome for each in ESTIMANDS))
    by_score = [name for name in study.study.outcomes if name in BY_SCORE]
    if by_score:
        raise StudyError(
            f"[study] outcomes: {by_score[0]} is not released: its follow-up ends with visits, and what that tells of "
            "the other outcomes is not attacked yet. Leave it out for a release."
        )
    outcomes = tuple(name for name in dict.fromkeys(asked) if name in cohort.outcomes)
    populations = (v.EVERYONE, v.WITH_RESPONSE, v.RESPONDERS) if cohort.responses else (v.EVERYONE,)
    first = v.ANY_TREATMENT in study.study.outcomes and v.ANY_TREATMENT in outcomes
    groups = groups_of(study, cohort)
    _require_releasable(groups, cohort)
    return Scope(outcomes, populations, groups, grid_days(max(study.horizons)), first_treatment=first)


def _require_releasable(groups: tuple[str, ...], cohort: Cohort) -> None:
    """Raise StudyError for groups that tell more of others than the attack knows, or that are cut at values."""
    for name in groups:
        split = cohort.groups.get(name)
        several = len(columns_together(name)) > 1
        if several or name == "response":
            what = "two columns together add up to each" if several else "the response is a population already"
            raise StudyError(f"[study] groups: a release is not split by '{name}': {what}. Leave it out for it.")
        if split is not None and split.from_data:
            raise StudyError(
                f"[study] groups: '{name}' has no bands stated, and a release is not cut at the values of the records. "
                f'State them, such as "{name}: <10, >=10".'
            )


def _answered(
    study: Study, safe: SafeCohort, *, assumed: bool, cautions: tuple[str, ...] = (), step: Step, draw: Draw
) -> StudyResults:
    """The answers from safe tables: nothing else of the records is within their reach."""
    cohort, tables = cast("Cohort", safe), safe.tables  # it has of a cohort what may be asked from counts
    released = _on_grid(study, tables)
    curves, outcome = Curves(cohort, study.claim.level), primary_outcome(released, cohort)
    basis = Basis(
        released, cohort, curves, outcome, tuple(tables.joined), follow_up_assumed=assumed, cautions=cautions
    )
    analyses = analyses_of(tables)
    return StudyResults(analyses, basis, answered(analyses, basis, step=step, draw=draw))


def _on_grid(study: Study, tables: SafeTables) -> Study:
    """The study with the horizons that the rung of the ladder left, and what a rounded figure needs to be quoted."""
    primary = study.study.primary.horizon_days
    if primary not in tables.days:
        raise StudyError(
            f"Nothing was released: small counts could be worked out by quarter, and the primary horizon of "
            f"{count_text(primary)} days is not the end of a {step_words(tables.days)}. Choose one in whole half years."
        )
    horizons = tuple(day for day in study.horizons if day in tables.days)
    least = max(QUOTED_FROM * tables.base, study.study.min_at_risk)
    return replace(study, study=replace(study.study, horizons_days=horizons, min_at_risk=least))


def analyses_of(tables: SafeTables) -> tuple[Analysis, ...]:
    """The questions that a release answers: those of the report that need counts alone, and what rounding did."""
    from isostats.analyses.catalogue import ANALYSES

    first = (FIRST_TREATMENT, v.EVERYONE, None) in tables.tables
    kept = [each for each in ANALYSES if each.from_counts and (first or each.id != "first-treatment")]
    after = next(place for place, each in enumerate(kept) if each.id == v.REMISSION) + 1
    return (*kept[:after], rounding(tables), *kept[after:])
