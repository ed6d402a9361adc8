"""A MariaDB server of a test's own, on a socket alone: the old billing system's database."""

import getpass
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import postgres

DATABASE = "old"


class Server:
    """A running server with an empty database."""

    def __init__(self, socket: Path) -> None:
        self.socket = socket

    @property
    def url(self) -> str:
        """The address as `billia import` takes it."""
        return f"mysql://{getpass.getuser()}@localhost/{DATABASE}?unix_socket={self.socket}"

    def fill(self, dump: str) -> None:
        """Runs the statements of a dump."""
        self._run("mariadb", "--default-character-set=utf8mb4", DATABASE, given=dump)

    def dumped(self) -> str:
        """The database as the server's own program dumps it."""
        return self._run("mariadb-dump", "--single-transaction", "--default-character-set=utf8mb4", DATABASE)

    def _run(self, program: str, *arguments: str, given: str = "") -> str:
        return _ran(program, "--no-defaults", f"--socket={self.socket}", *arguments, given=given)

    def prepare(self) -> None:
        """Makes the database."""
        self._run("mariadb", given=f"CREATE DATABASE {DATABASE} CHARACTER SET utf8mb4")


@contextmanager
def server(shared: Path) -> Iterator[Server]:
    """Starts one and stops it; skips the test where there is none. `shared` is a folder that all workers know."""
    daemon = _found("mariadbd")
    with tempfile.TemporaryDirectory(prefix="billia-mariadb-") as place:  # a socket's path has 107 characters at most
        folder, user = Path(place), f"--user={getpass.getuser()}"
        with postgres.locked(shared / "mariadb.lock"):  # two at the same moment have failed
            _ran("mariadb-install-db", "--no-defaults", f"--datadir={folder}", user, "--skip-test-db")
        socket = folder / "s"
        quick = ("--skip-networking", "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=32M")
        command = [daemon, "--no-defaults", f"--datadir={folder}", f"--socket={socket}", user, *quick]
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _ran("mariadb-admin", "--no-defaults", f"--socket={socket}", "--wait=60", "ping")
            started = Server(socket)
            started.prepare()
            yield started
        finally:
            running.terminate()
            running.wait(60)


def _ran(program: str, *arguments: str, given: str = "") -> str:
    done = subprocess.run([_found(program), *arguments], input=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


def _found(program: str) -> str:
    found = shutil.which(program, path="/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin")
    if found is None:
        pytest.skip(f"there is no {program} (Debian: mariadb-server)")
    return found
