"""Commands of one's own with a customer (`settings.own_commands`): picked by `O`, run, and what they said."""

import asyncio
import os
import signal
from asyncio.subprocess import PIPE, STDOUT, Process
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from billia_tui.errors import BilliaError, Refused
from billia_tui.keys import made as keys
from billia_tui.paging import Window
from billia_tui.screens.kinds.reading_box import ReadingBox
from billia_tui.text import clean
from billia_tui.widgets.pick_list import PickList

if TYPE_CHECKING:
    from billia_tui.settings.own_commands import OwnCommand
    from billia_tui.widgets.host import Host

NONE = "There are no commands of your own: write them into the settings file, e.g. "
OVER_SSH = "Commands of your own do not run over SSH"
MOST_BYTES = 200_000
"""Of what a command says; the rest is read and left out."""


class Program:
    """A program that was started for a customer, with no terminal, and what it says."""

    def __init__(self) -> None:
        self._process: Process | None = None

    async def run(self, arguments: list[str]) -> tuple[int, str]:
        """Runs it to its end; gives its exit code and what it said, cleaned. Raises Refused if it cannot be started."""
        try:
            self._process = await asyncio.create_subprocess_exec(
                *arguments, stdin=asyncio.subprocess.DEVNULL, stdout=PIPE, stderr=STDOUT, start_new_session=True
            )
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            raise Refused(f"{clean(arguments[0])} cannot be run: {reason}") from error
        said = await _heard(self._process)
        return await self._process.wait(), clean(said.decode("utf-8", "replace"), lines=True, limit=None)

    def stop(self) -> None:
        """Ends it and what it started; nothing to do where it is over."""
        if self._process is not None and self._process.returncode is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)


async def _heard(process: Process) -> bytes:
    """What it says, as long as somebody holds its end; of much only the beginning."""
    assert process.stdout is not None  # noqa: S101 - it was asked for
    said = bytearray()
    while piece := await process.stdout.read(65_536):
        said += piece[: MOST_BYTES - len(said)]
    return bytes(said)


class CommandOutput(ReadingBox):
    """Runs a command and shows what it says; leaving stops it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "close", "close", id="cancel", show=False),
    ]
    DEFAULT_CSS = """
    CommandOutput { align: center middle; }
    CommandOutput > Vertical { width: 96%; height: auto; max-height: 90%; }
    CommandOutput > Vertical { border: round $primary; background: $surface; }
    CommandOutput VerticalScroll { height: auto; max-height: 1fr; }
    CommandOutput VerticalScroll > Static { height: auto; padding: 0 1; }
    """

    def __init__(self, command: "OwnCommand", arguments: list[str], about: str) -> None:
        super().__init__()
        self._command, self._arguments, self._about = command, arguments, about
        self._program = Program()

    def compose(self) -> ComposeResult:
        """The box, and that it runs."""
        with Vertical() as self._box, VerticalScroll(can_focus=False):
            self._text = Static(Content("running …"))
            yield self._text

    def on_mount(self) -> None:
        """Starts it."""
        self._box.border_title = Content(f"{self._command.name} · {self._about}")
        self._box.border_subtitle = Content("esc stops it")
        self.run_worker(self._run(), exclusive=True)

    async def _run(self) -> None:
        try:
            code, said = await self._program.run(self._arguments)
            how = f"ended with {code}" if code else "done"
        except BilliaError as error:
            how, said = "not run", str(error)
        self._text.update(Content(said.rstrip("\n") or "It said nothing."))
        self._box.border_subtitle = Content(f"{how} · esc closes")

    def action_close(self) -> None:
        """Back; what still runs is stopped."""
        self.dismiss(None)

    def on_unmount(self) -> None:
        """Nothing runs on for nobody."""
        self._program.stop()


class OwnCommandList(PickList, inherit_bindings=False):
    """Gives the name of the command that was picked."""

    def __init__(self, about: str, commands: "tuple[OwnCommand, ...]") -> None:
        width = max(len(one.name) for one in commands)
        lines = [(one.name, f"{one.name:{width}}  {keys.shown(one.key)}".rstrip()) for one in commands]
        super().__init__(f"Your commands · {about}", lines, wide=True)


def why_none(app: "Host") -> str | None:
    """Why no command can be picked; None where there are some."""
    from billia_tui.settings.own_commands import EXAMPLE

    if app.own_commands:
        return None
    return f"{NONE}{EXAMPLE}" if app.has_shell and app.settings is not None else OVER_SSH


async def run(app: "Host", command: "OwnCommand", customer_id: int) -> None:
    """Runs a command with a customer, and shows or says what came of it; raises BilliaError."""
    arguments = command.filled(await _values(app, command, customer_id))
    if command.output == "show":
        app.push_screen(CommandOutput(command, arguments, f"customer {customer_id}"))
    elif command.output == "terminal":
        _in_terminal(app, command, arguments)
    else:
        app.run_worker(_in_background(app, command, arguments), group="own command")


async def _values(app: "Host", command: "OwnCommand", customer_id: int) -> dict[str, str]:
    """What of the customer stands in the command, as the store has it now."""
    from billia_tui.operations.customers import emails
    from billia_tui.operations.customers import page as customer_page

    customer = await app.ask(customer_page.read, customer_id)
    values = {"id": str(customer.id), "username": customer.username}
    if command.needs("email"):
        rows = (await app.ask(emails.page, customer_id, Window(limit=1))).rows
        values["email"] = rows[0].address if rows else ""
    return values


async def _in_background(app: "Host", command: "OwnCommand", arguments: list[str]) -> None:
    try:
        code, said = await Program().run(arguments)
    except BilliaError as error:
        app.refuse(error)
        return
    line = said.strip().partition("\n")[0]
    if code:
        app.refuse(f"{command.name} ended with {code}{f': {line}' if line else ''}")
    elif command.output == "say":
        app.say(f"{command.name}: {line or 'done'}")


def _in_terminal(app: "Host", command: "OwnCommand", arguments: list[str]) -> None:
    """The command has the terminal until it ends, as an editor does."""
    import subprocess

    try:
        with app.suspend():
            code = subprocess.run(arguments, check=False).returncode  # noqa: S603 - the user's own, and no shell
    except OSError as error:
        app.refuse(f"{clean(arguments[0])} cannot be run: {error.strerror}")
        return
    if code:
        app.refuse(f"{command.name} ended with {code}")


def for_customer_at_hand(app: "Host", under: "Screen[object]", command: "OwnCommand") -> None:
    """Runs it with the customer of the screen; where there is none, one is asked for."""
    from billia_tui.screens.palette.ways import with_customer

    if app.panel is not None:
        app.refuse("Leave the Customer Panel first: esc on its first page")
        return
    with_customer(app, under, command.name, partial(_said, app, command))


async def _said(app: "Host", command: "OwnCommand", customer_id: int) -> None:
    try:
        await run(app, command, customer_id)
    except BilliaError as error:
        app.refuse(error)
