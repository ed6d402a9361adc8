"""The options before and after every command: `--database`, `--admin`, `--mouse`. Read by hand, without Typer.

Typer costs a tenth of a second, which the console does not wait for: `root_options` reads a command line that
opens the console. The same options may stand after a command too; `hoisted` moves them to where Typer reads them.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """What was typed; None where nothing was."""

    database: str | None = None
    admin: str | None = None
    mouse: bool | None = None


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
