"""Fills to courses: time and peak memory beside a mere sort, the SQL form and pandas, on one Parquet file in one run.

    python tests/benchmarks/bench_stitching.py [--sizes 1e6,1e7] [--ids whole|text] [--format parquet|csv]
                                               [--memory 2GB] [--out results.json]

"Front door" is read_dispensings, with every check, clean-up, the fate of every fill and the four tables; "command" is
isostats courses as a process, from the file to courses.csv; "to the curve" goes on to the remission curve.

The yardstick is the time that DuckDB needs to sort the file by patient and day into a table of its own. Every case runs
in a process of its own; the median of three runs is given (of one at 1e8), in seconds of wall and of CPU. Nothing is
asserted: the seconds depend on the machine, the ratios less so, and on busy cores only those of CPU tell anything. At
1e8 the SQL form and pandas are left out unless asked for with --all.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import duckdb

from isostats.records.stitching import courses_sql, stitch_table
from isostats.records.stitching.streaming import sorted_batches
from isostats.study.definitions import CourseDefinition

Engine = duckdb.DuckDBPyConnection
RULE = CourseDefinition()

# Eight fills a person, about monthly; one person in seven has a second course after a pause. The multiplication by a
# prime puts the rows out of order without a sort.
MAKE = """COPY (
    WITH rows AS (SELECT (i * 999999937) % {n} AS i FROM range({n}) AS t(i)),
         fills AS (SELECT i // 8 AS person, i % 8 AS place, hash(i) AS luck, hash(i // 8 + 17) AS law FROM rows)
    SELECT {person} AS patient_id,
           DATE '2010-01-01' + CAST(law % 3000 + place * 30 + luck % 13
               + CASE WHEN law % 7 = 0 AND place > 4 THEN 400 ELSE 0 END AS INTEGER) AS dispense_date,
           CAST(CASE WHEN luck % 5 = 0 THEN 28 ELSE 30 END AS INTEGER) AS days_supply,
           CAST(10 * (1 + luck % 4) AS DOUBLE) AS strength_mg, CAST(60 AS DOUBLE) AS quantity
    FROM fills) TO '{path}' (FORMAT {format})"""
PERSONS = {"whole": "CAST(person AS INTEGER)", "text": "'P' || lpad(CAST(person AS VARCHAR), 9, '0')"}

FILLS = (
    "(SELECT patient_id AS {key}, dispense_date - DATE '1970-01-01' AS day, days_supply, "
    "strength_mg * quantity AS dose_mg FROM '{path}')"
)


def sort_alone(connection: Engine, path: Path) -> int:
    """The same columns, sorted into a table."""
    fills = FILLS.format(key="key", path=path)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE sorted AS SELECT * FROM {fills} AS fills ORDER BY key, day")
    return 0


def sort_drained(connection: Engine, path: Path) -> int:
    """The same rows sorted and read out in chunks, and thrown away: the least that any program needs."""
    for _ in sorted_batches(connection, FILLS.format(key="key", path=path) + " AS fills"):
        pass
    return 0


def kernel(connection: Engine, path: Path) -> int:
    """Sorted by the engine, streamed into NumPy, courses stored in a table."""
    return stitch_table(connection, FILLS.format(key="key", path=path), RULE)


def sql_windows(connection: Engine, path: Path) -> int:
    """The portable text on the same engine."""
    text = courses_sql(FILLS.format(key="person_id", path=path), RULE)
    connection.execute(f"CREATE OR REPLACE TABLE courses AS {text}")
    found: tuple[int] = connection.execute("SELECT count(*) FROM courses").fetchall()[0]
    return found[0]


def in_pandas(connection: Engine, path: Path) -> int:
    """The same by sort_values, groupby and cummax: what a careful analyst would write."""
    import pandas as pd

    frame = connection.execute(f"SELECT * FROM '{path}'").df()  # pandas alone needs one more package for Parquet
    frame["day"] = (pd.to_datetime(frame["dispense_date"]) - pd.Timestamp(0)).dt.days
    frame["dose"] = frame["strength_mg"] * frame["quantity"]
    frame = frame.groupby(["patient_id", "day"], as_index=False).agg(
        supply=("days_supply", "max"), fills=("days_supply", "size"), dose=("dose", "sum")
    )
    person = frame["patient_id"]
    stock = frame.groupby("patient_id")["supply"].cumsum()
    reach = (frame["day"] - (stock - frame["supply"])).groupby(person).cummax()
    frame["covered_to"] = stock + reach
    earlier = frame.groupby("patient_id")["covered_to"].shift()
    begins = earlier.isna() | (frame["day"] - earlier > RULE.longest_gap)
    frame["course"] = begins.groupby(person).cumsum()
    frame["new_days"] = frame["covered_to"] - frame["day"].where(begins | (frame["day"] > earlier), earlier)
    courses = frame.groupby(["patient_id", "course"]).agg(
        start=("day", "min"), covered_to=("covered_to", "max"), days=("new_days", "sum"), fills=("fills", "sum"),
        dose=("dose", "sum"),
    )  # fmt: skip
    return len(courses)


def front_door(connection: Engine, path: Path) -> int:
    """Everything that read_dispensings does: checks, clean-up, courses, lineage, tables."""
    from isostats.records.dispensings import read_dispensings

    records = read_dispensings(path)
    return records.flow[-1].rows


def to_the_curve(connection: Engine, path: Path) -> int:
    """On to the cohort, the event table and the curve of remission."""
    import isostats as iso
    from isostats.records.dispensings import read_dispensings

    records = read_dispensings(path)
    iso.kaplan_meier(iso.first_courses(records).count("second_course")).at([365, 730, 1826])
    return records.flow[-1].rows


def command(connection: Engine, path: Path) -> int:
    """The whole command, as a process: what a user waits for."""
    out = path.parent / "courses.csv"
    call = "from isostats.cli import main; main()"
    subprocess.run([sys.executable, "-c", call, "courses", str(path), "--out", str(out)], check=True,
                   capture_output=True)  # fmt: skip
    with out.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 22), b"")) - 1


CASES: dict[str, Callable[[Engine, Path], int]] = {
    "sort alone": sort_alone,
    "sort, drained": sort_drained,
    "kernel": kernel,
    "front door": front_door,
    "to the curve": to_the_curve,
    "command": command,
    "SQL windows": sql_windows,
    "pandas": in_pandas,
}
HEAVY = ("SQL windows", "pandas")


def cpu_seconds() -> float:
    """CPU of this process and of those that it started and waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def run_case(name: str, path: Path, memory: str, times: int) -> dict[str, Any]:
    """One case in this process: seconds of each run and their CPU, courses made, peak memory."""
    seconds, cpu = [], []
    courses = 0
    for _ in range(times):
        with tempfile.TemporaryDirectory(dir=path.parent) as spill, duckdb.connect() as connection:
            connection.execute(f"SET memory_limit = '{memory}'")
            connection.execute(f"SET temp_directory = '{spill}'")
            connection.execute("SET enable_progress_bar = false")
            began, used = time.perf_counter(), cpu_seconds()
            courses = CASES[name](connection, path)
            seconds.append(time.perf_counter() - began)
            cpu.append(cpu_seconds() - used)
    who = resource.RUSAGE_CHILDREN if name == "command" else resource.RUSAGE_SELF
    peak = resource.getrusage(who).ru_maxrss / 1024
    return {"case": name, "seconds": median(seconds), "cpu": median(cpu), "runs": seconds, "courses": courses,
            "peak_mb": round(peak)}  # fmt: skip


def in_a_process(name: str, path: Path, memory: str, times: int) -> dict[str, Any]:
    """The same in a process of its own, so that one case's memory is not another's."""
    call = [sys.executable, __file__, "--case", name, "--file", str(path), "--memory", memory, "--times", str(times)]
    done = subprocess.run(call, capture_output=True, text=True)
    if done.returncode:
        return {"case": name, "failed": done.stderr.strip().splitlines()[-1][:200]}
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main() -> None:
    """Make the files, run the cases, print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", default="1e6,1e7")
    parser.add_argument("--ids", choices=list(PERSONS), default="whole", help="whole numbers or texts")
    parser.add_argument("--format", choices=["parquet", "csv"], default="parquet")
    parser.add_argument("--cases", help="only these, by name; the sort is always there")
    parser.add_argument("--memory", default="2GB", help="DuckDB's memory limit")
    parser.add_argument("--all", action="store_true", help="run SQL and pandas at any size")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--case", choices=list(CASES), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--times", type=int, default=3)
    given = parser.parse_args()
    if given.case:
        print(json.dumps(run_case(given.case, given.file, given.memory, given.times)))
        return
    results = []
    for size in (int(float(text)) for text in given.sizes.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"dispensings.{given.format}"
            with duckdb.connect() as maker:
                maker.execute("SET enable_progress_bar = false")
                maker.execute(MAKE.format(n=size, path=path, person=PERSONS[given.ids], format=given.format))
            yardstick = None
            for name in CASES:
                if (size > 3e7 and name in HEAVY and not given.all) or (name == "pandas" and given.format == "csv"):
                    continue
                if given.cases and name not in ("sort alone", *given.cases.split(",")):
                    continue
                found = in_a_process(name, path, given.memory, given.times if size < 3e7 else 1) | {"fills": size}
                results.append(found)
                if "failed" in found:
                    print(f"{size:>12,} {name:<14} failed: {found['failed']}")
                    continue
                yardstick = yardstick or (found["seconds"], found["cpu"])
                wall, cpu = (found[kind] / of for kind, of in zip(("seconds", "cpu"), yardstick, strict=True))
                print(
                    f"{size:>12,} {name:<14} {found['seconds']:8.2f} s  {wall:5.2f} x sort  "
                    f"CPU {found['cpu']:8.2f} s  {cpu:5.2f} x  "
                    f"{found['peak_mb']:>7,} MB  {found['courses']:>12,} courses",
                    flush=True,
                )
    if given.out:
        given.out.write_text(json.dumps(results, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
