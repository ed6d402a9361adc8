"""Themes of the user's own: a file, what may be wrong with it, and the console in its colours."""

from pathlib import Path

import pytest
from textual.color import Color

from billia_tui.app import new_settings
from billia_tui.app.app import BilliaApp
from billia_tui.settings.config import load
from billia_tui.settings.model import Settings
from billia_tui.styles import own_themes, themes
from billia_tui.styles.own_themes import BadTheme
from tests.screens.console import LARGE, press, settle, told

GREEN = """
primary = "#00aa55"
background = "#001000"
foreground = "#d0ffd0"
dark = true
[variables]
text-muted = "#80a080"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the themes stand."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    made = tmp_path / "billia" / "themes"
    made.mkdir(parents=True)
    return made


async def test_the_console_in_a_theme_of_ones_own(app: BilliaApp, folder: Path) -> None:
    """It is used at once, and follows its file with ctrl+r; it is offered beside ours."""
    (folder / "green.toml").write_text(GREEN)
    assert own_themes.names() == (*themes.NAMES, "green")
    async with app.run_test(size=LARGE) as pilot:
        await settle(pilot)
        app.settings = lambda: Settings("x", "ana", theme="green")
        await press(pilot, "ctrl+r")
        assert (app.theme, app.screen.styles.background) == ("green", Color.parse("#001000"))
        (folder / "green.toml").write_text(GREEN.replace("#001000", "#002000"))
        await press(pilot, "ctrl+r")
        assert app.screen.styles.background == Color.parse("#002000")
        (folder / "green.toml").write_text("primary = 5")
        await press(pilot, "ctrl+r")
        assert "green.toml: primary takes a colour" in told(app)
        assert app.theme == "green"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it needs a primary colour"),
        ('primery = "#fff"', "there is no 'primery'; did you mean 'primary'?"),
        ('primary = "#ggg"', "primary takes a colour"),
        ('primary = "#fff"\ndark = "yes"', "dark takes true or false"),
        ('primary = "#fff"\ntext_alpha = 3', "text_alpha takes a number from 0 to 1"),
        ('primary = "#fff"\nvariables = 1', "variables is a table"),
        ('primary = "#fff"\n[variables]\nx = 1', "x takes a colour"),
        ("primary", "Expected '='"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(folder: Path, text: str, said: str) -> None:
    """The file and the line in words, before anything is shown in it."""
    (folder / "mine.toml").write_text(text)
    with pytest.raises(BadTheme) as refused:
        own_themes.own("mine")
    assert said in refused.value.text
    assert "mine.toml" in refused.value.text


def test_one_that_nobody_can_read_is_told(folder: Path) -> None:
    """It is used all the same: it may be meant for a screen of another kind."""
    (folder / "grey.toml").write_text('primary = "#fff"\nbackground = "#808080"\nforeground = "#8f8f8f"\n')
    settings = Settings("x", "ana", theme="grey")
    assert any("has a contrast of 1.2" in line for line in new_settings.checked(settings))
    (folder / "grey.toml").write_text(GREEN)
    assert new_settings.checked(settings) == ()


def test_ours_stay_ours(folder: Path) -> None:
    """A file does not replace a theme of ours; a name that is none is said with what there is."""
    (folder / "billia-dark.toml").write_text(GREEN)
    assert own_themes.own("billia-dark") is None
    assert own_themes.names() == themes.NAMES
    with pytest.raises(new_settings.BadValue, match="there is no theme 'nord'"):
        new_settings.checked(Settings("x", "ana", theme="nord"))
    assert load().theme == ""
