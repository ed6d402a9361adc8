"""Commands over SSH: `ssh HOST customers list --json`. The text comes from outside and never meets a shell.

It is split as a shell would, so that quotes work, and is then matched against `ALLOWED`. What a shell would do more
than that (run a second command, write a file, fill in a variable) is refused as a whole, not done in part.
"""

import shlex
from collections.abc import Callable, Sequence
from contextlib import suppress

from billia_tui import clock, failures
from billia_tui.actions.every import ACTIONS
from billia_tui.errors import BilliaError
from billia_tui.settings.model import Settings
from billia_tui.text import clean

Words = Sequence[str]
Rule = Callable[[Words], str | None]
"""Why the words after a command are refused; None if they are not."""


class NotOpen(BilliaError):
    """Not a command that is open over SSH. The text quotes nothing of what was asked for."""

    exit_code = 2


def run(text: str, settings: Settings) -> int:
    """Runs the requested command as the admin of the key line; gives the exit code. Raises NotOpen."""
    try:
        words = words_of(text)
        check(words)
    except NotOpen:
        _note(text, settings)
        raise
    from billia_tui import one_command

    return one_command.run(words)


# ── the text ──

_OBEYED = frozenset(";|&<>()$`\n")
"""What a shell obeys outside of quotes."""

_OBEYED_IN_DOUBLE = frozenset("$`")
_IN_QUOTES = frozenset("\n\t")
"""The control characters that a text of several lines has."""


def words_of(text: str) -> list[str]:
    """The words of a requested command, `billia` in front left out; raises NotOpen."""
    if not text.isprintable() and any(_is_control(character) for character in text):
        raise NotOpen("the command holds control characters or is no UTF-8 text; nothing was done")
    _check_shell(text)
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise NotOpen("the command has a quote that is not closed; nothing was done") from error
    return words[1:] if words[:1] == ["billia"] else words


def _is_control(character: str) -> bool:
    code = ord(character)
    return (code < 0x20 and character not in _IN_QUOTES) or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000


def _check_shell(text: str) -> None:
    """Raises NotOpen if a shell would do more with it than to split it into words."""
    quote, escaped = "", False
    for character in text:
        if escaped:
            escaped = False
            obeyed = character == "\n"
        elif character == quote:
            quote, obeyed = "", False
        elif quote == "'":
            obeyed = False
        elif character == "\\":
            escaped, obeyed = True, False
        elif quote:
            obeyed = character in _OBEYED_IN_DOUBLE
        else:
            quote = character if character in "'\"" else ""
            obeyed = character in _OBEYED
        if obeyed:
            raise NotOpen("there is no shell here; quote the command twice: ssh HOST \"customers list 'balance>5'\"")


# ── what is open ──


def _from_standard_input(words: Words) -> str | None:
    """`customers bulk`: the ids from standard input only, and no file of an export."""
    if "export" in words:
        return "over SSH billia writes no file on the host; on your machine: ssh HOST export customers QUERY > FILE"
    for word, following in zip(words, [*words[1:], ""], strict=True):
        name, sign, value = word.partition("=")
        if name == "--ids-from" and (value if sign else following) != "-":
            return "over SSH --ids-from takes -, standard input: ssh HOST customers bulk … --ids-from - < FILE"
    return None


def _to_standard_output(words: Words) -> str | None:
    """`emails document save`: its file is standard output."""
    if list(words[-1:]) != ["-"] or len(words) != _WITH_FILE:
        return "over SSH a document is saved to standard output: ssh HOST emails document save ID DOCUMENT_ID - > FILE"
    return None


_WITH_FILE = 3


def _pdf_to_standard_output(words: Words) -> str | None:
    """`documents pdf`: its file is standard output."""
    named = [following for word, following in zip(words, [*words[1:], ""], strict=True) if word in {"--output", "-o"}]
    others = [word for word in words if word.startswith(("--output=", "-o")) and word != "-o"]
    if named != ["-"] or others:
        return "over SSH a PDF is saved to standard output: ssh HOST documents pdf ID --output - > FILE"
    return None


def _to_nobody_else(words: Words) -> str | None:
    """`log anchor`: nothing is sent anywhere."""
    if any(word.partition("=")[0] == "--syslog" for word in words):
        return "over SSH billia sends nothing to a system log; on your machine: ssh HOST log anchor | logger"
    return None


_READING = {
    "": "version",
    "customers": "list count show",
    "emails": "list",
    "emails document": "list",
    "companies": "list",
    "services": "list show",
    "orders": "list show payments",
    "orders notes": "list",
    "wallet": "history",
    "credit": "history",
    "notes": "list show",
    "labels": "list",
    "labels components": "list show",
    "profiles": "list show",
    "affiliates": "show commissions referred",
    "affiliates rates": "list",
    "subscriptions": "history",
    "notifications": "list show",
    "mails": "list show",
    "mails templates": "list show",
    "documents": "list show",
    "payment-methods": "list",
    "products": "list",
    "panel": "show products orders services documents profiles",
    "admins": "list show",
    "resellers": "list show",
    "queues": "list show report",
    "batches": "list show",
    "export": "products payment-methods resellers label-components customers profiles emails affiliates services orders"
    " lines documents payments notes labels",
}
"""Group → commands that only read; what changes something is open if the record of its action says so. Not open:
whatever makes, copies, checks or repairs a store, reads or writes a file that is named by hand, or says who may come
in. A subscription's `--document` names a file of the admin's own upload folder."""

ALLOWED: dict[tuple[str, ...], Rule | None] = {
    **{(*group.split(), command): None for group, commands in _READING.items() for command in commands.split()},
    **{tuple(command.split()): None for action in ACTIONS if action.over_ssh for command in action.commands},
    ("find",): None,
    ("timeline",): None,
    ("log", "show"): None,
    ("log", "export"): None,
    ("log", "anchor"): _to_nobody_else,
    ("log",): _to_nobody_else,  # `log ID` is `log show ID`
    ("customers", "bulk"): _from_standard_input,
    ("emails", "document", "save"): _to_standard_output,
    ("documents", "pdf"): _pdf_to_standard_output,
}

FIXED = ("--database", "--admin", "--mouse", "--no-mouse", "--restricted", "--settings")
"""Options of the program itself, wherever they stand."""


def check(words: Words) -> None:
    """Raises NotOpen unless this is a command that is open, or asks for help with one."""
    if [*words[-1:]] == ["--help"] and any(path[: len(words) - 1] == tuple(words[:-1]) for path in ALLOWED):
        return
    if list(words) == ["--version"]:
        return
    path = next((path for path in ALLOWED if tuple(words[: len(path)]) == path), None)
    if path is None:
        raise NotOpen("this is not open over SSH, nothing was done; what there is: ssh HOST -- --help")
    before = words[: words.index("--")] if "--" in words else words
    if any(word.split("=")[0] in FIXED for word in before):
        raise NotOpen("over SSH the store and the admin are fixed: no --database, no --admin, no --mouse")
    rule = ALLOWED[path]
    refusal = rule(words[len(path) :]) if rule else None
    if refusal:
        raise NotOpen(refusal)


def _note(text: str, settings: Settings) -> None:
    """Writes down what was refused, for whoever looks after the host."""
    if settings.log is None:
        return
    line = f"{clock.now():%Y-%m-%dT%H:%M:%SZ} {settings.admin}: {clean(text, limit=500)}\n"
    with suppress(OSError):  # it is refused all the same
        failures.append(settings.log / "refused.log", line)
