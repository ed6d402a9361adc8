"""Addresses of servers, and what is said where one leads nowhere (P7, P8)."""

from typing import Any

import pytest
from sqlalchemy import make_url

from billia_tui.db import server_address
from billia_tui.db.store import open_store
from billia_tui.errors import StoreLost
from billia_tui.operations.store import doctor
from tests import postgres


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("postgresql://ana:geheim@db/billia", "db:5432/billia"),
        ("postgres://ana@db:6000/billia", "db:6000/billia"),
        ("postgresql://ana@a,b/billia", "a:5432,b:5432/billia"),
        ("postgresql://ana@a:1,b:2/billia?target_session_attrs=read-write", "a:1,b:2/billia"),
        ("postgresql://ana@/billia?host=a:1&host=b:2", "a:1,b:2/billia"),
        ("postgresql://@/billia?host=/run/postgresql", "local:5432/billia"),
        ("postgresql:///billia", "local:5432/billia"),
        ("postgresql://ana@[::1]:5433/billia", "[::1]:5433/billia"),
    ],
)
def test_a_place_has_host_port_and_database(url: str, place: str) -> None:
    """P8: with several hosts in both forms of libpq; no login and no password."""
    assert server_address.place(server_address.read(url)) == place


@pytest.mark.parametrize(
    ("change", "said", "advice"),
    [
        ({"username": "nobody_xyz"}, 'role "nobody_xyz" does not exist', "no such login"),
        ({"database": "none_xyz"}, 'database "none_xyz" does not exist', "no such database"),
        ({"query": {"host": "127.0.0.1:1"}}, "127.0.0.1:1/.*Connection refused", "nothing listens"),
        ({"query": {"host": ("127.0.0.1:1", "127.0.0.1:2")}}, "127.0.0.1:1,127.0.0.1:2/.*refused", "nothing listens"),
        ({"query": {"host": "none.invalid"}}, "none.invalid:5432/.*not known|resolve", "no host of that name"),
    ],
)
def test_why_a_server_is_not_reached(
    postgresql: postgres.Server, postgresql_database: str, change: dict[str, object], said: str, advice: str
) -> None:
    """P7, P8: with host, port, database and the driver's reason in one line; `doctor` says it without a name."""
    words: dict[str, Any] = {"password": "geheim", **change}
    url = make_url(postgresql_database).set(**words).render_as_string(hide_password=False)
    with pytest.raises(StoreLost, match=said) as lost:
        open_store(url)
    assert "\n" not in lost.value.text
    assert "geheim" not in lost.value.text
    assert advice in lost.value.text
    opens = next(fact for fact in doctor.of_store(url) if fact.name == "opens")
    assert advice in opens.finding
    assert "xyz" not in opens.finding
