"""How much of a whole page another language has words for: measured on the page of the example."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from html import unescape
from importlib import import_module
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import isostats as iso
from isostats.analyses.caveats import CALENDAR_AGE
from isostats.analyses.choices import keep_names_of
from isostats.analyses.estimand_words import SUCCESS_ALONE
from isostats.cli import main
from isostats.estimate.enough_followup import REASONS
from isostats.records.input_tables.course_details import DETAIL_ERRORS, DETAIL_WARNINGS
from isostats.records.input_tables.courses import COURSE_RULES, WARNING_RULES
from isostats.records.input_tables.declaration import SET_ASIDE as TO_SET_ASIDE
from isostats.records.input_tables.later_treatments import EVENT_RULES
from isostats.records.rules import FILE_RULES, RECORDS_RULES, SHAPE_RULES, VALUE_RULES
from isostats.report.about_releases import POOLED_FILES, kits_words
from isostats.report.interchange.ro_crate import ABOUT as OF_CRATE
from isostats.report.job import Finished, write_report
from isostats.report.references import entries, full
from isostats.report.release import write_release
from isostats.report.writing import ON_PAPER
from isostats.simulate import simulate_courses
from isostats.study.definitions import CHANGED, OutcomeDefinition
from isostats.study.release_rules import PRESETS
from isostats.study.study_file import make_study
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words import languages
from isostats.words.english import plain
from isostats.words.html import _PIECES
from isostats.words.language import marked_parts, speaking, speech, translated, translated_prose, untranslated
from tests.figures.test_languages import FURTHER
from tests.figures.white import leave_white

ROOT = Path(__file__).parents[2]
LANGUAGES = Path(languages.__path__[0])
MOST_LACKING = 0.06
"""Of the letters of a page: titles of references and definitions of published cohorts stay in their authors' words."""
NAMES = ("simulated_courses.csv", "simulated_events.csv", "east", "west", "north", "south", "island")


def words_of(page: str) -> list[str]:
    """The texts of a page."""
    pieces = _PIECES.split(page)
    del pieces[2::3]
    return [" ".join(unescape(piece).split()) for piece in pieces[::2] if piece.strip()]


def lacking(words: list[str], code: str) -> list[str]:
    with speaking(code, names=NAMES):
        return [part for text in dict.fromkeys(words) for part in untranslated(text, code)]


@pytest.mark.parametrize("code", FURTHER)
def test_a_text_has_its_words_in_one_place(code: str) -> None:
    """A second entry would hide the first, and a change of the first change nothing."""
    tree = ast.parse((LANGUAGES / f"{code}.py").read_text(encoding="utf-8"))
    texts = [key.value for each in ast.walk(tree) if isinstance(each, ast.Dict)
             for key in each.keys if isinstance(key, ast.Constant)]  # fmt: skip
    assert len(texts) > 1000
    assert [text for text, times in Counter(texts).items() if times > 1] == []


@pytest.mark.parametrize("code", FURTHER)
def test_a_whole_page_is_nearly_all_in_the_language(example: Finished, code: str) -> None:
    words = words_of((example.folder / "report.html").read_text(encoding="utf-8"))
    left = lacking(words, code)
    share = sum(map(len, left)) / sum(map(len, dict.fromkeys(words)))
    assert share < MOST_LACKING, (share, left)


@pytest.mark.parametrize("sentence", [
    "Beside it: between 69.0% and 82.5% at one year, between 46.2% and 70.5% at three years.",
    "How the records are read rests on 3 guesses of isostats init that nobody has confirmed: Data quality names them.",
    "How the records are read rests on 1 guess of isostats init that nobody has confirmed: Data quality names it.",
    "Look at the units: most values of weight_kg, daily_dose_mg are unusual. In another unit, doses and doses by "
    "weight here are wrong.",
    "5 of 20 second courses began within 60 drug-free days: they may be first courses that were interrupted, and in "
    "two rows.",
    "1 of 20 second courses began within 60 drug-free days: it may be a first course that was interrupted, and in two "
    "rows.",
    "5 of 20 second courses began within 60 drug-free days. 2 of them have a row of their own: they may be first "
    "courses that were interrupted.",
    "5 of 20 second courses began within 60 drug-free days. 1 of them has a row of its own: it may be a first course "
    "that was interrupted.",
    "Look at the first courses: earlier courses cannot be excluded, for there is no observation table, and 27 of 40 "
    "first courses began within 365 days of the data's first dispensing.",
    "earlier courses cannot be excluded, for there is no observation table, and 0 of 40 first courses began within 365 "
    "days of the data's first dispensing",
    "What is a later course, or the rest of one, counts as a first one here.", "washout unseen",
    "No washout is applied: what is a later course, or the rest of one, counts as a first one.",
    "Name the table of when people were observed in [data] observation.",
    "Look at the dispensings of one day: 258 of 387 dispensings repeat the patient, day, strength and quantity of "
    "another (60 patients).", "packs of one day",
    "Of copies, doses here are too high: keep one row of each.",
    "Look at the days' supply: 27 of 40 dispensings got the default supply of 30 days. Courses, what lies between them "
    "and every figure here follow from it.", "supplies assumed", "doses of most unusual", "quantities in packs",
    "Look at the supplies that overlap: 20 of 20 courses are covered for at least half as long again as any of their "
    "supplies reaches. They are laid end to end here. Of claims that stand twice, or two strengths of one dose a few "
    "days apart, courses are too long: cap_days limits it.", "overlapping supplies",
    "Look at the days' supply and quantities: 20 of 40 dispensings give an unusual daily dose. Where the days are "
    "wrong, so are courses and every figure here; where quantities are, doses.",
    "Look at the quantities: 40 of 40 dispensings have at most 6 capsules, by which they give less than 5 mg a day. "
    "They are likely to be packs, so that no dose is told here.",
    "5 of 20 second courses began within 60 drug-free days: they may be first courses that were interrupted, and end "
    "in the events.",
    "1 of 20 second courses began within 60 drug-free days: it may be a first course that was interrupted, and ends "
    "in the events.",
    "1 of 1 second course began within 60 drug-free days: it may be a first course that was interrupted, and ends in "
    "the events.",
    "2 of them stand in the events alone: they may be first courses that were interrupted.",
    "1 of them stands in the events alone: it may be a first course that was interrupted.",
    "10 second courses may be the rest of a first one, and count as recorded: if they are, fewer relapsed than is "
    "shown.",
    "1 second course may be the rest of a first one, and counts as recorded: if it is, fewer relapsed than is shown.",
    "any, as recorded",
    "2 people had a relapse after a second course whose treatment is not recorded: it may have been one more.",
    "1 person had a relapse after a second course whose treatment is not recorded: it may have been one more.",
    "How the relapses of 3 people before or after a second course were treated is not known: were each treated by a "
    "further course, it would be 65.05.",
    "How the relapses of 1 person before or after a second course were treated is not known: were each treated by a "
    "further course, it would be 65.05.",
    "How the relapses of 3 people still free of systemic treatment were treated is not known.",
    "How the relapses of 1 person still free of any acne treatment were treated is not known.",
    "How the relapses of 29 people still free of a second course were treated is not known. Had they led to a second "
    "course at the worst time, it would be 23.0%, with all those set aside.",
    "No third course is recorded; 3 people may have taken one.", "No third course is recorded; 1 person may have "
    "taken one.", "By two years after the end of a second course 24.9% (18.7 to 31.4) began a third, if no relapse of "
    "unknown treatment was a course. If each was one, it would be 26.0%. It may be less or more than either, if some "
    "were.",
    "Five years after a first course, 100 people had begun 58.68 (51.84 to 66.42) further courses on average "
    "(Ghosh-Lin), if no relapse of unknown treatment was a course.",
    "Remission at two years is 70.7% if none came unseen and those lost early fare like those who stay. It is 60.1% if "
    "none came unseen and all of them relapsed on leaving, and 75.0% if none came unseen and none ever did.",
    "Even if nobody lost early ever relapsed, remission at two years would be 70.7% if none came unseen, not 85%.",
    "Of these 70.7% (65.1 to 75.3) stay free until two years after the course, if none came unseen.",
    "70.7% (65.1 to 75.3) if none came unseen", "70.7% if none came unseen", "if none came unseen, 70.7%",
    "The naive share, 72.3% if none came unseen, counts 3 people whose data had ended as free as well.",
    "Of those whose response is known it is 70.7% if none came unseen.",
    "Among 500 people, 70.7% (65.1 to 75.3) were free of systemic treatment at two years after the end of the first "
    "course, by Kaplan-Meier, if none came unseen.",
    "With 65 responses that nobody wrote down imputed 20 times, treatment success at two years is 45.0% (40.0 to 50.0) "
    "of 600 people, if none came unseen.",
    "At two years 70.7% are free of a relapse by score, if it came at any time between visits and none unseen.",
    "Weighted for being still observed by sex, it is 70.7% (65.1 to 75.3) if none came unseen.",
    "Free of one are 65.6% if, besides, all those set aside had one.",
    "Free of one are 65.6% if, besides, relapses of unknown treatment led to one at the worst time.",
    "Five years after a first course, 100 people had begun at least 58.68 (51.84 to 66.42) further courses on average "
    "(Ghosh-Lin).",
    "30 people had a first relapse without systemic treatment, and later treatments of it are not in these records.",
    "1 person had a first relapse without systemic treatment, and later treatments of it are not in these records.",
    "They count as recorded relapses, and as no treatment. Of those before a second course, more may have been "
    "treated again than is seen, and some earlier: the report gives both ends. Further courses are counted without any "
    "of them, and told with all. Fill in relapse_treatment.",
    "With improved counted as success: between 53.6% and 72.0%. With the 46 unknown responses counted among everyone: "
    "between 27.3% and 52.2% if none was clear, between 30.8% and 58.2% if all were. Each lower end holds if every "
    "unseen later step came at the worst time. These ranges take in those set aside.",
    "How many never have systemic treatment cannot be told from these records: people may have left because they were "
    "well, so that nobody knows how many stayed free.",
    "Five years after a first course, 100 people had begun at most 13.61 (9.66 to 19.17) further courses on average "
    "(Ghosh-Lin). Follow-up is passive: people who left may have been well, and these means are then too high.",
    "undecided: between 87.7% and 90.7%, as some people were set aside, and who left may have been well (margin of 2.5 "
    "points: undecided; of 10 points: agrees)",
    "Treatment success: Cannot be told: these records hold no response at the end of the course.",
    "Whether it was the first course cannot be told. washout_days = 0 keeps them, with courses counted from the first "
    "one seen.",
    "4 of 546 dispensings repeat another row in every column", "Each is counted once.",
    "Known when a course ends: response. People are compared from that day on, among those whose course ended. They "
    "are in a group because of how their course went: whether that makes the difference cannot be told.",
    "They are in a subset because of how their course went: the difference is not what another dose would do.",
    "Of site, 1 level with fewer than 5 people lost early is counted together with the most frequent level, A. Of sex, "
    "1 level with fewer than 5 people lost early is counted together with the most frequent level, female.",
    "Nobody was lost early, free of systemic treatment, by two years.",
    "Never to have a second course after the course: 40.0% (30.0 to 50.0), by a Weibull mixture cure model, had nobody "
    "died.",
    "By score, people are followed until the last visit that tells. 1 second course came after it and is not counted: "
    "shares free of a relapse by score may be too high.",
    "2 people had isotretinoin for a relapse more than 90 days before their next recorded course: it counts as the "
    "second course, and that course as a further one.",
])  # fmt: skip
def test_sentences_that_the_example_does_not_have_are_in_german(sentence: str) -> None:
    assert lacking([sentence], "de") == []


@pytest.fixture(scope="module")
def lean(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Pages of records that hold no later treatments, but for what authors wrote: courses alone, dispensings alone, and
    a release of the first."""
    folder = tmp_path_factory.mktemp("lean")
    for kind, people in (("courses", "150"), ("dispensings", "60")):
        asked = ["--patients", people, "--seed", "12", "--as", kind, "--out", str(folder / kind)]
        main(["simulate", *asked], standalone_mode=False)
    courses = folder / "courses" / "simulated_courses.csv"
    fills = folder / "dispensings" / "alone.toml"
    named = (f'{each} = "simulated_{each}.csv"\n' for each in ("dispensings", "observation"))
    fills.write_text("[data]\nsimulated = true\n" + "".join(named), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        leave_white(patch)
        made = {
            "courses": write_report(courses, out=folder / "of_courses", formats=["svg"], groups=["sex"]),
            "dispensings": write_report(fills, out=folder / "of_fills", formats=["svg"]),
            "release": write_release(courses, out=folder / "released", follow_up="active", groups=["sex"],
                                     outcomes=["systemic_treatment", "second_course"]),
        }  # fmt: skip
    pages = {name: (each.folder / "report.html").read_text(encoding="utf-8") for name, each in made.items()}
    pages["readme"] = (made["release"].folder / "README.md").read_text(encoding="utf-8")
    of_authors = re.compile(r'<section id="published">.*?</section>', re.DOTALL)
    return {name: of_authors.sub("", page) for name, page in pages.items()}


@pytest.mark.parametrize("code", FURTHER)
@pytest.mark.parametrize("kind", ["courses", "dispensings", "release"])
def test_pages_of_lean_records_are_in_the_language(lean: dict[str, str], kind: str, code: str) -> None:
    cited = {full(key) for key in entries()}
    words = [each for each in words_of(lean[kind]) if each not in cited]
    left = lacking(words, code)
    assert sum(map(len, left)) < 0.01 * sum(map(len, dict.fromkeys(words))), left


@pytest.mark.parametrize("code", FURTHER)
def test_what_a_folder_says_of_itself_is_in_the_language(lean: dict[str, str], example: Finished, code: str) -> None:
    """But for what the study wrote itself; names of files, and the marks of Markdown, stay."""
    exact = (example.folder / "README.md").read_text(encoding="utf-8")
    of_files = [f"- {name}: {what}" for name, what in (ON_PAPER | OF_CRATE | POOLED_FILES).items()]
    lines = [*exact.split("\n"), *lean["readme"].split("\n"), *of_files]
    with speaking(code, names=[*NAMES, "sex", "site", exact.partition("\n")[0].removeprefix("# ")]):
        parts = [part for line in lines if "[study]" not in line for part in marked_parts(line)[1:]]
        assert [part for each in parts for part in untranslated(each.format(formats="PNG"), code)] == []
        (line,) = (each for each in lines if each.startswith("- `results.json`"))
        assert translated_prose(line).startswith("- `results.json`: ")
        assert translated_prose(line) != line


def test_an_outcome_in_german_has_the_case_of_its_place(lean: dict[str, str]) -> None:
    """Templates leave the outcome open, and the word before it says its case."""
    wrong = re.compile(r"(?i)\b(?:ohne:?|nie|mit|von) (?:ein )?zweiter zyklus\b")
    with speaking("de"):
        german = [translated(text) for page in lean.values() for text in words_of(page)]
        most = translated("At most 10% with a second course within two years after the course")
    assert most.startswith("Höchstens 10\N{NO-BREAK SPACE}% mit einem zweiten Zyklus innerhalb")
    assert any("ohne einen zweiten Zyklus" in text for text in german)
    assert [text for text in german if wrong.search(text)] == []


@pytest.mark.parametrize("code", FURTHER)
def test_so_is_the_page_of_an_omop_database(white_report: Callable[[str], Path], code: str) -> None:
    """Its courses are made of fills by rules, of which the example says nothing; references are not counted here."""
    page = (white_report("omop") / "report.html").read_text(encoding="utf-8")
    cited = {full(key) for key in entries()}
    words = [each for each in words_of(page) if each not in cited]
    left = lacking(words, code)
    share = sum(map(len, left)) / sum(map(len, dict.fromkeys(words)))
    assert share < MOST_LACKING, (share, left)


@pytest.mark.parametrize("code", FURTHER)
@pytest.mark.parametrize("kits", [
    {"North": "3f2a9c" * 11}, {"North": "3f2a9c" * 11, "South": ""},
    {"North": "3f2a9c" * 11, "South": "a1b2c3" * 11, "West": ""},
])  # fmt: skip
def test_what_a_pooled_page_says_of_the_kit_of_its_sites_is_in_the_language(kits: dict[str, str], code: str) -> None:
    with speaking(code, names=kits):
        assert untranslated(kits_words(kits), code) == []


def written_in(figure: str) -> list[str]:
    """The texts of an SVG, a line each."""
    every = re.findall(r"<(?:text|title|desc|dc:title|dc:description)\b[^>]*>(.*?)</", figure, re.DOTALL)
    return [text for each in every if (text := unescape(re.sub(r"<[^>]+>", "", each)).strip())]


@pytest.mark.parametrize("code", FURTHER)
def test_what_figures_write_is_nearly_all_in_the_language(example: Finished, code: str) -> None:
    """But for names of published cohorts, and lines that were broken, of which the language breaks the whole."""
    drawn = [file for file in (example.folder / "figures").glob("*.svg") if not file.stem.startswith("published")]
    words = [text for file in drawn for text in written_in(file.read_text(encoding="utf-8"))]
    left = lacking(words, code)
    assert len(drawn) > 20
    assert sum(map(len, left)) < 0.01 * sum(map(len, dict.fromkeys(words))), left


STATED: dict[str, object] = {
    "maintenance_days": 30, "maintenance_before_days": 10, "already_on": False, "break_days": 30, "antibiotic_days": 7,
    "antibiotic_gap_days": 7, "second_course_fills": 3, "second_course_days": 60, "early_restart_days": 30,
    "contraceptive_counts": True, "antiandrogen_counts": False, "prevention_rules": False,
    "score_retreatment": "hypothetical",
    "already_on_days": {"contraceptive": 365, "antiandrogen": 180, "topical": 30, "oral_antibiotic": 60},
}  # fmt: skip
RULES = ("score: >= 3", "gags: > end", "gags: >= start", "leeds_face: >= end + 0.5", "inflammatory: > end + 2")


@pytest.mark.parametrize("code", FURTHER)
def test_whatever_a_study_may_state_has_its_words(code: str) -> None:
    """Rules of outcomes and scores, what each outcome is, and why there is no number: a definition of which one part
    has none stays in English as a whole."""
    held = [OutcomeDefinition(**{name: value}) for name, value in STATED.items()]
    held += [OutcomeDefinition(relapse_scores=(rule,)) for rule in RULES]
    held += [OutcomeDefinition(antibiotic_days=0), OutcomeDefinition(second_course_days=0)]
    assert {*CHANGED} | {"already_on_days"} == {*STATED, "relapse_scores"}
    texts = [note for each in held for note in each.notes]
    texts += [f"Counts as relapse: {each.definition}." for each in OUTCOMES.values()]
    texts += [f"days from the end of the course to {each.definition}" for each in OUTCOMES.values()]
    texts += [f"How many never have a second course cannot be told from these records: {why}." for why in
              REASONS.values()]  # fmt: skip
    texts += [preset.words for preset in PRESETS.values()]
    assert len(texts) > len(STATED) + len(RULES) + 2 * len(OUTCOMES)
    assert lacking(texts, code) == []


@pytest.mark.parametrize("code", FURTHER)
def test_commands_print_as_pages_speak(tmp_path: Path, code: str) -> None:
    """It was printed in English, whatever the language of the page was."""
    courses = pd.read_csv(ROOT / "data/example/simulated_courses.csv", dtype=str)
    few = courses[courses["patient_id"].isin(courses["patient_id"].unique()[:120])]
    few.to_csv(tmp_path / "courses.csv", index=False)
    few_words = ["--language", code, "--follow-up", "active", "--outcomes", "systemic_treatment"]
    command = ["report", str(tmp_path / "courses.csv"), *few_words, "--out"]
    release = [str(tmp_path / "sent"), "--groups", "sex", "--release", "--ledger", str(tmp_path / "ledger")]
    with pytest.MonkeyPatch.context() as patch:
        leave_white(patch)
        done, sent = (CliRunner().invoke(main, [*command, *more], catch_exceptions=False)
                      for more in ([str(tmp_path / "made")], release))  # fmt: skip
    assert (done.exit_code, sent.exit_code) == (0, 0), sent.output
    printed = [line for each in (done, sent)
               for line in each.output.replace(str(tmp_path), "").splitlines() if line.strip()]  # fmt: skip
    assert len(printed) > 6
    assert [line for line in printed if re.search(r"\b(the|of|is|are|were|with|by|at most)\b", line)] == []


ELIGIBLE: tuple[dict[str, object], ...] = (
    {"age_from": 18}, {"age_to": 40}, {"age_from": 12, "age_to": 40}, {"start_from": "2012-01-01"},
    {"start_to": "2019-12-31"}, {"start_from": "2012-01-01", "start_to": "2019-12-31"}, {"sex": ["female"]},
    {"sex": ["female", ""]}, {"min_course_days": 30}, {"max_course_days": 400},
    {"min_course_days": 30, "max_course_days": 400}, {"min_mg_per_kg": 20}, {"max_mg_per_kg": 300.5},
    {"min_mg_per_kg": 20, "max_mg_per_kg": 300}, {"min_followup_days": 30}, {"only": {"insurance": ["own", "public"]}},
    {"exclude": {"insurance": "own"}},
)  # fmt: skip
UNASKED = (
    "dispensed on 2 days or more", "dispensed on fewer than 2 days",
    "with a diagnosis of acne by the start of the course",
    "with a diagnosis of L7* at any time, also after the end of the course, which is known only later",
    "no diagnosis of acne by the end of the course, at most 365 days before it began", "no diagnosis recorded at all",
)  # fmt: skip


def made_of(people: int) -> pd.DataFrame:
    """Course records of so many people, with a column that only these records have."""
    made = simulate_courses(people, seed=31).courses.astype(str).replace({"nan": "", "<NA>": "", "None": ""})
    made["insurance"] = made["patient_id"].map(lambda who: "own" if ord(who[-1]) % 2 else "public")
    return made


@pytest.mark.parametrize("code", FURTHER)
def test_whoever_is_eligible_is_said_in_the_language(code: str) -> None:
    """The first sentence, who is eligible and every step of the flow stayed in English under any rule."""
    records = iso.read_courses(made_of(120))
    everyone = iso.first_courses(records)
    texts, own = list(UNASKED), {"insurance", "own", "public"}
    for rules in ELIGIBLE:
        cohort = iso.first_courses(records, **rules)
        words = cohort.definition.eligibility
        reasons = [reason for each in cohort.rules for reason in (each.reason, each.lacking) if reason]
        texts += [words, f"Eligible are 84 of {everyone.people} first courses: {words}. {CALENDAR_AGE}",
                  f"Eligible first courses: {words}.", f"everyone with a first course; eligible: {words}",
                  f"Eligible were first courses by these rules, in turn: {words}.", *reasons]  # fmt: skip
        texts += [f"First courses: 225 patients, 225 rows; beside it: not eligible ({each}): 33 patients."
                  for each in reasons]  # fmt: skip
        with speaking(code):
            keep_names_of(make_study({"data": {"courses": "c.csv"}, "eligibility": rules}), cohort)
            own |= speech().names
    texts += [SUCCESS_ALONE] + [
        f"{start} an eligible first course, {rest}" for start in ("Two years after", "Five years after") for rest in (
            "between 51.7% and 71.6% (Kaplan-Meier, n = 84) had needed no new systemic treatment.",
            "between 51.7% and 71.6% (n = 84 with a recorded response) were a treatment success.",
            "between 51.7% and 71.6% (Kaplan-Meier, n = 84) were free of a second course.",
            "77.3% (95% CI 70.1 to 81.2; Kaplan-Meier, n = 84) had needed no new systemic treatment.",
        )
    ]  # fmt: skip
    texts += ["Within two years of an eligible first course, between 28.4% and 48.3% (n = 84) had begun a second one."]
    with speaking(code, names=own):
        left = [part for text in dict.fromkeys(texts) for part in untranslated(text, code)]
    assert not left, "\n".join(map(str, left))


RULES_ON_PAGES = (*COURSE_RULES, *WARNING_RULES, *EVENT_RULES, *VALUE_RULES)


@pytest.mark.parametrize("code", FURTHER)
def test_what_a_rule_finds_is_said_in_the_language(code: str) -> None:
    """What a finding is called, one and several rows, and what to do, but for what is filled in and for details."""
    details = {rule.id for rule in (*DETAIL_ERRORS, *DETAIL_WARNINGS)}
    texts = []
    for rule in (each for each in RULES_ON_PAGES if each.id not in details):
        of = "patients" if rule.scope == "person" else "events" if rule in EVENT_RULES else "courses"
        of = "values of course_end" if rule in VALUE_RULES else of
        name = "course_start" if "course_start" in rule.columns else "sex" if "sex" in rule.columns else "event_date"
        many, one = (text.replace("{column}", name) for text in (rule.many, rule.one))
        texts += [plain(rule.id), f"3 of 1,204 {of} {many}", f"1 of 1,204 {of} {one}"]
        advice = rule.advice.replace(TO_SET_ASIDE, "").strip()
        filled_in = re.search(r"[{\[=]", advice) or rule.id in ("ambiguous_number", "date_in_day_column")
        texts += [] if filled_in else [advice]
    texts += [plain(each.id) for each in (*FILE_RULES, *SHAPE_RULES, *RECORDS_RULES) if each.severity != "error"]
    texts += [f"220 course records were read; {errors} found something impossible, 6 something unusual."
              for errors in ("1 rule", "2 rules")]  # fmt: skip
    assert len(texts) > 200
    assert lacking(texts, code) == []


@pytest.mark.parametrize("code", FURTHER)
def test_pages_of_eligible_people_and_faulty_rows_are_in_the_language(tmp_path: Path, code: str) -> None:
    """Some people chosen, some set aside, bands of age, relapses of unknown treatment and last contacts by a rule."""
    made, folder = made_of(260), tmp_path / "made"
    places = made.groupby("patient_id").cumcount() == 0
    first = made.index[places]
    for at, (column, value) in zip(first[::20], [("course_end", "2001-01-01"), ("course_end", ""), ("weight_kg", "x"),
                                                  ("course_start", "2099-01-01")] * 4, strict=False):  # fmt: skip
        made.loc[at, column] = value
    made.loc[made["relapse_date"] != "", "relapse_treatment"] = made["relapse_treatment"].where(
        made.index.to_series() % 3 > 0, ""
    )
    made.to_csv(tmp_path / "courses.csv", index=False)
    rules = '[eligibility]\nage_from = 14\nsex = ["female"]\nonly = { insurance = ["own"] }\n'
    asked = 'on_invalid = "set_aside"\ngroups = ["age: <18, 18-25, >=26", "insurance"]\nfollow_up = "passive"\n'
    (tmp_path / "study.toml").write_text(f'[data]\ncourses = "courses.csv"\n[study]\n{asked}{rules}', encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        leave_white(patch)
        done = write_report(tmp_path / "study.toml", out=folder, formats=["svg"])
    page = re.sub(r'<section id="published">.*?</section>', "", (folder / "report.html").read_text(encoding="utf-8"),
                  flags=re.DOTALL)  # fmt: skip
    with speaking(code, names=[*NAMES, "insurance", "own", "public", "site", "1", "2", "3"]):
        keep_names_of(done.analysis.study, done.analysis.cohort)
        cited = {full(key) for key in entries()}
        left = [(text, part) for text in dict.fromkeys(words_of(page)) if text not in cited
                for part in untranslated(text, code) if not re.fullmatch(r"\w+ \d+\.\d+(\.\d+)?", part)]  # fmt: skip
    titles = {f"{each.name}." for each in done.analysis.drawings()}  # of what was left white
    left = [each for each in left if each[0] not in titles]
    assert not left, "\n".join(map(str, left))


WITH_SENTENCES = ("analyses", "cohort", "figures", "study", "vocabulary", "words", "report/methods.py")
"""Where the sentences of pages are made."""
OF_NO_PAGE = {
    "analyses/caveats.py": "They are in a ", "analyses/choices.py": "By score, people are followed until",
    "analyses/claims/comparison.py": "Counted: ", "analyses/permanence.py": "Never to have ",
    "cohort/early_loss.py": "Whoever was ", "figures/cured_curve.py": "Steps: ",
    "report/methods.py": "Cumulative incidence was estimated",  # up to here made of parts, each of which has words
    "cohort/counted_columns.py": "", "cohort/eligible.py": "", "figures/keyword_values.py": "",  # which are errors
    "analyses/paper_tables.py": "Write test=", "figures/layer_texts.py": ("Test what is ", "Or give the p"),
}  # fmt: skip
"""By file how sentences begin that no page says, or whose parts alone have words."""
FILLED = ("12.3%", "NAME", "7 people", "", "7", "two years", "7 first courses", "1", "is", "95% CI", "sex")
OPEN = re.compile(r"\{[#@]?\}")
CITED = re.compile(r"\[@([^\]]*)\]")
ENDED = re.compile(r"(?<=[a-z0-9%)\]\"'\0][.!?])\s+(?=[A-Z])")


def sentences_in(file: Path) -> Iterator[str]:
    """The sentences that a file of the package holds, what varies in them as one character that no text has."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    said_to_nobody = {
        id(part)
        for each in ast.walk(tree)
        if isinstance(each, ast.Raise) or (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))
        for part in ast.walk(each)
    } | {id(part) for each in ast.walk(tree) if isinstance(each, ast.JoinedStr) for part in each.values}  # fmt: skip
    for each in ast.walk(tree):
        parts = each.values if isinstance(each, ast.JoinedStr) else [each]
        known = all(isinstance(part, ast.Constant | ast.FormattedValue) for part in parts)
        if known and id(each) not in said_to_nobody:
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "\0" for part in parts)
            text = CITED.sub(lambda keys: f"({'; '.join(['Cox 1972'] * len(keys[1].split(';')))})", text)
            if re.match(r"[A-Z]", text) and re.search(r"[.?!]\s*$", text) and not re.search(r"[<{\\]|\b[A-Z]{4}", text):
                yield from (one for one in ENDED.split(text) if len(re.findall(r"[a-z]{2,}", one)) > 2)


def may_be_one(ours: str, theirs: str) -> bool:
    """Whether two texts can be the same once what varies in each is filled in."""

    @cache
    def alike(i: int, j: int) -> bool:
        if i < len(ours) and ours[i] == "\0":
            return alike(i + 1, j) or (j < len(theirs) and alike(i, j + 1))
        if j < len(theirs) and theirs[j] == "\0":
            return alike(i, j + 1) or (i < len(ours) and alike(i + 1, j))
        if i == len(ours) or j == len(theirs):
            return i == len(ours) and j == len(theirs)
        return ours[i] == theirs[j] and alike(i + 1, j + 1)

    return alike(0, 0)


def has_words(sentence: str, code: str, templates: dict[str, list[str]]) -> bool:
    """Whether a language has a sentence: filled in with something that may stand there, or a template like it."""
    with speaking(code, names=["NAME"]):
        if any(not untranslated(" ".join(sentence.replace("\0", each).split()), code) for each in FILLED):
            return True
    bare, letters = sentence.rstrip(".?! "), len(re.findall("[a-z]", sentence))
    near = templates.get(re.split(r"[^a-z0-9-]", bare.lower())[0], [])
    return any(may_be_one(bare.lower(), each) for each in near if 2 * len(re.findall("[a-z]", each)) > letters)


@pytest.mark.parametrize("code", FURTHER)
def test_every_sentence_in_the_code_is_in_the_language(code: str) -> None:
    """What is said under certain results alone stands on no page of the tests: "Nobody was lost early" and some 50 more
    were English. What a sentence is made of is left open, so that this looks for its frame alone."""
    templates: dict[str, list[str]] = {}
    for key in import_module(f"isostats.words.languages.{code}").LANGUAGE.templates:
        form = OPEN.sub("\0", key).rstrip(".").lower()
        templates.setdefault(re.split(r"[^a-z0-9-]", form)[0], []).append(form)
    package = ROOT / "isostats"
    files = [file for name in WITH_SENTENCES for file in package.glob(name if "." in name else f"{name}/**/*.py")]
    held = [(str(file.relative_to(package)), one) for file in sorted(files) if "languages" not in file.parts
            for one in sentences_in(file)]  # fmt: skip
    assert len(held) > 500
    left = [
        (file, one.replace("\0", "{}")) for file, one in dict.fromkeys(held)
        if not has_words(one, code, templates) and not (file in OF_NO_PAGE and one.startswith(OF_NO_PAGE[file]))
    ]  # fmt: skip
    assert not left, "\n".join(map(str, left))


@pytest.mark.parametrize("code", FURTHER)
def test_a_time_has_its_word_before_it(code: str) -> None:
    """ "Wären zwei Jahre 74.2% ohne einen Rückfall": the word for *at* was missing."""
    templates = import_module(f"isostats.words.languages.{code}").LANGUAGE.templates
    bare = []
    for english, translation in templates.items():
        for place, slot in enumerate(OPEN.finditer(english)):
            if english[: slot.start()].lower().endswith("free of {} at ") or english[: slot.start()] in ("at ", "At "):
                before, _, after = translation.format(*(f"<{each}>" for each in range(50))).partition(f"<{place}>")
                known = re.search(r"(?i)(\b(nach|bei|zu|in)|[(:]) ?$", before) or after.startswith(" nach dem Ende")
                bare += [] if known else [translation]
    assert bare == []
