"""How a command runs: errors are sentences, a kill leaves nothing half-written, progress is live on a terminal."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from typing import Any, NoReturn

import click

from isostats._checks import IsostatsError


class ClearErrors(click.Group):
    """A group whose errors are sentences: an IsostatsError ends the run with its text and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what users can mend comes out as a sentence."""
        try:
            return super().invoke(ctx)
        except IsostatsError as error:
            raise click.ClickException(str(error)) from error
        except KeyboardInterrupt:
            _stop()
        except RuntimeError as error:  # the engine's own word for Ctrl-C
            if "interrupt" not in str(error).lower():
                raise
            _stop()
        except MemoryError as error:
            raise click.ClickException("The records do not fit into this machine's memory.") from error
        except Exception as error:
            if "No space left on device" not in str(error):
                raise
            raise click.ClickException("No space is left on the disk; nothing half-written stays.") from error


_killed: list[int] = []


def stop_politely(number: int, frame: object) -> None:
    """A polite kill unwinds like Ctrl-C, so that nothing half-written stays."""
    _killed.append(number)
    raise KeyboardInterrupt


def _stop() -> NoReturn:
    click.echo("Stopped; nothing half-written stays.", err=True)
    raise SystemExit(128 + (_killed[0] if _killed else signal.SIGINT))


def command_as_typed() -> str:
    """The command as typed, for the provenance; the programme's own path is nobody's business."""
    return " ".join(["isostats", *sys.argv[1:]])


class Progress:
    """Steps shown as a live line on a terminal, and not at all elsewhere."""

    def __enter__(self) -> Callable[[str], None]:
        self._status = None
        if not sys.stderr.isatty():
            return lambda text: None
        from rich.console import Console

        self._status = Console(stderr=True).status("starting")
        self._status.start()
        return lambda text: self._status.update(text) if self._status else None

    def __exit__(self, *exc: object) -> None:
        if self._status is not None:
            self._status.stop()


class ProgressBar:
    """A bar that counts, with the step beside it, on a terminal, and nothing elsewhere."""

    def __init__(self, unit: str) -> None:
        self._unit = unit

    def __enter__(self) -> tuple[Callable[[str], None], Callable[[int, int], None]]:
        self._bar = None
        if not sys.stderr.isatty():
            return lambda text: None, lambda done, total: None
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = (BarColumn(), MofNCompleteColumn(), TextColumn(self._unit), TimeElapsedColumn())
        bar = Progress(SpinnerColumn(), *columns, TextColumn("{task.description}"), console=Console(stderr=True),
                       transient=True)  # fmt: skip
        task = bar.add_task("starting", total=None)
        bar.start()
        self._bar = bar
        return (
            lambda text: bar.update(task, description=text),
            lambda done, total: bar.update(task, completed=done, total=total),
        )

    def __exit__(self, *exc: object) -> None:
        if self._bar is not None:
            self._bar.stop()
