"""What of the rows of a screen is cut, although its row has room for it."""

from typing import Any

from rich.cells import cell_len
from textual.screen import Screen

from billia_tui.widgets.column_rooms import GUTTER
from billia_tui.widgets.record_table import RecordTable


def cut_for_nothing(screen: Screen[Any]) -> list[str]:
    """Each text that is cut while its row has room, of all tables in sight."""
    tables = [table for table in screen.query(RecordTable) if table.region and table.rows_in_view]
    return [
        found
        for table in tables
        for y, row in enumerate(table.rows_in_view)
        for line in range(len(table.row_lines))
        for found in _cut(table, row, y, line)
    ]


def _cut(table: RecordTable[Any], row: object, y: int, line: int) -> list[str]:
    indexes, cells = table.row_lines[line], table._cells(row)
    texts = []
    for place, room in table._shared(line):
        text = cells[indexes[place]][0]
        texts += [text[:1] if room == 1 else text] if text else []
    needed = sum(map(cell_len, texts)) + len(texts) - 1
    spare = table.size.width - GUTTER - 1 - needed
    if spare < 0:
        return []
    shown, at, cut = table.render_line(table._header + y * len(table.row_lines) + line).text[GUTTER:], 0, []
    for text in texts:
        found = shown.find(text, at)
        if found < 0:
            cut.append(f"{type(table.screen).__name__} {table.size.width}x{table.size.height}: {text}, {spare} spare")
        else:
            at = found + len(text)
    return cut
