"""Into the clipboard of the terminal, also through tmux and GNU screen (OSC 52).

Nobody answers: a terminal that does not take it says nothing. What goes there was cleaned, and a key asked for it (P5).
"""

import base64
from collections.abc import Mapping

MOST = 70_000
"""Bytes of a text; more than that no terminal takes."""

IN_SCREEN = 76
"""Characters that GNU screen passes on at a time."""


def sequence(text: str, environment: Mapping[str, str]) -> str:
    """What is sent for a text of at most `MOST` bytes.

    tmux takes it itself where `set-clipboard` is on, and passes it on where `allow-passthrough` is: both are sent. What
    calls itself screen may be tmux at the other end of a line; it drops what is meant for GNU screen.
    """
    coded = base64.b64encode(text.encode()).decode("ascii")
    plain = f"\x1b]52;c;{coded}\x07"
    term = environment.get("TERM", "")
    if environment.get("TMUX") or term.startswith("tmux"):
        return plain + f"\x1bPtmux;{plain.replace(chr(27), chr(27) * 2)}\x1b\\"
    if environment.get("STY"):
        return _passed_on(plain)
    return plain + _passed_on(plain) if term.startswith("screen") else plain


def _passed_on(plain: str) -> str:
    parts = (plain[start : start + IN_SCREEN] for start in range(0, len(plain), IN_SCREEN))
    return "".join(f"\x1bP{part}\x1b\\" for part in parts)
