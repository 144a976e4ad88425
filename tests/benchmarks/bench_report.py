"""Whole processes in turn: `isostats report`, the same of an older checkout, and the script written by hand.

    python tests/benchmarks/bench_report.py [--patients 3000 | --study FOLDER] [--rounds 3] [--before CHECKOUT]

Each round runs each contender once, as a user would start it, so that a busy machine slows all alike. Printed are the
medians of wall time, of CPU seconds (of all its processes) and of peak memory (the largest of all its processes summed,
where the system tells), and the ratios to by hand. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent


def family_mb(pid: int) -> float:
    """What a process and its children hold now, shared pages counted once for each (Linux; 0 elsewhere)."""
    try:
        children = [int(c) for t in Path(f"/proc/{pid}/task").iterdir() for c in (t / "children").read_text().split()]
        own = next((int(line.split()[1]) for line in Path(f"/proc/{pid}/status").read_text().splitlines()
                    if line.startswith("VmRSS")), 0)  # fmt: skip
    except OSError:
        return 0.0
    return own / 1024 + sum(family_mb(child) for child in children)


def adopt_orphans() -> None:
    """Count what a command forks and ends as well: its processes become children of this one (Linux)."""
    if sys.platform == "linux":
        import ctypes

        become_subreaper = 36
        ctypes.CDLL(None).prctl(become_subreaper, 1, 0, 0, 0)


def run(command: list[str], environment: dict[str, str]) -> dict[str, float]:
    """Wall and CPU seconds and peak MB of a process and all that it starts."""
    before, start = os.times(), time.perf_counter()
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | environment | {"PYTHONDONTWRITEBYTECODE": ""},  # as an installed package, compiled once
        cwd=tempfile.gettempdir(),  # -m would take the checkout of the working folder
    )
    peak, over = [0.0], threading.Event()

    def watch() -> None:
        while not over.wait(0.05):
            peak[0] = max(peak[0], family_mb(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    code = process.wait()
    wall = time.perf_counter() - start
    while True:
        try:
            os.wait()
        except ChildProcessError:  # all have ended
            break
    after = os.times()
    over.set()
    watcher.join()
    if code:
        raise SystemExit(f"{' '.join(command)} ended with {code}")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return {"wall": wall, "cpu": cpu, "mb": peak[0]}


def contenders(folder: Path, out: Path, before: Path | None) -> dict[str, tuple[list[str], dict[str, str]]]:
    """A command and its environment for each."""
    report = [sys.executable, "-m", "isostats", "report", str(folder / "study.toml"), "--out", str(out / "report")]
    found = {"report": (report, {"PYTHONPATH": str(HERE.parents[1])})}
    if before is not None:
        found["before"] = ([*report[:-1], str(out / "before")], {"PYTHONPATH": str(before.resolve())})
    found["by hand"] = ([sys.executable, str(HERE / "by_hand.py"), str(folder), str(out / "by_hand")], {})
    return found


def compare(folder: Path, rounds: int, before: Path | None) -> dict[str, dict[str, float]]:
    """The medians of so many rounds."""
    runs: dict[str, list[dict[str, float]]] = {}
    with tempfile.TemporaryDirectory() as out:
        for number in range(rounds):
            for name, (command, environment) in contenders(folder, Path(out), before).items():
                measured = run(command, environment)
                runs.setdefault(name, []).append(measured)
                print(
                    f"round {number + 1} {name:8s} {measured['wall']:6.2f} s wall {measured['cpu']:6.2f} s CPU "
                    f"{measured['mb']:6,.0f} MB",
                    file=sys.stderr,
                )
    return {name: {key: median(each[key] for each in found) for key in found[0]} for name, found in runs.items()}


def as_table(medians: dict[str, dict[str, float]]) -> str:
    """A Markdown table with the ratios to by hand."""
    hand = medians["by hand"]
    lines = ["| | wall | of by hand | CPU | of by hand | peak memory |", "|---|---|---|---|---|---|"]
    for name, it in medians.items():
        lines.append(
            f"| {name} | {it['wall']:.1f} s | {it['wall'] / hand['wall']:.2f} | {it['cpu']:.1f} s "
            f"| {it['cpu'] / hand['cpu']:.2f} | {it['mb']:,.0f} MB |"
        )
    return "\n".join(lines)


def main() -> None:
    """Simulate once, or take a folder, then run all in turn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--patients", type=lambda text: int(float(text)), default=3000)
    parser.add_argument("--study", type=Path, help="a folder that `isostats simulate` has written")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--before", type=Path, help="another checkout of isostats, run beside")
    parser.add_argument("--out", type=Path, help="write the figures to this JSON file as well")
    choices = parser.parse_args()
    adopt_orphans()
    with tempfile.TemporaryDirectory() as scratch:
        folder = choices.study.resolve() if choices.study else None
        if folder is None:
            from isostats.simulate import simulate_courses, write_simulation

            folder = Path(scratch) / "data"
            write_simulation(simulate_courses(choices.patients, seed=1), folder)
        medians = compare(folder, choices.rounds, choices.before)
    print(as_table(medians))
    if choices.out:
        choices.out.write_text(json.dumps(medians, indent=1) + "\n")


if __name__ == "__main__":
    main()
