"""From a database to courses and to the report, as a user goes there; and the password stays where it was."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result

from isostats.cli import main
from isostats.simulate import simulate_dispensings, write_omop, write_simulation
from isostats.study.study_file import make_study, read_study
from tests.databases.holders import Holder, open_holder
from tests.figures.white import leave_white

SECRET = "sEcr3t"
TABLES = ("dispensings", "observation", "people", "treatments")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    simulation = simulate_dispensings(120, seed=5)
    write_simulation(simulation, folder / "files")
    write_omop(simulation, folder / "cdm.duckdb")
    with duckdb.connect(str(folder / "claims.duckdb")) as engine:
        for name in TABLES:
            file = folder / "files" / f"simulated_{name}.csv"
            engine.execute(f"CREATE TABLE {name} AS SELECT * FROM read_csv('{file}')")
    return folder


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Holder]:
    with open_holder("postgres", folder / "claims.duckdb") as holder:
        holder.hold(folder / "claims.duckdb")
        holder.engine.run("CREATE SCHEMA omop")
        holder.hold(folder / "cdm.duckdb", "omop")
        yield Holder("postgres", holder.database.replace("tester@", f"tester:{SECRET}@"), holder.engine)


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_courses_of_tables_on_the_command_line(folder: Path, server: Holder, tmp_path: Path) -> None:
    files = folder / "files"
    beside = [f"--observation={files / 'simulated_observation.csv'}", f"--people={files / 'simulated_people.csv'}"]
    of_files = run("courses", files / "simulated_dispensings.csv", *beside, "--out", tmp_path / "files.csv")
    assert of_files.exit_code == 0, of_files.output
    for name, address in (("duckdb", f"duckdb:///{folder / 'claims.duckdb'}"), ("postgres", server.database)):
        tables = ["--observation=observation", "--people", "people", "--database", address]
        found = run("courses", "dispensings", *tables, "--out", tmp_path / f"{name}.csv")
        assert found.exit_code == 0, found.output
        assert (tmp_path / f"{name}.csv").read_bytes() == (tmp_path / "files.csv").read_bytes()
        assert "Row numbers count the rows of a table" in found.output
        assert SECRET not in found.output
    wrong = run("courses", "dispensing", "--database", server.database, "--out", tmp_path / "wrong.csv")
    assert wrong.exit_code == 1
    assert "did you mean 'dispensings'?" in wrong.output
    assert SECRET not in wrong.output
    assert not (tmp_path / "wrong.csv").exists()


def test_courses_and_report_stitched_in_the_database(
    folder: Path, server: Holder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written is the same; the report says how many people's fills stayed, and asks for every rule. Neither
    tells the address, which is on the command line that it quotes."""
    tables = ["dispensings", "--observation=observation", "--people=people", "--database", server.database]
    for name, there in (("here", []), ("there", ["--stitch-there"])):
        found = run("courses", *tables, *there, "--out", tmp_path / f"{name}.csv")
        assert found.exit_code == 0, found.output
        assert ("people were stitched where they are" in found.output) == bool(there)
    assert (tmp_path / "there.csv").read_bytes() == (tmp_path / "here.csv").read_bytes()
    refused = run("courses", *tables, "--stitch-there", "--lineage", tmp_path / "l.csv", "--out", tmp_path / "c.csv")
    assert refused.exit_code == 1
    assert "Leave out lineage or stitch_there." in refused.output
    assert not (tmp_path / "c.csv").exists()
    study = tmp_path / "study.toml"
    named = "".join(f'{name} = "{name}"\n' for name in TABLES)
    study.write_text(
        f'[data]\n{named}simulated = true\n[study]\noutcomes = ["systemic_treatment"]\ngroups = []\n'
        "[grid]\ngap_days = [30, 60]\n"
    )
    here, there = tmp_path / "here", tmp_path / "there"
    chosen = ["report", study, "--database", server.database]
    with monkeypatch.context() as white:
        leave_white(white)
        found = run(*chosen, "--stitch-here", "--formats", "svg", "--out", here)
    assert found.exit_code == 0, found.output
    words = [*map(str, chosen), "--stitch-there", "--formats", "svg", "--out", str(there)]
    monkeypatch.setattr(sys, "argv", ["isostats", *words])  # which the report quotes
    done = run(*words)
    assert done.exit_code == 0, done.output
    for name in ("results.csv", *(f"tables/{path.name}" for path in (here / "tables").glob("*.csv"))):
        assert (there / name).read_bytes() == (here / name).read_bytes(), name
    assert "longest_gap=" in (there / "results.csv").read_text()
    pages = [(there / name).read_text() for name in ("report.html", "figures/captions.md")]
    # said once, where the data's quality is told, and in no definition
    assert [page.count("120 people were stitched where they are") for page in pages] == [1, 0]
    assert [page.count("Row numbers count the rows of a table") for page in pages] == [1, 0]
    assert "were stitched where they are" not in (here / "report.html").read_text()
    no_password_and_no_host(there, done.output)


def no_password_and_no_host(report: Path, printed: str) -> None:
    files = [path for path in report.rglob("*") if path.is_file()]
    assert len(files) > 20
    told = [path.name for path in files if SECRET.encode() in path.read_bytes()]
    assert told == []
    assert SECRET not in printed
    manifest = json.loads((report / "manifest.json").read_text())
    assert manifest["data"]["dispensings"] == "dispensings of postgres on PostgreSQL"
    assert "postgresql://.../postgres" in manifest["command"]
    assert "tester" not in manifest["command"]
    assert "database" not in manifest["study"]["data"]
    page = (report / "report.html").read_text()
    assert "dispensings of postgres on PostgreSQL (simulated dispensings)" in page


@pytest.mark.usefixtures("without_pictures")
def test_a_report_from_omop_tables_on_a_server(folder: Path, server: Holder, tmp_path: Path) -> None:
    study = tmp_path / "study.toml"
    one = '[study]\noutcomes = ["systemic_treatment"]\ngroups = []\n'
    study.write_text(f'[data]\nomop = "{server.database}&schema=omop"\nsimulated = true\n{one}')
    assert SECRET not in repr(read_study(study))
    found = run("report", study, "--formats", "svg", "--out", tmp_path / "out")
    assert found.exit_code == 0, found.output
    of_file = tmp_path / "file.toml"
    of_file.write_text(f'[data]\nomop = "duckdb:///{folder / "cdm.duckdb"}"\nsimulated = true\n{one}')
    assert run("report", of_file, "--formats", "svg", "--out", tmp_path / "file").exit_code == 0
    assert (tmp_path / "out" / "results.csv").read_bytes() == (tmp_path / "file" / "results.csv").read_bytes()
    files = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert [path.name for path in files if SECRET.encode() in path.read_bytes()] == []


def test_an_address_in_the_study_starts_at_the_study(folder: Path, tmp_path: Path) -> None:
    study = folder / "study.toml"
    study.write_text('[data]\ndispensings = "main.dispensings"\ndatabase = "duckdb:///claims.duckdb"\n')
    found = run("check", study)
    assert found.exit_code == 0, found.output
    assert not read_study(study).simulated
    named = make_study({"data": {"dispensings": "fills", "database": f"postgres://a:simulated@host/claims{SECRET}"}})
    assert not named.simulated
    assert make_study({"data": {"dispensings": "fills", "database": "postgres://host/simulated"}}).simulated
    assert make_study({"data": {"omop": "postgres://host/simulated_cdm?schema=a"}}).simulated
    assert not make_study({"data": {"omop": "postgres://a:simulated@host/cdm"}}).simulated
