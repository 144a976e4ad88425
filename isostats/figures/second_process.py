"""The second process that draws: jobs come in on one pipe, finished figures go out on another.

It is a fresh interpreter on every system, started with the paths of the first and without the user's script, so nothing
of that runs twice. It ends when its input ends, that is, with the process that started it.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from isostats.figures.drawing import Drawing, Drawn
    from isostats.figures.saving import Kind

ONE_PROCESS = "ISOSTATS_ONE_PROCESS"
"""Set in the environment, it keeps the drawing in the process that was started."""
_BEGIN = "import sys; sys.path[:] = sys.argv[1:]; from isostats.figures.second_process import serve; serve()"


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class SecondProcess:
    """The process as the first one sees it: it is asked for one figure at a time."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    @classmethod
    def start(cls) -> SecondProcess | None:
        """Start it; None where it is not wanted, would share one processor, or cannot be had."""
        if os.environ.get(ONE_PROCESS) or processors() < 2 or not sys.executable or hasattr(sys, "frozen"):
            return None
        try:
            return cls(
                subprocess.Popen(
                    [sys.executable, "-c", _BEGIN, *sys.path],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
                )
            )
        except (OSError, ValueError):
            return None

    def finish(self, drawing: Drawing, formats: Sequence[Kind]) -> Drawn | None:
        """The finished figure, or None where it was not drawn there: a result cannot be sent, or the process is gone."""
        asked, answers = self._process.stdin, self._process.stdout
        assert asked is not None
        assert answers is not None
        with suppress(Exception):
            job = pickle.dumps((drawing, tuple(formats)), protocol=pickle.HIGHEST_PROTOCOL)
            asked.write(job)
            asked.flush()
            drawn: Drawn | None = pickle.load(answers)
            return drawn
        return None

    def end(self) -> None:
        """End it, whatever it is doing: it holds nothing that could be lost."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # what was still to be written has no reader any more
                if pipe is not None:
                    pipe.close()


def serve() -> None:
    """What the second process does until its input ends; what every figure needs is loaded before the first comes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process decides, and ends this one
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a package prints is no answer
    import matplotlib.backends.backend_agg
    import matplotlib.backends.backend_pdf
    import matplotlib.backends.backend_svg  # noqa: F401
    import pandas  # noqa: F401

    from isostats.estimate import results  # noqa: F401
    from isostats.figures import curves  # noqa: F401
    from isostats.figures.style import styled

    with styled():
        pass
    gc.collect()
    gc.freeze()
    gc.disable()  # a figure's circles are collected once it is written, and nothing else makes many
    while True:
        try:
            drawing, formats = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        try:
            drawn: Drawn | None = drawing.finish(formats)
        except Exception:  # the first process draws it again and sees the error in its own place
            drawn = None
        pickle.dump(drawn, answers, protocol=pickle.HIGHEST_PROTOCOL)
        answers.flush()
        gc.collect()
