"""A MariaDB server of a test's own, on a socket alone: the old billing system's database."""

import getpass
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

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
        command = [_found(program), "--no-defaults", f"--socket={self.socket}", *arguments]
        return subprocess.run(command, input=given, capture_output=True, text=True, check=True).stdout

    def prepare(self) -> None:
        """Makes the database."""
        self._run("mariadb", given=f"CREATE DATABASE {DATABASE} CHARACTER SET utf8mb4")


@contextmanager
def server() -> Iterator[Server]:
    """Starts one and stops it; skips the test where there is none."""
    daemon = _found("mariadbd")
    with tempfile.TemporaryDirectory(prefix="billia-mariadb-") as place:  # a socket's path has 107 characters at most
        folder, user = Path(place), f"--user={getpass.getuser()}"
        made = [_found("mariadb-install-db"), "--no-defaults", f"--datadir={folder}", user, "--skip-test-db"]
        subprocess.run(made, capture_output=True, check=True)
        socket = folder / "s"
        quick = ("--skip-networking", "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=32M")
        command = [daemon, "--no-defaults", f"--datadir={folder}", f"--socket={socket}", user, *quick]
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait = [_found("mariadb-admin"), "--no-defaults", f"--socket={socket}", "--wait=60", "ping"]
            subprocess.run(wait, capture_output=True, check=True)
            started = Server(socket)
            started.prepare()
            yield started
        finally:
            running.terminate()
            running.wait(60)


def _found(program: str) -> str:
    found = shutil.which(program, path="/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin")
    if found is None:
        pytest.skip(f"there is no {program} (Debian: mariadb-server)")
    return found
