"""What several commands have alike, written down once: their options, and lists that are only printed."""

import inspect
from collections.abc import Callable, Mapping
from functools import wraps
from importlib import import_module
from typing import Any

import typer

from billia_tui.commands import output
from billia_tui.commands.output import Answer, Columns
from billia_tui.commands.parameters import Customer, Desk, Limit
from billia_tui.paging import Window

Typed = dict[str, Any]
"""The options that were given, by name; in the place of this parameter Typer sees the options themselves."""

Command = Callable[..., Any]

_KEYWORD = inspect.Parameter.KEYWORD_ONLY


def taking(options: Mapping[str, Any], *, needs: str = "", **defaults: object) -> Callable[[Command], Command]:
    """Gives a command these options (their types by name), each of them None where it is left out.

    The command has a parameter `typed` of type Typed instead, and gets those that were given, or have a default. One
    that `needs` any of them says so where there is none; `needs` is an example.
    """
    named = [
        inspect.Parameter(name, _KEYWORD, default=defaults.get(name), annotation=kind) for name, kind in options.items()
    ]

    def with_options(command: Command) -> Command:
        own = inspect.signature(command)
        seen: list[inspect.Parameter] = []
        for parameter in own.parameters.values():
            seen += named if parameter.name == "typed" else [parameter.replace(kind=_KEYWORD)]

        @wraps(command)
        def run(**values: Any) -> Any:
            given = {name: values.pop(name) for name in options}
            typed = {name: value for name, value in given.items() if value is not None}
            if needs and not typed:
                raise typer.BadParameter(f"name at least one field to change, e.g. {needs}")
            return command(**values, typed=typed)

        vars(run)["__signature__"] = own.replace(parameters=seen)
        run.__annotations__ = {parameter.name: parameter.annotation for parameter in seen}
        return run

    return with_options


def rows_of_customer(operation: str, shown: Columns, *, nothing: str) -> Callable[[Command], Command]:
    """Makes a command that prints rows of a customer; the function below it gives only name and help.

    Args:
        operation: what is asked, as "customers.emails.page" of `operations`: imported only when it runs.
        shown: the columns.
        nothing: the line for an empty list.
    """

    def printed(desk: Desk, customer_id: Customer, limit: Limit = 50) -> Answer:
        return output.listed(desk.ask(operation_of(operation), customer_id, Window(limit=limit)), shown, nothing)

    return with_help_of(printed)


def rows_of_store(operation: str, shown: Columns, *, nothing: str) -> Callable[[Command], Command]:
    """The same for rows of the whole business."""

    def printed(desk: Desk, limit: Limit = 50) -> Answer:
        return output.listed(desk.ask(operation_of(operation), Window(limit=limit)), shown, nothing)

    return with_help_of(printed)


def with_help_of(printed: Command) -> Callable[[Command], Command]:
    """Gives a command that was made name and help of the function below it."""

    def made(told: Command) -> Command:
        printed.__name__, printed.__doc__ = told.__name__, told.__doc__
        return printed

    return made


def operation_of(name: str) -> Callable[..., Any]:
    """The operation of this name within `operations`."""
    module, _, function = name.rpartition(".")
    found: Callable[..., Any] = getattr(import_module(f"billia_tui.operations.{module}"), function)
    return found
