"""`billia admins sign-in`, and how a command learns who is at the keyboard where the store asks for a sign-in.

Over SSH the key has said it. Else the password is asked for, hidden, at the terminal. It comes by no option, no
variable and no pipe: others could read those. So without a terminal such a store is closed to commands.
"""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from billia_tui import restricted
from billia_tui.commands import output
from billia_tui.commands.parameters import AsJson
from billia_tui.config import Settings
from billia_tui.vocabulary import SignInRule

if TYPE_CHECKING:
    from billia_tui.operations.desk import Desk
    from billia_tui.operations.signing_in import Door

CODE_HERE = "that is a one-time code; open the console with it and set a new password there: billia"


def seated(settings: Settings) -> "Desk":
    """The desk of the admin of these settings, once it is certain who that is.

    Raises:
        StoreError: the store cannot be used.
        Forbidden: no such admin, a wrong password, or no terminal to ask for one at.
        Refused: too many tries in vain.
    """
    from billia_tui.operations import opening
    from billia_tui.operations.signing_in import Door

    if restricted.is_on() or not sys.stdin.isatty():
        return opening.open_desk(settings.database, settings.admin, trusted=restricted.is_on())
    found = opening.open_door(settings.database, settings.admin, fixed=True)
    if not isinstance(found, Door):
        return found
    try:
        return _let_in(found)
    except BaseException:
        found.store.close()
        raise


def _let_in(door: "Door") -> "Desk":
    from getpass import getpass

    from billia_tui.errors import Forbidden
    from billia_tui.operations.signing_in import Ticket
    from billia_tui.text import clean

    found = door.sign_in(door.username, getpass(f"Password of {clean(door.username)}: "))
    if isinstance(found, Ticket):
        raise Forbidden(CODE_HERE)
    return found


def sign_in_rule(
    context: typer.Context,
    rule: Annotated[
        SignInRule | None, typer.Argument(metavar="[required|optional]", help="From now on; shown, if left out.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Ask every admin for a password before anything is shown, or no more."""
    from billia_tui.commands.session import desk_of
    from billia_tui.operations import store_settings

    desk = desk_of(context)
    changed = rule is not None and desk.change(store_settings.change_sign_in, rule)
    now = desk.ask(store_settings.sign_in_rule)
    words = "a sign-in is asked for" if now == SignInRule.REQUIRED else "no sign-in is asked for"
    sentence = f"from now on {words}" if changed else words
    output.told(sentence, {"sign_in": now, "changed": changed}, as_json=as_json)
