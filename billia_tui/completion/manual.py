"""Manual pages made from the commands: `make man`, one for `billia` and one for each word of it."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from billia_tui import __version__
from billia_tui.cli import COMMANDS, EPILOG, app, command_of

FILES = (
    ("~/.config/billia/config.toml", "Settings; what may stand in it is described in the README."),
    ("~/.local/share/billia/billia.db", "The store, where none is named."),
    ("~/.local/state/billia/errors.log", "What went wrong unexpectedly, for a report."),
)
ENVIRONMENT = (
    ("BILLIA_DATABASE_URL", "The store: a file or postgresql://USER@HOST/NAME; --database wins."),
    ("BILLIA_ADMIN", "The acting admin; --admin wins."),
    ("BILLIA_DISPLAY", "thin sends a terminal only what changed, plain all of a region."),
)


def escaped(text: str) -> str:
    """Text as troff takes it: nothing in it is a request or an escape."""
    marked = text.replace("\\", "\\e").replace("-", "\\-")
    shown = "".join(char if char.isascii() else f"\\[u{ord(char):04X}]" for char in marked)
    return f"\\&{shown}" if shown[:1] in {".", "'"} else shown


def page(word: str) -> str:
    """The source of the page of a word of `billia`; of "" that of the program itself."""
    command = command_of(word) if word else typer.main.get_command(app)
    name = f"billia-{word}" if word else "billia"
    title = f'.TH "{name.upper()}" 1 "" "billia {__version__}" "Commands"'
    about = _first_line(command).partition(". ")[0]
    lines = [title, ".SH NAME", f"{escaped(name)} \\- {escaped(about)}"]
    lines += [".SH SYNOPSIS", *_synopsis(word, command)]
    lines += [".SH DESCRIPTION", *_paragraphs(command.help or "")]
    lines += _commands(word, command) if hasattr(command, "list_commands") else _parameters(command)
    if not word:
        lines += _parameters(command)
        lines += [".SH EXIT STATUS", *_paragraphs(EPILOG), *_list("ENVIRONMENT", ENVIRONMENT), *_list("FILES", FILES)]
        lines += [".SH SEE ALSO", ", ".join(f"billia\\-{escaped(each)}(1)" for each in COMMANDS)]
    else:
        lines += [".SH SEE ALSO", "billia(1)"]
    return "\n".join(lines) + "\n"


def _first_line(command: Any) -> str:
    return " ".join((command.help or "").split("\n\n", maxsplit=1)[0].split()).rstrip(".")


def _synopsis(word: str, command: Any) -> Iterator[str]:
    context = typer.Context(command, info_name="billia")
    pieces = " ".join(escaped(piece) for piece in command.collect_usage_pieces(context))
    yield f".B billia {escaped(word)}".rstrip()
    yield pieces


def _paragraphs(text: str) -> Iterator[str]:
    for number, part in enumerate(text.strip().split("\n\n")):
        if number:
            yield ".PP"
        yield escaped(" ".join(part.split()))


def _commands(word: str, group: Any) -> Iterator[str]:
    yield ".SH COMMANDS"
    inner = {each: command_of(each) for each in COMMANDS} if not word else group.commands
    for each, command in inner.items():
        if command.hidden:
            continue
        if not word:
            yield from (".TP", f".B {escaped(each)}", escaped(_first_line(command)))
            continue
        yield f'.SS "{escaped(each)}"'
        yield from _synopsis(f"{word} {each}", command)
        yield from (".PP", *_paragraphs(command.help or ""))
        yield from _items(command)


def _parameters(command: Any) -> Iterator[str]:
    yield ".SH OPTIONS"
    yield from _items(command)


def _items(command: Any) -> Iterator[str]:
    context = typer.Context(command, info_name="billia")
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None:
            yield from (".TP", f".B {escaped(record[0])}", escaped(" ".join(record[1].split())))


def _list(title: str, rows: tuple[tuple[str, str], ...]) -> Iterator[str]:
    yield f".SH {title}"
    for name, about in rows:
        yield from (".TP", f".I {escaped(name)}", escaped(about))


def write(folder: Path) -> list[Path]:
    """Writes all pages into a folder; gives their files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for word in ("", *COMMANDS):
        place = folder / (f"billia-{word}.1" if word else "billia.1")
        place.write_text(page(word), encoding="utf-8")
        written.append(place)
    return written


if __name__ == "__main__":
    sys.stdout.write(f"{len(write(Path(sys.argv[1])))} pages in {sys.argv[1]}\n")
