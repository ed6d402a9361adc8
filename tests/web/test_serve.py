"""`billia serve` itself: the real process on loopback, asked by a real client (R231)."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from typer.testing import CliRunner, Result

from billia_tui import cli
from billia_tui.commands import serve as command
from billia_tui.db.models import LinkWait
from billia_tui.db.store import Store
from billia_tui.errors import Refused
from billia_tui.operations.desk import Desk
from billia_tui.operations.links.tries import FREE, origin_of
from billia_tui.vocabulary import CustomerStatus, LinkPurpose
from billia_tui.web.serving import is_near
from tests.conftest import AddCustomer
from tests.operations.kit import customer
from tests.operations.together import url_of
from tests.web.kit import BOTH, path_of, words

BILLIA = (sys.executable, "-m", "billia_tui")


@contextmanager
def served(url: str, home: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], httpx2.Client]]:
    """The program over a store, until the end of the block, and a client of it."""
    environment = {**os.environ, "BILLIA_DATABASE_URL": url, "HOME": str(home), "XDG_STATE_HOME": str(home)}
    process = subprocess.Popen(
        [*BILLIA, "serve", "--port", "0", *options],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        ready = process.stdout.readline()
        assert ready.startswith("serving the pages of links at http://127.0.0.1:")
        with httpx2.Client(base_url=ready.split()[-1], timeout=30, trust_env=False) as client:
            yield process, client
    finally:
        process.kill()
        process.communicate()


def test_the_real_program(sqlite_desk: Desk, add_customer: AddCustomer, tmp_path: Path) -> None:
    """R4, P8: a customer becomes Active; no token is written anywhere, and SIGTERM ends it."""
    ident = add_customer(sqlite_desk)
    path = path_of(sqlite_desk.store, ident, LinkPurpose.ACTIVATION)
    with served(sqlite_desk.store.place, tmp_path) as (process, client):
        assert client.get(path).status_code == 200
        done = client.post(path, data=BOTH)
        assert words(done).startswith("Your account is active")
        assert "server" not in done.headers
        assert client.post(path, data=BOTH).status_code == 404
        assert customer(sqlite_desk.store, ident).status == CustomerStatus.ACTIVE
        process.send_signal(signal.SIGTERM)
        assert process.communicate(timeout=30) == ("", "")
    files = [file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()]
    assert not any(path.rpartition("/")[2].encode() in content for content in files)


def test_on_a_server(postgresql_store: Store, add_customer: AddCustomer, tmp_path: Path) -> None:
    """R231: over PostgreSQL as well, the login of the console has all that it needs."""
    ident = add_customer(Desk(postgresql_store, 1))
    path = path_of(postgresql_store, ident, LinkPurpose.RESET)
    with served(url_of(postgresql_store), tmp_path) as (_, client):
        assert client.post(path, data=BOTH).status_code == 200
        assert client.get(path).status_code == 404


def test_the_web_server_in_front_says_who_asks(sqlite_desk: Desk, tmp_path: Path) -> None:
    """R231: tries are counted by the browser's address; nobody else's word for it is taken. TLS comes by TLS again."""
    with served(sqlite_desk.store.place, tmp_path) as (_, client):
        for number in range(FREE + 1):
            client.get(f"/reset/{number}", headers={"x-forwarded-for": "192.0.2.9"})
        assert client.get("/reset/x", headers={"x-forwarded-for": "192.0.2.9"}).status_code == 429
        assert client.get("/reset/x", headers={"x-forwarded-for": "192.0.2.10"}).status_code == 404
        assert "strict-transport-security" in client.get("/", headers={"x-forwarded-proto": "https"}).headers
        assert "strict-transport-security" not in client.get("/").headers
    with served(sqlite_desk.store.place, tmp_path, "--behind", "198.51.100.1") as (_, client):
        assert client.get("/reset/x", headers={"x-forwarded-for": "192.0.2.9"}).status_code == 404
    with sqlite_desk.store.reading() as session:
        counted = {wait.origin for wait in session.query(LinkWait)}
    assert counted == {origin_of(address) for address in ("192.0.2.9", "192.0.2.10", "127.0.0.1")}


def test_where_it_cannot_listen(sqlite_desk: Desk) -> None:
    """R231: one line; a store that is not there is another one (P7)."""

    def told(place: str, *options: str) -> Result:
        return CliRunner().invoke(cli.app, ["--database", place, "serve", *options])

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = told(sqlite_desk.store.place, "--port", port)
        assert (done.exit_code, done.stdout) == (1, "")
        assert f"cannot listen on 127.0.0.1 port {port}: " in done.stderr
    unknown = told(sqlite_desk.store.place, "--host", "no.such.name.invalid", "--port", "1")
    assert "cannot listen on no.such.name.invalid port 1" in unknown.stderr
    assert told(f"{sqlite_desk.store.place}.none").exit_code == 3


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """R231: what is missing is said, with the way to it."""
    monkeypatch.setattr(command, "find_spec", lambda _: None)
    with pytest.raises(Refused, match=r"pip install 'billia-tui\[web\]'"):
        command.serve(None)  # type: ignore[arg-type] # it is not looked at before


@pytest.mark.parametrize(
    ("host", "near"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("192.0.2.1", False), ("my.example", False)],
)
def test_which_addresses_are_near(host: str, near: bool) -> None:
    """R231: others are warned of."""
    assert is_near(host) == near
