"""Numbers of a manuscript are those of the results, or it is said where they are not; the manuscript stays as it is."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from isostats.analyses.cited_numbers import CitedNumbers
from isostats.cli import main
from isostats.errors import OutputError, StudyError
from isostats.report.manuscripts import check_manuscript, fill_manuscript
from isostats.vocabulary.names import RESULT_COLUMNS
from isostats.words.journals import STYLES, numbers_as
from isostats.words.language import speaking, translated
from tests.sweeps import swept

A, B = "remission.systemic_treatment.730", "cumulative_incidence.second_course.1826"


def results(**numbers: object) -> CitedNumbers:
    """Two rows of results."""
    common = {"population": "everyone", "group": "all", "level": 0.95, "n": 3000, "status": "ok", "std_error": 0.01}
    rows = [
        {"quantity": "remission", "outcome": "systemic_treatment", "method": "kaplan_meier", "time_days": 730,
         "estimate": 0.77, "lower": 0.754, "upper": 0.786, "at_risk": 1538, "events": 624, **common, **numbers},
        {"quantity": "cumulative_incidence", "outcome": "second_course", "method": "aalen_johansen", "time_days": 1826,
         "estimate": 0.101, "lower": 0.089, "upper": 0.114, "at_risk": 742, "events": 239, **common},
    ]  # fmt: skip
    return CitedNumbers(pd.DataFrame(rows).reindex(columns=list(RESULT_COLUMNS)))


def test_right_wrong_lacking_and_unknown_are_told_apart(tmp_path: Path) -> None:
    paper = tmp_path / "paper.md"
    paper.write_text(
        f"Of [[{A}:n]] people 77.0% (75.4 to 78.6) [[{A}]] did well.\nIn 2019, 10.4% (8.9 to 11.4) [[{B}]] and\n"
        "7% [[remission.nothing.730]].\n", encoding="utf-8",
    )  # fmt: skip
    lacking, right, wrong, unknown = check_manuscript(paper, results())
    assert right.agrees
    assert lacking.words == f"line 1, {A}:n: no number stands before it; the results say 3,000."
    assert (wrong.line, wrong.written, wrong.expected) == (2, "10.4% (8.9 to 11.4)", "10.1% (8.9 to 11.4)")
    assert "no outcome 'nothing'" in unknown.words


@pytest.mark.parametrize("kind", ["md", "tex", "docx"])
def test_a_filled_copy_agrees_and_the_manuscript_is_untouched(tmp_path: Path, kind: str) -> None:
    paper, copy, clean = (tmp_path / f"{name}.{kind}" for name in ("paper", "copy", "clean"))
    percent = "\\%" if kind == "tex" else "%"
    text = f"Of [[{A}:n]] people 70.0{percent} (1 to 2) [[{A}]] did well; again [[{B}]]."
    write(paper, text)
    before = paper.read_bytes()
    fill_manuscript(paper, results(), copy)
    assert all(each.agrees for each in check_manuscript(copy, results()))
    assert [each.agrees for each in check_manuscript(copy, results(estimate=0.78))] == [True, False, True]
    fill_manuscript(copy, results(), clean, brackets=False)
    assert read(clean) == (
        f"Of 3,000 people 77.0{percent} (75.4 to 78.6) did well; again 10.1{percent} (8.9 to 11.4)."
    )
    assert paper.read_bytes() == before


def test_a_number_of_word_in_pieces_keeps_the_style_of_its_first(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    table = document.add_table(1, 1)
    paragraph = table.rows[0].cells[0].paragraphs[0]
    for i, piece in enumerate(("Free: ", "77.", "1% (75.4", " to 78.6) [", f"[{A}", "]], so.")):
        paragraph.add_run(piece).bold = i == 1
    document.save(tmp_path / "paper.docx")
    (wrong,) = check_manuscript(tmp_path / "paper.docx", results())
    assert wrong.written == "77.1% (75.4 to 78.6)"
    fill_manuscript(tmp_path / "paper.docx", results(), tmp_path / "copy.docx")
    runs = docx.Document(str(tmp_path / "copy.docx")).tables[0].rows[0].cells[0].paragraphs[0].runs
    assert "".join(run.text for run in runs) == f"Free: 77.0% (75.4 to 78.6) [[{A}]], so."
    assert next(run.bold for run in runs if "77.0%" in run.text)


@swept(40)
@given(st.lists(st.sampled_from([f"[[{A}]]", f"5% (1 to 2) [[{B}]]", f"[[{A}:events]]", "plain words", "in 2019, "]),
                min_size=1, max_size=6))  # fmt: skip
def test_filling_twice_changes_nothing(tmp_path_factory: pytest.TempPathFactory, parts: list[str]) -> None:
    folder = tmp_path_factory.mktemp("twice")
    (folder / "paper.md").write_text(" and ".join([*parts, f"[[{A}]]"]), encoding="utf-8")
    fill_manuscript(folder / "paper.md", results(), folder / "once.md")
    fill_manuscript(folder / "once.md", results(), folder / "twice.md")
    assert (folder / "once.md").read_bytes() == (folder / "twice.md").read_bytes()
    assert all(each.agrees for each in check_manuscript(folder / "once.md", results()))


@pytest.mark.parametrize("text", [
    "3{,}000", "3\\,000", "3~000", "3 000", "3\u00a0000", "3\u2009000", "3\u202f000", "3'000",
    "3\u2019000", "3&nbsp;000", "3\u200b000", "1/000", "2\u2013000", "10^000", "A000", "~000", "\u2248000", ">000",
])  # fmt: skip
def test_a_part_of_a_longer_number_never_agrees(tmp_path: Path, text: str) -> None:
    (tmp_path / "paper.md").write_text(f"Of {text} [[{A}:events]]", encoding="utf-8")
    (mention,) = check_manuscript(tmp_path / "paper.md", results(events=0))
    assert not mention.agrees
    (tmp_path / "other.md").write_text(f"Of {text.replace('000', '624')} [[{A}:events]]", encoding="utf-8")
    (mention,) = check_manuscript(tmp_path / "other.md", results())
    assert "may be part of a longer one" in mention.words or "another kind of number" in mention.words
    with pytest.raises(OutputError, match="Nothing is written"):
        fill_manuscript(tmp_path / "other.md", results(), tmp_path / "copy.md")


@pytest.mark.parametrize(
    "text", ["\\textbf{77.0\\%}", "\\SI{77.0}{\\percent}", "$n=3000$", "**77.0%**", "77.0%)", "77.0%;"]
)
def test_a_number_that_is_not_read_is_never_put_beside_another(tmp_path: Path, text: str) -> None:
    (tmp_path / "paper.tex").write_text(f"Free: {text} [[{A}]]", encoding="utf-8")
    (mention,) = check_manuscript(tmp_path / "paper.tex", results())
    assert "is not read" in mention.words
    with pytest.raises(OutputError, match="Nothing is written"):
        fill_manuscript(tmp_path / "paper.tex", results(), tmp_path / "copy.tex")


@pytest.mark.parametrize("text", [
    "77.0% (75.4–78.6)", "77.0% (95% CI 75.4 to 78.6)", "77.0% [75.4, 78.6]", "77·0% (75·4–78·6)",
    "77.0% (75.4% to 78.6%)",
])  # fmt: skip
def test_a_number_may_be_set_as_journals_do(tmp_path: Path, text: str) -> None:
    (tmp_path / "paper.md").write_text(f"Free: {text} [[{A}]]", encoding="utf-8")
    (mention,) = check_manuscript(tmp_path / "paper.md", results())
    assert mention.agrees, mention.words
    for wrong in (text.replace("75", "74", 1), text.replace("78", "77"), text.replace("77", "76")):
        (tmp_path / "paper.md").write_text(f"Free: {wrong} [[{A}]]", encoding="utf-8")
        (mention,) = check_manuscript(tmp_path / "paper.md", results())
        assert not mention.agrees


STYLED = [*((journal, "en") for journal in STYLES), ("plain", "de")]
FRACTIONS = st.tuples(*[st.floats(0.001, 0.999)] * 3).map(sorted)


def styled(numbers: CitedNumbers, name: str, journal: str, language: str) -> str:
    """What the command prints."""
    with numbers_as(journal), speaking(language):
        return translated(numbers[name])


def agrees(path: Path, text: str, numbers: CitedNumbers, name: str) -> bool:
    write(path, f"So it was: {text.replace('%', '%' if path.suffix != '.tex' else chr(92) + '%')} [[{name}]], we say.")
    (mention,) = check_manuscript(path, numbers)
    return mention.agrees


@swept(40)
@given(FRACTIONS, st.floats(1e-5, 0.999), st.integers(1, 99_999), st.sampled_from(STYLED), st.data())
def test_what_is_cited_is_right_in_each_style_and_with_one_digit_changed_it_is_wrong(
    tmp_path_factory: pytest.TempPathFactory, shares: list[float], p: float, n: int, style: tuple[str, str],
    data: st.DataObject,
) -> None:  # fmt: skip
    low, middle, high = shares
    folder = tmp_path_factory.mktemp("cited")
    scales = {"remission": 1, "hazard_ratio": 3, "claim_difference": -1, "rmst": 1000, "logrank": 1}
    quantity = data.draw(st.sampled_from(list(scales)))
    ordered = sorted(scales[quantity] * each for each in (low, middle, high))
    limits = dict(zip(("lower", "estimate", "upper"), ordered, strict=True))
    numbers = results(quantity=quantity, p_value=p, n=n, **limits)
    name = A.replace("remission", quantity) + data.draw(st.sampled_from(["", ":n", ":p", ":estimate"]))
    path = folder / f"paper.{data.draw(st.sampled_from(['md', 'tex']))}"
    text = styled(numbers, name, *style)
    assert agrees(path, text, numbers, name), text
    place = data.draw(st.sampled_from([place for place, sign in enumerate(text) if sign.isdigit()]))
    other = text[:place] + str((int(text[place]) + data.draw(st.integers(1, 9))) % 10) + text[place + 1 :]
    assert not agrees(path, other, numbers, name), other


@pytest.mark.parametrize("style", STYLED)
def test_word_reads_them_too(tmp_path: Path, style: tuple[str, str]) -> None:
    numbers = results(n=12_345)
    for name in (A, f"{A}:n"):
        text = styled(numbers, name, *style)
        assert agrees(tmp_path / "paper.docx", text, numbers, name)
        assert not agrees(tmp_path / "paper.docx", text.replace("5", "6"), numbers, name)


@pytest.mark.parametrize("text", [
    "77.0% (95% CI, 75.4-78.6)", "77.0% (95% CI: 75.4–78.6)", "77.0%; 95% CI, 75.4 to 78.6", "77·0% (95% CI 75·4–78·6)",
    "77,0 % (95 %-KI 75,4–78,6)", "77,0\u00a0% (95\u00a0%-KI: 75,4 bis 78,6)", "77,0% [95%-KI 75,4; 78,6]",
    "77,0 % (95-%-Konfidenzintervall 75,4 bis 78,6)", "77.0% (75.4--78.6)",
    "77.0% (95% confidence interval, 75.4–78.6)",
])  # fmt: skip
def test_a_number_may_be_typed_as_authors_do(tmp_path: Path, text: str) -> None:
    assert agrees(tmp_path / "paper.md", text, results(), A)
    for wrong in (text.replace("75", "74", 1), text.replace("78", "77"), text.replace("77", "76")):
        assert not agrees(tmp_path / "paper.md", wrong, results(), A)


@pytest.mark.parametrize("text", [
    "P = .09", "*P* = .09", "P=.09", "p = 0.087", "p = 0,087", "\\textit{P} = .09", "p=0·087",
])  # fmt: skip
def test_a_p_may_be_set_as_journals_do(tmp_path: Path, text: str) -> None:
    name = A.replace("remission", "logrank")
    assert agrees(tmp_path / "paper.md", text, results(quantity="logrank", p_value=0.087), name)
    assert not agrees(tmp_path / "paper.md", text, results(quantity="logrank", p_value=0.078), name)


def test_limits_of_another_level_are_not_those_of_the_usual_one(tmp_path: Path) -> None:
    for text, right in (("77.0% (90% CI 75.4–78.6)", True), ("77,0 % (90 %-KI 75,4–78,6)", True),
                        ("77.0% (95% CI 75.4–78.6)", False), ("77.0% (75.4 to 78.6)", False)):  # fmt: skip
        assert agrees(tmp_path / "paper.md", text, results(level=0.9), A) == right, text


def test_the_commands_set_numbers_in_the_style_that_is_asked_for(tmp_path: Path) -> None:
    results().results.to_csv(tmp_path / "results.csv", index=False)
    (tmp_path / "paper.md").write_text(f"Frei: [[{A}]]", encoding="utf-8")
    where = ["--results", str(tmp_path)]
    run = CliRunner().invoke
    assert run(main, ["cite", A, *where, "--journal", "lancet"]).output == "77·0% (75·4–78·6)\n"
    assert run(main, ["cite", A, *where, "--language", "de"]).output == "77,0\u00a0% (75,4 bis 78,6)\n"
    assert "name one" in run(main, ["cite", A, *where, "--language", "de", "--journal", "bmj"]).output
    copy = tmp_path / "copy.md"
    german = ["--language", "de", "--fill", str(copy)]
    filled = run(main, ["check-manuscript", str(tmp_path / "paper.md"), *where, *german])
    assert filled.exit_code == 0, filled.output
    assert copy.read_text(encoding="utf-8") == f"Frei: 77,0\u00a0% (75,4 bis 78,6) [[{A}]]"
    assert run(main, ["check-manuscript", str(copy), *where]).exit_code == 0


def test_a_number_of_another_kind_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "paper.md").write_text(f"In 2019 [[{A}]], n=3010 [[{A}:n]], 71% [[{A}]] well.", encoding="utf-8")
    year, count, share = check_manuscript(tmp_path / "paper.md", results())
    assert "another kind of number" in year.words
    assert (count.written, count.agrees) == ("3010", False)
    assert share.words.startswith("line 1, remission")
    assert "the text says 71%, the results say" in share.words


def test_names_in_notes_links_and_beside_references_are_told(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    raised = document.add_paragraph("Of 3,000")
    raised.add_run("12").font.superscript = True
    raised.add_run(f" [[{A}:n]] people.")
    linked = document.add_paragraph(f"Free 77.0% (75.4 to 78.6) [[{A}]].")
    link = docx.oxml.OxmlElement("w:hyperlink")
    link.append(docx.oxml.parse_xml(
        '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:t>9</w:t></w:r>'
    ))
    linked._p.insert(1, link)
    document.sections[0].header.paragraphs[0].text = f"[[{B}]]"
    document.save(tmp_path / "paper.docx")
    told = [each.words for each in check_manuscript(tmp_path / "paper.docx", results()) if not each.agrees]
    assert len([words for words in told if "are not read" in words]) == 2
    assert len([words for words in told if "is not read" in words]) == 1
    with pytest.raises(OutputError, match="Nothing is written"):
        fill_manuscript(tmp_path / "paper.docx", results(), tmp_path / "copy.docx")


@pytest.mark.parametrize("look", ["strike", "double_strike", "hidden"])
@pytest.mark.parametrize("styled", [False, True])
def test_letters_that_no_reader_takes_for_text_are_no_number(look: str, styled: bool, tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    gone = document.add_paragraph("Free were 70.0% ").add_run("77.0% (75.4 to 78.6)")
    gone.style = document.styles.add_style("Gone", docx.enum.style.WD_STYLE_TYPE.CHARACTER) if styled else None
    setattr((gone.style if styled else gone).font, look, True)
    document.paragraphs[0].add_run(f" [[{A}]].")
    document.save(tmp_path / "paper.docx")
    (mention,) = check_manuscript(tmp_path / "paper.docx", results())
    assert "is not read" in mention.words


def test_a_comment_of_latex_is_no_text_and_stays(tmp_path: Path) -> None:
    right = "77.0\\% (75.4 to 78.6)"
    (tmp_path / "paper.tex").write_text(f"70.0\\% % {right}\n[[{A}]]\n{right} % was 70.0\\% [[no.name]]\n[[{A}]]\n")
    wrong, agreeing = check_manuscript(tmp_path / "paper.tex", results())
    assert "the text says 70.0%" in wrong.words
    assert agreeing.agrees
    (tmp_path / "paper.tex").write_text(f"% 70.0\\% [[{A}]] was before\nFree: [[{A}]]\n")
    fill_manuscript(tmp_path / "paper.tex", results(), tmp_path / "copy.tex")
    assert (tmp_path / "copy.tex").read_text() == f"% 70.0\\% [[{A}]] was before\nFree: {right} [[{A}]]\n"


@pytest.mark.parametrize("text", ["7 7.0% (75.4 to 78.6)", "77.0% (7 5.4 to 78.6)"])
def test_a_digit_that_stands_apart_is_none_of_the_number(text: str, tmp_path: Path) -> None:
    (tmp_path / "paper.md").write_text(f"Free: {text} [[{A}]]", encoding="utf-8")
    assert not check_manuscript(tmp_path / "paper.md", results())[0].agrees


def test_what_cannot_be_filled_is_not_written(tmp_path: Path) -> None:
    paper = tmp_path / "paper.md"
    paper.write_text(f"[[{A}]] and [[remission.nothing.1]]", encoding="utf-8")
    with pytest.raises(OutputError, match="Nothing is written"):
        fill_manuscript(paper, results(), tmp_path / "copy.md")
    (folder := tmp_path.with_name("a_report")).mkdir()
    results().results.to_csv(folder / "results.csv", index=False)
    command = ["check-manuscript", str(paper), "--results", str(folder), "--fill", str(tmp_path / "copy.md")]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 1
    assert "Nothing is written: 1 name of paper.md cannot be filled in." in done.output
    assert done.output.count("remission.nothing.1") == 1
    assert done.output.count("No number is called remission.nothing.1") == 1
    assert not (tmp_path / "copy.md").exists()
    with pytest.raises(OutputError, match="is there already"):
        fill_manuscript(paper, results(), paper)
    with pytest.raises(OutputError, match=r"does not end in \.md"):
        fill_manuscript(paper, results(), tmp_path / "copy.docx")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["paper.md"]
    (tmp_path / "none.md").write_text("No names.", encoding="utf-8")
    with pytest.raises(StudyError, match="has no name of a number"):
        check_manuscript(tmp_path / "none.md", results())
    with pytest.raises(StudyError, match="is no manuscript that can be read"):
        check_manuscript(tmp_path / "paper.pdf", results())


def test_the_command_fails_where_the_text_says_otherwise(tmp_path: Path) -> None:
    results().results.to_csv(tmp_path / "results.csv", index=False)
    (tmp_path / "paper.md").write_text(f"77.2% (75.4 to 78.6) [[{A}]]", encoding="utf-8")
    command = ["check-manuscript", str(tmp_path / "paper.md"), "--results", str(tmp_path)]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 1
    assert "the text says 77.2% (75.4 to 78.6), the results say 77.0% (75.4 to 78.6)" in done.output
    assert CliRunner().invoke(main, [*command, "--fill", str(tmp_path / "copy.md")]).exit_code == 0
    assert CliRunner().invoke(main, ["check-manuscript", str(tmp_path / "copy.md"), *command[2:]]).exit_code == 0
    done = CliRunner().invoke(main, ["cite", A, f"{A}:n", "--results", str(tmp_path)])
    assert done.output == "77.0% (75.4 to 78.6)\n3,000\n"


def write(path: Path, text: str) -> None:
    """A manuscript of one paragraph."""
    if path.suffix != ".docx":
        path.write_text(text, encoding="utf-8")
        return
    document = pytest.importorskip("docx").Document()
    document.add_paragraph(text)
    document.save(str(path))


def read(path: Path) -> str:
    """Its text."""
    if path.suffix != ".docx":
        return path.read_text(encoding="utf-8")
    return "\n".join(each.text for each in pytest.importorskip("docx").Document(str(path)).paragraphs)


def test_an_estimate_without_its_limits_is_told_the_name_that_means_it_alone(tmp_path: Path) -> None:
    paper = tmp_path / "paper.md"
    paper.write_text(f"77.0% [[{A}]] and 76.0% [[{A}]]", encoding="utf-8")
    alone, wrong = check_manuscript(paper, results())
    assert alone.words.endswith(f"Write the limits too, or name the estimate alone: [[{A}:estimate]].")
    assert "estimate alone" not in wrong.words
    paper.write_text(f"77.0% [[{A}:estimate]]", encoding="utf-8")
    (followed,) = check_manuscript(paper, results())
    assert followed.agrees


def test_a_group_of_two_lines_is_named_in_one() -> None:
    numbers = results(group="site=a\nb")
    assert numbers.names[0] == f"{A}.site=a b"
    assert numbers[numbers.names[0]] == "77.0% (75.4 to 78.6)"


@pytest.mark.parametrize("kind", ["md", "tex"])
@pytest.mark.parametrize("text", ["77.1% (75.4 to 78.6)\n", "77.1% (75.4\nto 78.6) ", "77.1% (75.4 to 78.6)\r\n  "])
def test_a_wrapped_line_is_one_paragraph_so_that_no_wrong_number_stays(tmp_path: Path, kind: str, text: str) -> None:
    text = text.replace("%", "\\%") if kind == "tex" else text
    paper, copy = tmp_path / f"paper.{kind}", tmp_path / f"copy.{kind}"
    paper.write_bytes(f"First line.\n\nIn remission were {text}[[{A}]] of people.\n".encode())
    (wrong,) = check_manuscript(paper, results())
    assert not wrong.agrees
    assert wrong.line in (3, 4)
    try:
        fill_manuscript(paper, results(), copy)
    except OutputError:
        return
    filled = copy.read_text(encoding="utf-8")
    assert "77.1" not in filled
    assert filled.count("77.0") == 1
    right = paper.with_name(f"right.{kind}")
    right.write_bytes(f"In remission were {text}[[{A}]].".replace("77.1", "77.0").encode())
    assert [each.agrees for each in check_manuscript(right, results())] == [True]


def test_an_item_goes_on_from_no_line_above_it(tmp_path: Path) -> None:
    (tmp_path / "paper.md").write_text(f"- in 2019\n- [[{A}]]\n\nof 12\n\n[[{A}:n]]\n", encoding="utf-8")
    fill_manuscript(tmp_path / "paper.md", results(), tmp_path / "copy.md")
    filled = (tmp_path / "copy.md").read_text(encoding="utf-8")
    assert filled == f"- in 2019\n- 77.0% (75.4 to 78.6) [[{A}]]\n\nof 12\n\n3,000 [[{A}:n]]\n"


@pytest.mark.parametrize("torn", [f"77.0% (75.4 to 78.6) [[{A} of them", "In all [[]] of them", f"It is [[{A}] so"])
def test_a_name_that_is_not_closed_is_told(tmp_path: Path, torn: str) -> None:
    (tmp_path / "paper.md").write_text(f"77.0% [[{A}:estimate]].\n{torn}\n", encoding="utf-8")
    right, wrong = check_manuscript(tmp_path / "paper.md", results())
    assert right.agrees
    assert wrong.words.startswith("line 2, [[")
    assert "no name of a number" in wrong.words
    with pytest.raises(OutputError, match="Nothing is written"):
        fill_manuscript(tmp_path / "paper.md", results(), tmp_path / "copy.md")


def test_years_and_points_may_be_written_as_the_page_does(tmp_path: Path) -> None:
    median = results(quantity="median_followup", estimate=1753.0, lower=1644.0, upper=1826.0)
    name = A.replace("remission", "median_followup")
    for text in ("4.8 years (4.5 to 5.0)", "4,8 Jahre (4,5 bis 5,0)"):
        assert agrees(tmp_path / "paper.md", text, median, name)
        assert not agrees(tmp_path / "paper.md", text.replace("8", "9"), median, name)
    points = results(quantity="claim_difference", estimate=-0.078, lower=-0.09, upper=-0.06)
    name = A.replace("remission", "claim_difference")
    for text in ("\u22127,8 Punkte", "-7,8 Prozentpunkte", "-7.8 percentage points"):
        assert agrees(tmp_path / "paper.md", text, points, f"{name}:estimate")
        assert not agrees(tmp_path / "paper.md", text.replace("8", "9"), points, f"{name}:estimate")
