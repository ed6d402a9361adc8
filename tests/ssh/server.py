"""A real sshd on loopback for whoever runs the tests: no privilege is needed, and nothing of the machine is touched.

The one who logs in is the one who runs the tests. As root that makes the tests harder to pass, not easier: the
operating system then refuses nothing, so whatever is refused was refused by the key line, the wrapper or the program.
"""

import os
import pwd
import shutil
import socket
import subprocess
import time
from pathlib import Path

from tests.terminal.program import PATIENCE

SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
"""Where to look for sshd, which lies where the path of a user does not lead."""

PRIVILEGE_SEPARATION = Path("/run/sshd")
"""The folder that sshd wants as root; a service manager makes it, and in a container nobody does."""

ACCEPTED = "LANG LC_* TEXTUAL_* BILLIA_* PYTHON* EDITOR VISUAL PAGER BROWSER COLUMNS LINES"
"""Far more than a careful server accepts, so that the wrapper has something to clean."""


class Missing(Exception):
    """There is no OpenSSH here; the text says what is missing."""


def tool(name: str) -> str:
    """The path of a program of OpenSSH; raises Missing."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', os.defpath)}:{SYSTEM_PATH}")
    if found is None:
        raise Missing(f"{name} is not installed (Debian: apt-get install openssh-server)")
    return found


def make_key(path: Path) -> Path:
    """Makes a key without a pass phrase; the public half is beside it with `.pub`."""
    subprocess.run([tool("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-C", path.name, "-f", path], check=True)
    return path


def free_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """An sshd of a test run, as careless as administrators are: whatever can be forwarded may be.

    Args:
        folder: for its keys, its settings and its log; only the owner may enter it.
        lines: further lines of its settings, before the others: the first word on a setting counts.
    """

    def __init__(self, folder: Path, *lines: str) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        self.folder = folder
        self.authorized = folder / "authorized_keys"
        self.authorized.touch(mode=0o600)
        self.log = folder / "log"
        if os.getuid() == 0:
            PRIVILEGE_SEPARATION.mkdir(mode=0o755, exist_ok=True)
        make_key(folder / "host_key")
        self._lines = lines
        self._process = self._start()

    def _settings(self, port: int) -> str:
        folder = self.folder
        xauth = folder / "xauth"  # sshd forwards no X11 without one, and then nothing would be tried
        xauth.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
        xauth.chmod(0o700)
        lines = (
            *self._lines,
            f"Port {port}",
            "ListenAddress 127.0.0.1",
            f"HostKey {folder / 'host_key'}",
            f"PidFile {folder / 'pid'}",
            f"AuthorizedKeysFile {self.authorized}",
            "StrictModes no",  # the folder of the tests lies in one that others may write to
            "UsePAM no",
            "PasswordAuthentication no",
            "KbdInteractiveAuthentication no",
            "PermitRootLogin prohibit-password",
            "PermitUserEnvironment no",
            "MaxStartups 50",
            "MaxSessions 20",
            "AllowTcpForwarding yes",
            "AllowStreamLocalForwarding yes",
            "AllowAgentForwarding yes",
            "X11Forwarding yes",
            f"XAuthLocation {xauth}",
            "GatewayPorts yes",
            f"AcceptEnv {ACCEPTED}",
            # A bash that sshd starts reads the .bashrc of whoever runs the tests, unless it is no first shell.
            "SetEnv SHLVL=1",
            "Subsystem sftp internal-sftp",
            "KexAlgorithms curve25519-sha256",  # half the time of the default, which is safe against more
            "LogLevel VERBOSE",
        )
        return "\n".join(lines) + "\n"

    def _start(self) -> subprocess.Popen[bytes]:
        deadline = time.monotonic() + PATIENCE
        settings = self.folder / "sshd_config"
        while True:
            self.port = free_port()
            settings.write_text(self._settings(self.port), encoding="utf-8")
            process = subprocess.Popen([tool("sshd"), "-D", "-f", settings, "-E", self.log])
            if self._answers(process, deadline):
                return process
            if time.monotonic() > deadline:
                raise AssertionError(f"sshd does not start:\n{self.said()}")

    def _answers(self, process: subprocess.Popen[bytes], deadline: float) -> bool:
        """Waits until it greets; False if it ended, as it does when another program took the port meanwhile."""
        while process.poll() is None and time.monotonic() < deadline:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1) as line:
                    return line.recv(4) == b"SSH-"
            except OSError:
                try:
                    process.wait(0.02)
                except subprocess.TimeoutExpired:
                    continue
        return False

    def authorize(self, line: str) -> None:
        """Adds a line to those who may come in."""
        with self.authorized.open("a", encoding="utf-8") as file:
            file.write(f"{line.strip()}\n")

    def said(self) -> str:
        """Its log so far."""
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def options(self, key: Path, *options: str) -> list[str]:
        """What ssh, scp and sftp are called with: this server, this key, nothing of the user's own settings."""
        own = (
            f"Port={self.port}",
            f"IdentityFile={key}",
            "IdentitiesOnly=yes",
            "BatchMode=yes",
            "StrictHostKeyChecking=no",
            "UserKnownHostsFile=/dev/null",
            "LogLevel=ERROR",
            "ConnectTimeout=20",
        )
        return ["-F", "none", *options, *(word for option in own for word in ("-o", option))]

    @property
    def place(self) -> str:
        """Who logs in where."""
        return f"{pwd.getpwuid(os.getuid()).pw_name}@127.0.0.1"

    def ssh(self, key: Path, *options: str, command: tuple[str, ...] = ()) -> list[str]:
        """The command line of a client."""
        return [tool("ssh"), *self.options(key, *options), self.place, *(("--", *command) if command else ())]

    def console(self, key: Path, *options: str) -> list[str]:
        """The command line of a client that asks for a terminal, as an admin types it."""
        return self.ssh(key, "-tt", *options)

    def stop(self) -> None:
        """Ends it; whoever is still in goes with the client."""
        self._process.terminate()
        self._process.wait(PATIENCE)
