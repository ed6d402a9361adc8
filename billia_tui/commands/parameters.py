"""Arguments and options that many commands share."""

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from billia_tui.text import clean

if TYPE_CHECKING:
    from billia_tui.operations.desk import Desk as Desk  # noqa: PLC0414 - mypy takes it for exported so
else:
    Desk = object  # a name for annotations, without loading a database

MOST_ROWS = 10_000

CustomerId = Annotated[str, typer.Argument(metavar="ID", help="The customer: its id, or its username.")]
Customer = Annotated[int, "customer"]
"""The id of the customer that was named so: `commands/group.py` looks it up."""
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
USUAL = 50
USUAL_AS_JSON = 1000
"""Rows where no limit is given: a screen or two for people, a whole small book for scripts."""

LimitOrUsual = Annotated[
    int | None,
    typer.Option(min=1, max=MOST_ROWS, metavar="N", help=f"The most rows; {USUAL}, with --json {USUAL_AS_JSON:,}."),
]
Limit = Annotated[int, typer.Option(min=1, max=MOST_ROWS, metavar="N", help="The most rows.")]
Reverse = Annotated[bool, typer.Option("--reverse", help="The other way round.")]
AdminId = Annotated[str, typer.Argument(metavar="ADMIN", help="The admin: its id, or its username.")]
OrderId = Annotated[int, typer.Argument(metavar="ORDER_ID", help="As `orders list` numbers it.")]
OrderAmount = Annotated[str, typer.Argument(metavar="AMOUNT", help="In the currency of the order, e.g. 25.50.")]
MethodId = Annotated[int, typer.Argument(metavar="METHOD_ID", help="As `payment-methods list` numbers it.")]
PayBy = Annotated[
    str, typer.Option(metavar="METHOD", help="Name or id; without one wallet and credit limit pay at once.")
]
Periods = Annotated[int, typer.Option(metavar="N", help="How many periods, 1 to 10.")]
Text = Annotated[str | None, typer.Option()]
TypedText = Annotated[str, typer.Argument(metavar="TEXT", help="The text; - reads it from standard input.")]
Reason = Annotated[str, typer.Option(metavar="TEXT", help="Why; kept in the log.")]
Force = Annotated[bool, typer.Option("--force", help="Replace FILE if it exists.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do it without a question.")]
Since = Annotated[str, typer.Option(metavar="DAY", help="From this day on, 2026-11-01, or month, 2026-11.")]
Until = Annotated[str, typer.Option(metavar="DAY", help="To the end of this day or month.")]
Words = Annotated[str, typer.Option("--text", metavar="WORDS", help="Only what has all of these words in it.")]
RequestId = Annotated[
    str | None,
    typer.Option(metavar="KEY", help="Your own key of this request: sent twice, it is done once."),
]

NEGATIVE_NUMBERS = {"ignore_unknown_options": True}
"""Context settings of commands with an amount: `-30` is a number there, not an option."""


Word = TypeVar("Word", bound=StrEnum)


def word_of(kind: type[Word]) -> Callable[[str], Word]:
    """Reads one of the words of `kind`; case does not matter, and a hyphen may stand for a blank."""

    def read(text: str) -> Word:
        for word in kind:
            if text.replace("-", " ").casefold() == word.casefold():
                return word
        raise typer.BadParameter(f"{text!r} is none of {', '.join(kind)}")

    return read


class Switch(StrEnum):
    """On or off."""

    ON = "on"
    OFF = "off"


OnOff = Annotated[Switch, typer.Argument(metavar="on|off", case_sensitive=False)]


def pairs_of(option: str, typed: list[str] | None) -> dict[str, str]:
    """What options FIELD=TEXT say."""
    pairs = {}
    for text in typed or []:
        name, sign, value = text.partition("=")
        if not sign or not name.strip():
            raise typer.BadParameter(f"{option} takes FIELD=…, not {clean(text)!r}")
        pairs[name.strip()] = value
    return pairs
