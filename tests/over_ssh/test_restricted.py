"""Restricted mode, part by part: the requested command, the settings of the host, uploads, what shows no path."""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from billia_tui import cli, failures
from billia_tui.db.store import open_store
from billia_tui.errors import BilliaError, Invalid, Refused, StoreError
from billia_tui.operations.bulk import export as bulk_export
from billia_tui.operations.customers import upload
from billia_tui.operations.orders import document_file
from billia_tui.operations.staff.wrapper import script
from billia_tui.over_ssh import commands as restricted_commands
from billia_tui.over_ssh import start as restricted_start
from billia_tui.over_ssh.commands import ALLOWED, NotOpen, check, words_of
from billia_tui.settings import arguments, config, restricted
from billia_tui.settings.arguments import Options
from billia_tui.settings.config import BadSettings
from billia_tui.settings.model import Settings


@pytest.fixture
def over_ssh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """This process as ana's restricted one, and no longer after the test."""
    settings = Settings(
        str(tmp_path / "billia.db"), "ana", restricted=True, uploads=tmp_path / "uploads", log=tmp_path / "log"
    )
    monkeypatch.setattr(restricted, "_settings", settings)
    yield settings
    assert restricted.is_on(), "a test of its own ends it"


# ── the requested command ──

A_SHELL_WOULD = [
    "customers list; touch x",
    "customers list;touch x",
    "customers list && touch x",
    "customers list || touch x",
    "customers list & touch x",
    "customers list | tee x",
    "customers list > x",
    "customers list < x",
    "customers list $(touch x)",
    "customers list `touch x`",
    "customers list $HOME",
    'customers list "$(touch x)"',
    'customers list "`touch x`"',
    "customers list\ntouch x",
    "customers list\\\ntouch x",
    "(customers list)",
    "customers list 'open",
    "customers list\rtouch x",
    "customers list \x1b]52;c;AAAA\x07",
    "customers list \udcff",
    "customers list \x85touch x",
]


@pytest.mark.parametrize("text", A_SHELL_WOULD)
def test_what_a_shell_would_obey_is_refused_as_a_whole(text: str) -> None:
    """P8: text of the other side is split into words and no more; a refusal quotes nothing of it."""
    with pytest.raises(NotOpen) as refused:
        check(words_of(text))
    assert "touch" not in refused.value.text
    assert refused.value.text.isprintable()


def test_quotes_work_as_in_a_shell() -> None:
    """R98's `ssh HOST billia emails document add …`; a note may hold whatever the quotes protect."""
    assert words_of("billia notes add 1 'a; $b `c`\nd > e'") == ["notes", "add", "1", "a; $b `c`\nd > e"]
    assert words_of(r'notes add 1 "a \"b\"" c\;d') == ["notes", "add", "1", 'a "b"', "c;d"]


OPEN = [
    "customers list 'balance>5' --json",
    "emails document add 7 --name consent.pdf",
    "emails document save 7 3 -",
    "documents pdf 7 --output -",
    "documents pdf -o - 7",
    "customers bulk note --ids-from - --value x --yes",
    "customers bulk note --ids-from=- --value x",
    "notes add 1 -- --admin",
    "export customers",
    "--help",
    "customers --help",
    "customers list --help",
    "version",
]
CLOSED = [
    "sh -c true", "scp -t x", "internal-sftp", "/usr/lib/openssh/sftp-server", "billia", "customers", "-m billia_tui",
    "init", "demo", "backup x", "restore x", "copy --from a --to b", "check", "doctor", "compact", "advance",
    "import customers -", "emails document save 7 3", "emails document save 7 3 /tmp/x", "documents save 1 -",
    "documents pdf 1", "documents pdf 1 --output x", "documents pdf 1 --output=x", "documents pdf 1 -ox",
    "documents pdf 1 --output - --output x", "documents pdf 1 -o - --output=x",
    "emails document save 7 3 /tmp/x -", "customers bulk export x --ids 1",
    "customers bulk note --ids-from /etc/passwd",
    "customers bulk note --ids-from=/etc/passwd", "customers bulk note --ids-from - --ids-from x",
    "customers list --database x", "customers list --database=x", "--database x customers list",
    "--admin ana customers list", "notes add 1 x --admin ana", "notes add 1 x --admin=ana", "customers list --mouse",
    "--restricted ana customers list", "admins authorize-key ana x", "admins keys", "admins revoke-key a b",
    "admins wrapper", "init --help", "customers list --settings x",
]  # fmt: skip


@pytest.mark.parametrize("text", OPEN)
def test_open(text: str) -> None:
    """The reading commands, what is done to customers, standard input and output."""
    check(words_of(text))


@pytest.mark.parametrize("text", CLOSED)
def test_not_open(text: str) -> None:
    """P8: whatever names a file, another store, another admin, or the way in."""
    with pytest.raises(NotOpen):
        check(words_of(text))


DECIDED = {
    "advance", "backup", "check", "compact", "completion", "copy", "demo", "doctor", "documents save", "init",
    "restore", "admins authorize-key", "admins keys", "admins revoke-key", "admins wrapper",
    "import customers", "import emails", "import labels", "import notes", "import orders", "import payments",
    "import services", "import products", "import payment-methods", "import resellers", "import label-components",
    "import profiles", "import affiliates", "import documents",
    "import all", "export all", "import whmcs", "import fossbilling", "import take-back", "customers record",
    "admins sign-in", "mails bounce", "mails deliver", "mails preview", "mails templates save", "serve",
}  # fmt: skip
"""Commands that are not open over SSH."""


def leaves(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The commands of a group, by the words that call them."""
    below = command.list_commands(None) if hasattr(command, "list_commands") else None
    if below is None or getattr(command, "invoke_without_command", False):
        yield path
    for name in below or ():
        yield from leaves(command.get_command(None, name), (*path, name))


def test_whether_a_command_is_open_was_decided_for_each() -> None:
    """P8: a new command is not open by accident, nor is one below a command that is."""
    there = set(leaves(get_command(cli.app))) - {()}
    undecided = {path for path in there if path not in ALLOWED and " ".join(path) not in DECIDED}
    assert undecided == set()
    assert set(ALLOWED) <= there | {("log",)}  # `log ID` is `log show ID`
    assert not {path for path in there - set(ALLOWED) if any(path[: len(open_)] == open_ for open_ in ALLOWED)}


@pytest.mark.parametrize("character", [*";|&<>()$`", "\n"])
def test_what_a_shell_obeys_is_refused_by_itself(character: str) -> None:
    """P8: whatever stands around it; between the words of a command that is open, and inside one."""
    for text in (f"customers list {character} id", f"customers list a{character}b"):
        with pytest.raises(NotOpen):
            words_of(text)


def test_a_refusal_is_written_down_without_control_bytes(over_ssh: Settings) -> None:
    """P5, P8: for whoever looks after the host."""
    with pytest.raises(NotOpen):
        restricted_commands.run("touch \x1b]0;x\x07\nid", over_ssh)
    assert over_ssh.log is not None
    line = (over_ssh.log / "refused.log").read_text(encoding="utf-8")
    assert line.endswith("Z ana: touch ␛]0;x␇␊id\n")
    assert (over_ssh.log / "refused.log").stat().st_mode & 0o777 == 0o600


def test_what_was_refused_has_a_limit(over_ssh: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reliability: whoever is refused again and again fills no disk; the newest lines are kept."""
    monkeypatch.setattr(restricted, "_settings", replace(over_ssh, log_mb=1))
    assert over_ssh.log is not None
    log = over_ssh.log / "refused.log"
    for number in range(3):
        failures.append(log, f"{number}" * 700_000 + "\n")
    kept = {path.name: path.stat().st_size for path in over_ssh.log.iterdir()}
    assert kept == {"refused.log": 700_001, "refused.log.1": 700_001}
    assert log.read_text(encoding="utf-8").startswith("2")


# ── how it is called ──


@pytest.mark.parametrize(
    "typed", [[], ["a b"], ["../x"], ["-x"], ["a\n"], ["ana", "--settings"], ["ana", "--settings", "x"], ["ana", "x"]]
)
def test_only_the_wrapper_s_way_of_calling(typed: list[str]) -> None:
    """P4: a plain name, perhaps the whole path of a settings file, and nothing else."""
    with pytest.raises(arguments.BadCall):
        arguments.restricted(typed)


def test_the_environment_is_made_anew() -> None:
    """Nothing of the other side goes further, but for the kind of its terminal."""
    given = {"TERM": "xterm", "TEXTUAL": "devtools", "TEXTUAL_LOG": "/x", "LD_PRELOAD": "/x", "COLUMNS": "9", "A": "b"}
    restricted_start.start_from_nothing(given)
    assert given == {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": "/nonexistent", "TERM": "xterm"}
    given["TERM"] = "../../x"
    restricted_start.start_from_nothing(given)
    assert given["TERM"] == "dumb"


def test_the_wrapper_is_a_plain_script() -> None:
    """A shell can read it; a path that would need quotes is refused."""
    text = script("/opt/billia/bin/python", "/etc/billia/config.toml")
    subprocess.run(["/bin/sh", "-n"], input=text, text=True, check=True)
    assert text.startswith("#!/bin/sh\n")
    for path in ("python", "/opt/my billia/python", "/x$(id)", "/x\n"):
        with pytest.raises(arguments.BadCall):
            script(path, "/etc/billia/config.toml")


# ── the settings of the host ──


def settings_file(folder: Path, text: str, mode: int = 0o600) -> Path:
    """A settings file with rights."""
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def test_the_settings_of_the_host_are_all_there_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """P4: neither variables nor options change the store or the admin."""
    monkeypatch.setenv("BILLIA_DATABASE_URL", "/other.db")
    monkeypatch.setenv("BILLIA_ADMIN", "eve")
    path = settings_file(tmp_path, 'database = "/var/lib/billia.db"\nuploads = "/srv/up"\nmouse = true\n')
    found = config.load_restricted("ana", path)
    assert (found.database, found.admin, found.uploads, found.log) == (
        "/var/lib/billia.db",
        "ana",
        Path("/srv/up"),
        None,
    )
    assert (found.mouse, found.restricted, found.idle_minutes) == (False, True, config.RESTRICTED_IDLE_MINUTES)
    monkeypatch.setattr(restricted, "_settings", found)
    assert config.load() is found
    with pytest.raises(BadSettings, match="fixed"):
        config.load(Options(admin="eve"))


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ('database = "/x.db"', 0o644),
        ('database = "/x.db"', 0o620),
        ('database = "/x.db"', 0o602),
        ('database = "x.db"', 0o600),
        ('database = "/x.db"\nuploads = "up"', 0o600),
        ('database = "/x.db"\nadmin = "ana"', 0o600),
        ("idle_minutes = 5", 0o600),
        ('database = "/x.db"\nidle_minutes = true', 0o600),
        ('database = "/x.db"\nupload_mb = 11', 0o600),
        ('database = "/x.db"\nlog_mb = 0', 0o600),
        ('database = "/x.db"\nupload_folder_mb = "much"', 0o600),
        ("database = nonsense-with-secret", 0o600),
    ],
)
def test_settings_that_cannot_be_trusted(tmp_path: Path, text: str, mode: int) -> None:
    """P8: a file that others read or write, or that leaves something open, is refused without its path or values."""
    path = settings_file(tmp_path, text, mode)
    with pytest.raises(BadSettings, match="the settings of this host") as refused:
        config.load_restricted("ana", path)
    assert str(tmp_path) not in refused.value.text
    assert "secret" not in refused.value.text


# ── files ──


@pytest.fixture
def uploads(over_ssh: Settings, tmp_path: Path) -> Path:
    """Ana's upload folder with a proof, ways out of it, and ben's beside it."""
    folder = tmp_path / "uploads" / "ana"
    folder.mkdir(parents=True)
    (folder / "proof.pdf").write_bytes(b"%PDF")
    (tmp_path / "secret").write_bytes(b"secret")
    (folder / "link").symlink_to(tmp_path / "secret")
    (folder / "folder").mkdir()
    os.mkfifo(folder / "pipe")
    ben = tmp_path / "uploads" / "ben"
    ben.mkdir()
    (ben / "other.pdf").write_bytes(b"%PDF")
    return folder


def test_an_upload_is_named_plainly(uploads: Path) -> None:
    """R98: a file of the admin's own folder."""
    assert upload.read_file("proof.pdf") == ("proof.pdf", b"%PDF")


def test_limits_of_the_host(uploads: Path, over_ssh: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """R98: a host may allow smaller documents, and says how much an upload folder may hold."""
    (uploads / "large.pdf").write_bytes(b"%" * (1024 * 1024 + 1))
    assert len(upload.read_file("large.pdf").content) == 1024 * 1024 + 1
    monkeypatch.setattr(restricted, "_settings", replace(over_ssh, upload_mb=1))
    with pytest.raises(Invalid, match="more than 1 MB"):
        upload.read_file("large.pdf")
    monkeypatch.setattr(restricted, "_settings", replace(over_ssh, upload_folder_mb=1))
    with pytest.raises(Invalid, match="your upload folder holds more than 1 MB"):
        upload.read_file("proof.pdf")
    (uploads / "large.pdf").unlink()
    assert upload.read_file("proof.pdf").content == b"%PDF"
    for number in range(1001):
        (uploads / f"x{number}").touch()
    with pytest.raises(Invalid, match="1,000 files"):
        upload.read_file("proof.pdf")


@pytest.mark.parametrize(
    "name",
    [
        "", ".", "..", "../ben/other.pdf", "../../secret", "{folder}/proof.pdf", "/proc/self/environ", "/etc/passwd",
        "link", "folder", "pipe", "~/x", "~root", "x\0y", "folder/../proof.pdf", "./proof.pdf", "none",
    ],
)  # fmt: skip
def test_no_other_file_is_read(uploads: Path, name: str) -> None:
    """R98: no path, no link, no device; the refusal names no path."""
    with pytest.raises(Invalid) as refused:
        upload.read_file(name.format(folder=uploads))
    assert str(uploads.parent) not in refused.value.text


def test_a_folder_that_is_a_link_is_not_entered(uploads: Path) -> None:
    """R98: whoever could put a link there would choose what is read."""
    uploads.rename(uploads.with_name("real"))
    uploads.symlink_to(uploads.with_name("real"))
    with pytest.raises(Invalid, match="you have no upload folder"):
        upload.read_file("proof.pdf")


def test_no_file_is_written(over_ssh: Settings, tmp_path: Path) -> None:
    """R141: what would be a file on the host is refused, with the way to get it at home."""
    target = tmp_path / "made"
    with pytest.raises(Refused, match="ssh HOST documents show"):
        document_file.write(b"x", "x.txt", target)
    with pytest.raises(Refused, match="ssh HOST export customers"):
        bulk_export.path_of(str(target))
    assert not target.exists()


# ── no path ──


def test_no_path_of_the_host_is_said(over_ssh: Settings, tmp_path: Path) -> None:
    """P7, P8: a bad store is said without its place; a mistake of ours goes to the log of the host."""
    path = Path(over_ssh.database)
    for content in (None, b"", b"x" * 200):
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(StoreError) as refused:
            open_store(over_ssh.database)
        assert str(tmp_path) not in refused.value.text
    _, place = failures.record(BilliaError("secret"))
    assert place == "the log of the host"
    assert over_ssh.log is not None
    assert "secret" not in (over_ssh.log / "errors.log").read_text(encoding="utf-8")
