"""The one place where commands print: data on standard output, hints on standard error.

What comes in is cleaned already (operations clean what they give out); JSON escapes what a terminal obeys.
"""

import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from itertools import islice
from operator import attrgetter
from textwrap import indent
from typing import Any, TextIO, TypeVar

from billia_tui.errors import Refused
from billia_tui.failures import broken_pipe
from billia_tui.money import Money
from billia_tui.paging import Page
from billia_tui.text import clean

Row = TypeVar("Row")

_GAP = "  "
_TOGETHER = 1000
"""So many rows of a long table are held at once."""

_FOR_FORMS = frozenset({"stored", "version", "further"})
"""Fields of rows that only the console needs: what an edit form begins with, not cleaned, and chosen columns."""

_OBEYED = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""What `json.dumps` leaves as it is though a terminal or an editor would obey it."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, the text of a row in it, and whether it is set to the right."""

    heading: str
    text: Callable[[Any], object]
    right: bool = False


Columns = tuple[Column, ...]


def columns(*wanted: str | Column) -> Columns:
    """The columns of a table; a text is a heading, and names what a row has of it.

    "ADDED=added_at" shows that attribute, "VAT NUMBER" shows `vat_number`; ">" at the end sets it to the right,
    "?" shows an empty value as none.
    """
    return tuple(_column(one) if isinstance(one, str) else one for one in wanted)


def _column(text: str) -> Column:
    heading, _, name = text.rstrip(">?").partition("=")
    value = attrgetter(name or heading.lower().replace(" ", "_"))
    shown = (lambda row: value(row) or None) if text.endswith("?") else value
    return Column(heading, shown, right=text.endswith(">"))


def facts(row: object, *wanted: str) -> list[tuple[str, object]]:
    """Names and values of one record, each named as a column is."""
    return [(column.heading, column.text(row)) for column in map(_column, wanted)]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command found or did: the value for scripts, and what prints it for people."""

    value: object
    say: Callable[[], object]


def printed(answer: Answer, *, as_json: bool) -> None:
    """Prints an answer."""
    if as_json:
        document(answer.value)
    else:
        answer.say()


def listed(found: Page[Any], columns: Columns, nothing: str) -> Answer:
    """A page of a list; `nothing` is the line for an empty one."""
    return Answer({"rows": found.rows, "more": found.more}, lambda: _rows(found, columns, nothing))


def record_of(
    value: object, pairs: Sequence[tuple[str, object]], *below: tuple[Columns, Sequence[Any]], text: str | None = None
) -> Answer:
    """One record, a name and a value a line; the lists below it that are not empty, or a text."""

    def say() -> None:
        details(pairs)
        for columns, found in below:
            if found:
                line()
                table(columns, found)
        if text is not None:
            line()
            line(text)

    return Answer(value, say)


def said(sentence: str, result: object) -> Answer:
    """What a command changed, in a line."""
    return Answer(result, lambda: line(clean(sentence, limit=None)))


def changed(what: str, row_id: int, pairs: Mapping[str, tuple[object, object]]) -> Answer:
    """The fields that a command changed, old → new each; none where all of them were so already."""
    sentence = f"{what}: nothing to change"
    if pairs:
        told_pairs = (f"{name.replace('_', ' ')} {change(old, new)}" for name, (old, new) in pairs.items())
        sentence = f"{what}: {', '.join(told_pairs)}"
    return said(
        sentence, {"id": row_id, "changed": {name: {"old": old, "new": new} for name, (old, new) in pairs.items()}}
    )


def changed_fields(what: str, row_id: int, names: Sequence[str]) -> Answer:
    """The names of the fields that a command changed."""
    told = f"changed {', '.join(name.replace('_', ' ') for name in names)}" if names else "nothing to change"
    return said(f"{what}: {told}", {"id": row_id, "changed": names})


def deleted(sentence: str, row_id: int) -> Answer:
    """What a command deleted."""
    return said(sentence, {"id": row_id, "deleted": True})


def line(text: str = "") -> None:
    """A line of data."""
    _write(sys.stdout, f"{text}\n")


def hint(text: str) -> None:
    """A line for the person at the terminal that is no data."""
    sys.stdout.flush()
    _write(sys.stderr, f"{text}\n")


def empty(text: str) -> None:
    """Says that a list is empty: an answer as well, which a closed standard output cannot get."""
    _write(sys.stdout, "")
    hint(text)


def binary(content: bytes) -> None:
    """Bytes as they are stored, for a file or another program; raises Refused if a terminal would get them (P5)."""
    if sys.stdout.isatty():
        raise Refused("not to a terminal, which would obey what stands there; put > FILE behind it")
    sys.stdout.buffer.write(content)


def document(value: object) -> None:
    """One JSON document."""
    whole = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "").startswith("utf")
    text = json.dumps(plain(value), ensure_ascii=not whole, indent=2)  # codes of another kind would be no JSON
    line(escaped(text))


def long_document(head: Mapping[str, object], name: str, found: Iterable[object]) -> None:
    """One JSON document with `found` as its last value, of which only one is held at a time."""
    whole = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "").startswith("utf")

    def written(value: object) -> str:
        return escaped(json.dumps(plain(value), ensure_ascii=not whole, indent=2))

    line(f"{written(head).removesuffix('}').rstrip()},\n  {written(name)}: [")
    last = ""
    for one in found:
        _write(sys.stdout, f"{last}{indent(written(one), '    ')}")
        last = ",\n"
    line("\n  ]\n}" if last else "  ]\n}")


def escaped(text: str) -> str:
    """JSON text with escapes for what `json.dumps` leaves though a terminal would obey it; the value stays."""
    return _OBEYED.sub(_escape, text)


def plain(value: object) -> object:
    """A value as JSON knows it: money with its currency, times as ISO 8601 in UTC."""
    if isinstance(value, Money):
        return {"amount": value.amount, "currency": value.currency}
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value) if f.name not in _FOR_FORMS}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def record(value: object) -> dict[str, object]:
    """A dataclass as `plain` makes it."""
    made = plain(value)
    assert isinstance(made, dict)  # noqa: S101 - a mistake of ours
    return made


def rows(found: Page[Row], columns: Columns, *, as_json: bool, nothing: str) -> None:
    """Prints a page of a list."""
    printed(listed(found, columns, nothing), as_json=as_json)


def _rows(found: Page[Any], columns: Columns, nothing: str) -> None:
    if not found.rows:
        empty(nothing)
        return
    table(columns, found.rows)
    if found.more:
        hint(f"the first {len(found.rows):,} are shown; --limit N shows more")


def table(columns: Columns, found: Iterable[Row]) -> None:
    """Rows in columns, aligned by the width that a terminal gives each text; a long table a stretch at a time."""
    from rich.cells import cell_len

    rows, widths = iter(found), [0] * len(columns)
    lines = [[column.heading for column in columns]]
    while lines := lines + [[_cell(column.text(row)) for column in columns] for row in islice(rows, _TOGETHER)]:
        widths = [max(width, *(cell_len(texts[index]) for texts in lines)) for index, width in enumerate(widths)]
        for texts in lines:
            padded = []
            for column, text, width in zip(columns, texts, widths, strict=True):
                blanks = " " * (width - cell_len(text))
                padded.append(blanks + text if column.right else text + blanks)
            line(_GAP.join(padded).rstrip())
        lines = []


def details(pairs: Sequence[tuple[str, object]]) -> None:
    """One record: a name and a value a line."""
    width = max(len(name) for name, _ in pairs)
    for name, value in pairs:
        line(f"{name.ljust(width)}{_GAP}{_cell(value)}".rstrip())


def told(sentence: str, result: object, *, as_json: bool) -> None:
    """Prints what a command changed."""
    printed(said(sentence, result), as_json=as_json)


def change(old: object, new: object) -> str:
    """Old → new."""
    return f"{_cell(old) or '–'} → {_cell(new) or '–'}"


def _cell(value: object) -> str:
    """A value as a cell shows it; cleaned once more, which costs nothing where it is clean."""
    if value is None:
        return writable("–")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        from billia_tui.clock import shown

        return shown(value)
    return writable(clean(str(value)))


def writable(text: str) -> str:
    """`text` as standard output takes it: what its encoding lacks becomes a code here, so that columns stay columns."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    if text.isascii() or encoding == "utf-8":
        return text
    return text.encode(encoding, "backslashreplace").decode(encoding)


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


def _write(stream: TextIO, text: str) -> None:
    try:
        stream.write(text)
    except BrokenPipeError:
        raise SystemExit(broken_pipe()) from None
