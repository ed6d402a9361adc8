"""How a console ends, in numbers and bytes."""

import signal

SOON = 5.0
"""Seconds in which the program has to be gone (R190, P6)."""


RESTORED = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?1003l", b"\x1b[?2004l", b"\x1b[?7h")
"""The normal screen, the cursor, no mouse, no bracketed paste, line wrap."""


HUNG_UP = 128 + signal.SIGHUP
"""The exit code at the end of a line."""


NOHUP = """
import os, signal, sys
signal.signal(signal.SIGHUP, signal.SIG_IGN)
os.execv(sys.argv[1], sys.argv[1:])
"""
