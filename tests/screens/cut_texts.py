"""What of the rows of a screen is cut, although another column has room that it does not need."""

from typing import Any

from rich.cells import cell_len
from textual.screen import Screen

from billia_tui.widgets.record_table import RecordTable
from billia_tui.widgets.table_drawing import GUTTER


def cut_for_nothing(screen: Screen[Any]) -> list[str]:
    """Title or place of each column that is cut while its rows have room: of all tables in sight."""
    tables = [table for table in screen.query(RecordTable) if table.region and table.rows_in_view]
    return [found for table in tables for line in range(len(table.row_lines)) for found in _cut(table, line)]


def _cut(table: RecordTable[Any], line: int) -> list[str]:
    indexes = table.row_lines[line]
    shared = table._shared(line)
    needs = {}
    for place, _ in shared:
        index = indexes[place]
        texts = [table._cells(row)[index][0] for row in table.rows_in_view]
        texts += [table._title(index)] if line < table._header else []
        needs[place] = max(1, *map(cell_len, texts))
    cut = [place for place, room in shared if 1 < room < needs[place]]
    between = len(shared) - 1
    spare = sum(max(room - needs[place], 0) for place, room in shared)
    spare += table.size.width - GUTTER - 1 - between - sum(room for _, room in shared)
    where = f"{type(table.screen).__name__} {table.size.width}x{table.size.height}"
    return [f"{where}: {table._title(indexes[place]) or place}, {spare} spare" for place in cut if spare > 0]
