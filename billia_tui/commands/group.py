"""A group of commands that say what they found: each gets the desk, and gives back an Answer, which is printed here."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import typer

from billia_tui.commands.output import Answer, printed
from billia_tui.commands.parameters import AsJson, Customer, CustomerId
from billia_tui.commands.session import customer_at, desk_of

Command = TypeVar("Command", bound=Callable[..., Any])

_KEYWORD = inspect.Parameter.KEYWORD_ONLY
_CONTEXT = inspect.Parameter("context", _KEYWORD, annotation=typer.Context)
_AS_JSON = inspect.Parameter("as_json", _KEYWORD, default=False, annotation=AsJson)
_INSIDE = frozenset({"desk", "context", "as_json"})
"""Parameters of a command that nobody types, or that every command has."""


class Group(typer.Typer):
    """The commands of one subject."""

    def __init__(self, about: str) -> None:
        super().__init__(help=about, rich_markup_mode=None)

    def command(self, name: str | None = None, **more: Any) -> Callable[[Command], Command]:
        """Adds a command under `name`; see `answering`."""
        add = super().command(name, **more)

        def added(command: Command) -> Command:
            add(answering(command))
            return command

        return added


def answering(command: Callable[..., Any]) -> Callable[..., Any]:
    """The command as Typer calls it, with `--json`; one that never gives anything back prints by itself, as it is.

    It gets what it names: `desk`, opened for it, `context`, `as_json`; the text of a Customer becomes that one's id.
    """
    own = inspect.signature(command)
    if own.return_annotation is None:
        return command
    customers = [name for name, parameter in own.parameters.items() if parameter.annotation is Customer]
    typed = [
        parameter.replace(kind=_KEYWORD, annotation=CustomerId if name in customers else parameter.annotation)
        for name, parameter in own.parameters.items()
        if name not in _INSIDE
    ]
    seen = [_CONTEXT, *typed, _AS_JSON]

    @wraps(command)
    def run(context: typer.Context, *, as_json: bool, **values: Any) -> None:
        values |= {name: customer_at(context, values[name])[1] for name in customers}
        if "desk" in own.parameters:
            values["desk"] = desk_of(context)
        inside = {"context": context, "as_json": as_json}
        answer: Answer | None = command(**values, **{name: inside[name] for name in inside if name in own.parameters})
        if answer is not None:
            printed(answer, as_json=as_json)

    vars(run)["__signature__"] = own.replace(parameters=seen, return_annotation=None)
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in seen}
    return run
