"""`billia doctor`: what somebody who helps needs to know; no personal data are in it."""

import locale
import os
import platform
import shutil
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from billia_tui import __version__
from billia_tui.commands import output
from billia_tui.commands.parameters import AsJson
from billia_tui.commands.session import run_of
from billia_tui.settings.config import BadSettings

if TYPE_CHECKING:
    from billia_tui.commands.session import Run
    from billia_tui.operations.store.doctor import Fact

SMALLEST = (80, 24)
SIGNS = {"TMUX": "tmux", "STY": "screen", "SSH_CONNECTION": "SSH"}
PARTS = ("textual", "rich", "sqlalchemy", "alembic", "psycopg", "typer", "argon2-cffi")


def doctor(context: typer.Context, as_json: AsJson = False) -> None:
    """Look at program, terminal and store. Exit code 1 if something is wrong. Holds no personal data."""
    from billia_tui.operations.store.doctor import of_store

    run = run_of(context)
    facts = [*_program(), *_terminal(), *of_store(run.settings.database), *_link_pages(run)]
    findings = [fact for fact in facts if fact.finding]
    if as_json:
        output.document({"sound": not findings, "facts": facts})
    else:
        output.details([(fact.name, f"{fact.value}{' ✖ ' + fact.finding if fact.finding else ''}") for fact in facts])
    if findings:
        raise typer.Exit(1)


def _link_pages(run: "Run") -> Iterator["Fact"]:
    """Whether the pages behind the links of mails answer, as far as this account's settings name them (R231)."""
    from billia_tui.operations.mails import link_pages
    from billia_tui.operations.store.doctor import Fact
    from billia_tui.settings import mail

    try:
        settings = mail.read(run.settings)
    except BadSettings:
        yield Fact("mail settings", "wrong", "billia mails deliver says what is wrong with them")
        return
    if settings is not None:
        wrong = link_pages.why_unreachable(settings.links)
        yield Fact("link pages", "no answer" if wrong else "answer", wrong)


def _program() -> Iterator["Fact"]:
    import sqlite3
    from importlib.metadata import PackageNotFoundError, version

    from billia_tui.operations.store.doctor import Fact

    yield Fact("billia-tui", __version__)
    yield Fact("Python", platform.python_version())
    yield Fact("system", f"{platform.system()} {platform.release()} {platform.machine()}")
    yield Fact("SQLite", sqlite3.sqlite_version)
    for part in PARTS:
        try:
            yield Fact(part, version(part))
        except PackageNotFoundError:
            yield Fact(part, "not installed")


def _terminal() -> Iterator["Fact"]:
    from billia_tui.operations.store.doctor import Fact

    term = os.environ.get("TERM", "")
    there = sys.stdin.isatty() and sys.stdout.isatty()
    dumb = "" if there and term not in {"", "dumb"} else "the console needs a terminal; here it prints the first page"
    yield Fact("terminal", (term or "none") if there else f"{term or 'none'}, no terminal at both ends", dumb)
    size = shutil.get_terminal_size()
    small = there and (size.columns < SMALLEST[0] or size.lines < SMALLEST[1])
    yield Fact("screen", f"{size.columns}x{size.lines}", "smaller than 80x24: parts will be cut" if small else "")
    yield Fact("colours", _colours(term))
    inside = [name for sign, name in SIGNS.items() if sign in os.environ]
    yield Fact("inside", ", ".join(inside) or "nothing known")
    encoding = sys.stdout.encoding or "none"
    utf8 = encoding.lower().replace("-", "") == "utf8"
    yield Fact("encoding", encoding, "" if utf8 else "not UTF-8: names and frames will be wrong; set LANG=C.UTF-8")
    yield Fact("locale", ".".join(part for part in locale.getlocale() if part) or "C")


def _colours(term: str) -> str:
    if "NO_COLOR" in os.environ:
        return "none (NO_COLOR)"
    if os.environ.get("COLORTERM", "").lower() in {"truecolor", "24bit"}:
        return "16 million"
    try:
        import curses

        curses.setupterm(term or "dumb", 1)
        return str(max(curses.tigetnum("colors"), 0) or "none")
    except Exception:  # noqa: BLE001 - no table, no such terminal, no such module
        return "unknown"
