"""Add, edit and delete an admin, give a new password or a one-time code (R178-R181)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, ClassVar, Self

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from billia_tui.errors import Conflict, Invalid
from billia_tui.keys import made as keys
from billia_tui.operations import password_hashes
from billia_tui.operations.staff import changes as staff_changes
from billia_tui.operations.staff import credentials, resellers
from billia_tui.operations.staff import listing as staff
from billia_tui.operations.staff.credentials import SignIn
from billia_tui.operations.staff.listing import AdminData, AdminDetails, AdminRow
from billia_tui.text import clean
from billia_tui.vocabulary import AdminStatus, Role
from billia_tui.widgets.dialog import Dialog
from billia_tui.widgets.field_spec import Field

if TYPE_CHECKING:
    from billia_tui.widgets.host import Host

TYPED, CODE = "typed", "code"
HOURS = credentials.CODE_LIFETIME.total_seconds() / 3600
_YES_NO = ((staff.NO, "no"), (staff.YES, "yes"))
_ROLES = [(role.value, role.value) for role in Role]
_STATUSES = [(status.value, status.value) for status in AdminStatus]
Resellers = Sequence[tuple[int, str]]


class SignInDialog(Dialog):
    """A form that gives an admin a password or a code.

    `code` is what the page shows once afterwards, empty if there is none; `of` is whose it is, cleaned.
    """

    def __init__(self) -> None:
        super().__init__()
        self.code = ""
        self.of = ""
        self._made, self._of_code = credentials.by_code()  # one for the life of the dialog: saving again is the same

    def sign_in_fields(self, said: str) -> Sequence[Field]:
        """What to do, and two masked fields for it."""
        ways = ((TYPED, said), (CODE, "make a one-time code"))
        return (
            Field("way", "Signs in with", kind="choice", choices=ways),
            Field("password", "New password", kind="hidden", hint=f"at least {password_hashes.SHORTEST} characters"),
            Field("again", "Once more", kind="hidden"),
        )

    def preview(self, values: Mapping[str, str]) -> str:
        """What `enter` does."""
        if values["way"] == CODE:
            return (
                f"A code is shown once, to you alone. It is good for {HOURS:.0f} hours and for one sign-in, "
                "which asks for a new password; the password of now ends."
            )
        return "The password works at once; earlier one-time codes end."

    async def signs_in(self, values: Mapping[str, str]) -> SignIn:
        """What is stored; hashes in a thread, outside any transaction."""
        if values["way"] == CODE:
            return self._of_code
        return await self.app.in_thread(credentials.by_password, values["password"], values["again"])

    def shows_code(self, values: Mapping[str, str], of: str) -> None:
        """It is saved: now the code may be shown."""
        self.of = of
        self.code = self._made if values["way"] == CODE else ""

    def on_unmount(self) -> None:
        """Nothing typed stays in memory longer than the dialog."""
        for name in ("password", "again"):
            self.rows[name].clear()


class AddAdminDialog(SignInDialog):
    """A new admin (R179); afterwards `new_id` is its id."""

    heading = "Add an admin"
    verb = "add"

    def __init__(self, resellers: Resellers) -> None:
        super().__init__()
        self._resellers = [(name, name) for _, name in resellers]
        self.new_id: int | None = None

    @classmethod
    async def about(cls, app: "Host", _: None) -> Self:
        """With the resellers that there are now."""
        return cls(await app.ask(resellers.choices))

    def fields(self) -> Sequence[Field]:
        """The fields of R179."""
        return (
            Field("username", "Username", hint="required, without spaces"),
            Field("first_name", "First name", hint="required"),
            Field("last_name", "Last name", hint="required"),
            Field("reseller", "Reseller", kind="choice", choices=self._resellers),
            Field("role", "Role", Role.SUPPORT, kind="choice", choices=_ROLES),
            Field("developer", "Developer", kind="choice", choices=_YES_NO),
            *self.sign_in_fields("a password, typed here"),
        )

    async def save(self, values: Mapping[str, str]) -> str:
        """Adds, once."""
        data = AdminData(**{name: values[name] for name in staff.EDITABLE if name in values})
        try:
            given = await self.signs_in(values)
        except Invalid as error:
            wrong = await self.app.ask(staff_changes.mistakes, values["username"], data)
            raise Invalid({**wrong, **error.fields}) from error
        self.new_id = await self.app.change(
            staff_changes.add, values["username"], data, given, request_key=self.request_key
        )
        self.shows_code(values, clean(values["username"].strip()))
        return f"Admin {self.new_id} added"


class AdminPasswordDialog(SignInDialog):
    """A new password for an admin, without the old one (R180)."""

    def __init__(self, admin: AdminRow) -> None:
        super().__init__()
        self.admin = admin
        self.heading = f"Password · {admin.username}"

    @classmethod
    async def about(cls, app: "Host", row: AdminRow) -> Self:
        """On the admin as it is now."""
        return cls((await app.ask(staff.details, row.id)).row)

    def fields(self) -> Sequence[Field]:
        """Two masked fields, and what to do."""
        return self.sign_in_fields("the password typed here")

    async def save(self, values: Mapping[str, str]) -> str:
        """Stores a hash."""
        await self.app.change(credentials.reset, self.admin.id, await self.signs_in(values))
        self.shows_code(values, self.admin.username)
        return f"{self.admin.username}: {'one-time code made' if self.code else 'password changed'}"


class EditAdminDialog(Dialog):
    """Names, reseller, role, status, developer (R179); of oneself only names and developer (R181)."""

    def __init__(self, details: AdminDetails, resellers: Resellers, *, oneself: bool) -> None:
        super().__init__()
        self.admin = details.row
        self.heading = f"Edit admin · {details.row.username}"
        self.seen = details.version
        self.stored = asdict(details.stored)
        self._resellers = [(name, name) for _, name in resellers]
        self._oneself = oneself
        if oneself:
            self.intro = "Your own reseller, role and status are changed by another Administrator."

    @classmethod
    async def about(cls, app: "Host", row: AdminRow) -> Self:
        """On the admin as it is now."""
        details = await app.ask(staff.details, row.id)
        oneself = app.desk is not None and row.id == app.desk.admin_id
        return cls(details, await app.ask(resellers.choices), oneself=oneself)

    def fields(self) -> Sequence[Field]:
        """Each with what it was."""
        offered = {
            "first_name": ("First name", ()),
            "last_name": ("Last name", ()),
            "reseller": ("Reseller", self._resellers),
            "role": ("Role", _ROLES),
            "status": ("Status", _STATUSES),
            "developer": ("Developer", _YES_NO),
        }
        if self._oneself:
            for name in ("reseller", "role", "status"):
                del offered[name]
        return [
            Field(
                name,
                label,
                self.stored[name],
                kind="choice" if choices else "line",
                choices=choices,
                hint="" if choices else "required",
                old=self.stored[name],
            )
            for name, (label, choices) in offered.items()
        ]

    def preview(self, values: Mapping[str, str]) -> str:
        """What a status means."""
        if values.get("status", "") == AdminStatus.INACTIVE != self.stored["status"]:
            return f"{self.admin.username} can sign in no more; what was done keeps the name."
        return ""

    def meanwhile(self, conflict: Conflict) -> None:
        """The next `enter` saves over what is shown now, and over nothing newer."""
        super().meanwhile(conflict)
        self.stored = conflict.fresh

    async def save(self, values: Mapping[str, str]) -> str:
        """Saves what was changed here; fields left alone stay as they are by then."""
        changes = {name: value for name, value in values.items() if value != self.stored[name]}
        changed = await self.app.change(staff_changes.edit, self.admin.id, changes, seen=self.seen)
        what = ", ".join(name.replace("_", " ") for name in changed)
        return f"{self.admin.username}: {f'changed {what}' if what else 'no change'}"


class DeleteAdminDialog(Dialog):
    """Deletes an admin who has not done anything yet (R178)."""

    verb = "delete"
    danger = True

    def __init__(self, admin: AdminRow) -> None:
        super().__init__()
        self.admin = admin
        self.heading = f"Delete admin · {admin.username}"
        self.intro = (
            f"{admin.name or admin.username}, {admin.role} of {admin.reseller}, is deleted and the username becomes "
            "free. Whoever has done anything here cannot be deleted: set the status to inactive then."
        )

    @classmethod
    async def about(cls, app: "Host", row: AdminRow) -> Self:
        """On the admin as it is now."""
        return cls((await app.ask(staff.details, row.id)).row)

    async def save(self, values: Mapping[str, str]) -> str:  # noqa: ARG002 - nothing is asked
        """Deletes."""
        await self.app.change(staff_changes.delete, self.admin.id)
        return f"Admin {self.admin.username} deleted"


class CodeBox(ModalScreen[None], inherit_bindings=False):
    """A one-time code, shown once and stored nowhere (R180). Only esc closes it: an `enter` typed ahead does not."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "close", id="cancel", show=False),
        *keys.named("quit_console"),
    ]

    def __init__(self, username: str, code: str) -> None:
        super().__init__()
        self._username = username
        self._code = code

    def compose(self) -> ComposeResult:
        """The box."""
        with Vertical(id="dialog") as box:
            box.border_title = Content(f"One-time code · {self._username}")
            box.border_subtitle = "esc I have noted it"
            yield Static(
                Content.assemble(
                    "\n",
                    (f"  {self._code}\n\n", "bold $text-accent"),
                    "This is shown once and kept nowhere. Pass it on by a way that you trust.\n",
                    f"It lets {self._username} in once within {HOURS:.0f} hours, to set a new password.",
                )
            )
