"""The `billia` command: root options, the commands, and how a run ends. It knows no Textual and no store."""

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from billia_tui import __version__
from billia_tui.commands import advance, demo, doctor, erasure, find, serve, store, timeline, undo
from billia_tui.commands.session import OpenConsole, Run
from billia_tui.failures import BROKEN_PIPE, guarded, say, tolerant_streams
from billia_tui.settings import arguments

USAGE = 2
EPILOG = """Exit codes: 0 done; 1 refused, not found or findings; 2 wrong usage; 3 the store cannot be used.
--database and --admin may also stand after the command."""


class Root(TyperGroup):
    """The root command: every end of a run is an exit code and at most one line on standard error."""

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


def _add(module: str, name: str) -> None:
    """Adds a group of commands from a module of `commands`."""
    found = import_module(f"billia_tui.commands.{module}")
    app.add_typer(getattr(found, f"{name.replace('-', '_')}_app"), name=name)


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


app.command("demo")(demo.demo)
app.command("init")(store.init)
for module, name in (
    ("bulk", "customers"),
    ("emails", "emails"),
    ("companies", "companies"),
    ("services", "services"),
    ("orders", "orders"),
    ("wallet", "wallet"),
    ("wallet", "credit"),
    ("notes", "notes"),
    ("passwords", "password"),
    ("labels", "labels"),
    ("profiles", "profiles"),
    ("affiliates", "affiliates"),
    ("subscriptions", "subscriptions"),
    ("notifications", "notifications"),
    ("mails", "mails"),
    ("documents", "documents"),
    ("payment_methods", "payment-methods"),
    ("catalogue", "products"),
    ("panel", "panel"),
    ("staff", "admins"),
    ("resellers", "resellers"),
    ("queues", "queues"),
    ("batches", "batches"),
    ("imports", "import"),
    ("exports", "export"),
    ("log", "log"),
):
    _add(module, name)
app.command("find")(find.find)
app.command("timeline")(timeline.timeline)
app.command("undo")(undo.undo)
app.command("advance")(advance.advance)
app.command("serve")(serve.serve)
app.command("check")(store.check)
app.command("backup")(store.backup)
app.command("restore")(store.restore)
app.command("copy")(store.copy)
app.command("doctor")(doctor.doctor)
app.command("compact")(erasure.compact)
app.command("version")(store.version)


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
