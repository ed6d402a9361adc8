"""The escape list, continued: what the client passes on, and what the host says when something is wrong."""

import stat
from pathlib import Path

import pytest

from tests.ssh.bastion import ANA, BEN, ONLY_HERE, PLAIN, Bastion
from tests.ssh.client import finished
from tests.ssh.conftest import Console
from tests.ssh.processes import consoles_of, environment

ALONE = {"PATH", "LANG", "HOME", "TERM"}
"""All that the program is started with, besides the command that was asked for."""

CODE = "import pathlib; pathlib.Path({canary!r}).touch()\n"
"""What Python runs before a program if its environment names the folder."""


@pytest.fixture
def trap(tmp_path: Path) -> Path:
    """A folder with code that makes the canary when Python, or a shell, starts with it."""
    folder = tmp_path / "trap"
    folder.mkdir()
    for name in ("sitecustomize.py", "usercustomize.py", "trap_driver.py"):
        (folder / name).write_text(CODE.format(canary=str(tmp_path / "canary")), encoding="utf-8")
    (folder / "shell").write_text(f"touch {tmp_path / 'canary'}\n", encoding="utf-8")
    (folder / "editor").write_text(f"#!/bin/sh\ntouch {tmp_path / 'canary'}\n", encoding="utf-8")
    (folder / "editor").chmod(stat.S_IRWXU)
    return folder


def set_env(**values: str) -> tuple[str, ...]:
    """The options of a client that passes these variables on."""
    return ("-o", "SetEnv=" + " ".join(f'{name}="{value}"' for name, value in values.items()))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PYTHONPATH", "{trap}"),
        ("PYTHONUSERBASE", "{trap}"),
        ("PYTHONHOME", "{trap}"),
        ("PYTHONINSPECT", "1"),
        ("LD_PRELOAD", "{trap}/shell"),
        ("BASH_ENV", "{trap}/shell"),
        ("ENV", "{trap}/shell"),
        ("SSH_ORIGINAL_COMMAND", "touch {canary}"),
        ("BILLIA_DATABASE_URL", "{canary}"),
    ],
)
def test_a_variable_does_nothing(name: str, value: str, bastion: Bastion, trap: Path, canary: Path) -> None:
    """P8: neither code nor a store comes in by the environment."""
    options = set_env(**{name: value.format(trap=trap, canary=canary)})
    said = bastion.run(BEN, "something else", options=options)
    assert "this is not open over SSH" in said.error, said


def test_no_variable_is_another_admin(bastion: Bastion) -> None:
    """P4: who acts is on the key line."""
    said = bastion.run(BEN, "admins list", options=set_env(BILLIA_ADMIN=ANA))
    assert "your role Support may not manage admins" in said.error, said


def test_the_trap_works(bastion: Bastion, trap: Path, tmp_path: Path) -> None:
    """With a plain key the same variable is code that runs."""
    options = set_env(PYTHONPATH=str(trap))
    finished(bastion.server.ssh(bastion.key(PLAIN), *options, command=("/usr/bin/env python3 -c pass",)))
    assert (tmp_path / "canary").exists()


def test_the_console_starts_from_nothing(bastion: Bastion, console: Console, trap: Path, canary: Path) -> None:
    """P8: no variable of Textual, which write files and load modules, no editor, pager or browser gets through."""
    passed = {
        "TEXTUAL_LOG": str(canary),
        "TEXTUAL_SCREENSHOT": "0",
        "TEXTUAL_SCREENSHOT_LOCATION": str(canary.parent),
        "TEXTUAL_SCREENSHOT_FILENAME": canary.name,
        "TEXTUAL_DRIVER": "trap_driver:Driver",
        "PYTHONPATH": str(trap),
        **dict.fromkeys(("EDITOR", "VISUAL", "PAGER", "BROWSER"), str(trap / "editor")),
        "BILLIA_DATABASE_URL": str(canary),
        "BILLIA_ADMIN": "ana",
        "COLUMNS": "7",
    }
    program = console(BEN, *set_env(**passed))
    program.wait_for("2 of 2", "ben · Support")
    (process,) = consoles_of(BEN, bastion.settings)
    assert set(environment(process)) == ALONE
    program.keys("q")
    program.wait_exit()
    assert [path.name for path in canary.parent.iterdir()] == ["trap"]


@pytest.mark.parametrize(
    "term",
    ["../../../etc/passwd", "x;touch {canary}", "$(touch {canary})", "xterm\ntouch {canary}", "x" * 3000, "-i", "dumb"],
    ids=["path", "semicolon", "substitution", "newline", "long", "option", "dumb"],
)
def test_an_odd_terminal_opens_nothing(term: str, bastion: Bastion, console: Console, canary: Path) -> None:
    """P8: the kind of terminal is a plain word or none; without one there is no console."""
    program = console(BEN, TERM=term.format(canary=canary))
    assert program.wait_exit() == 2
    assert "the console needs a terminal" in program.screen_text()


@pytest.mark.parametrize("fault", ["no store", "no settings", "settings for all to read"])
def test_what_is_wrong_is_said_without_a_path(fault: str, bastion: Bastion) -> None:
    """P7, P8: the other side learns what is wrong and not where anything lies."""
    hidden = {"no store": bastion.store, "no settings": bastion.settings}.get(fault)
    aside = bastion.folder / "aside"
    if hidden:
        hidden.rename(aside)
    else:
        bastion.settings.chmod(0o644)
    try:
        said = bastion.run(BEN, "customers list")
    finally:
        if hidden:
            aside.rename(hidden)
        bastion.settings.chmod(0o600)
    assert said.code in {2, 3}, said
    assert len(said.error.splitlines()) == 1, said
    assert str(bastion.folder) not in said.all, said
    assert "/" not in said.error, said
    assert ONLY_HERE not in said.all
