"""The escape list, continued: files, forwards, agent, X11 and the environment. 0 may succeed.

The server of these tests allows all of it; what refuses is the key line. Each try succeeds with a plain key.
"""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.ssh.bastion import ANA, BEN, ONLY_HERE, PLAIN, PROBE, Bastion
from tests.ssh.client import clean, finished
from tests.ssh.forwarding import ANSWER, Service, asked, socks, staying
from tests.ssh.server import free_port, tool
from tests.terminal.program import PATIENCE

KEYS = pytest.mark.parametrize("name", [BEN, PLAIN], ids=["restricted", "control"])
"""With the key of an admin, which must not succeed, and with a plain one, which must."""


# ── files ──


def scp_up(bastion: Bastion, name: str, here: Path, canary: Path, *options: str) -> bool:
    """Copies a file to the host."""
    command = [
        tool("scp"),
        *options,
        *bastion.server.options(bastion.key(name)),
        str(here),
        f"{bastion.server.place}:{canary}",
    ]
    finished(command)
    return canary.exists()


def scp_down(bastion: Bastion, name: str, here: Path, canary: Path, *options: str) -> bool:
    """Fetches a file of the host."""
    here.unlink()
    there = f"{bastion.server.place}:{bastion.secret}"
    finished([tool("scp"), *options, *bastion.server.options(bastion.key(name)), there, str(here)])
    return here.exists()


def sftp(bastion: Bastion, name: str, here: Path, canary: Path, *options: str) -> bool:
    """Fetches a file and makes one, by the subsystem or by whatever `options` say."""
    command = [tool("sftp"), "-b", "-", *options, *bastion.server.options(bastion.key(name)), bastion.server.place]
    said = finished(command, text=f"-put {here} {canary}\n-get {bastion.secret} {here}\n")
    return canary.exists() or ONLY_HERE in said.all or ONLY_HERE in here.read_text(encoding="utf-8")


def subsystem(bastion: Bastion, name: str, here: Path, canary: Path) -> bool:
    """Speaks to the subsystem by hand: an answer to INIT is the version that it speaks."""
    command = bastion.server.ssh(bastion.key(name), "-s", command=("sftp",))
    with subprocess.Popen(command, env=clean(), stdin=subprocess.PIPE, stdout=subprocess.PIPE) as client:
        assert client.stdin is not None
        assert client.stdout is not None
        client.stdin.write(b"\0\0\0\5\1\0\0\0\3")
        client.stdin.flush()
        answer = client.stdout.read(5)
    return answer[:2] == b"\0\0" and answer[4:] == b"\2"


def shell(bastion: Bastion, name: str, here: Path, canary: Path, *options: str) -> bool:
    """Asks for a shell and types into it."""
    said = bastion.run(name, options=options, text=f"touch {canary}\ncat {bastion.secret}\nexit\n")
    return canary.exists() or ONLY_HERE in said.all


Try = Callable[..., bool]
FILES: dict[str, tuple[Try, tuple[str, ...]]] = {
    "scp, up": (scp_up, ()),
    "scp, down": (scp_down, ()),
    "old scp, up": (scp_up, ("-O",)),
    "old scp, down": (scp_down, ("-O",)),
    "sftp": (sftp, ()),
    "sftp -s PATH": (sftp, ("-s", "/usr/lib/openssh/sftp-server")),
    "ssh -s sftp": (subsystem, ()),
    "shell without a terminal": (shell, ("-T",)),
}


@KEYS
@pytest.mark.parametrize("way", FILES)
def test_no_file_comes_or_goes(way: str, name: str, bastion: Bastion, tmp_path: Path) -> None:
    """P8: neither scp nor sftp nor a shell is behind the key of an admin."""
    here, canary = tmp_path / "here", tmp_path / "canary"
    here.write_text("from outside", encoding="utf-8")
    tried, options = FILES[way]
    assert tried(bastion, name, here, canary, *options) is (name == PLAIN)


def test_a_second_session_of_a_connection_is_restricted_as_well(bastion: Bastion, tmp_path: Path) -> None:
    """P8: the line of a key binds every session of its connection, not the first."""
    shared, canary = bastion.folder / "shared", tmp_path / "canary"
    key = bastion.key(BEN)
    with staying(bastion.server.ssh(key, "-M", "-N", "-S", str(shared))) as master:
        while not shared.exists():
            assert master.poll() is None, "the client ended"
        for command in (f"touch {canary}", f"cat {bastion.secret}"):
            said = finished(bastion.server.ssh(key, "-S", str(shared), command=(command,)))
            assert ONLY_HERE not in said.all
    assert not canary.exists()


# ── forwards ──


@pytest.fixture
def service(bastion: Bastion) -> Iterator[Service]:
    """Something on the host's loopback that an admin has no business with."""
    path = bastion.folder / "service"
    with Service(path) as listening:
        yield listening
    path.unlink()


Forward = Callable[[Service, int], tuple[tuple[str, ...], int, bytes]]
"""Options of the client, the end on loopback that they open, and what to send into it."""

FORWARDS: dict[str, Forward] = {
    "local": lambda service, port: (("-L", f"{port}:127.0.0.1:{service.port}"), port, b""),
    "local, to a socket": lambda service, port: (("-L", f"{port}:{service.path}"), port, b""),
    "dynamic": lambda service, port: (("-D", f"{port}"), port, socks(service.port)),
    "remote": lambda service, port: (("-R", f"{port}:127.0.0.1:{service.port}"), port, b""),
    "remote, all addresses": lambda service, port: (("-R", f"*:{port}:127.0.0.1:{service.port}"), port, b""),
}


@KEYS
@pytest.mark.parametrize("way", FORWARDS)
def test_nothing_behind_the_host_is_reached(way: str, name: str, bastion: Bastion, service: Service) -> None:
    """P8: no forward in either direction."""
    options, end, greeting = FORWARDS[way](service, free_port())
    wanted = ("-N", "-o", "ExitOnForwardFailure=yes", *options)
    with staying(bastion.server.ssh(bastion.key(name), *wanted)) as client:
        answer = asked(client, end, greeting)
    assert (ANSWER in answer, service.visits) == ((True, 1) if name == PLAIN else (False, 0))


@KEYS
def test_no_forward_on_standard_output(name: str, bastion: Bastion, service: Service) -> None:
    """P8: the host is nobody's stepping stone (`ssh -W`, `ProxyJump`)."""
    said = finished(bastion.server.ssh(bastion.key(name), "-W", f"127.0.0.1:{service.port}"))
    assert (ANSWER.decode() in said.out) is (name == PLAIN)


@KEYS
def test_no_socket_is_made_on_the_host(name: str, bastion: Bastion, service: Service, tmp_path: Path) -> None:
    """P8: a remote forward from a socket file makes no file."""
    made = bastion.folder / f"made-for-{name}"
    options = ("-N", "-o", "ExitOnForwardFailure=yes", "-R", f"{made}:127.0.0.1:{service.port}")
    with staying(bastion.server.ssh(bastion.key(name), *options)) as client:
        answer = asked(client, made)
    assert (ANSWER in answer) is (name == PLAIN)
    assert made.exists() is (name == PLAIN)


@KEYS
def test_no_tunnel(name: str, bastion: Bastion) -> None:
    """P8: `restrict` says nothing of tunnels; the server's own default refuses them, for every key."""
    said = finished(
        bastion.server.ssh(
            bastion.key(name), "-o", "Tunnel=yes", "-w", "any:any", "-o", "LogLevel=DEBUG1", command=("id",)
        )
    )
    assert "Tunnel forwarding failed" in said.error or "Could not request tunnel forwarding" in said.error, said


# ── agent, X11, options of the line ──


def probed(bastion: Bastion, *options: str, **environment: str) -> dict[str, str]:
    """The environment that a program behind the options of an admin's line is started with."""
    (bastion.folder / "probed").unlink(missing_ok=True)
    finished(bastion.server.ssh(bastion.key(PROBE), *options), **environment)
    lines = (bastion.folder / "probed").read_text(encoding="utf-8").splitlines()
    assert lines[-1] == "END"
    return dict(line.split("=", 1) for line in lines if "=" in line)


@pytest.fixture
def agent(bastion: Bastion) -> Iterator[str]:
    """The socket of an agent with the key of ana, as an admin who has one everywhere would have it."""
    path = bastion.folder / "agent"
    with subprocess.Popen([tool("ssh-agent"), "-D", "-a", path], stdout=subprocess.DEVNULL) as process:
        try:
            while not path.exists():
                assert process.poll() is None, "the agent ended"
            subprocess.run(
                [tool("ssh-add"), "-q", bastion.key(ANA)],
                env={**clean(), "SSH_AUTH_SOCK": str(path)},
                check=True,
                timeout=PATIENCE,
            )
            yield str(path)
        finally:
            process.kill()
    path.unlink(missing_ok=True)


def test_no_agent_is_forwarded(bastion: Bastion, agent: str, tmp_path: Path) -> None:
    """P8: the account of the host cannot use the keys of the admin."""
    assert "SSH_AUTH_SOCK" not in probed(bastion, "-A", SSH_AUTH_SOCK=agent)
    plain = finished(bastion.server.ssh(bastion.key(PLAIN), "-A", command=("ssh-add -l",)), SSH_AUTH_SOCK=agent)
    assert "ED25519" in plain.out, plain


@pytest.mark.parametrize("option", ["-X", "-Y"])
def test_no_x11_is_forwarded(option: str, bastion: Bastion) -> None:
    """P8: no window of the host on the admin's screen, and no key press of it on the host."""
    assert "DISPLAY" not in probed(bastion, option, DISPLAY=":9")
    plain = finished(bastion.server.ssh(bastion.key(PLAIN), "-Y", command=('echo "at $DISPLAY"',)), DISPLAY=":9")
    assert "at localhost:" in plain.out, plain


@pytest.mark.parametrize("name", [ANA, BEN, PROBE])
def test_the_line_of_a_key_gives_a_terminal_and_nothing_else(name: str, bastion: Bastion) -> None:
    """P8: sshd itself says what the options come to."""
    said = finished(bastion.server.ssh(bastion.key(name), "-T", "-o", "LogLevel=DEBUG1"))
    granted = {line.partition("key options: ")[2] for line in said.error.splitlines() if "key options: " in line}
    assert granted == {"command pty"}
