"""Where tries to sign in come from, as something says that whoever tries cannot choose."""

import os
import socket

from billia_tui.settings import restricted

OVER_SSH = "key"
"""Over SSH the key has said for whom the door is, and only who has that key can try there."""


def of_this_process() -> str:
    """The forced command, or else the account and the host on which this process runs."""
    if restricted.is_on():
        return OVER_SSH
    account = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "")
    return f"{account} at {socket.gethostname()}"
