"""Running one command, from the start of the program to its end."""

import gc
from collections.abc import Sequence

BETWEEN_LOOKS = 50_000
"""New objects after which Python looks for circular garbage in a command; by itself it does after 700."""


def run(typed: Sequence[str]) -> int:
    """Runs a command line; gives the exit code.

    What is loaded for a command stays to the end: looking through it time and again was a third of its work.
    """
    gc.set_threshold(BETWEEN_LOOKS)
    from billia_tui import cli, console

    code = cli.run(typed, console.run)
    gc.freeze()  # the interpreter looks a last time before it ends
    return code
