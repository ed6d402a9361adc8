"""`billia admins list|show|add|edit|activate|deactivate|password|delete|sign-in` and the keys."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from billia_tui.commands import admin_keys, output
from billia_tui.commands.group import Group
from billia_tui.commands.lazy_imports import late
from billia_tui.commands.options import Typed, taking
from billia_tui.commands.output import Answer, columns
from billia_tui.commands.parameters import USUAL, USUAL_AS_JSON, AdminId, Desk, LimitOrUsual, Text
from billia_tui.commands.passwords import typed_password
from billia_tui.commands.session import desk_of
from billia_tui.commands.sign_in import sign_in_rule
from billia_tui.errors import Invalid
from billia_tui.paging import Window
from billia_tui.text import clean
from billia_tui.vocabulary import AdminStatus, Role

with late():
    from billia_tui.operations.staff import changes as staff_changes
    from billia_tui.operations.staff import credentials
    from billia_tui.operations.staff import listing as staff

if TYPE_CHECKING:
    from billia_tui.operations.staff.credentials import SignIn

admins_app = Group("The admins: who may do what.")
FIELDS = {
    **dict.fromkeys(("first_name", "last_name"), Text),
    "role": Annotated[Role | None, typer.Option(case_sensitive=False, help="What the admin may do.")],
    "reseller": Annotated[str | None, typer.Option(metavar="NAME", help="Whose admin this is.")],
    "developer": Annotated[
        bool | None, typer.Option("--developer/--no-developer", help="Shows raw ids and messages of the automator.")
    ],
}
WithCode = Annotated[
    bool, typer.Option("--code", help="Print a one-time code to sign in with, good for 24 hours, instead.")
]
ADMINS = columns("ID>", "USERNAME", "NAME", "RESELLER", "ROLE", "STATUS")


@admins_app.command("list")
def list_admins(
    desk: Desk,
    query: Annotated[list[str] | None, typer.Argument(metavar="[QUERY]...", help="Words of a name.")] = None,
    limit: LimitOrUsual = None,
    as_json: bool = False,
) -> Answer:
    """List the admins by username; with words, those whose names hold all of them."""
    window = Window(limit=limit or (USUAL_AS_JSON if as_json else USUAL))
    found = desk.ask(staff.page, window, words=" ".join(query or []))
    return output.listed(found, ADMINS, "no admin matches")


@admins_app.command("show")
def show(context: typer.Context, admin: AdminId) -> Answer:
    """Show one admin."""
    desk, admin_id = _admin_at(context, admin)
    row = desk.ask(staff.details, admin_id).row
    pairs = output.facts(row, "id", "username", "name?", "reseller", "role", "status", "developer")
    pairs.append(("next sign-in", "asks for a new password" if row.new_password else "as usual"))
    return output.record_of(row, [*pairs, ("added", row.created_at)])


@admins_app.command("add")
@taking(FIELDS, reseller="default")
def add(
    desk: Desk,
    username: Annotated[str, typer.Argument(metavar="USERNAME", help="What the admin signs in with.")],
    typed: Typed,
    code: WithCode = False,
) -> Answer:
    """Add an admin; the password is typed twice and hidden, or one line on standard input."""
    data = staff.AdminData(**{"first_name": "", "last_name": "", "role": "", "developer": "no", **_texts(typed)})
    wrong = desk.ask(staff_changes.mistakes, username, data)
    if wrong:  # before anything secret is typed
        raise Invalid(wrong)
    shown, signs_in = _sign_in(with_code=code)
    admin_id = desk.change(staff_changes.add, username, data, signs_in)
    row = desk.ask(staff.details, admin_id).row
    return _with_code(f"added admin {row.id} {row.username}, {row.role}", row.id, shown)


@admins_app.command("edit")
@taking(FIELDS, needs="--role Sales")
def edit(context: typer.Context, admin: AdminId, typed: Typed) -> Answer:
    """Change an admin; what is not named stays."""
    return _edit(context, admin, _texts(typed))


@admins_app.command("activate")
def activate(context: typer.Context, admin: AdminId) -> Answer:
    """Let an inactive admin in again."""
    return _edit(context, admin, {"status": AdminStatus.ACTIVE})


@admins_app.command("deactivate")
def deactivate(context: typer.Context, admin: AdminId) -> Answer:
    """Let an admin in no more; what was done keeps the name."""
    return _edit(context, admin, {"status": AdminStatus.INACTIVE})


@admins_app.command("password")
def password(context: typer.Context, admin: AdminId, code: WithCode = False) -> Answer:
    """Set a new password: typed twice and hidden, or one line on standard input."""
    desk, admin_id = _admin_at(context, admin)
    shown, signs_in = _sign_in(with_code=code)
    desk.change(credentials.reset, admin_id, signs_in)
    what = "the password has ended" if shown else "the password is changed"
    return _with_code(f"admin {admin_id}: {what}", admin_id, shown)


@admins_app.command("delete")
def delete(context: typer.Context, admin: AdminId) -> Answer:
    """Delete an admin who has not done anything yet."""
    desk, admin_id = _admin_at(context, admin)
    username = desk.ask(staff.details, admin_id).row.username
    desk.change(staff_changes.delete, admin_id)
    return output.deleted(f"deleted admin {admin_id} {username}", admin_id)


admins_app.command("sign-in")(sign_in_rule)
admins_app.command("authorize-key")(admin_keys.authorize_key)
admins_app.command("keys")(admin_keys.list_keys)
admins_app.command("revoke-key")(admin_keys.revoke_key)
admins_app.command("wrapper")(admin_keys.print_wrapper)


def _admin_at(context: typer.Context, text: str) -> tuple[Desk, int]:
    desk = desk_of(context)
    return desk, desk.ask(staff.find, text)


def _edit(context: typer.Context, admin: str, changes: dict[str, str]) -> Answer:
    desk, admin_id = _admin_at(context, admin)
    old = desk.ask(staff.details, admin_id)
    changed = desk.change(staff_changes.edit, admin_id, changes, seen=old.version)
    before, after = asdict(old.stored), asdict(desk.ask(staff.details, admin_id).stored)
    pairs: dict[str, tuple[object, object]] = {name: (clean(before[name]), clean(after[name])) for name in changed}
    return output.changed(f"admin {admin_id}", admin_id, pairs)


def _sign_in(*, with_code: bool) -> "tuple[str, SignIn]":
    """The code to show, empty if a password was typed, and what is stored."""
    if with_code:
        return credentials.by_code()
    return "", credentials.by_password(*typed_password())


def _with_code(sentence: str, admin_id: int, code: str) -> Answer:
    """The code goes to standard output, once: it is the data that was asked for."""
    if not code:
        return output.said(sentence, {"id": admin_id})

    def say() -> None:
        output.hint(f"{sentence}; sign in once with this code within 24 hours and set a new password:")
        output.line(code)

    return Answer({"id": admin_id, "code": code}, say)


def _texts(typed: Typed) -> dict[str, str]:
    """What was typed as a form would bring it."""
    words = {True: "yes", False: "no"}
    return {name: words[value] if isinstance(value, bool) else str(value) for name, value in typed.items()}
