"""A server that follows another one: it is read, it takes no changes, it is said, and ends with its promotion (P7)."""

import pytest
from sqlalchemy import make_url

from billia_tui.app.app import BilliaApp
from billia_tui.db.store import Store, open_store
from billia_tui.errors import StoreError
from billia_tui.operations.desk import Desk
from billia_tui.operations.store import doctor, opening
from billia_tui.operations.wallet import movements as wallet
from tests.conftest import AddCustomer
from tests.db.servers_beside import standby
from tests.operations.kit import page_of
from tests.screens.console import LARGE, shown, until


async def test_a_standby_until_it_is_promoted(
    postgresql_store: Store, postgresql_database: str, add_customer: AddCustomer
) -> None:
    """P7: title, refusals, init and doctor say what it is; the console goes on when it has become the server."""
    customer = add_customer(Desk(postgresql_store, 1))
    with standby(postgresql_database) as follower:
        store = open_store(follower.url)
        desk = Desk(store, 1)
        assert page_of(desk, customer).name == "Maria Köhler"
        with pytest.raises(StoreError, match=r"takes no changes now.*standby.*nothing was saved"):
            desk.change(wallet.add_funds, customer, "5")
        with pytest.raises(StoreError, match="is a standby of another server"):
            opening.prepare(follower.url, "ana")
        facts = {fact.name: fact for fact in doctor.of_store(follower.url)}
        assert "standby" in facts["a change"].finding
        assert "a change waits" not in facts

        address = make_url(postgresql_database)
        hosts = [make_url(follower.url).query["host"], address.query["host"]]
        both = address.update_query_dict({"host": hosts, "target_session_attrs": "read-write"})  # type: ignore[dict-item]  # each is one host
        first = open_store(both.render_as_string(hide_password=False))
        assert not first.is_standby
        first.close()

        app = BilliaApp(lambda: desk, live=0.05)
        async with app.run_test(size=LARGE) as pilot:
            await until(pilot, lambda: "read-only: standby" in shown(pilot))
            follower.promote()
            await until(pilot, lambda: "read-only" not in shown(pilot))
            await app.change(wallet.add_funds, customer, "5")
            assert page_of(desk, customer).wallet.minor == 500
        store.close()
