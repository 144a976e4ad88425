"""Questions on a terminal about what a guess leaves open."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.prompt import Prompt

from isostats.records.guessing.guess import Guess

LATER = "leave it open"


def ask_about(guess: Guess) -> str | None:
    """One of the choices of a guess, as somebody types its number; None where it is left open (Enter)."""
    console = Console(stderr=True)
    console.print(f"\n[bold]{escape(guess.called)}[/bold]: {escape(guess.why)}.")
    choices = list(guess.choices)
    for number, words in enumerate([*choices, LATER], 1):
        console.print(f"  {number}  {escape(words)}")
    last = str(len(choices) + 1)
    numbers = [str(number) for number in range(1, len(choices) + 2)]
    typed = Prompt.ask("Which?", console=console, choices=numbers, default=last, show_choices=False)
    return None if typed == last else choices[int(typed) - 1]
