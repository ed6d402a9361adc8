"""Reading standard input: no more of it than is allowed, and never a store."""

import sys
from typing import BinaryIO

import typer

from billia_tui import files
from billia_tui.errors import Refused


def binary() -> BinaryIO:
    """Standard input, for who reads no more than is allowed; raises Refused if a store that is open here was given."""
    try:
        return files.refuse_store(sys.stdin.buffer)
    except files.OwnFile as error:
        raise Refused("standard input is the store's own file; give another one") from error


def content(most: int, what: str) -> bytes:
    """All of it; raises Refused if it has more than `most` bytes."""
    found = binary().read(most + 1)
    if len(found) > most:
        raise Refused(f"standard input holds too much for {what} (more than {most:,} bytes); nothing was done")
    return found


def text(most: int, what: str) -> str:
    """The same as UTF-8 text, line ends as line feeds."""
    try:
        found = content(most, what).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise typer.BadParameter("standard input is not UTF-8 text") from error
    return found.replace("\r\n", "\n").replace("\r", "\n")
