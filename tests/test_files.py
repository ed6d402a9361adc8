"""One module opens files (P1): whatever else does, a later change included, is found here."""

import ast
import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import billia_tui
from billia_tui import files

PACKAGE = Path(billia_tui.__file__).parent

ATTRIBUTES = frozenset({"open", "read_text", "read_bytes", "write_text", "write_bytes", "NamedTemporaryFile", "FileIO"})
"""What opens a file, wherever it comes from: `os.open`, `io.open`, `Path.open` and so on."""

NO_FILES = frozenset({"self", "search", "super()", "account", "publication", "_publication"})
"""Objects of ours with such a method; `publication` goes through `files`."""

ALLOWED = {
    ("failures.py", "open(os.devnull)"): "nothing is behind it",
    ("failures.py", "os.open(os.devnull)"): "nothing is behind it",
    ("terminal/ending.py", "os.open(os.devnull)"): "nothing is behind it",
    ("completion/manual.py", "place.write_text(page(word))"): "a page of the manual, by `make man` alone",
    ("commands/completion.py", "script.read_text('utf-8')"): "a file of the package",
    ("terminal/command.py", "why.open('a')"): "textual-thin is a program of its own, without a store",
    ("terminal/command.py", "typed.keys.read_text()"): "the same",
    ("terminal/command.py", "place.open('a')"): "the same",
    ("terminal/measure.py", "place.read_text()"): "the same",
    ("terminal/measure.py", "how.why.read_text()"): "the same",
}
SQLITE = {
    "db/sqlite.py": "stores",
    "db/completion.py": "a store that is only read, for one tab, in a process of its own",
    "db/file_copy.py": "the copy that a backup makes",
    "db/replacing.py": "the copy of what is replaced",
    "db/health.py": "a copy in a folder of its own",
    "operations/store/restore.py": "the backup, read by SQLite, and its copy",
    "operations/imports/files/scratch.py": "no file at all",
    "operations/imports/systems/staged.py": "no file at all",
}
"""Who lets SQLite open a file: it minds its own locks."""


def _name(node: ast.expr) -> str:
    return ast.unparse(node)


def _opening(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Calls that open a file: what is called, and with its first argument."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        first = _name(node.args[0]) if node.args else ""
        if isinstance(called, ast.Name) and called.id in {"open", "NamedTemporaryFile"}:
            yield called.id, f"{called.id}({first})"
        if isinstance(called, ast.Attribute):
            owner = _name(called.value)
            copies = owner == "shutil" and called.attr.startswith(("copy", "move"))
            if copies or (called.attr in ATTRIBUTES and owner.rpartition(".")[2] not in NO_FILES):
                yield _name(called), f"{_name(called)}({first})"


def _found() -> Iterator[tuple[str, str]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if name != "files.py":
            for _, call in _opening(ast.parse(path.read_text(encoding="utf-8"))):
                yield name, call


def test_one_module_opens_files() -> None:
    """P1: closing a file that SQLite has open here takes its locks away; only `files` looks before it opens."""
    assert {found for found in _found() if found not in ALLOWED} == set()
    assert set(ALLOWED) <= set(_found()), "an exception that nobody needs any more"


def test_the_looking_finds() -> None:
    """P1: the ways in which a file can be opened are found."""
    for text in ("open(x)", "os.open(x, 0)", "path.open('rb')", "Path(x).read_bytes()", "shutil.copy(a, b)"):
        assert list(_opening(ast.parse(text))), text


def test_who_lets_sqlite_open_a_file() -> None:
    """P1: each place is known, and why."""
    calls = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if "sqlite3.connect(" in path.read_text(encoding="utf-8")
    }
    assert calls == set(SQLITE)


def test_what_has_nothing_to_give_is_no_file() -> None:
    """P7: some files of the system look plain and answer neither bytes nor an end; it is refused, and nothing waits."""
    number, other = os.pipe()
    os.set_blocking(number, False)
    with io.BufferedReader(files.PlainReader(number, "rb")) as reader:
        for size in (1, -1):
            with pytest.raises(files.NotPlain):
                reader.read(size)
        os.write(other, b"x")
        assert reader.read(1) == b"x"
    os.close(other)
