"""Commands of one's own with a customer, as the settings file has them: `[[commands]]`, each a name and what it runs.

They run on this machine as the user, so a restricted process never has any.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from billia_tui.errors import Refused
from billia_tui.text import clean

OUTPUTS = ("show", "say", "terminal", "nothing")
"""Where the output goes: a page, a message of one line, the terminal itself, or nowhere."""

FIELDS = ("id", "username", "email")
"""What of the customer may stand in braces."""

EXAMPLE = '[[commands]], then name = "Look up" and run = "whois {email}"'

_BRACED = re.compile(r"\{([^{}]*)\}")
_KEYS = {"name", "key", "run", "output"}


@dataclass(frozen=True, slots=True)
class OwnCommand:
    """A command: its program and arguments, in which `{id}`, `{username}` and `{email}` stand for the customer's."""

    name: str
    run: tuple[str, ...]
    key: str = ""
    output: str = OUTPUTS[0]

    def needs(self, field: str) -> bool:
        """Whether this of the customer stands in it."""
        return any(f"{{{field}}}" in argument for argument in self.run)

    def filled(self, values: Mapping[str, str]) -> list[str]:
        """The program and its arguments for a customer; each stays one argument, whatever is in it.

        Args:
            values: by FIELDS, cleaned.

        Raises:
            Refused: the customer has no such value, or it would be read as an option.
        """
        return [self._filled(argument, values) for argument in self.run]

    def _filled(self, argument: str, values: Mapping[str, str]) -> str:
        return _BRACED.sub(lambda found: self._value(values, found[1], argument), argument)

    def _value(self, values: Mapping[str, str], field: str, argument: str) -> str:
        value = values.get(field, "")
        if not value:
            raise Refused(f"{self.name}: the customer has no {field}")
        if value.startswith("-") and argument.startswith(f"{{{field}}}"):
            raise Refused(
                f"{self.name}: {clean(value)} would be read as an option; write it behind one: --user={{{field}}}"
            )
        return value


def read(found: object) -> tuple[OwnCommand, ...]:
    """The commands of the settings file; raises ValueError with what is wrong, in words."""
    if not (isinstance(found, list) and all(isinstance(one, dict) for one in found)):
        raise ValueError(f"commands are tables: {EXAMPLE}")
    commands = tuple(_command(one) for one in found)
    for what, values in (("name", [one.name for one in commands]), ("key", [one.key for one in commands if one.key])):
        twice = next((value for value in values if values.count(value) > 1), None)
        if twice is not None:
            raise ValueError(f"two commands have the {what} {twice!r}")
    return commands


def _command(table: Mapping[str, object]) -> OwnCommand:
    name = table.get("name")
    if not (isinstance(name, str) and name.strip() and clean(name) == name):
        raise ValueError(f"a command needs a name of plain text: {EXAMPLE}")
    strange = sorted(set(table) - _KEYS)
    if strange:
        raise ValueError(f"command {name!r}: there is no {strange[0]!r}; there are: {', '.join(sorted(_KEYS))}")
    key, output = table.get("key", ""), table.get("output", OUTPUTS[0])
    if not isinstance(key, str):
        raise ValueError(f'command {name!r}: key takes a text, e.g. key = "f6"')  # noqa: TRY004 - of a file
    if output not in OUTPUTS:
        raise ValueError(f"command {name!r}: output takes {', '.join(OUTPUTS[:-1])} or {OUTPUTS[-1]}")
    return OwnCommand(name, tuple(_run(name, table.get("run"))), key, str(output))


def _run(name: str, found: object) -> Sequence[str]:
    """What is run: a text, split as a shell would, which is not asked, or a list of the arguments."""
    import shlex

    try:
        run = shlex.split(found) if isinstance(found, str) else found
    except ValueError as error:
        raise ValueError(f"command {name!r}: run has a quote that is not closed") from error
    if not (isinstance(run, list) and run and all(isinstance(one, str) and "\0" not in one for one in run) and run[0]):
        raise ValueError(f"command {name!r} needs what it runs: {EXAMPLE}")
    if _BRACED.search(run[0]):
        raise ValueError(f"command {name!r}: the program itself cannot come from the customer")
    for field in (field for argument in run for field in _BRACED.findall(argument)):
        if field not in FIELDS:
            raise ValueError(f"command {name!r}: there is no {{{field}}}; there are {{{'}, {'.join(FIELDS)}}}")
    return run
