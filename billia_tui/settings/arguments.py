"""The options before and after every command: `--database`, `--admin`, `--mouse`. Read by hand, without Typer.

Typer costs a tenth of a second, which the console does not wait for: `root_options` reads a command line that
opens the console. The same options may stand after a command too; `hoisted` moves them to where Typer reads them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from billia_tui.errors import BilliaError


@dataclass(frozen=True, slots=True)
class Options:
    """What was typed; None where nothing was."""

    database: str | None = None
    admin: str | None = None
    mouse: bool | None = None


@dataclass(frozen=True, slots=True)
class Restricted:
    """What the wrapper of a forced command hands over: the admin of the key line, and the settings of the host."""

    admin: str
    settings: str | None = None


class BadCall(BilliaError):
    """The program was not called as it must be."""

    exit_code = 2


RESTRICTED = "--restricted"
"""Only ever the first argument: what an admin asks for over SSH comes by a variable and is no argument."""

PLAIN_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._@-]{0,63}")
"""A name of an admin that can stand in a key line, in a shell script and as the name of a folder."""

_VALUED = ("--database", "--admin")
_SWITCHES = {"--mouse": True, "--no-mouse": False}


def hoisted(arguments: Sequence[str]) -> list[str]:
    """The arguments with the root options in front, wherever they stood before a `--`."""
    front: list[str] = []
    rest: list[str] = []
    waiting = list(arguments)
    while waiting:
        argument = waiting.pop(0)
        if argument == "--":
            rest += [argument, *waiting]
            break
        if argument in _VALUED and waiting:
            front += [argument, waiting.pop(0)]
        elif argument in _SWITCHES or argument.startswith(tuple(f"{name}=" for name in _VALUED)):
            front.append(argument)
        else:
            rest.append(argument)
    return front + rest


def root_options(arguments: Sequence[str]) -> Options | None:
    """The root options if nothing else was typed, so that the console is to open; None otherwise."""
    database = admin = None
    mouse = None
    waiting = list(arguments)
    while waiting:
        name, sign, value = waiting.pop(0).partition("=")
        if name in _SWITCHES and not sign:
            mouse = _SWITCHES[name]
            continue
        if name not in _VALUED or not (sign or waiting):
            return None
        value = value if sign else waiting.pop(0)
        if name == "--database":
            database = value
        else:
            admin = value
    return Options(database, admin, mouse)


def restricted(arguments: Sequence[str]) -> Restricted:
    """What follows `--restricted`: NAME, perhaps `--settings FILE`, and nothing else; raises BadCall."""
    match list(arguments):
        case [name]:
            found = Restricted(name)
        case [name, "--settings", file] if file.startswith("/"):
            found = Restricted(name, file)
        case _:
            raise BadCall("--restricted takes NAME, then --settings and the whole path of a file, and nothing else")
    if not PLAIN_NAME.fullmatch(found.admin):
        raise BadCall("--restricted takes a name of letters, digits and . _ @ -")
    return found
