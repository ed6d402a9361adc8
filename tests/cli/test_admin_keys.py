"""`billia admins authorize-key|keys|revoke-key`: the keys that may come in (docs/team.md)."""

import base64
import json
from pathlib import Path

import pytest

from billia_tui.errors import Refused
from billia_tui.operations.staff import public_keys

from .conftest import Billia

WRAPPER = "/usr/local/bin/billia-ssh"


def body(*parts: bytes) -> str:
    """The body of a key, as OpenSSH writes it."""
    return base64.b64encode(b"".join(len(part).to_bytes(4, "big") + part for part in parts)).decode()


def ed25519(letter: bytes) -> str:
    """A key that nobody has."""
    return f"ssh-ed25519 {body(b'ssh-ed25519', letter * 32)}"


ANAS, ROSAS = ed25519(b"a"), ed25519(b"r")


@pytest.fixture
def rosa(store: Path, billia: Billia) -> str:
    """An admin of role Support."""
    named = ("--first-name", "Rosa", "--last-name", "N", "--role", "support", "--code")
    assert billia("admins", "add", "rosa", *named).exit_code == 0
    return "rosa"


@pytest.fixture
def file(home: Path) -> Path:
    """The file of sshd, with a comment and a line of somebody else in it, without an end of line."""
    path = home / "keys"
    path.write_text(f"# kept\n{ed25519(b'x')} root@host", encoding="utf-8")
    return path


def test_the_line_of_a_key(store: Path, billia: Billia) -> None:
    """P8: a terminal, the wrapper with the name, and nothing else; the log has the fingerprint."""
    printed = billia("admins", "authorize-key", "ana", "-", input=f"{ANAS} ana@laptop\n")
    assert printed.stdout == f'restrict,pty,command="{WRAPPER} ana" {ANAS} ana@laptop\n'
    logged = billia("log", "--store").stdout
    assert "authorize key" in logged
    assert "SHA256:" in logged


def test_installed_once_and_beside_what_is_there(rosa: str, file: Path, billia: Billia) -> None:
    """P4: never twice; a key is one admin's; every other line stays; only the owner reads the file."""
    before = file.read_text(encoding="utf-8")

    def install(name: str, key: str) -> str:
        return billia("admins", "authorize-key", name, "-", "--install", str(file), input=key).output

    assert "ana can come in with SHA256:" in install("ana", ANAS)
    assert "is in the file already" in install("ANA", f"{ANAS} another comment")
    assert "this is the key of ana" in install(rosa, ANAS)
    assert "other options, perhaps with a shell" in install(rosa, ed25519(b"x"))
    assert "rosa can come in" in install(rosa, ROSAS)
    lines = [f'restrict,pty,command="{WRAPPER} {name}" {key}' for name, key in (("ana", ANAS), ("rosa", ROSAS))]
    assert file.read_text(encoding="utf-8") == "\n".join([before, *lines, ""])
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(file.parent.glob(".keys.*")) == []
    assert billia("log", "--store").stdout.count("authorize key") == 2


def test_keys_are_listed_and_taken_out(rosa: str, file: Path, billia: Billia) -> None:
    """P4: whose key is whose, and whether its admin is active; a key of another name is not taken out."""
    for name, key in (("ana", ANAS), (rosa, ROSAS)):
        billia("admins", "authorize-key", name, "-", "--install", str(file), input=key)
    billia("admins", "deactivate", rosa)
    rows = json.loads(billia("admins", "keys", "--file", str(file), "--json").stdout)["rows"]
    assert [(row["admin"], row["status"]) for row in rows] == [("", "no admin"), ("ana", "active"), (rosa, "inactive")]
    prints = [row["fingerprint"] for row in rows]
    wrong = billia("admins", "revoke-key", "ana", prints[2], "--file", str(file))
    assert (wrong.exit_code, "has no such key" in wrong.stderr) == (1, True)
    assert billia("admins", "revoke-key", rosa, prints[2], "--file", str(file)).exit_code == 0
    left = file.read_text(encoding="utf-8")
    assert (ROSAS in left, ANAS in left, "# kept" in left) == (False, True, True)
    assert "revoke key" in billia("log", "--store").stdout


NO_KEYS = {
    "this is a private key": "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n",
    "this is no public key": f'command="/bin/sh" {ANAS}',
    "more than one line": f"{ANAS}\n{ROSAS}",
    "there is no key in it": "\n# nothing\n",
    "its body is no ssh-ed25519 key": f"ssh-ed25519 {body(b'ssh-rsa', b'x' * 32)}",
    "its body cannot be read": "ssh-ed25519 AAAAC3NzaC1lZDI1",
    "its body is cut": f"ssh-ed25519 {body(b'ssh-ed25519', b'x' * 31)}",
    "an RSA key needs 2048 bits": f"ssh-rsa {body(b'ssh-rsa', bytes([3]), bytes([1] * 128))}",
    "DSA keys are broken": "ssh-dss AAAA",
    "this is a certificate": "ssh-ed25519-cert-v01@openssh.com AAAA",
    "has another format": "---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n",
}


@pytest.mark.parametrize("why", NO_KEYS)
def test_what_is_no_key(why: str) -> None:
    """P8: one whole public key without options before it."""
    with pytest.raises(Refused, match=why):
        public_keys.read(NO_KEYS[why])


def test_who_cannot_come_in(rosa: str, file: Path, home: Path, billia: Billia) -> None:
    """R181, R182: who is inactive, by whom it is not allowed, over a link, with a wrapper that a shell would split."""
    install = ("-", "--install", str(file))
    before = file.read_bytes()
    assert billia("--admin", rosa, "admins", "authorize-key", rosa, *install, input=ROSAS).exit_code == 1
    assert billia("admins", "authorize-key", "ana", *install, input="no key").exit_code == 1
    assert billia("admins", "authorize-key", "ana", *install, "--wrapper", "/x y", input=ANAS).exit_code == 2
    billia("admins", "deactivate", rosa)
    refused = billia("admins", "authorize-key", rosa, *install, input=ROSAS)
    assert (refused.exit_code, "rosa is inactive" in refused.stderr) == (1, True)
    (home / "link").symlink_to(file)
    assert billia("admins", "authorize-key", "ana", "-", "--install", str(home / "link"), input=ANAS).exit_code == 1
    assert file.read_bytes() == before
    assert list(home.glob(".*.*")) == []
    assert "authorize key" not in billia("log", "--store").stdout
