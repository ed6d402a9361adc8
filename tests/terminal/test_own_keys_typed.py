"""Settings of keys, and `u`, with real keys in a real terminal; both displays."""

from pathlib import Path

import pytest

from tests.terminal.conftest import FIRST_ROWS, Start
from tests.terminal.program import Program

TOLD = "Keys of the settings"


def with_settings(folder: Path, text: str) -> None:
    """A settings file for the console that is started next."""
    place = folder / "config" / "billia" / "config.toml"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(text.encode())


def test_a_clash_is_told_once_and_is_true(start: Start, tmp_path: Path) -> None:
    """`add_funds = "b"`: the footer shows it alone, `b` adds funds, `w` does nothing."""
    with_settings(tmp_path, '[keys]\nadd_funds = "b"\n')
    program = start("--no-mouse")
    program.wait_for(TOLD, "b is add_funds and not block")
    program.wait_for(FIRST_ROWS)
    footer = program.screen_text().splitlines()[-1]
    assert "b wallet" in footer
    assert "block" not in footer
    mark = program.mark()
    for key in ("j", "k", "w", "j"):
        program.keys(key)
        program.wait_quiet()
    assert TOLD.encode() not in program.bytes_since(mark)
    program.keys("b")
    program.wait_for("Add funds")


def test_the_usual_key_is_no_clash(start: Start, tmp_path: Path) -> None:
    """`leave_list = "q"` was told as a clash, again with every key."""
    with_settings(tmp_path, '[keys]\nleave_list = "q"\n')
    program = start("--no-mouse")
    program.wait_for(FIRST_ROWS)
    program.keys("j", "k")
    program.wait_quiet()
    assert "settings" not in program.screen_text()


def test_a_key_that_never_comes_is_refused_at_the_start(start: Start, tmp_path: Path) -> None:
    """In a line, with the file, before anything is painted."""
    with_settings(tmp_path, '[keys]\nadd_funds = "ctrl+alt+hyper+q"\n')
    program = start()
    assert program.wait_exit() == 2
    said = program.sent.decode()
    assert "config.toml: keys.add_funds" in said
    assert "\x1b" not in said


def test_a_mark_of_the_encoding_before_the_settings(start: Start, tmp_path: Path) -> None:
    """A UTF-8 BOM, as an editor of Windows leaves it, made all settings "no TOML file"."""
    with_settings(tmp_path, '\ufeff[keys]\nadd_funds = "x"\n')
    program = start("--no-mouse")
    program.wait_for(FIRST_ROWS)
    program.keys("x")
    program.wait_for("Add funds")


def test_cyrillic_letters_are_the_keys_in_their_place(start: Start, tmp_path: Path) -> None:
    """`layout = "ru"`: `ц` is `w`; in the form it is a letter again."""
    with_settings(tmp_path, 'layout = "ru"\n')
    program = start("--no-mouse")
    program.wait_for(FIRST_ROWS)
    program.keys("ц")
    program.wait_for("Add funds")
    program.keys("5", "tab", "цена")
    program.wait_for("цена")


def test_letters_that_no_layout_explains_get_a_hint(listed: Program) -> None:
    """Once; they do nothing else."""
    listed.keys("ц")
    listed.wait_for("Keys are Latin letters")
    listed.wait_quiet()
    mark = listed.mark()
    listed.keys("у")
    listed.wait_quiet()
    assert "Keys are" not in listed.bytes_since(mark).decode()


@pytest.mark.parametrize("on_page", [False, True], ids=["list", "page"])
def test_nothing_to_undo_here(on_page: bool, listed: Program) -> None:
    """R223: what was done before this session, or to another customer, is not offered; what was done here is."""
    if on_page:
        listed.keys("enter")
        listed.wait_for("II Information")
        listed.wait_quiet()
    listed.keys("u")
    listed.wait_for("nothing to undo here")
    listed.keys("h")
    listed.wait_for("On hold ·")
    listed.keys("enter")
    listed.wait_for("on hold · u undoes it")
    listed.keys("u")
    listed.wait_for("Undo ·")
    listed.keys("esc")
    listed.wait_gone("Undo ·")
    listed.keys("]" if on_page else "j")
    listed.wait_quiet()
    listed.keys("u")
    listed.wait_for("nothing to undo here" if on_page else "Undo ·")
