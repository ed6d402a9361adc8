"""The sign-in: before anything of the store is shown, where it asks for that (R180, R181)."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from billia_tui.errors import BilliaError, Forbidden
from billia_tui.keys import made as keys
from billia_tui.text import clean
from billia_tui.widgets.dialog import Dialog
from billia_tui.widgets.field_spec import Field

if TYPE_CHECKING:
    from billia_tui.operations.desk import Desk
    from billia_tui.operations.staff.door import Door, Ticket
    from billia_tui.widgets.host import Host

NOT_SET = "no new password was set; the code is as good as before"


async def signed_in(app: "Host", door: "Door") -> "Desk":
    """The desk of whoever signs in; cancelled if the console is left instead."""
    desk: asyncio.Future[Desk] = asyncio.get_running_loop().create_future()
    app.push_screen(SignInScreen(door, desk))
    return await desk


class SignInScreen(Dialog):
    """Username and password, or a one-time code. Which of them was wrong is never said.

    Args:
        door: the store, which is closed unless somebody gets in.
        desk: gets the desk of who does.
    """

    heading = "Sign in"
    verb = "sign in"
    covers = True

    def __init__(self, door: "Door", desk: "asyncio.Future[Desk]") -> None:
        super().__init__()
        self._door = door
        self._desk = desk
        self.cursor_in = "password" if door.username else ""
        self.intro = "A one-time code is typed in place of the password."
        if door.fixed:
            self.intro = f"Your key says that you are {clean(door.username)}. {self.intro}"

    def fields(self) -> Sequence[Field]:
        """The username, unless the login has said it, and a masked field."""
        name = () if self._door.fixed else (Field("username", "Username", self._door.username),)
        return (*name, Field("password", "Password", kind="hidden"))

    async def save(self, values: Mapping[str, str]) -> str:
        """Signs in; with a one-time code a new password comes first."""
        from billia_tui.operations.staff.door import Ticket

        try:
            found = await self.app.in_thread(self._door.sign_in, values.get("username", ""), values["password"])
        finally:
            self.rows["password"].clear()
        self._desk.set_result(await self._new_password(found) if isinstance(found, Ticket) else found)
        return ""

    async def _new_password(self, ticket: "Ticket") -> "Desk":
        form = NewPasswordScreen(self._door, ticket)
        await self.app.push_screen_wait(form)
        if form.desk is None:
            raise Forbidden(NOT_SET)
        return form.desk

    def action_cancel(self) -> None:
        """What was typed goes; `esc` ends no program (R224)."""
        if not self.saving:
            for row in self.rows.values():
                row.clear()
            self.set_focus(next(iter(self.rows.values())).input)

    def _keys(self) -> Iterator[str]:
        yield from [*super()._keys()][:-1]
        yield f"{keys.first_shown(self.app.key_of('quit_console'))} leave the console"

    def on_unmount(self) -> None:
        """Nothing typed stays in memory longer than the screen, and no store open that nobody got into."""
        self.rows["password"].clear()
        if not self._desk.done():
            self._desk.cancel()
            self._door.store.close()


class NewPasswordScreen(Dialog):
    """The new password that a one-time code asks for, before anything else (R180). `desk` is set when it is stored."""

    heading = "A new password"
    verb = "save and sign in"
    covers = True
    intro = "Your code is good, for this once. From now on you sign in with the password that you set here."

    def __init__(self, door: "Door", ticket: "Ticket") -> None:
        super().__init__()
        self._door = door
        self._ticket = ticket
        self.desk: Desk | None = None

    def fields(self) -> Sequence[Field]:
        """Two masked fields."""
        from billia_tui.operations.password_hashes import SHORTEST

        return (
            Field("password", "New password", kind="hidden", hint=f"at least {SHORTEST} characters"),
            Field("again", "Once more", kind="hidden"),
        )

    async def save(self, values: Mapping[str, str]) -> str:
        """Stores it and uses the code up, both or nothing."""
        try:
            self.desk = await self.app.in_thread(
                self._door.set_password, self._ticket, values["password"], values["again"]
            )
        except BilliaError:
            self._clear()
            raise
        return ""

    def _refused(self, error: BilliaError) -> None:
        """Both are typed anew."""
        super()._refused(error)
        self.set_focus(self.rows["password"].input)

    def on_unmount(self) -> None:
        """Nothing typed stays in memory longer than the screen."""
        self._clear()

    def _clear(self) -> None:
        for row in self.rows.values():
            row.clear()
