"""The wrapper and what it starts, as programs of their own."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Billia

Said = subprocess.CompletedProcess[str]


@pytest.fixture
def wrapped(maria: str, home: Path, store: Path, billia: Billia) -> Callable[..., Said]:
    """Runs the wrapper for a name as sshd does, with variables from outside."""
    settings = home / "host.toml"
    settings.write_text(f'database = "{store}"\nlog = "{home}/log"\n', encoding="utf-8")
    settings.chmod(0o600)
    wrapper = home / "billia-ssh"
    wrapper.write_text(billia("admins", "wrapper", "--settings", str(settings)).stdout, encoding="utf-8")

    def run(*names: str, **environment: str) -> Said:
        command = ["/bin/sh", str(wrapper), *names]
        return subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=60
        )

    return run


def test_a_command_is_done_by_whom_the_line_names(wrapped: Callable[..., Said], home: Path, billia: Billia) -> None:
    """P4: neither a variable nor the text of the command says who it is, nor which store."""
    hostile = {
        "BILLIA_DATABASE_URL": str(home / "other.db"),
        "BILLIA_ADMIN": "eve",
        "PYTHONPATH": str(home),
        "TEXTUAL_LOG": str(home / "canary"),
        "HOME": str(home),
        "TERM": "$(touch canary)",
    }
    done = wrapped("ana", SSH_ORIGINAL_COMMAND="notes add 1 'a; b $HOME'", **hostile)
    assert (done.returncode, done.stderr) == (0, "")
    assert "a; b $HOME" in billia("notes", "show", "1", "1").stdout
    assert not (home / "canary").exists()
    assert not (home / "other.db").exists()


def test_what_is_refused_is_one_line_without_a_path(wrapped: Callable[..., Said], home: Path) -> None:
    """P8: no console without a terminal, no other command, no name that is none; each ends with code 2."""
    for said in (
        wrapped("ana"),
        wrapped("ana", SSH_ORIGINAL_COMMAND=f"cat {home}/host.toml"),
        wrapped("ana", SSH_ORIGINAL_COMMAND="customers list; id"),
        wrapped("ana; id"),
        wrapped(""),
        wrapped(),
    ):
        assert (said.returncode, said.stdout, said.stderr.count("\n")) == (2, "", 1), said
        assert said.stderr.startswith("billia: ")
        assert str(home) not in said.stderr
