"""The `billia` command: root options, the commands, and how a run ends. It knows no Textual and no store."""

import sys
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from billia_tui import __version__
from billia_tui.commands.session import OpenConsole, Run
from billia_tui.failures import BROKEN_PIPE, guarded, say, tolerant_streams
from billia_tui.settings import arguments

USAGE = 2
EPILOG = """Exit codes: 0 done; 1 refused, not found or findings; 2 wrong usage; 3 the store cannot be used.
--database and --admin may also stand after the command."""


COMMANDS = {
    "demo": "demo:demo",
    "init": "store:init",
    "customers": "bulk:customers_app",
    "emails": "emails:emails_app",
    "companies": "companies:companies_app",
    "services": "services:services_app",
    "orders": "orders:orders_app",
    "wallet": "wallet:wallet_app",
    "credit": "wallet:credit_app",
    "notes": "notes:notes_app",
    "password": "passwords:password_app",
    "labels": "labels:labels_app",
    "profiles": "profiles:profiles_app",
    "affiliates": "affiliates:affiliates_app",
    "subscriptions": "subscriptions:subscriptions_app",
    "notifications": "notifications:notifications_app",
    "mails": "mails:mails_app",
    "documents": "documents:documents_app",
    "payment-methods": "payment_methods:payment_methods_app",
    "products": "catalogue:products_app",
    "panel": "panel:panel_app",
    "admins": "staff:admins_app",
    "resellers": "resellers:resellers_app",
    "queues": "queues:queues_app",
    "batches": "batches:batches_app",
    "import": "imports:import_app",
    "export": "exports:export_app",
    "log": "log:log_app",
    "find": "find:find",
    "timeline": "timeline:timeline",
    "undo": "undo:undo",
    "advance": "advance:advance",
    "serve": "serve:serve",
    "check": "store:check",
    "backup": "store:backup",
    "restore": "store:restore",
    "copy": "store:copy",
    "doctor": "doctor:doctor",
    "compact": "erasure:compact",
    "completion": "completion:completion",
    "version": "store:version",
}
"""What each word stands for, `module:name` in `commands`; a run loads the module of the word that was typed alone."""


@cache
def command_of(word: str) -> Any:
    """The command, or the group of commands, that a word of COMMANDS stands for."""
    module, name = COMMANDS[word].split(":")
    found = getattr(import_module(f"billia_tui.commands.{module}"), name)
    if isinstance(found, typer.Typer):
        made: Any = typer.main.get_group(found)
    else:
        from billia_tui.commands.group import answering

        alone = typer.Typer(add_completion=False, rich_markup_mode=None)
        alone.command(word)(answering(found))
        made = typer.main.get_command(alone)
    made.name = word
    return made


class Root(TyperGroup):
    """The root command: every end of a run is an exit code and at most one line on standard error."""

    def list_commands(self, *_: Any) -> list[str]:
        """The words, in the order of `--help`."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - Typer's signature
        """Loads what a word stands for."""
        return command_of(cmd_name) if cmd_name in COMMANDS else None

    def main(self, args: Sequence[str] | None = None, *_: Any, standalone_mode: bool = True, **extra: Any) -> Any:
        """Runs a command line; without `standalone_mode` the exit code is given back instead of raised."""
        tolerant_streams()
        code = guarded(lambda: self._run(sys.argv[1:] if args is None else list(args), extra.get("obj")))
        if standalone_mode:
            sys.exit(code)
        return code

    def _run(self, typed: list[str], open_console: object) -> int:
        try:
            for argument in typed:
                argument.encode("utf-8")
            code = super().main(
                args=arguments.hoisted(typed), prog_name="billia", standalone_mode=False, obj=open_console
            )
        except UnicodeEncodeError:
            say("an argument is not valid UTF-8 text")
            return USAGE
        except typer.Abort:
            say("cancelled; nothing was changed")
            return 1
        except SystemExit as end:
            return BROKEN_PIPE if isinstance(end.__context__, BrokenPipeError) else _number(end.code)
        except Exception as error:
            text = _usage(error)
            if text is None:
                raise
            say(text)
            return USAGE
        return _number(code)


app = typer.Typer(
    cls=Root,
    name="billia",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog=EPILOG,
)


def _say_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"billia {__version__}\n")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    database: Annotated[
        str | None,
        typer.Option(metavar="URL", help="The store: a file or postgresql://… (also BILLIA_DATABASE_URL)."),
    ] = None,
    admin: Annotated[
        str | None, typer.Option(metavar="NAME", help="The acting admin (also BILLIA_ADMIN); you, if left out.")
    ] = None,
    mouse: Annotated[
        bool | None, typer.Option("--mouse/--no-mouse", help="Use the mouse; off over SSH, if left out.")
    ] = None,
    version: Annotated[  # noqa: ARG001 - its callback does it
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """The customers of a hosting or cloud business, in a terminal. Without a command the console opens."""
    open_console: OpenConsole | None = context.obj
    context.obj = run = Run(arguments.Options(database, admin, mouse), open_console)
    context.call_on_close(run.close)
    if context.invoked_subcommand is None and open_console is not None:
        raise typer.Exit(open_console(run.settings))


def run(typed: Sequence[str], open_console: OpenConsole) -> int:
    """Runs a command line; gives the exit code."""
    code: int = typer.main.get_command(app).main(list(typed), standalone_mode=False, obj=open_console)
    return code


def _usage(error: Exception) -> str | None:
    """What a mistake on the command line is, with where to look it up; None for another error.

    Known by its method, not its class: Typer has moved the class between versions.
    """
    make = getattr(error, "format_message", None)
    if make is None:
        return None
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "billia"
    return f"{str(make()).rstrip('.')}; see: {path} --help"


def _number(code: object) -> int:
    return code if isinstance(code, int) else 0
