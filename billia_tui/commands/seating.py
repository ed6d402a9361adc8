"""How a command learns who is at the keyboard where the store asks for a sign-in.

Over SSH the key has said it. Else the password is asked for, hidden, at the terminal. It comes by no option, no
variable and no pipe: others could read those. So without a terminal such a store is closed to commands.
"""

import sys
from typing import TYPE_CHECKING

from billia_tui.commands.lazy_imports import late
from billia_tui.errors import Forbidden
from billia_tui.settings import restricted
from billia_tui.settings.model import Settings
from billia_tui.text import clean

with late():
    from billia_tui.operations.store import opening

if TYPE_CHECKING:
    from billia_tui.operations.desk import Desk
    from billia_tui.operations.staff.door import Door

CODE_HERE = "that is a one-time code; open the console with it and set a new password there: billia"


def seated(settings: Settings) -> "Desk":
    """The desk of the admin of these settings, once it is certain who that is.

    Raises:
        StoreError: the store cannot be used.
        Forbidden: no such admin, a wrong password, or no terminal to ask for one at.
        Refused: too many tries in vain.
    """
    from billia_tui.operations.staff.door import Door

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

    from billia_tui.operations.staff.door import Ticket

    found = door.sign_in(door.username, getpass(f"Password of {clean(door.username)}: "))
    if isinstance(found, Ticket):
        raise Forbidden(CODE_HERE)
    return found
