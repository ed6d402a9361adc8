"""The start over SSH: an admin's key line runs the wrapper, the wrapper runs this (docs/team.md).

What the other side can say is the name of a terminal and one line of text. Everything else is decided here: an empty
environment, the settings of the host, the admin of the key line.
"""

import os
import re
import signal
import sys
from collections.abc import MutableMapping, Sequence
from pathlib import Path

from billia_tui.settings import arguments, config, restricted

REQUESTED = "SSH_ORIGINAL_COMMAND"
"""What sshd calls the command that was asked for instead of the console; not there if none was."""

PLAIN_TERM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,63}")
NO_HOME = "/nonexistent"


def run(typed: Sequence[str]) -> int:
    """Opens the console of an admin or runs the command that was asked for; gives the exit code.

    Raises:
        BilliaError: it was not called as the wrapper does it, or the settings of the host cannot be used.
    """
    wanted = arguments.restricted(typed)
    if not sys.flags.isolated:
        raise arguments.BadCall("restricted means: python -I -m billia_tui --restricted NAME")
    requested = os.environ.get(REQUESTED, "")
    start_from_nothing(os.environ)
    _keep_to_oneself()
    settings = config.load_restricted(wanted.admin, Path(wanted.settings or config.SYSTEM_FILE))
    restricted.enter(settings)
    if requested.strip():
        from billia_tui.over_ssh import commands as restricted_commands

        return restricted_commands.run(requested, settings)
    from billia_tui import console

    return console.run(settings)


def start_from_nothing(environment: MutableMapping[str, str]) -> None:
    """Leaves the kind of terminal and nothing else that came from outside, whatever the wrapper let through."""
    term = environment.get("TERM", "")
    environment.clear()
    plain = term if PLAIN_TERM.fullmatch(term) else "dumb"
    environment.update({"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": NO_HOME, "TERM": plain})


def _keep_to_oneself() -> None:
    """New files are the account's alone, no path is meant from where sshd started us, and nothing stops us halfway."""
    from billia_tui.console import be_a_good_process

    os.umask(0o077)
    os.chdir("/")
    for name in ("SIGTSTP", "SIGTTIN", "SIGTTOU"):
        signal.signal(getattr(signal, name), signal.SIG_IGN)
    be_a_good_process()
