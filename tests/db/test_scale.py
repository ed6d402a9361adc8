"""What docs/scale.md says of plans: a page of the list reads along an index and sorts nothing, in every order."""

from typing import Any

import pytest
from sqlalchemy import event, text

from billia_tui.db.store import Store
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.queries.customer_query import CustomerQuery, Sort
from billia_tui.paging import Window


@pytest.mark.parametrize("sort", Sort)
def test_a_page_needs_no_sort(postgresql_store: Store, sort: Sort) -> None:
    """R39, R46: the index of the order gives the page, so that it costs the same in any book."""
    sent: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        sent.append((statement, parameters))

    event.listen(postgresql_store.engine, "before_cursor_execute", note)
    Desk(postgresql_store, 1).ask(customer_list.page, CustomerQuery(sort=sort), Window(limit=50))
    event.remove(postgresql_store.engine, "before_cursor_execute", note)
    statement, parameters = next(one for one in sent if "customers.username" in one[0] and "LIMIT" in one[0])
    with postgresql_store.engine.connect() as connection:
        for node in ("seqscan", "bitmapscan", "hashjoin", "mergejoin", "sort"):  # a tiny book tempts to these
            connection.execute(text(f"SET LOCAL enable_{node} = off"))
        plan = "\n".join(row[0] for row in connection.exec_driver_sql("EXPLAIN " + statement, parameters))
    assert "Sort" not in plan
    assert "on customers" in plan
