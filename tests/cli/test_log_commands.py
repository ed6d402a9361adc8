"""`billia log`: of a customer, export, anchor; `billia check --anchor`; what docs/log.md says (P4, R186)."""

import json
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from billia_tui.commands import syslog
from billia_tui.commands.syslog import NotSent
from billia_tui.over_ssh import commands as restricted_commands

from .conftest import MANUAL, Billia


def forge(store: Path, statement: str) -> None:
    """Changes the log as somebody with the file can."""
    with closing(sqlite3.connect(store, isolation_level=None)) as raw:
        raw.executescript("DROP TRIGGER IF EXISTS guard_log_entries_update")
        raw.executescript("DROP TRIGGER IF EXISTS guard_log_entries_delete")
        raw.executescript(statement)


def test_the_log_of_a_customer_needs_no_command(maria: str, billia: Billia) -> None:
    """R187: `billia log ID` as ever, options before or after; a username like a command is named behind `show`."""
    for typed in (
        ["log", maria],
        ["log", "m.kohler@example.org"],
        ["log", "--limit", "5", maria],
        ["log", "show", maria],
    ):
        assert "send activation e-mail" in billia(*typed).stdout
    assert "first admin" in billia("log", "--store").stdout
    assert "name a customer, or add --store" in billia("log").stderr
    assert billia("log", "export", "--limit", "5").exit_code == 2
    help_page = billia("log", "--help").stdout
    for part in ("Usage: billia log [OPTIONS] [ID] | COMMAND", "--action", "export ", "anchor ", "billia log show"):
        assert part in help_page


def test_the_script_of_the_manual(maria: str, store: Path, billia: Billia, tmp_path: Path) -> None:
    """P4: with the export and the script of docs/log.md alone anybody verifies the log, and finds a changed line."""
    (script,) = (part.partition("```")[0] for part in MANUAL.read_text(encoding="utf-8").split("```python\n")[1:])
    (tmp_path / "verify.py").write_text(script, encoding="utf-8")
    assert billia("customers", "block", maria, "--reason", "=ж 😀").exit_code == 0
    anchor = billia("log", "anchor").stdout.split()

    def verified(*options: str, forged: tuple[str, str] = ("", "")) -> tuple[int, list[str]]:
        export = billia("log", "export", *options).stdout.replace(*forged)
        command = [sys.executable, "-I", str(tmp_path / "verify.py")]
        done = subprocess.run(command, input=export, capture_output=True, check=False, text=True, encoding="utf-8")
        return done.returncode, done.stdout.splitlines()

    assert verified() == (0, anchor[2:])
    assert verified("--chain", "1", "--from", "2") == (0, anchor[3:])
    forged = verified(forged=('"action": "add"', '"action": "block"'))
    assert forged == (1, ["line 1 of chain 1 (log entry 2) does not fit", *anchor[2:]])
    forge(store, "UPDATE log_entries SET after = '{}' WHERE id = 2; DELETE FROM log_entries WHERE id = 3")
    assert verified()[1][:2] == [
        "line 1 of chain 1 (log entry 2) does not fit",
        "line 3 of chain 1 (log entry 4) does not fit",
    ]


def test_an_export_in_csv(maria: str, billia: Billia) -> None:
    """P5, reliability 3.5: no cell of it is a formula, whatever was written as a reason; it says so."""
    billia("customers", "block", maria, "--reason", "=1+1")
    found = billia("log", "export", "--format", "csv")
    assert found.stdout.startswith('"chain","number","id",')
    assert ',"\'=1+1",' in found.stdout
    assert "leading '" in found.stderr


def test_check_compares_with_anchors(maria: str, store: Path, billia: Billia, tmp_path: Path) -> None:
    """P4, reliability 3.4: `check`, `backup` and `log anchor` print one; a log that was cut is found with it."""
    printed = [
        billia("check").stdout.splitlines()[-1],
        billia("backup", str(tmp_path / "copy.db")).stdout.splitlines()[-1],
        billia("log", "anchor").stdout.strip(),
        json.loads(billia("check", "--json").stdout)["anchor"],
    ]
    assert len({text.split(" ", 2)[2] for text in printed}) == 1
    kept = tmp_path / "anchors.log"
    kept.write_text("\n".join(printed), encoding="utf-8")
    billia("notes", "add", maria, "later")
    for anchor in (printed[0], str(kept)):
        assert billia("check", "--anchor", anchor).exit_code == 0
    forge(
        store,
        "DELETE FROM notes; DELETE FROM log_entries WHERE chain = 1 AND number > 1; UPDATE log_heads SET number = 1, "
        "hash = (SELECT hash FROM log_entries WHERE chain = 1 AND number = 1) WHERE chain = 1",
    )
    assert "the log was cut" not in billia("check").stdout
    for anchor in (printed[0], str(kept)):
        found = billia("check", "--anchor", anchor)
        assert found.exit_code == 1
        assert "knows line 2 of chain 1, the store ends at 1\n" in found.stdout
        assert "anchor 2" not in found.stdout.splitlines()[-1][:8]
    for wrong in ("anchor x", str(tmp_path / "none"), str(tmp_path), str(MANUAL)):
        refused = billia("check", "--anchor", wrong)
        assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)


def test_the_anchor_goes_to_the_system_log(maria: str, billia: Billia, tmp_path: Path) -> None:
    """P4: to a local socket in the old form, to a server as RFC 5424 has it; nothing personal, no NUL."""
    path = tmp_path / "log"
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as local:
        local.bind(str(path))
        printed = billia("log", "anchor", "--syslog", str(path))
        said = local.recv(4096).decode("ascii")
    assert printed.exit_code == 0
    head, _, body = said.partition(": ")
    assert head.startswith("<14>billia[")
    assert body == printed.stdout.strip()
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(10)
        printed = billia("log", "anchor", "--syslog", f"127.0.0.1:{server.getsockname()[1]}")
        said = server.recv(4096).decode("ascii")
    assert printed.exit_code == 0
    assert said.startswith("<14>1 2")
    assert said.split(" ", 7)[3::2] == ["billia", "-", printed.stdout.strip()]


def test_a_system_log_that_is_not_there(
    maria: str, billia: Billia, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P7: one line and exit code 3; the anchor was printed all the same. Without a value it is the local one."""
    local, left = str(tmp_path / "none"), tmp_path / "left"
    monkeypatch.setattr(syslog, "LOCAL", local)
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as nobody:
        nobody.bind(str(left))
    for typed in (["--syslog"], ["--syslog", str(left)]):
        said = billia("log", "anchor", *typed).stderr
        assert f"no system log at {left if typed[1:] else local}; install one" in said
        assert "--syslog HOST" in said
    for typed in (
        ["--syslog"],
        ["--syslog", "--json"],
        ["--syslog", "host:99999"],
        ["--syslog", "a..b"],
        ["--syslog="],
    ):
        ended = billia("log", "anchor", *typed)
        assert (ended.exit_code, ended.stderr.count("\n")) == (3, 1), typed
        assert ended.stdout.startswith(("anchor ", "{"))


def test_addresses_of_system_logs() -> None:
    """P7: what is no address is refused in words."""
    with pytest.raises(NotSent, match="HOST:PORT"):
        syslog.send(["x"], "[::1]:x")
    with closing(socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)) as server:
        server.bind(("::1", 0))
        syslog.send(["x"], f"[::1]:{server.getsockname()[1]}")
        assert server.recv(100).endswith(b" - - x")


def test_over_ssh_nothing_is_sent() -> None:
    """Reliability 2: the host sends nothing anywhere for an admin who comes in by a forced command."""
    restricted_commands.check(["log", "anchor"])
    restricted_commands.check(["log", "1", "--limit", "5"])
    for words in (
        ["log", "anchor", "--syslog"],
        ["log", "anchor", "--syslog=h"],
        ["log", "anchor", "--json", "--syslog", "h"],
    ):
        with pytest.raises(restricted_commands.NotOpen):
            restricted_commands.check(words)
