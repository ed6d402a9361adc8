"""The escape list, from within, continued: files of the host, by the fields of the console that name one."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ssh.bastion import ANA, BEN, JOHN, ONLY_HERE, Bastion
from tests.ssh.client import find
from tests.ssh.conftest import Console
from tests.terminal.program import Program

GOOD = "consent.pdf"
"""A file in the folder of ben, which may be uploaded."""

ELSEWHERE = {
    "absolute": "{secret}",
    "parent": "../../secret",
    "parent of a folder that is there": "folder/../../../secret",
    "from home": "~/secret",
    "home of the account": "~root/.ssh/authorized_keys",
    "a colleague's": "../ana/private.pdf",
    "below a linked folder": "linked-folder/secret",
    "a link": "link",
    "a pipe": "pipe",
    "a folder": "folder",
    "the folder itself": ".",
    "own environment": "/proc/self/environ",
    "a device without end": "/dev/zero",
    "standard input": "/dev/stdin",
    "a terminal": "/dev/tty",
    "an address": "file:///etc/passwd",
}


@pytest.fixture(scope="module")
def folder(bastion: Bastion) -> Path:
    """The upload folder of ben, with what somebody might have put there."""
    own = bastion.uploads / BEN
    (own / "folder").mkdir(parents=True)
    (own / "link").symlink_to(bastion.secret)
    (own / "linked-folder").symlink_to(bastion.folder)
    os.mkfifo(own / "pipe")
    (own / GOOD).write_bytes(b"%PDF-1.4 a consent")
    private = bastion.uploads / ANA / "private.pdf"
    private.parent.mkdir()
    private.write_bytes(b"%PDF-1.4 for ana alone")
    return own


@pytest.fixture(scope="module")
def ben(bastion: Bastion, folder: Path) -> Iterator[Program]:
    """A console of ben, on the page of John, in the panel of e-mail addresses."""
    with bastion.console(BEN) as program:
        find(program, "smith")
        program.keys("3")
        program.wait_quiet()
        yield program


def uploaded(program: Program, path: str) -> None:
    """Changes the subscription with a document of this path."""
    program.keys("s")
    program.wait_for("optional: path of a file")
    program.keys("tab", "tab", path, "enter")


@pytest.mark.parametrize("kind", ELSEWHERE)
def test_no_other_file_is_taken_in(kind: str, ben: Program, bastion: Bastion) -> None:
    """R98: only plain files of the admin's own folder, by their names; nothing is stored, nothing is shown."""
    before = bastion.logged(JOHN)
    uploaded(ben, ELSEWHERE[kind].format(secret=bastion.secret))
    screen = ben.wait_for("✖")
    ben.keys("esc")
    ben.wait_for("Drop what you typed")
    ben.keys("enter")
    ben.wait_gone("Marketing subscription")
    assert bastion.logged(JOHN) == before
    assert ONLY_HERE not in screen
    assert "root:" not in screen


def test_a_file_of_the_own_folder_is_taken_in_but_not_given_out(
    bastion: Bastion, console: Console, folder: Path
) -> None:
    """R98: the tries before fail because of what they name; there is no "save as" on the host."""
    ben = console(BEN)
    find(ben, "kohler")
    ben.keys("3")
    ben.wait_quiet()
    uploaded(ben, GOOD)
    ben.wait_gone("Marketing subscription")
    ben.wait_for("✔ news")
    ben.keys("S")
    ben.wait_for(GOOD)
    before = sorted(bastion.folder.rglob("*"))
    ben.keys("s")
    ben.wait_for("over SSH billia writes no file on the host")
    assert "Path" not in ben.screen_text(), "no dialog asks where to"
    after = sorted(bastion.folder.rglob("*"))
    assert [path for path in after if path not in before and "billia.db" not in path.name] == []
