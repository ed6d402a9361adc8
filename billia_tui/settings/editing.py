"""Changing one setting in the settings file: its line alone, so that comments and all else stay as they are."""

import json
import re
from pathlib import Path
from typing import Any

from billia_tui.errors import Refused
from billia_tui.settings import restricted
from billia_tui.settings.config import read_file, read_text

Value = str | int | None
"""A text, a number or yes or no (a number to Python too); None for as usual."""

OF_THE_HOST = "these are the settings of the host; whoever looks after it changes them"
"""Said to who came in over SSH."""

_HEADER = re.compile(r"\s*\[\s*([A-Za-z0-9_-]+)\s*\]\s*(#.*)?")
_ANY_HEADER = re.compile(r"\s*\[")
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def change(path: Path, name: str, value: Value) -> None:
    """Sets `name`, such as "theme" or "keys.edit", in the file; None takes it out, so that it is as usual.

    Raises:
        BadSettings: the file would be wrong then, or is wrong already; it is left as it was.
        Refused: it cannot be written, or a line cannot be changed by a program.
    """
    if restricted.is_on():
        raise Refused(OF_THE_HOST)
    before = _text(path)
    after = changed(before, name, value)
    if after != before:
        read_text(after, str(path))
        _write(path, after)


def changed(text: str, name: str, value: Value) -> str:
    """The text of a settings file with one setting changed; raises Refused where that cannot be done by a line."""
    import tomllib  # only where something is changed

    table, _, key = name.rpartition(".")
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    first, end = _stretch(lines, table)
    line = [] if value is None else [f"{_key(key)} = {_written(value)}\n"]
    at = next((place for place in range(first, end) if _is_of(lines[place], key)), None)
    if at is not None:
        lines[at : at + 1] = line
    elif line:
        if table and first == len(lines) + 1:
            lines += [*(["\n"] if lines else []), f"[{table}]\n", *line]
        else:
            while end > first and not lines[end - 1].strip():
                end -= 1
            lines[end:end] = line
    made = "".join(lines)
    wanted = _with(tomllib.loads(text), table, key, value)
    try:
        found = tomllib.loads(made)
    except tomllib.TOMLDecodeError:
        found = {}
    if found != wanted:
        raise Refused(f"{name} is written in a way that only a person can change; edit the settings file")
    return made


def _with(found: dict[str, Any], table: str, key: str, value: Value) -> dict[str, Any]:
    """What the file is to say."""
    inner = found.setdefault(table, {}) if table else found
    if value is None:
        inner.pop(key, None)
    else:
        inner[key] = value
    if table and not inner and value is None and table not in found:
        found.pop(table, None)
    return found


def _stretch(lines: list[str], table: str) -> tuple[int, int]:
    """The lines of a table, without its header; behind the end and one more where there is none."""
    first = 0
    if table:
        heads = [
            place
            for place, line in enumerate(lines)
            if (found := _HEADER.fullmatch(line.rstrip("\r\n"))) and found[1] == table
        ]
        if not heads:
            return len(lines) + 1, len(lines) + 1
        first = heads[0] + 1
    end = next((place for place in range(first, len(lines)) if _ANY_HEADER.match(lines[place])), len(lines))
    return first, end


def _is_of(line: str, key: str) -> bool:
    return re.match(rf"""\s*(?:{re.escape(key)}|"{re.escape(key)}"|'{re.escape(key)}')\s*=""", line) is not None


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else json.dumps(name, ensure_ascii=False)


def _written(value: str | int) -> str:
    """A value as TOML writes it: its texts are those of JSON."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def _text(path: Path) -> str:
    if not path.exists():
        return ""
    read_file(path)  # raises what is wrong with it
    from billia_tui import files

    with files.opened(path) as file:
        return file.read().decode("utf-8-sig")


def _write(path: Path, text: str) -> None:
    from billia_tui.publication import Publication

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with Publication(path.resolve(), overwrite=True) as publication:
            with publication.open() as file:
                file.write(text.encode())
            publication.publish()
    except OSError as error:
        raise Refused(f"the settings file cannot be written: {error.strerror}") from error
