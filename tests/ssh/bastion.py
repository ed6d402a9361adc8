"""A bastion host as docs/team.md sets it up, in a folder: a store, the wrapper, a key line for each of two admins."""

import sqlite3
from contextlib import closing
from pathlib import Path

from typer.testing import CliRunner

from billia_tui import cli
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers import status
from billia_tui.operations.customers.editing import AfterAdding, NewCustomer
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.store.opening import open_desk
from billia_tui.vocabulary import Role
from tests import factories
from tests.ssh.client import Said, finished
from tests.ssh.server import Server, make_key
from tests.terminal.program import Program, clean_environment

ONLY_HERE = "only the account may read this: 7f3a9c51e2"
"""What a file beside the store says. It must never come out of a restricted session."""

ANA, BEN = "ana", "ben"
MARIA, JOHN = 1, 2
"""The two customers of the store."""

PLAIN = "plain"
"""A key without a line in front: what it can do, a restricted one might."""

PROBE = "probe"
"""A key with the options of an admin's line and another program behind it, which tells what the options let through."""


class Bastion:
    """The host. `folder` is where all of it lies; the keys of the admins are on the other side."""

    def __init__(self, folder: Path, *lines: str) -> None:
        self.folder = folder
        self.store = folder / "store" / "billia.db"
        self.secret = folder / "secret"
        self.secret.write_text(ONLY_HERE + "\n", encoding="utf-8")
        self.secret.chmod(0o600)
        self.home = folder / "home"
        self.home.mkdir()
        self.uploads = folder / "uploads"
        self.settings = folder / "config.toml"
        self.settings.touch(mode=0o600)
        self.settings.write_text(
            f'database = "{self.store}"\nuploads = "{self.uploads}"\nlog = "{folder / "log"}"\n', encoding="utf-8"
        )
        self._make_store()
        self.server = Server(folder / "sshd", *lines)
        try:
            self._let_in()
        except BaseException:
            self.server.stop()
            raise

    def _make_store(self) -> None:
        self.store.parent.mkdir(mode=0o700)
        desk = open_desk(str(self.store), ANA, create=True)
        factories.admin(desk.store, BEN, Role.SUPPORT)
        for first, last in (("Maria", "Köhler"), ("John", "Smith")):
            new = NewCustomer(first, last, f"{first.lower()}@example.org", "DE", "EUR")
            customer = desk.change(customers.add, new, then=AfterAdding.NOTHING)
            desk.change(status.activate, customer)
        desk.change(notes.add, MARIA, "Prefers to be called in the morning")
        desk.store.close()

    def _let_in(self) -> None:
        """Makes the keys and authorizes them: the admins' as the manual says, two more for the tests' own sake."""
        for name in (ANA, BEN, PLAIN, PROBE):
            make_key(self.key(name))
        self.wrapper = self.folder / "billia-console"
        self.wrapper.write_text(self.billia("admins", "wrapper", "--settings", str(self.settings)), encoding="utf-8")
        self.wrapper.chmod(0o755)
        for name in (ANA, BEN):
            self.billia("admins", "authorize-key", name, str(self._public(name)), *self._installing)
        self.server.authorize(self._public(PLAIN).read_text(encoding="utf-8"))
        probe = self.folder / "probe"
        probe.write_text(f"#!/bin/sh\nenv >{self.folder}/probed\necho END >>{self.folder}/probed\n", encoding="utf-8")
        probe.chmod(0o755)
        line = next(line for line in self.lines() if f' {ANA}"' in line)
        options = line.partition("command=")[0]
        self.server.authorize(f'{options}command="{probe}" {self._public(PROBE).read_text(encoding="utf-8")}')

    @property
    def _installing(self) -> tuple[str, ...]:
        return ("--wrapper", str(self.wrapper), "--install", str(self.server.authorized))

    def lines(self) -> list[str]:
        """The lines of the keys that may come in."""
        return self.server.authorized.read_text(encoding="utf-8").splitlines()

    def key(self, name: str) -> Path:
        """The private key of an admin, on the admin's machine."""
        return self.folder / f"key-{name}"

    def _public(self, name: str) -> Path:
        return self.folder / f"key-{name}.pub"

    def billia(self, *arguments: str) -> str:
        """What a command of the account itself prints, outside of restricted mode."""
        typed = [*arguments, "--database", str(self.store), "--admin", ANA]
        result = CliRunner(env=clean_environment(self.home)).invoke(cli.app, typed)
        assert result.exit_code == 0, result.output
        return result.stdout

    # ── a client ──

    def run(self, name: str, *command: str, options: tuple[str, ...] = (), text: str = "") -> Said:
        """A requested command, or a shell if there is none, without a terminal."""
        return finished(self.server.ssh(self.key(name), *options, command=command), text=text)

    def console(self, name: str, *options: str, size: tuple[int, int] = (120, 40), **environment: str) -> Program:
        """A client with a terminal, as an admin calls it."""
        command = self.server.console(self.key(name), *options)
        return Program(command, clean_environment(self.home, **environment), size)

    # ── what goes on on the host ──

    def free_to_write(self) -> bool:
        """Whether somebody could write to the store this moment: nobody holds its lock."""
        with closing(sqlite3.connect(self.store, timeout=0, isolation_level=None)) as raw:
            try:
                raw.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return False
            raw.execute("ROLLBACK")
            return True

    def logged(self, customer: int) -> list[tuple[str, str, str]]:
        """Who did what to a customer, oldest first: admin, action, what it came to."""
        with closing(sqlite3.connect(self.store)) as raw:
            return raw.execute(
                "SELECT admins.username, action, after FROM log_entries JOIN admins ON admins.id = admin_id"
                " WHERE customer_id = ? ORDER BY log_entries.id",
                (customer,),
            ).fetchall()
