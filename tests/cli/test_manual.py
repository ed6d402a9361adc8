"""The manual pages are made from the commands."""

import shutil
import subprocess
from pathlib import Path

import pytest

from billia_tui.cli import COMMANDS, command_of
from billia_tui.completion import manual


def test_each_command_and_each_option_is_in_a_page() -> None:
    """Whoever has no network and no console open finds the same words as in `--help`."""
    for word in COMMANDS:
        page, command = manual.page(word), command_of(word)
        below = command.commands.values() if hasattr(command, "commands") else [command]
        for each in below:
            options = [name for parameter in each.params for name in parameter.opts if name.startswith("--")]
            assert [name for name in options if not each.hidden and manual.escaped(name) not in page] == [], word
    assert [word for word in COMMANDS if f"billia\\-{manual.escaped(word)}(1)" not in manual.page("")] == []


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        (".so /etc/passwd", "\\&.so /etc/passwd"),
        ("'tis", "\\&'tis"),
        ("a\\nb", "a\\enb"),
        ("--json", "\\-\\-json"),
        ("and …", "and \\[u2026]"),
    ],
)
def test_no_text_becomes_a_request(text: str, escaped: str) -> None:
    """What a help text says is shown, never obeyed by troff."""
    assert manual.escaped(text) == escaped


def test_groff_has_nothing_to_complain_of(tmp_path: Path) -> None:
    """The pages are in the language that `man` reads."""
    groff = shutil.which("groff")
    if groff is None or subprocess.run([groff, "-man", "-z", "/dev/null"], capture_output=True, check=False).returncode:
        pytest.skip("there is no groff with its man pages here")
    pages = [str(page) for page in manual.write(tmp_path)]
    done = subprocess.run(
        [groff, "-man", "-Tutf8", "-ww", "-z", *pages], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
