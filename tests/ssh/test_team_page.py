"""docs/team.md is true: its commands are commands, its settings are settings, its Match block is one."""

import os
import shlex
import subprocess
import tomllib
from pathlib import Path

import pytest
import typer

from billia_tui import cli
from billia_tui.over_ssh.commands import check, words_of
from billia_tui.settings import arguments
from billia_tui.settings.config import read_file
from tests.ssh.server import PRIVILEGE_SEPARATION, make_key, tool

PAGE = Path(__file__).parents[2] / "docs" / "team.md"
ENDS = {";", "|", "||", "&&", "&", "(", ")", "<", "<<", ">", ">>"}
"""What ends the words of a command in a shell."""

ROLES = {"billia_owner", "billia_console"}
"""The roles of a database, at the end of the lines that say who may be which."""


def lines() -> list[str]:
    """The lines of the blocks, without their indentation."""
    return [line[4:] for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("    ")]


def between(first: str, last: str) -> str:
    """The lines after `first` up to `last`, of a file that the page writes."""
    found = lines()
    start = found.index(first) + 1
    return "\n".join(found[start : found.index(last, start)]) + "\n"


def commands() -> list[list[str]]:
    """The words after each `billia` that the page runs on the host, up to the end of the command."""
    found = []
    for line in lines():
        lexer = shlex.shlex(line.partition("ExecStart=")[2] or line, posix=True, punctuation_chars=True)
        lexer.whitespace_split = True
        tokens = list(lexer)
        words = [word for token in tokens for word in (shlex.split(token) if token.startswith("exec ") else [token])]
        for place, word in enumerate(words):
            if (
                word in {"billia", "/usr/local/bin/billia"}
                and words[0] not in {"useradd", "install", "chown", "Match", "local"}
                and words[place - 1] not in {"createdb", "-d"}
                and words[-1] not in ROLES
                and words[place + 1 :]
            ):
                rest = words[place + 1 :]
                end = next((number for number, token in enumerate(rest) if token in ENDS), len(rest))
                found.append([word.replace("$role", "Support") for word in rest[:end]])
    return [words for words in found if words]


def requested() -> list[str]:
    """The text that each `ssh` of the page asks the host for."""
    clients = [line.split(maxsplit=2) for line in lines() if line.startswith("ssh billia@")]
    return [" ".join(shlex.split(text.partition(" <")[0])) for _, _, text in clients]


def test_every_command_is_one() -> None:
    """Documentation: each `billia …` has commands, options and arguments that there are."""
    found = commands()
    assert len(found) >= 10, "the page has commands"
    for words in found:
        command = typer.main.get_command(cli.app)
        rest = arguments.hoisted(words)
        name = "billia"
        while True:
            context = command.make_context(name, list(rest))
            if not hasattr(command, "resolve_command"):
                break
            name, command, rest = command.resolve_command(context, [*context._protected_args, *context.args])


def test_what_admins_ask_for_is_open() -> None:
    """Documentation, P8: the commands over SSH are on the list of those that are open."""
    found = requested()
    assert len(found) >= 2
    for text in found:
        check(words_of(text))


def test_the_settings_are_settings(tmp_path: Path) -> None:
    """Documentation: the file has only settings that there are."""
    text = between("cat >/etc/billia/config.toml <<'END'", "END")
    file = tmp_path / "config.toml"
    file.write_text(text, encoding="utf-8")
    assert read_file(file) == tomllib.loads(text)


@pytest.mark.usefixtures("openssh")
def test_the_match_block_is_understood(tmp_path: Path) -> None:
    """Documentation, P8: sshd takes the block, and it means what the page says."""
    if os.getuid() == 0:
        PRIVILEGE_SEPARATION.mkdir(mode=0o755, exist_ok=True)
    settings = tmp_path / "sshd_config"
    block = between("cat >/etc/ssh/sshd_config.d/billia.conf <<'END'", "END")
    careless = "AcceptEnv *\nPermitTunnel yes\nX11Forwarding yes\nPermitUserRC yes\n"
    settings.write_text(f"HostKey {make_key(tmp_path / 'host')}\n{careless}{block}", encoding="utf-8")
    command = [tool("sshd"), "-T", "-f", str(settings), "-C", "user=billia,host=h,addr=127.0.0.1"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    for line in (
        "disableforwarding yes",
        "permittunnel no",
        "permituserrc no",
        "acceptenv LANG",
        "authenticationmethods publickey",
    ):
        assert line in said
    assert "acceptenv *" not in said
