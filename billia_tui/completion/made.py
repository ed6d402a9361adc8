"""Makes the tree of words from the commands themselves."""

from collections.abc import Iterator
from typing import Any

from billia_tui.cli import COMMANDS, app, command_of
from billia_tui.completion.tree import Node
from billia_tui.operations.queries.customer_query import StatusFilter
from billia_tui.vocabulary import PurchaseStatus, ServiceStatus

KINDS = {
    "customer": ("ID", "CUSTOMER", "[CUSTOMER]", "FROM", "INTO"),
    "order": ("ORDER_ID",),
    "service": ("SERVICE_ID",),
    "admin": ("ADMIN",),
    "queue": ("QUEUE",),
    "label": ("KEY", "KEY=VALUE"),
    "reseller": ("RESELLER",),
    "method": ("METHOD",),
    "file": ("FILE", "[FILE]", "FILE.toml", "NAME|FILE.toml", "KEYFILE", "PATH"),
    "folder": ("FOLDER",),
}
"""What a value is of, and the metavars that say so."""

KIND_OF = {metavar: kind for kind, metavars in KINDS.items() for metavar in metavars}
OF_OPTION = {
    "--reseller": "reseller",
    "--reaches": "reseller",
    "--label": "label",
    "--admin": "admin",
    "--database": "file",
}
"""Options whose metavar is that of many others."""

STATUSES = {"customers": StatusFilter, "orders": PurchaseStatus, "services": ServiceStatus}
"""What STATUS may be, by group."""

ELSEWHERE = {("--batch", "ID"), ("--document", "ID"), ("--profile", "ID"), ("--key", "KEY"), ("--request-id", "KEY")}
"""Options whose metavar is the word for another thing."""


def tree() -> Node:
    """The words of all commands, from the commands themselves."""
    import typer

    above = typer.main.get_command(app)
    return {
        "help": "",
        "options": dict(_options(above)),
        "commands": {word: _node(word, command_of(word)) for word in COMMANDS},
    }


def _node(group: str, command: Any) -> Node:
    about = command.get_short_help_str(limit=200)
    if hasattr(command, "commands"):
        inner = {word: _node(group, each) for word, each in command.commands.items() if not each.hidden}
        return {"help": about, "commands": inner}
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    return {
        "help": about,
        "options": dict(_options(command, group)),
        "arguments": [_expected(each, group) for each in arguments],
        "repeats": bool(arguments) and arguments[-1].nargs == -1,
    }


def _options(command: Any, group: str = "") -> Iterator[tuple[str, Any]]:
    for each in command.params:
        if each.param_type_name != "argument" and not each.hidden:
            for name in (*each.opts, *each.secondary_opts):
                yield name, None if each.is_flag else _expected(each, group)
    yield "--help", None


def _expected(parameter: Any, group: str) -> Any:
    choices = getattr(parameter.type, "choices", None)
    if choices:
        return [str(getattr(choice, "value", choice)) for choice in choices]
    if parameter.metavar == "STATUS" and group in STATUSES:
        return [word.replace(" ", "-") for word in STATUSES[group]]
    if parameter.opts[0] in OF_OPTION:
        return OF_OPTION[parameter.opts[0]]
    if (parameter.opts[0], parameter.metavar) in ELSEWHERE:
        return ""
    return KIND_OF.get(str(parameter.metavar), "")
