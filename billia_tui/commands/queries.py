"""Queries on the command line (docs/queries.md): how they are typed, and how a wrong word is pointed at."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from billia_tui.commands import output
from billia_tui.failures import say
from billia_tui.text import clean

NEGATED_WORDS = {"ignore_unknown_options": True}
"""Context settings of commands with a query: `-label:vip` is a word there, not an option."""

Query = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="QUERY",
        help="Words and fields as in the search box, e.g. maria status:active 'wallet:<0'; see docs/queries.md.",
    ),
]

MOST_BEFORE, MOST_AFTER = 40, 60
"""Letters of a query that are shown around its wrong word."""


def joined(query: list[str] | None) -> str:
    """The query in one text; an option that is not there was mistyped."""
    for word in query or []:
        if word.startswith("--"):
            raise typer.BadParameter(f"there is no option {clean(word)}")
    return " ".join(query or [])


@contextmanager
def explained(query: str) -> Iterator[None]:
    """Shows the wrong word of `query` if it is refused, and leaves: it is wrong usage."""
    from billia_tui.operations.queries.terms import QueryError

    try:
        yield
    except QueryError as error:
        say(error.text)
        for line in pointed(query, error.start, error.end):
            output.hint(f"  {line}")
        raise typer.Exit(error.exit_code) from None


def pointed(query: str, start: int, end: int) -> tuple[str, str]:
    """The query, cut where it is long, and a line that marks the stretch from `start` to `end` below it."""
    from rich.cells import cell_len

    before, wrong = clean(query[:start], limit=None), clean(query[start:end], limit=MOST_AFTER)
    if len(before) > MOST_BEFORE:
        before = f"…{before[1 - MOST_BEFORE :]}"
    after = clean(query[end:], limit=MOST_AFTER)
    return f"{before}{wrong}{after}", " " * cell_len(before) + "^" * max(cell_len(wrong), 1)
