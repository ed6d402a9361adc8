"""`billia completion`: what a shell needs to offer words, ids and names for tab."""

import sys
from importlib import resources
from typing import Annotated

import typer

from billia_tui.completion.shell import Shell


def completion(shell: Annotated[Shell, typer.Argument(help="For which shell.")]) -> None:
    """Print the script by which a shell completes commands, ids, usernames, queues and labels for tab."""
    script = resources.files("billia_tui.completion").joinpath("shells", f"billia.{shell}")
    sys.stdout.write(script.read_text("utf-8"))
