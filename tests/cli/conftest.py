"""Fixtures of the command tests: a home of their own, a ready store, and two ways to run `billia`."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from billia_tui import cli
from billia_tui.operations.store.opening import prepare
from billia_tui.settings.model import Settings

Billia = Callable[..., Result]
Process = Callable[..., subprocess.CompletedProcess[str]]

MARIA = ("--first-name", "Maria", "--last-name", "Köhler", "--email", "m.kohler@example.org")
MANUAL = Path(__file__).parents[2] / "docs" / "log.md"
PLACE = ("--country", "de", "--currency", "eur")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own for each test, whose user is ana; nothing of ours is set in the environment."""
    for name in list(os.environ):
        if name.startswith(("BILLIA_", "TEXTUAL_", "SSH_", "XDG_")):
            monkeypatch.delenv(name)
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("LOGNAME", "ana")
    monkeypatch.setenv("TERM", "xterm-256color")
    return tmp_path


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store without customers, made once; ana is its Administrator."""
    path = tmp_path_factory.mktemp("template") / "billia.db"
    prepare(str(path), "ana")
    return path


@pytest.fixture
def store(home: Path, empty_store: Path) -> Path:
    """A store of this test alone, where the commands look for it."""
    path = home / "data" / "billia" / "billia.db"
    path.parent.mkdir(parents=True)
    shutil.copy(empty_store, path)
    return path


class FakeConsole:
    """Stands in for the console: remembers what it was asked to open."""

    def __init__(self) -> None:
        self.opened: list[tuple[Settings, str | None]] = []

    def __call__(self, settings: Settings, *, place: str | None = None) -> int:
        """Opens nothing."""
        self.opened.append((settings, place))
        return 0


@pytest.fixture
def console() -> FakeConsole:
    """What `billia` opens in these tests."""
    return FakeConsole()


@pytest.fixture
def billia(console: FakeConsole) -> Billia:
    """Runs a command in this process; gives its result."""
    runner = CliRunner()

    def run(*arguments: str, **extra: object) -> Result:
        return runner.invoke(cli.app, list(arguments), obj=console, **extra)  # type: ignore[arg-type]  # what a test hands on

    return run


@pytest.fixture
def maria(store: Path, billia: Billia) -> str:
    """The id of a customer."""
    result = billia("customers", "add", *MARIA, *PLACE)
    assert result.exit_code == 0, result.output
    return "1"


@pytest.fixture
def process() -> Process:
    """Runs a command as a program of its own."""

    def run(*arguments: str, **extra: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "billia_tui", *arguments]
        settings = {"stdin": subprocess.DEVNULL, "capture_output": True, "text": True, "timeout": 60, **extra}
        return subprocess.run(command, check=False, **settings)  # type: ignore[call-overload, no-any-return]  # the settings say which

    return run
