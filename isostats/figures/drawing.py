"""Figures as jobs: which function draws each and from what, to be done here or, meanwhile, in processes beside.

What they need is loaded by a fresh interpreter, started with the paths of the first and without the user's script, so
nothing of that runs twice. On Linux it then forks, as it has no thread: what takes as long as five figures is loaded
once. A command forks itself, so that what it has loaded is not loaded again. Elsewhere there are several. Jobs come in
on one pipe, finished figures go out on another. Each of them ends when its input ends, that is, with the process that
started it.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from queue import SimpleQueue
from types import ModuleType
from typing import IO, TYPE_CHECKING, Any, Literal, NoReturn

from isostats.errors import EstimateError
from isostats.progress import Step, silent
from isostats.words.language import Speech, speaking, speech
from isostats.words.small_counts import FewPeople, few_people, few_written

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from isostats.figures.finished import Kind, Words

ONE_PROCESS = "ISOSTATS_ONE_PROCESS"
"""Set in the environment, it keeps the drawing in the process that was started."""
BESIDE = 2
"""Processes that draw. On two processors as well: one of them draws while the first estimates, and both do when that
waits for the figures."""
LAST = 4
"""So many figures are drawn in two parts where they still wait when nothing is estimated any more."""
Part = Literal["finish", "wide", "narrow"]
"""What a process is asked for: all of a figure, or all but its narrow layout, or that alone."""
MANY_OBJECTS = 400_000
"""From so many on, what figures leave behind is collected: about 150 megabytes, or two dozen figures."""
FORKS = sys.platform == "linux"
"""Elsewhere what a system's own libraries keep may not survive a fork."""
_BEGIN = (
    "import os, sys; pipes = sys.argv[1]; sys.path[:] = sys.argv[2:]; "
    "from isostats.figures.drawing import serve; serve(os.dup(0), os.dup(1), pipes)"
)
_ours = False
"""Whether this process runs one command and nothing of anybody else's."""


@contextmanager
def in_a_command() -> Iterator[None]:
    """For the length of a ``with`` the process is ours, so that it may fork."""
    global _ours
    _ours = True
    if not {"pandas", "pyarrow"} & set(sys.modules):
        sys.modules["pyarrow"] = None  # type: ignore[assignment]  # it begins a thread, and no command needs it
        try:
            import pandas  # noqa: F401
        finally:
            del sys.modules["pyarrow"]
    _load_results()
    if "duckdb" not in sys.modules:  # which complains of what is left of it at the end
        gc.freeze()  # what is loaded by now stays to the end, so nobody looks through it for circles
    try:
        yield
    finally:
        _ours = False


def _load_results() -> None:
    """Load what results are of, and what becomes of a figure: whoever estimates needs it, and whoever draws."""
    import numpy as np

    from isostats import estimate
    from isostats.figures import finished  # noqa: F401

    with _passed_over(np, "f2py", "testing"):  # SciPy takes a copy of all that NumPy has, and would load them
        for each in estimate.__all__:
            getattr(estimate, each)


@contextmanager
def _passed_over(package: ModuleType, *parts: str) -> Iterator[None]:
    """For the length of a ``with``, parts of a package that load when they are asked for are None, unless they are
    loaded already: whoever copies the whole package then loads none of them. An import by name loads one as ever."""
    absent = [part for part in parts if part not in vars(package)]
    vars(package).update(dict.fromkeys(absent))
    try:
        yield
    finally:
        for part in absent:
            if vars(package)[part] is None:
                del vars(package)[part]


def forks_itself() -> bool:
    """Whether the processes that draw are to be forked from this one: what it has loaded by then, they need not load.

    A fork keeps one thread of all and every lock that another one holds, so there must be no other, of whatever kind.
    """
    threads = "/proc/self/task"
    return _ours and FORKS and os.path.isdir(threads) and len(os.listdir(threads)) == 1


PHONE_DPI = 200
"""Of a PNG for telephones: two dots to each pixel that a page gives it there."""


def on_a_page(formats: Iterable[Kind]) -> Kind | None:
    """In which of these formats a page has its figures: as SVG, or as PNG where there is none, as in a release."""
    return next((kind for kind in ("svg", "png") if kind in formats), None)


@dataclass(frozen=True)
class Drawing:
    """A figure to be drawn, here or in another process: ``function`` of :mod:`isostats.figures` on ``result``.

    ``name`` is that of its files; its words come in the language that was spoken when it was asked for, few people
    as they were then written.
    """

    name: str
    function: str
    result: Any
    keywords: Mapping[str, Any] = field(default_factory=dict)
    speech: Speech = field(default_factory=speech)
    few: FewPeople = field(default_factory=few_people)

    def draw(self) -> Figure:
        """The figure."""
        from isostats import figures

        with speaking(self.speech.code, self.speech.names), few_written(self.few):
            made: Figure = getattr(figures, self.function)(self.result, **self.keywords)
        return made

    def finish(self, formats: Sequence[Kind]) -> Drawn:
        """The figure's files as bytes, with its words; the same in whatever process. One that is empty has no file."""
        drawn = self.wide(formats)
        return replace(drawn, phone=self.narrow(formats)) if drawn.files else drawn

    def wide(self, formats: Sequence[Kind]) -> Drawn:
        """The figure as wide as a page, without its layout for telephones."""
        from isostats.figures import describe, render
        from isostats.figures.finished import DPI
        from isostats.figures.unseen_corners import few_corners

        figure = self.draw()
        words = describe(figure)
        if words.instead:
            return Drawn(words, {})
        with few_corners(figure, DPI):
            files = {kind: render(figure, kind) for kind in formats}
        figure.set_canvas(type(figure.canvas)(figure))  # the old one holds the pixels until it is collected
        return Drawn(words, files)

    def narrow(self, formats: Sequence[Kind]) -> bytes:
        """The same figure as wide as a telephone shows it; nothing where that leaves no room for its data."""
        from isostats import figures
        from isostats.figures import render
        from isostats.figures.figure_calls import TAKES_SIZE

        on_page = on_a_page(formats)
        if on_page is None or not hasattr(getattr(figures, self.function), TAKES_SIZE):
            return b""
        try:
            narrow = replace(self, keywords={**self.keywords, "size": "phone"}).draw()
            return render(narrow, on_page, dpi=PHONE_DPI)
        except EstimateError:  # names and numbers fill it: the page then shows the wide one, to be moved sideways
            return b""


@dataclass(frozen=True)
class Drawn:
    """A finished figure: its title, caption and alt text, and the bytes of its file in each format.

    One that would hold nothing has its words alone.

    ``phone`` is the one for narrow screens, in the format of the page, where the figure has such a layout.
    """

    words: Words
    files: Mapping[Kind, bytes]
    phone: bytes = b""

    @property
    def text(self) -> str:
        """What is written beside its files, or why there are none."""
        return self.words.written if self.files else f"{self.words.instead}\n"


class FigureQueue:
    """Drawings that are to become files while the estimating goes on.

    The processes beside take whichever waits longest, as many at once as there are processors left, and all of them
    once nothing is estimated any more. Where there are none, or where one of them ends, a figure is drawn here. To be
    used in a ``with``, after which they are gone. ``finished`` has each with what it was drawn of.
    """

    def __init__(self, formats: Sequence[Kind]) -> None:
        self._formats = tuple(formats)
        self._processes = DrawingProcess.start(BESIDE)
        self._idle: SimpleQueue[DrawingProcess] = SimpleQueue()
        many = max(processors() - 1, 1)  # while the first estimates, one processor is its own: all wait for its numbers
        self._later = self._processes[many:]
        for each in self._processes[:many]:
            self._idle.put(each)
        self._threads = ThreadPoolExecutor(BESIDE, "figures")
        self._jobs: dict[str, tuple[Drawing, Future[Any] | None]] = {}
        self.finished: dict[str, tuple[Drawing, Drawn]] = {}

    def __enter__(self) -> FigureQueue:
        return self

    def __exit__(self, *error: object) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        for each in self._processes:
            each.end()

    def add(self, drawing: Drawing) -> None:
        """Have a figure drawn; one of a name that was added before is the same figure."""
        if drawing.name not in self._jobs:
            beside = self._threads.submit(self._beside, drawing, "finish") if self._processes else None
            self._jobs[drawing.name] = drawing, beside

    def finish(self, *, step: Step = silent) -> dict[str, Drawn]:
        """Every figure by its name. An error in drawing one is raised here, wherever it was drawn first."""
        while self._later:
            self._idle.put(self._later.pop())
        narrow = self._part_the_last()
        drawn: dict[str, Drawn] = {}
        for name, (drawing, beside) in self._jobs.items():
            step(f"drawing {name.replace('_', ' ')}")
            made: Drawn | None = beside.result() if beside else None
            if made is None:
                made = drawing.finish(self._formats)
            elif name in narrow and made.files:
                phone: bytes | None = narrow[name].result()
                made = replace(made, phone=drawing.narrow(self._formats) if phone is None else phone)
            drawn[name] = made
            self.finished[name] = drawing, made
        for process in self._processes:
            process.stop()  # the system takes their memory back while the page is made
        return drawn

    def _part_the_last(self) -> dict[str, Future[Any]]:
        """Have the narrow layouts of the last figures drawn apart from them, after all: no process then draws long
        while the other one has nothing left.
        """
        last = [drawing for drawing, beside in [*self._jobs.values()][-LAST:] if beside and beside.cancel()]
        for drawing in last:
            self._jobs[drawing.name] = drawing, self._threads.submit(self._beside, drawing, "wide")
        return {drawing.name: self._threads.submit(self._beside, drawing, "narrow") for drawing in last}

    def _beside(self, drawing: Drawing, part: Part) -> Any:
        process = self._idle.get()
        try:
            return process.finish(drawing, self._formats, part)
        finally:
            self._idle.put(process)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class DrawingProcess:
    """A process as the first one sees it: it is asked for one figure at a time."""

    def __init__(self, process: subprocess.Popen[bytes] | Forked, asked: IO[bytes], answers: IO[bytes]) -> None:
        self._process, self._asked, self._answers = process, asked, answers

    @classmethod
    def start(cls, count: int = 1) -> list[DrawingProcess]:
        """Start so many; none where they are not wanted, would share one processor, or cannot be had."""
        if os.environ.get(ONE_PROCESS) or processors() < 2 or not sys.executable or hasattr(sys, "frozen"):
            return []
        if count > 1 and not FORKS:
            return [each for _ in range(count) for each in cls.start()]
        forked = forks_itself()
        pipes = [(*os.pipe(), *os.pipe()) for _ in range(count if forked else count - 1)]
        theirs = [each for job, _, _, answer in pipes for each in (job, answer)]
        ours = [(asked, answers) for _, asked, answers, _ in pipes]
        try:
            process = Forked.start(theirs, ours) if forked else _fresh(theirs)
        except (OSError, ValueError):
            for each in ours:
                for end in each:
                    os.close(end)
            return []
        finally:
            for end in theirs:
                os.close(end)
        further = [cls(process, os.fdopen(asked, "wb"), os.fdopen(answers, "rb")) for asked, answers in ours]
        if isinstance(process, Forked):
            return further
        assert process.stdin is not None
        assert process.stdout is not None
        return [cls(process, process.stdin, process.stdout), *further]

    def finish(self, drawing: Drawing, formats: Sequence[Kind], part: Part = "finish") -> Any:
        """The finished figure, or one part of it; None where it cannot be drawn there, cannot be sent, or the process
        is gone.
        """
        with suppress(Exception):
            job = pickle.dumps((drawing, part, tuple(formats)), protocol=pickle.HIGHEST_PROTOCOL)
            self._asked.write(job)
            self._asked.flush()
            return pickle.load(self._answers)
        return None

    def stop(self) -> None:
        """Stop it and all that it forked, whatever they are doing, and wait for none: nothing that they hold could be
        lost."""
        with suppress(OSError):
            if FORKS and self._process.poll() is None:
                os.killpg(self._process.pid, signal.SIGKILL)

    def end(self) -> None:
        """Stop them, and leave nothing of them."""
        self.stop()
        for pipe in (self._asked, self._answers):
            with suppress(OSError):  # what was still to be written has no reader any more
                pipe.close()
        with suppress(OSError), self._process:
            self._process.kill()


def _fresh(pipes: Sequence[int]) -> subprocess.Popen[bytes]:
    """A new interpreter that draws what comes on its input, and forks for each further pair of pipes."""
    process: subprocess.Popen[bytes] = subprocess.Popen(
        [sys.executable, "-c", _BEGIN, ",".join(map(str, pipes)), *sys.path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
        **({"pass_fds": pipes, "process_group": 0} if FORKS else {}),  # type: ignore[call-overload]
    )
    return process


class Forked:
    """A process that was forked from this one, as far as it is dealt with as one of :mod:`subprocess`."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None

    @classmethod
    def start(cls, theirs: Sequence[int], ours: Sequence[tuple[int, int]]) -> Forked:
        """Fork; ``ours`` are the ends of its pipes that it must not keep."""
        pid = os.fork()
        if pid == 0:
            _draw_until_the_end(theirs, ours)
        with suppress(OSError):  # whichever of the two comes first
            os.setpgid(pid, pid)
        return cls(pid)

    def poll(self, how: int = os.WNOHANG if FORKS else 0) -> int | None:
        """How it ended, or None while it runs."""
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, how)
            self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode

    def kill(self) -> None:
        """End it, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)

    def __enter__(self) -> Forked:
        return self

    def __exit__(self, *error: object) -> None:
        self.poll(0)


def _draw_until_the_end(theirs: Sequence[int], ours: Sequence[tuple[int, int]]) -> NoReturn:
    """What a forked process does: what the first has to do at its end, such as removing folders, is not done here."""
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        with suppress(OSError):
            os.setpgid(0, 0)
        for each in ours:
            for end in each:
                os.close(end)
        asked, answered, *further = theirs
        serve(asked, answered, ",".join(map(str, further)))
    finally:
        os._exit(0)


def serve(asked: int, answered: int, pipes: str) -> None:
    """What a process beside does until its input ends; what every figure needs is loaded before the first comes.

    ``asked`` and ``answered`` are the ends of its pipes by number, and ``pipes`` those of further pairs, for each of
    which a process is forked.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process decides, and ends this one
    jobs, answers, nothing = os.fdopen(asked, "rb"), os.fdopen(answered, "wb"), os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):  # what a package prints is no answer
        os.dup2(nothing, standard)
    prepare()
    ends = [int(each) for each in pipes.split(",") if each]
    while ends:
        asked, answered, *ends = ends
        if os.fork() == 0:  # it keeps no end of another's pipe, which would hide from the first that the other is gone
            for end in (jobs, answers):
                end.close()
            for number in ends:
                os.close(number)
            jobs, answers = os.fdopen(asked, "rb"), os.fdopen(answered, "wb")
            break
        os.close(asked)
        os.close(answered)
    from isostats.figures.matplotlib_settings import styled

    with styled():
        _answer(jobs, answers)


def _answer(jobs: IO[bytes], answers: IO[bytes]) -> None:
    while True:
        try:
            drawing, part, formats = pickle.load(jobs)
        except EOFError:
            return
        try:
            drawn: Drawn | bytes | None = getattr(drawing, part)(formats)
        except Exception:  # the first process draws it again and sees the error in its own place
            drawn = None
        pickle.dump(drawn, answers, protocol=pickle.HIGHEST_PROTOCOL)
        answers.flush()
        if gc.get_count()[0] > MANY_OBJECTS:
            gc.collect(0)  # all that these figures made


def prepare() -> None:
    """Load what every figure needs, in a process that does nothing but draw."""
    gc.disable()  # a figure's circles are collected once it is written, and nothing else makes many
    # what the packages would load besides, and no figure needs; a result that does is drawn by the first
    for name in ("pyarrow", "mpl_toolkits.mplot3d", "lxml"):
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]
    import pandas  # noqa: F401

    from isostats import figures
    from isostats.figures.drawing_alone import remember
    from isostats.figures.finished import KINDS
    from isostats.figures.matplotlib_settings import styled
    from isostats.figures.pages import Page

    _load_results()
    remember()
    with styled():
        for each in figures.__all__:
            getattr(figures, each)
        page = Page.blank(10.0)
        for weight in ("normal", "bold"):  # every module that a format needs is loaded, and both fonts are cut
            page.text(1.0, 1.0, "by writing in it", weight=weight)
        page.canvas(10.0)
        for kind in KINDS:
            figures.render(page.figure, kind)
    gc.freeze()
