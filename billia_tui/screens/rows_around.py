"""The rows around a place in a list, so that reading afresh leaves the cursor where it was."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from billia_tui.paging import Key, Page, Window
from billia_tui.widgets.record_table import RecordTable

Row = TypeVar("Row")


def at_once(table: RecordTable[Row]) -> int:
    """How many rows are asked for when a list is read."""
    return max(2 * table.visible_rows, 20)


async def show_rows(
    table: RecordTable[Row],
    page_of: Callable[[Window], Awaitable[Page[Row]]],
    at: Key | None,
    line: int,
    *,
    empty_text: Callable[[], str],
) -> None:
    """Shows rows from the top, or around the key `at` with its row on `line`.

    Args:
        table: where.
        page_of: asks the store for a page.
        at: the key of the row for the cursor; None for the first one.
        line: the line of the table on which that row shall stand.
        empty_text: what stands there if there are no rows; asked once the rows are known.

    Raises:
        BilliaError: of `page_of`; the table is left as it was.
    """
    limit = at_once(table)
    above = None
    page = await page_of(Window(limit=limit, after=at, including=at is not None))
    if at is not None:
        above = await page_of(Window(limit=limit, before=at))
        if not page.rows and above.rows:  # the row was the last one and is gone
            page, above = replace(above, more=False), None
    table.empty_text = empty_text()
    table.show(page, above=above, line=line)
