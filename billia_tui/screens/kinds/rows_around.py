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


async def renew_rows(
    table: RecordTable[Row],
    page_of: Callable[[Window], Awaitable[Page[Row]]],
    *,
    still: Callable[[], bool] = lambda: True,
    stays: Callable[[Row], Awaitable[Row | None]] | None = None,
) -> bool:
    """Reads rows afresh where the table stands; cursor, line and view stay, and what is the same is not painted.

    Args:
        table: where.
        page_of: asks the store for a page.
        still: whether the table still shows what was asked for.
        stays: asked for the row under the cursor if it is not where it was, None if it is gone. If it only stands
            elsewhere now, it and its neighbours keep their places and only their values are renewed: a key must never
            meet another record than the one that is seen.

    Returns:
        Whether it could be done; if not, something else was under way, and it is to be tried again.

    Raises:
        BilliaError: of `page_of`; the table is left as it was.
    """
    generation, at, cursor, held = table.generation, table.key, table.row, len(table.rows)
    limit, above = at_once(table), None
    if table.is_whole or at is None:
        page = await page_of(Window(limit=limit + held))
    else:
        page = await page_of(Window(limit=limit, after=at, including=True))
        above = await page_of(Window(limit=limit, before=at))
        if not page.rows and above.rows:  # the row was the last one and is gone
            page, above = replace(above, more=False), None
    found = {table.ident(row): row for row in (*(above.rows if above else ()), *page.rows)}
    elsewhere = None
    if cursor is not None and stays is not None and table.ident(cursor) not in found:
        elsewhere = await stays(cursor)
    if table.generation != generation or not still():
        return False
    if elsewhere is not None:
        table.replace({**found, table.ident(elsewhere): elsewhere})
        return True
    return table.renew(page, above, at)
