"""`billia log ID`, `billia log export` and `billia log anchor`."""

import json
from enum import StrEnum
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from billia_tui.commands import exports, output, syslog
from billia_tui.commands.history import show_log
from billia_tui.commands.lazy_imports import late
from billia_tui.commands.parameters import AsJson
from billia_tui.commands.session import desk_of, run_of

with late():
    from billia_tui.operations.log import anchor as log_anchor
    from billia_tui.operations.log import export as log_export

SHOW = "show"


class LogGroup(TyperGroup):
    """`billia log ID` is `billia log show ID`: what is no command is whose log is shown."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Puts the command in front where none was typed."""
        if args[:1] != ["--help"] and (not args or args[0] not in self.commands):
            args = [SHOW, *args]
        return super().parse_args(ctx, args)

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """What may follow."""
        return [*self.commands[SHOW].collect_usage_pieces(ctx), "|", "COMMAND [ARGS]..."]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """The options of `show`, then the commands."""
        self.commands[SHOW].format_options(ctx, formatter)
        self.format_commands(ctx, formatter)


class AnchorCommand(TyperCommand):
    """`--syslog` alone is the local system log."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Puts the local log behind an option without a value."""
        if "--syslog" in args:
            at = args.index("--syslog") + 1
            if at == len(args) or args[at].startswith("-"):
                args = [*args[:at], syslog.LOCAL, *args[at:]]
        return super().parse_args(ctx, args)


log_app = typer.Typer(cls=LogGroup, rich_markup_mode=None)


class Format(StrEnum):
    """How the log is written."""

    JSONL = "jsonl"
    CSV = "csv"


@log_app.callback(
    epilog="The log of a customer whose username is that of a command: billia log show NAME.",
)
def log() -> None:
    """Show the log of a customer, or that of the store itself, newest first; export it; print its anchor."""


log_app.command(SHOW, hidden=True)(show_log)


@log_app.command("export")
def export(
    context: typer.Context,
    first: Annotated[int, typer.Option("--from", min=1, metavar="N", help="From line N of each chain on.")] = 1,
    chain: Annotated[
        int | None, typer.Option(min=0, metavar="C", help="Only this chain: a reseller's id, or 0 for no customer's.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", case_sensitive=False, help="A line of JSON each, or CSV.")] = (
        Format.JSONL
    ),
) -> None:
    """Export the whole log with its hashes, for somebody else to verify (docs/log.md)."""
    from billia_tui.operations.exports.customers import NOTICE, csv_lines

    lines = exports.asked(log_export.lines(desk_of(context), chain=chain, first=first))
    found = ({name: getattr(line, name) for name in log_export.HEADER} for line in lines)
    if form == Format.JSONL:
        exports.write(output.escaped(json.dumps(one, ensure_ascii=False)) + "\n" for one in found)
        return
    exports.write(csv_lines(found, log_export.HEADER))
    output.hint(NOTICE)


@log_app.command("anchor", cls=AnchorCommand)
def anchor(
    context: typer.Context,
    to: Annotated[
        str | None,
        typer.Option(
            "--syslog",
            metavar="[HOST[:PORT]]",
            help="Send it to the local system log too, or to a server over UDP, or to a socket's path.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print how far the log goes: number and hash of each chain. Keep it elsewhere, for: billia check --anchor."""
    made = log_anchor.of_store(run_of(context).settings.database)
    output.told(str(made), made, as_json=as_json)
    if to is not None:
        syslog.send(map(str, made.parts(syslog.LONGEST)), to)
