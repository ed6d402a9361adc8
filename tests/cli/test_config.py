"""Settings: precedence and refusals."""

from pathlib import Path

import pytest

from billia_tui import console
from billia_tui.settings import arguments
from billia_tui.settings.arguments import Options
from billia_tui.settings.config import BadSettings, load

from .conftest import Billia, FakeConsole


def write(home: Path, text: str) -> Path:
    """Writes the settings file."""
    path = home / "config" / "billia" / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_a_typed_option_beats_the_environment_beats_the_file(home: Path) -> None:
    """Craft guide 12: typed option, environment, file, default."""
    assert load().database == str(home / "data" / "billia" / "billia.db")
    assert load().admin == "ana"
    assert load().display == "thin"
    write(
        home,
        'database = "file.db"\nadmin = "filed"\ntheme = "billia-light"\nmouse = false\ndisplay = "plain"\n'
        '[keys]\nhold = "f2"\n',
    )
    filed = load()
    assert (filed.database, filed.admin, filed.theme, filed.mouse) == ("file.db", "filed", "billia-light", False)
    assert (filed.display, load(environment={"BILLIA_DISPLAY": "Thin"}).display) == ("plain", "thin")
    assert filed.keys == {"hold": "f2"}
    environment = {
        "BILLIA_DATABASE_URL": "env.db",
        "BILLIA_ADMIN": "env",
        "BILLIA_THEME": "ansi-dark",
        "BILLIA_MOUSE": "on",
    }
    stated = load(environment=environment)
    assert (stated.database, stated.admin, stated.theme, stated.mouse) == ("env.db", "env", "ansi-dark", True)
    typed = load(Options("typed.db", "typed", mouse=False), environment)
    assert (typed.database, typed.admin, typed.mouse) == ("typed.db", "typed", False)
    empty = load(environment={"BILLIA_DATABASE_URL": "", "BILLIA_MOUSE": ""})
    assert (empty.database, empty.mouse) == ("file.db", False)


def test_the_mouse_is_off_over_ssh(home: Path) -> None:
    """Craft guide 9: over SSH the mouse costs bytes and takes away the terminal's own selection."""
    assert load(environment={}).mouse is True
    assert load(environment={"SSH_CONNECTION": "1.2.3.4 5 6.7.8.9 22"}).mouse is False


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('databse = "x"', "there is no setting 'databse'; did you mean 'database'?"),
        ('colour = "x"', "there is no setting 'colour'; there are: database"),
        ("admin = 5", "admin takes a text"),
        ('mouse = "no"', "mouse takes true or false"),
        ('display = "thick"', "display takes thin or plain"),
        ("keys = 5", "keys is a table"),
        ("[keys]\nhold = 1", "keys.hold takes a text"),
        ("= 5", "is no TOML file"),
    ],
)
def test_a_bad_settings_file_is_named_with_its_key(text: str, said: str, home: Path, billia: Billia) -> None:
    """Craft guide 12: unknown keys refused with a suggestion; the error names file and key; wrong usage is 2."""
    path = write(home, text)
    result = billia("customers", "list")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"billia: {path}: ")
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


def test_other_bad_settings(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Craft guide 12: every error says what to do."""
    with pytest.raises(BadSettings, match="BILLIA_MOUSE takes on or off"):
        load(environment={"BILLIA_MOUSE": "perhaps"})
    with pytest.raises(BadSettings, match="BILLIA_DISPLAY takes thin or plain"):
        load(environment={"BILLIA_DISPLAY": "thick"})
    with pytest.raises(BadSettings, match="--admin needs a value"):
        load(Options(admin=""))
    write(home, '[keys]\nhld = "f2"\n')
    monkeypatch.setattr(console, "has_terminal", lambda: True)
    with pytest.raises(BadSettings, match="there is no key called 'hld'; did you mean 'hold'"):
        console.run(load(Options(database=__file__)))


def test_textual_settings_are_dropped() -> None:
    """Reliability 2: TEXTUAL_LOG and TEXTUAL_SCREENSHOT write files, TEXTUAL_DRIVER loads a module."""
    environment = {"TEXTUAL_LOG": "x", "TEXTUAL_DRIVER": "os:path", "TEXTUAL_COLOR_SYSTEM": "256", "PATH": "/bin"}
    console.forget_textual_settings(environment)
    assert environment == {"TEXTUAL_COLOR_SYSTEM": "256", "PATH": "/bin"}


@pytest.mark.parametrize(
    ("typed", "hoisted"),
    [
        (["customers", "list", "--database", "x"], ["--database", "x", "customers", "list"]),
        (["init", "--admin=eve", "--json"], ["--admin=eve", "init", "--json"]),
        (["notes", "add", "1", "--", "--admin"], ["notes", "add", "1", "--", "--admin"]),
        (["init", "--database"], ["init", "--database"]),
    ],
)
def test_root_options_may_stand_after_the_command(typed: list[str], hoisted: list[str]) -> None:
    """Design of commands: every command takes --database and --admin."""
    assert arguments.hoisted(typed) == hoisted


@pytest.mark.parametrize("typed", [["--database"], ["--admin", "a", "init"], ["--help"], ["--mouse=1"], ["--"]])
def test_other_command_lines_are_for_typer(typed: list[str]) -> None:
    """Craft guide 10: only a command line that opens the console is read by hand."""
    assert arguments.root_options(typed) is None


def test_without_a_command_the_console_opens(billia: Billia, console: FakeConsole) -> None:
    """Design of commands: `billia` opens the console with the settings of this run."""
    assert billia("--admin", "eve", "--no-mouse").exit_code == 0
    (settings, place), *_ = console.opened
    assert (settings.admin, settings.mouse, place) == ("eve", False, None)
