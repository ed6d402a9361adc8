"""The lock: it covers everything, and asks for the password of the admin who sat here."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from billia_tui.errors import BilliaError
from billia_tui.keys import made as keys
from billia_tui.widgets.dialog import Dialog
from billia_tui.widgets.field_spec import Field

if TYPE_CHECKING:
    from billia_tui.operations.staff.door import Lock

TYPED_STAYS = "What you have typed is still there."


class LockScreen(Dialog):
    """Shows nothing of any customer. `asks` says whether a password opens it; otherwise any `enter` does.

    Args:
        username: who works here, cleaned.
    """

    heading = "Locked"
    verb = "unlock"
    covers = True

    def __init__(self, username: str) -> None:
        super().__init__()
        self.asks = True
        self._lock: Lock | None = None
        self.intro = f"{username} works here. {TYPED_STAYS}"

    def fields(self) -> Sequence[Field]:
        """One, masked."""
        return (Field("password", "Password", kind="hidden"),)

    def ask_nothing(self) -> None:
        """The admin has no password, and typed text that must not be lost: hides it, and lets whoever comes go on."""
        self.asks = False
        self.verb = "go on"
        self.rows.pop("password").remove()
        self._show("intro", f"{TYPED_STAYS} You have no password; if nobody goes on, the console ends soon.")
        self.show_keys()

    async def save(self, values: Mapping[str, str]) -> str:
        """Unlocks."""
        from billia_tui.operations.staff.door import Lock

        assert self.app.desk is not None  # noqa: S101 - somebody was seated
        if self.asks:
            self._lock = self._lock or Lock(self.app.desk)
            try:
                await self.app.in_thread(self._lock.unlock, values["password"])
            except BilliaError:
                self.rows["password"].clear()
                raise
        await self.app.idle.unlocked()
        return ""

    def action_cancel(self) -> None:
        """Nothing else leads away."""

    def _keys(self) -> Iterator[str]:
        for name, word in (("save", self.verb), ("quit_console", "leave the console")):
            yield f"{keys.first_shown(self.app.key_of(name))} {word}"

    def on_unmount(self) -> None:
        """Nothing typed stays in memory longer than the screen."""
        if "password" in self.rows:
            self.rows["password"].clear()
