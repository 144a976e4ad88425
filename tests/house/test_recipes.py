"""The recipes of CONTRIBUTING.md: each is followed in a copy of the house, in as many files as it says and no more."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.house.test_words import NAMES, VALUES
from tests.house.tree import MODULES, ROOT, shown

CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PROMISED = {
    recipe: sum(map(int, now.split("+")))
    for recipe, now in re.findall(r"^\| (.+?) \| [\w ]+ \| ([\d +]+) \|$", CONTRIBUTING, re.MULTILINE)
}
"""How many files each recipe may touch."""

Follow = Callable[..., Any]


Places = tuple[tuple[str, str], ...]


@pytest.fixture
def follow(tmp_path: Path) -> Follow:
    """Follows a recipe: files are written or changed in a copy of the house, and a program is run there.

    ``changes`` has the whole text of a new file or, for one that is there, pairs: after which text what stands. What
    the program prints last is read as JSON.
    """

    def followed(recipe: str, program: str, changes: Mapping[str, str | Places]) -> Any:
        assert len(changes) == PROMISED[recipe]
        for part in ("isostats", "data"):
            shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("example", "*.pyc.*"))
        for name, change in changes.items():
            file = tmp_path / name
            if isinstance(change, str):
                assert not file.exists()
                file.write_text(change)
                continue
            text = file.read_text()
            for place, added in change:
                assert text.count(place) == 1, f"{name} has not just one place {place!r}"
                text = text.replace(place, place + added)
            file.write_text(text)
        command = [sys.executable, "-c", f"import json\nimport isostats as iso\n{program}"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    return followed


def test_every_file_that_is_named_is_there() -> None:
    named = re.findall(r"`((?:isostats|tests|data|docs|\.ci)/[\w/.]+)`", CONTRIBUTING)
    linked = re.findall(r"\]\(([^)#]+)\)", CONTRIBUTING)
    assert len(named) > 25
    assert [name for name in (*named, *linked) if not (ROOT / name).exists()] == []


def test_the_names_that_are_refused_and_when_goldens_are_written_anew_are_said() -> None:
    assert {name for name in NAMES | VALUES if f"`{name}`" not in CONTRIBUTING} == set()
    assert "table or column is such a change: write them anew" in " ".join(CONTRIBUTING.split())


def test_every_target_of_make_that_is_named_is_one() -> None:
    targets = re.findall(r"^([\w.]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(re.findall(r"\bmake (\.?\w+)", CONTRIBUTING)) - {"are", "a", "lint"} <= set(targets)


def test_an_outcome_is_one_file(follow: Follow) -> None:
    outcome = '''        Outcome(
            "antibiotic_again", "oral antibiotic", "an oral antibiotic", "a later oral antibiotic",
            ("oral_antibiotic",), "treatments",
        ),
'''
    program = '''
from isostats.cli import main
from isostats.study.template import template_text
main(["simulate", "--patients", "40", "--seed", "13", "--as", "courses", "--out", "sheet"], standalone_mode=False)
of = {"outcomes": ["antibiotic_again"], "primary": {"outcome": "antibiotic_again", "horizon_days": 365}, "groups": []}
analysis = iso.analyse_study("sheet/study.toml", **of)
print(json.dumps({
    "quantities": sorted(set(analysis.results.query("outcome == 'antibiotic_again'")["quantity"])),
    "grid": sorted(set(analysis["grid"].value.frame["outcome"])),
    "alt": iso.figures.describe(analysis.figure("remission_curve")).alt,
    "template": "antibiotic_again" in template_text(),
    "published": analysis["published"].blocks[0].words,
}))
'''
    changes = {"isostats/vocabulary/outcomes.py": (("    o.id: o\n    for o in (\n", outcome),)}
    made = follow("an outcome", program, changes)
    assert {"remission", "cumulative_incidence", "proportion"} <= set(made["quantities"])
    assert made["grid"] == ["antibiotic_again"]
    assert "free of an oral antibiotic" in made["alt"]
    assert made["template"]
    assert made["published"].startswith("No published cohort counts an oral antibiotic")


def test_a_claim_is_one_row(follow: Follow) -> None:
    row = (
        "hardly_anybody,Hardly anybody returns within a year.,cumulative_incidence,second_course,everyone,"
        "0.01,,,0.005,365,share,,Read as it stands.,made up for this test\n"
    )
    program = '''
claims = iso.claims()
print(json.dumps(claims[claims["id"] == "hardly_anybody"]["statement"].tolist()))
'''
    head = (ROOT / "data/claims.csv").read_text(encoding="utf-8").splitlines(keepends=True)[0]
    assert follow("a claim", program, {"data/claims.csv": ((head, row),)}) == ["Hardly anybody returns within a year."]


QUESTION = '''
"""How many people are there for each that has an event?"""

from isostats.analyses.protocol import Text
from isostats.analyses.protocol import Analysis, Answer, Basis
from isostats.analyses.rows import row
from isostats.estimate.per_event import people_per_event
from isostats.figures.drawing import Drawing
from isostats.vocabulary import names as v


def estimate(it: Basis) -> Answer[float]:
    """People for each event of the primary outcome."""
    counts = it.cohort.count(it.outcome)
    ratio = people_per_event(counts)
    one = row("people_per_event", it.outcome, v.EVERYONE, "count", n=it.cohort.people, estimate=ratio)
    drawing = Drawing("per_event", "per_event", ratio)
    return Answer(ratio, (one,), (Text(f"{ratio:.0f} people for each event."), drawing))


PER_EVENT = Analysis("per-event", "How many for each event?", estimate, from_counts=True)
'''
ESTIMATOR = '''
"""People for each event."""


def people_per_event(counts):
    return float(counts.n.sum() / counts.events.sum())
'''
FIGURE = '''
"""People for each event, as a bar."""


def per_event(ratio):
    from matplotlib.figure import Figure

    from isostats.figures.finished import attach

    figure = Figure()
    figure.add_subplot().bar(["people for each event"], [ratio])
    attach(figure, "People for each event", ["One bar."], [f"A bar of {ratio:.0f}."], simulated=True)
    return figure
'''


def test_a_question_is_three_files_and_its_place_on_the_page(follow: Follow) -> None:
    """The estimator, the figure, the question; then a line where the page's order is, and one for the public name."""
    program = '''
from isostats.cli import main
main(["simulate", "--patients", "40", "--seed", "13", "--as", "courses", "--out", "sheet"], standalone_mode=False)
iso.write_report("sheet/study.toml", out="report", formats=["svg"], outcomes=["systemic_treatment"], groups=[])
from pathlib import Path
print(json.dumps({
    "rows": Path("report/results.csv").read_text().count("people_per_event"),
    "page": "How many for each event?" in Path("report/report.html").read_text(),
    "figure": Path("report/figures/per_event.svg").exists(),
}))
'''
    catalogue = "from isostats.analyses.who import WHO\n"
    made = follow(
        "a question, with estimator and figure",
        program,
        {
            "isostats/analyses/per_event.py": QUESTION,
            "isostats/estimate/per_event.py": ESTIMATOR,
            "isostats/figures/per_event.py": FIGURE,
            "isostats/analyses/catalogue.py": (
                (catalogue, "from isostats.analyses.per_event import PER_EVENT\n"),
                ("    REMISSION,\n", "    PER_EVENT,\n"),
            ),
            "isostats/figures/__init__.py": (
                ("if TYPE_CHECKING:\n", "    from isostats.figures.per_event import per_event as per_event\n"),
            ),
        },
    )
    assert made == {"rows": 1, "page": True, "figure": True}


def test_a_format_of_files_is_one_file(follow: Follow) -> None:
    reader = '''
import pandas as pd
from isostats.records.raw import Format, store_frame

def _read(connection, path, table, asked):
    return store_frame(connection, pd.read_fwf(path, dtype=str), table, path)

FORMAT = Format("blanks (.fwf)", (".fwf",), _read)
'''
    program = '''
rows = ["patient_id course_start course_end last_contact", "88         2019-01-08   2019-06-02 2022-03-14  "]
open("courses.fwf", "w").write("\\n".join(rows))
print(json.dumps(iso.read_courses("courses.fwf").table("courses")["course"].tolist()))
'''
    assert follow("a format of files", program, {"isostats/records/formats/fixed.py": reader}) == [1]


def test_a_form_of_interchange_is_one_file_and_its_name(follow: Follow) -> None:
    lines = '''
def write(results, folder, least):
    (folder / "results.jsonl").write_text(f"{results.results} {least}")
'''
    program = '''
from pathlib import Path
from types import SimpleNamespace as Of
from isostats.report.interchange.forms import write_interchange
from isostats.study.study_file import make_study
study = make_study({"data": {"courses": "a.csv"}, "study": {"interchange": ["lines"]}})
about = write_interchange(Of(study=study, results="rows"), Path("."), 5)
print(json.dumps([*about.values(), Path("interchange/results.jsonl").read_text()]))
'''
    forms = "isostats/report/interchange"
    line = '"parquet": Form(f"{parquet.FILE}, results.csv with types", parquet.write),'
    places = (("import analysis_results, ", "lines, "), (line, '\n    "lines": Form("results.jsonl", lines.write),'))
    changes: dict[str, str | Places] = {
        f"{forms}/lines.py": lines,
        f"{forms}/forms.py": places,
        "isostats/study/choices.py": (('"cdisc", "r", "lifelines"', ', "lines"'),),
    }
    assert follow("a form of interchange", program, changes) == ["for other programs: results.jsonl", "rows 5"]


def test_an_input_table_is_its_declaration_and_its_key(follow: Follow) -> None:
    """Three files until it is read, checked and explained, and those that then use it."""
    table = '''
ALLERGIES = InputTable(
    "allergies",
    by_name(PATIENT, Column("date", "date", "Day of the test.", required=True)),
    (warning("undated_allergy", "has no date", "date IS NULL", "{who}"),),
)
'''
    program = '''
from isostats.cli import main
open("fills.csv", "w").write("patient_id,dispense_date,days_supply,strength_mg,quantity\\n7,2019-01-08,30,20,60\\n")
open("allergies.csv", "w").write("patient_id,date\\n7,\\n7,2020-02-02\\n")
records = iso.read_dispensings("fills.csv", allergies="allergies.csv")
print(json.dumps({
    "findings": [each.message for each in records.findings if each.rule == "undated_allergy"],
    "flags": [
        name for name in ("report", "courses") if any("--allergies" in p.opts for p in main.commands[name].params)
    ],
}))
'''
    made = follow(
        "an input table, until it is read and checked",
        program,
        {
            "isostats/study/inputs.py": (
                (
                    '    weights: Table = key(None, "patient_id, date, weight_kg", kinds=DISPENSINGS, '
                    "example='\"weights.csv\"')\n",
                    '    allergies: Table = key(None, "patient_id, date", kinds=DISPENSINGS)\n',
                ),
            ),
            "isostats/records/input_tables/beside_dispensings.py": (
                ('WEIGHTS = InputTable("weights", WEIGHT_COLUMNS, WEIGHT_RULES)\n', table),
            ),
            "isostats/records/input_tables/__init__.py": (
                ("from isostats.records.input_tables.beside_dispensings import DEATHS, ", "ALLERGIES, "),
                ("(DISPENSINGS, OBSERVATION, ", "ALLERGIES, "),
            ),
        },
    )
    assert made == {"findings": ["1 of 2 rows of allergies.csv has no date"], "flags": ["report", "courses"]}


def test_the_table_of_weights_is_in_six_files() -> None:
    """The real example: its key, declaration and listing, its use in courses, its oddities, its place in OMOP."""
    word = re.compile(r'weights_file|has\("weights"\)|\bWEIGHTS\b|^    weights: Table|"weights", "dea', re.MULTILINE)
    assert PROMISED["an input table, with everything that uses it"] == 6
    room = [path for path in MODULES if "simulate" not in path.parts]
    files = {shown(path) for path in room if word.search(path.read_text(encoding="utf-8"))}
    assert files == {
        "isostats/study/inputs.py",
        "isostats/records/input_tables/__init__.py",
        "isostats/records/input_tables/beside_dispensings.py",
        "isostats/records/dispensings/course_tables.py",
        "isostats/records/dispensings/repeated.py",
        "isostats/records/omop/extract.py",
    }


def test_a_study_key_is_one_file(follow: Follow) -> None:
    """A line in its section; its flag, keyword, template, check and manifest are made of it."""
    key = '''    review_days: Annotated[int, within(1, 99, "a number of days")] = key(30, "days until the next review")
'''
    program = '''
from isostats.cli import main
from isostats.study.template import reference, template_text
open("sheet.csv", "w").write("patient_id,course_start,course_end,last_contact\\n8,2019-01-08,2019-06-02,2022-03-14\\n")
try:
    iso.read_study("sheet.csv", review_day=3)
except iso.StudyError as error:
    wrong = str(error)
print(json.dumps({
    "flag": "--review-days" in str([p.opts for p in main.commands["report"].params]),
    "value": iso.read_study("sheet.csv", review_days=7).release.review_days,
    "template": "review_days = 30" in template_text(),
    "reference": "review_days" in reference(),
    "manifest": iso.read_study("sheet.csv").as_written()["release"]["review_days"],
    "wrong": wrong,
}))
'''
    place = '    """What may leave the place where the records are."""\n'
    made = follow("a study key", program, {"isostats/study/release_choices.py": ((place, "\n" + key),)})
    assert "did you mean 'review_days'" in made.pop("wrong")
    assert made == {"flag": True, "value": 7, "template": True, "reference": True, "manifest": 30}


def test_an_engine_is_one_file() -> None:
    """That one more is found, named and opened is shown in tests/databases/test_registry.py; nobody else names one."""
    assert PROMISED["an engine"] == 1
    naming = {shown(path) for path in MODULES if re.search(r"\bpsycopg\b", path.read_text(encoding="utf-8"))}
    assert naming == {"isostats/engines/postgres.py"}


def test_a_language_is_one_file(follow: Follow) -> None:
    italian = """
from isostats.words.language import Language

LANGUAGE = Language(
    name="Italiano", decimal=",", thousands=".", percent="%",
    templates={"{#} years": "{} anni", "Remission after the first course: free of {}": "Remissione senza {}",
               "the outcome": "esito"},
)
"""
    program = """
from isostats.words.language import speaking, translated
counts = iso.event_table([120, 400, 900], [1, 1, 0], causes=("systemic_treatment",))
figure = iso.figures.remission(iso.kaplan_meier(counts), language="it")
with speaking("it"):
    print(json.dumps([translated("2.5 years"), iso.figures.describe(figure).title]))
"""
    made = follow("a language", program, {"isostats/words/languages/it.py": italian})
    assert made == ["2,5 anni", "Remissione senza esito"]


def test_a_figure_is_its_file_its_question_and_its_public_name() -> None:
    """The real example: the map of outcomes by gap rule."""
    word = re.compile(r"\boutcome_heatmap\b")
    naming = {shown(path) for path in MODULES if word.search(path.read_text(encoding="utf-8"))}
    assert naming == {
        "isostats/figures/heatmaps.py",
        "isostats/analyses/grid/question.py",
        "isostats/figures/__init__.py",
    }
    assert PROMISED["a figure for a question that is there"] == len(naming)
