"""What the commands of one run share: the settings, and the desk, opened when first asked for."""

from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

import typer

from billia_tui.errors import NotFound
from billia_tui.settings.arguments import Options
from billia_tui.settings.config import default_database, load
from billia_tui.settings.model import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from billia_tui.operations.actor import Actor
    from billia_tui.operations.desk import Desk
    from billia_tui.paging import Page, Window

Row = TypeVar("Row")

LARGEST_ID = 2**63 - 1
"""No store gives a larger one, and none can be asked for one."""


class OpenConsole(Protocol):
    """How the console is opened; `__main__` hands it in, so that no command knows Textual."""

    def __call__(self, settings: Settings, *, place: str | None = None) -> int:
        """Opens the console; gives its exit code."""
        ...


class Run:
    """One run of the program: `options` were typed; the desk is closed at its end."""

    def __init__(self, options: Options, open_console: OpenConsole | None) -> None:
        self.options = options
        self.open_console = open_console
        self._desk: Desk | None = None

    @cached_property
    def settings(self) -> Settings:
        """The settings, of which the rules hold from now on; raises BadSettings when they are first read."""
        from billia_tui.operations import money_reasons

        settings = load(self.options)
        money_reasons.use(**settings.reasons())
        return settings

    @property
    def desk(self) -> "Desk":
        """The desk; raises StoreError or Forbidden when it is first asked for."""
        if self._desk is None:
            from billia_tui.commands import seating

            self._desk = seating.seated(self.settings)
        return self._desk

    @property
    def unattended_desk(self) -> "Desk":
        """The desk for what a timer runs at night, when nobody is there to be asked: without a sign-in."""
        if self._desk is None:
            from billia_tui.operations.store.opening import open_desk

            self._desk = open_desk(self.settings.database, self.settings.admin, trusted=True)
        return self._desk

    def close(self) -> None:
        """Gives the store back."""
        if self._desk is not None:
            self._desk.store.close()


def run_of(context: typer.Context) -> Run:
    """The run that a command belongs to."""
    run = context.find_object(Run)
    assert run is not None, "the root command makes it"  # noqa: S101 - a mistake of ours
    return run


def desk_of(context: typer.Context) -> "Desk":
    """The desk of this run, opened at the first call."""
    return run_of(context).desk


def desk_at_first_start(context: typer.Context) -> "Desk":
    """The desk; a store that is not there yet is made if it is the user's own, which nobody has named.

    A named one that is missing stays an error: the name may be mistyped.
    """
    from billia_tui.commands import output
    from billia_tui.operations.store.opening import first_start

    settings = run_of(context).settings
    if settings.database == default_database() and (said := first_start(settings.database, settings.admin)):
        output.hint(said)
    return desk_of(context)


def desk_to_rehearse(context: typer.Context) -> "Desk":
    """The desk of a dry run; where the user's own store is not there yet, one of a store that is gone at the end."""
    import tempfile

    from billia_tui.operations.store.opening import first_start

    run = run_of(context)
    if run.settings.database == default_database() and not Path(default_database()).exists():
        folder = context.with_resource(tempfile.TemporaryDirectory(prefix="billia-rehearsal-"))
        run.settings = replace(run.settings, database=str(Path(folder) / "billia.db"))
        first_start(run.settings.database, run.settings.admin)
    return desk_of(context)


def customer_at(context: typer.Context, text: str) -> "tuple[Desk, int]":
    """The desk, and the id of the customer that `text` names by id or username; raises NotFound."""
    from billia_tui.operations.finding import lookup

    desk = desk_of(context)
    return desk, desk.ask(lookup.customer_id, text)


def anybody_at(context: typer.Context, text: str) -> "tuple[Desk, int]":
    """The same, a number also of a customer that was deleted: then nothing else finds it."""
    if text.isascii() and text.isdecimal():
        return desk_of(context), min(int(text), LARGEST_ID)
    return customer_at(context, text)


def row_of(
    desk: "Desk",
    page: "Callable[[Session, Actor, int, Window], Page[Row]]",
    owner_id: int,
    row_id: int,
    what: str,
    *,
    of: str = "customer",
) -> Row:
    """The row `row_id` of a customer's list, or an order's; raises NotFound, naming `what` was looked for."""
    from billia_tui.paging import Window

    found = desk.ask(page, owner_id, Window(limit=1, only=min(row_id, LARGEST_ID))).rows
    if not found:
        raise NotFound(f"{of} {owner_id} has no {what} {row_id}")
    return found[0]
