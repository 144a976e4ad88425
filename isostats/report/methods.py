"""The methods of a report as a paper has them: written from the definition, with the papers that were used.

The terms are those of the page's own definitions, so that the two cannot disagree. Keys of citation are those of
references.bib, as Pandoc reads them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from isostats.analyses.caveats import unseen_sentence
from isostats.analyses.protocol import Block, Definitions, Heading, Text
from isostats.report.page import Section
from isostats.report.references import as_read, bibtex, cited_keys, full, in_language
from isostats.version import __version__
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.english import capital
from isostats.words.language import translated
from isostats.words.numbers import agreed, count_text, counted, in_words, stated_percent, stated_points

if TYPE_CHECKING:
    from isostats.analyses.results import StudyResults
    from isostats.records.course_records import Records

KINDS = {
    "courses": "records of courses of isotretinoin",
    "dispensings": "dispensings of isotretinoin, joined into courses",
    "omop": "drug exposures of an OMOP database, joined into courses",
}
"""What a study was made from, by the kind of its data."""


@dataclass(frozen=True)
class Methods:
    """Parts of a methods section: the heading of each, with its sentences."""

    parts: tuple[tuple[str, str], ...]

    @property
    def keys(self) -> list[str]:
        """The references that the text cites, in its order."""
        return cited_keys(" ".join(text for _, text in self.parts))

    @property
    def markdown(self) -> str:
        """The section as a file, to be pasted or read by Pandoc beside references.bib, in the language spoken now."""
        parts = [f"## {translated(heading)}\n\n{in_language(text)}" for heading, text in self.parts]
        return "\n\n".join([f"# {translated('Methods')}", *parts]) + "\n"

    @property
    def bibtex(self) -> str:
        """The references that the text cites, as a file of BibTeX."""
        return bibtex(self.keys)

    @property
    def section(self) -> Section:
        """The same as a section of the page, with its references."""
        blocks: list[Block] = []
        for heading, text in self.parts:
            blocks += [Heading(heading), Text(as_read(text))]
        blocks += [Heading("References"), *(Text(full(key), quiet=True) for key in self.keys)]
        shown = [block for block in blocks if isinstance(block, Heading | Text)]
        return Section("methods", "Methods, ready to paste", [*shown])


def methods_of(results: StudyResults) -> Methods:
    """The methods of an exact report, in parts."""
    terms = terms_of(results)
    parts = {
        "Design and data": _data(results),
        "Population": _population(results),
        "Courses and time zero": _courses(results, terms),
        "Outcomes": _outcomes(results, terms),
        "Estimation": _estimation(results, terms),
        "Comparison with the claim": _claim(results),
        "Missing data and follow-up": _missing(results),
        "Software and reporting": _software(results),
    }
    return Methods(tuple((heading, " ".join(filter(None, sentences))) for heading, sentences in parts.items()))


def terms_of(results: StudyResults) -> dict[str, str]:
    """The terms of the report with what they mean here."""
    blocks = results["definitions"].blocks
    return dict(next(block for block in blocks if isinstance(block, Definitions)).terms)


def _sentences(words: str) -> str:
    """A meaning whose parts are joined by semicolons, as sentences."""
    return " ".join(f"{capital(part)}." for part in words.rstrip(".").split("; ") if part)


def _in_the_past(second_course: str) -> str:
    """What a second course is, as it was."""
    return second_course.replace("; it ends", "; it ended").replace("a relapse counts", "a relapse counted")


def beside_words(records: Records) -> str:
    """The tables that were read beside the main one, with their rows; nothing where there is none."""
    return ", ".join(f"{each.source} ({counted(each.rows, 'row')})" for each in records.beside)


def _data(results: StudyResults) -> list[str]:
    study, records = results.study, results.records
    people = results["five-numbers"].value[0]
    period = next((part for part in people.note.split("; ") if part.startswith("first courses ended")), "")
    made = "The records were simulated by a program; nothing was observed in a patient." * study.simulated
    return [
        f"This is a cohort study of {KINDS[study.data.kind]}.",
        f"{capital(counted(records.rows, 'row'))} were read and checked by rule before anything was estimated.",
        f"Read and checked beside them: {beside}." if (beside := beside_words(records)) else "",
        f"{capital(period)}." if period else "",
        made,
        study.paper.words,
        study.data.note,
    ]


def _population(results: StudyResults) -> list[str]:
    cohort = results.cohort
    rules = cohort.definition.eligibility
    among = "people with an eligible first course" if rules else "people with a first course"
    left_out = sum(each.people for each in cohort.left_out)
    return [
        f"We studied {count_text(cohort.people)} {among} of isotretinoin, whatever the response at its end.",
        f"Eligible were first courses by these rules, in turn: {rules}." if rules else "",
        f"They left out {counted(left_out, 'person', 'people')}." if left_out else "",
        _set_aside(results),
        _treated_before(results),
        f"{capital(counted(cohort.open_ends, 'first course'))} had no confirmed end and were left out."
        if cohort.open_ends else "",
        "The three questions were written as estimands with their five attributes [@ich2019].",
    ]  # fmt: skip


def _set_aside(results: StudyResults) -> str:
    """How many people were set aside for what cannot be in their records."""
    people = sum(step.patients or 0 for step in results.records.flow if step.step == "set aside")
    if not people:
        return ""
    return (
        f"{counted(people, 'person', 'people')} with impossible records had been set aside. Ranges count all of them "
        "as having had the outcome on the day, and as followed free of it."
    )


def _treated_before(results: StudyResults) -> str:
    """How many people were left out because the first course in the records is not their first."""
    people = sum(step.patients or 0 for step in results.records.flow if step.step == "not a first course")
    who = counted(people, "person", "people")
    return f"{who} with isotretinoin before these records {agreed(people, 'was')} left out." if people else ""


def _courses(results: StudyResults, terms: dict[str, str]) -> list[str]:
    stitched = results.cohort.stitched_by
    words = [f"Time zero (day 0) was {terms['day 0']}.", _sentences(terms["gap rule"])]
    if stitched is not None:
        washout = counted(stitched.washout_days, "day")
        words.append(f"A first course needed {washout} of observation without the drug before it.")
    return words


def _outcomes(results: StudyResults, terms: dict[str, str]) -> list[str]:
    primary, day = results.primary_outcome, in_words(results.basis.horizon_days)
    label = OUTCOMES[primary].label
    others = [name for name in results.basis.outcomes if name != primary]
    declared = results.study.study.declared
    return [
        f"The primary outcome was {label}: {terms.get(f'outcome: {label}', OUTCOMES[primary].definition)}.",
        f"It was read at {day}.",
        f"This definition was declared beforehand ({declared})." if declared else "",
        *(f"A further outcome was {OUTCOMES[each].label}: {terms[f'outcome: {OUTCOMES[each].label}']}."
          for each in others),
        _sentences(terms["prevention and habit"]),
        _sentences(f"in use on day 0 was {terms['in use on day 0']}") if "in use on day 0" in terms else "",
        _sentences(terms["short antibiotic"].replace("an oral antibiotic counts", "an oral antibiotic counted", 1)),
        _sentences(f"a second course was {_in_the_past(terms['second course'])}"),
        _sentences(terms["relapse by score"]) if "relapse by score" in terms else "",
    ]  # fmt: skip


def _estimation(results: StudyResults, terms: dict[str, str]) -> list[str]:
    level = stated_percent(results.basis.level)
    deaths = "with death competing" if results.cohort.deaths else "with no deaths recorded"
    exact = results.primary.exact
    return [
        "Remission, the probability of being free of the outcome, was estimated by Kaplan-Meier [@kaplan1958].",
        f"Its {level} limits are log-log ones from Greenwood's variance [@greenwood1926].",
        "Where nobody or everybody had the outcome, limits are exact [@clopper1934]." if exact else "",
        f"Cumulative incidence was estimated by Aalen-Johansen {deaths} [@aalen1978].",
        f"On tied days the order is: {terms['ties on a day']}." if "ties on a day" in terms else "",
        "Median follow-up is by reverse Kaplan-Meier [@schemper1996].",
        "Mean time in remission is the restricted mean [@royston2013].",
        "Crude shares have Wilson limits [@wilson1927] and stand beside the estimates, named naive.",
        f"Estimates were read at {terms['horizons']}.",
        f"Nothing is quoted where fewer than {results.basis.min_at_risk} people were by estimate still followed, "
        "with the outcome or without.",
        *(sentence for answer in results.answers.values() for sentence in answer.methods),
    ]  # fmt: skip


def _claim(results: StudyResults) -> list[str]:
    claim, it = results.study.claim, results.primary
    tested = it.status == v.OK and not (it.has_ends or it.bound)
    return [
        f"Remission was held against a claimed {stated_percent(claim.remission)}.",
        "The difference was tested on the scale of the limits." if tested else "",
        f"Agreement within {stated_points(claim.margin)} points was tested by two one-sided tests [@schuirmann1987]."
        if tested else "",
        "The same estimate was made under every combination of the definitions in the grid.",
    ]  # fmt: skip


def _followed(results: StudyResults) -> str:
    """How people were followed, where the study states it or the records tell."""
    follow_up = results.cohort.follow_up
    if follow_up is None:
        return ""
    return follow_up.words or (f"Follow-up was {follow_up.kind}." if follow_up.kind else "")


def _regressed(results: StudyResults) -> bool:
    return any(model.result is not None for model in results["predictors"].value)


def imputed_beside(results: StudyResults) -> list[str]:
    """What stands on the page once more with values imputed."""
    models, success = results["imputed-predictors"].value or (), results["imputed-success"].value
    return [
        "The regression was made once more with missing values imputed."
        if any(each.result is not None for each in models) else "",
        "Treatment success was estimated once more with unknown responses imputed."
        if success is not None and not success.why_not else "",
    ]  # fmt: skip


def _missing(results: StudyResults) -> list[str]:
    unknown = results.cohort.people - results.cohort.responses if results.cohort.responses else 0
    return [
        "People who left the records were censored on their last day.",
        "The naive figure, which counts them as in remission, stands beside it.",
        "Follow-up was assumed to the data's last day, since no table says until when people were observed."
        if results.basis.follow_up_assumed else "",
        _followed(results),
        unseen_sentence(results.basis),
        "The answer is therefore the range from the Kaplan-Meier estimate to the naive share."
        if results.basis.leaving_well else "",
        _unseen(results),
        f"The response at the end was not recorded in {counted(unknown, 'person', 'people')}; they were counted as "
        "clear, and as not clear, beside that." if unknown else "",
        "The main regression used people with every predictor recorded." if _regressed(results) else "",
        *imputed_beside(results),
    ]  # fmt: skip


def _unseen(results: StudyResults) -> str:
    """How the lower end of the answer was made, where some of the outcome cannot be seen and that moves it."""
    it, outcome = results.basis, results.primary_outcome
    if not unseen_sentence(it) or not it.bound_of(outcome, it.horizon_days):
        return ""
    words = {
        v.SCORE_OF_VISIT: "everyone whose visits lack a score to have relapsed at the last of these",
        v.RELAPSE_TREATMENT: "each relapse of unknown treatment for the outcome",
        v.LATER_STEPS: "each later step on the last day on which it can have come by then",
    }
    return " ".join(f"The lower end takes {words[name]}." for name in it.curves.lacking(outcome))


def _software(results: StudyResults) -> list[str]:
    return [
        f"Analyses were made with isostats {__version__} [@isostats].",
        "The checklists of STROBE [@vonelm2007], RECORD [@benchimol2015] and RECORD-PE [@langan2018] were filled in.",
    ]
