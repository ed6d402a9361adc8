"""The terminals that `bench.emulators` tries, and how each of them is started."""

import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

COLUMNS, LINES = 100, 30
FONT = "DejaVu Sans Mono"

VTE = """
import sys, gi
gi.require_version("Gtk", "3.0"); gi.require_version("Vte", "2.91")
from gi.repository import GLib, Gtk, Pango, Vte
columns, lines, font, *command = sys.argv[1:]
window, terminal = Gtk.Window(), Vte.Terminal()
terminal.set_size(int(columns), int(lines))
terminal.set_font(Pango.FontDescription(font))
terminal.set_cursor_blink_mode(Vte.CursorBlinkMode.OFF)
terminal.spawn_async(Vte.PtyFlags.DEFAULT, None, command, None, GLib.SpawnFlags.DEFAULT, None, None, -1, None, None)
window.add(terminal); window.move(0, 0); window.show_all(); terminal.grab_focus()
Gtk.main()
"""


@dataclass(frozen=True, slots=True)
class Emulator:
    """A terminal: `needs` are the programs without which it cannot be tried; `inside` is what runs in an xterm.

    `in_one` takes the command line that it runs as one argument; `above` are pixels of the window above its lines.
    """

    name: str
    needs: Sequence[str]
    window: Sequence[str]
    inside: Sequence[str] = ()
    in_one: bool = False
    above: int = 0
    environment: Mapping[str, str] = field(default_factory=dict)
    version: Sequence[str] = ()


def _xterm() -> list[str]:
    return ["xterm", "-geometry", f"{COLUMNS}x{LINES}+0+0", "-fa", FONT, "-fs", "9", "-e"]


def emulators(folder: Path) -> list[Emulator]:
    """All that are known; their settings are written into `folder`."""
    screenrc, tmux = folder / "screenrc", folder / "tmux.conf"
    screenrc.write_text("startup_message off\nterm xterm-256color\n", encoding="utf-8")
    tmux.write_text("set -g status off\nset -g default-terminal tmux-256color\n", encoding="utf-8")
    mosh = f"{sys.executable} -m bench.emulators --mosh"
    looks = (f"initial_window_width={COLUMNS}c", f"initial_window_height={LINES}c", f"font_family={FONT}")
    quiet = ("remember_window_size=no", "cursor_blink_interval=0", "update_check_interval=0")
    kitty = [word for setting in (*looks, *quiet) for word in ("-o", setting)]
    xft = f"xft:{FONT}:size=9"
    size = (f"TerminalColumns={COLUMNS}", f"TerminalRows={LINES}", "TerminalMargin=0", "ScrollBarPosition=2")
    konsole = [word for setting in (*size, f"Font={FONT},9", "BlinkingCursorEnabled=false") for word in ("-p", setting)]
    return [
        Emulator("xterm", ["xterm"], _xterm(), version=["xterm", "-version"]),
        Emulator(
            "urxvt",
            ["urxvt"],
            ["urxvt", "-geometry", f"{COLUMNS}x{LINES}+0+0", "-fn", xft, "+sb", "-e"],
            environment={"TERM": "rxvt-unicode-256color"},
        ),
        Emulator(
            "st",
            ["st"],
            ["st", "-g", f"{COLUMNS}x{LINES}+0+0", "-f", f"{FONT}:size=9", "-e"],
            environment={"TERM": "st-256color"},
        ),
        Emulator(
            "kitty",
            ["kitty"],
            ["kitty", "--config", "NONE", *kitty],
            environment={"TERM": "xterm-kitty", "LIBGL_ALWAYS_SOFTWARE": "1"},
            version=["kitty", "--version"],
        ),
        Emulator("VTE", ["/usr/bin/python3"], ["/usr/bin/python3", "-c", VTE, str(COLUMNS), str(LINES), f"{FONT} 9"]),
        Emulator(
            "mlterm",
            ["mlterm"],
            ["mlterm", "-g", f"{COLUMNS}x{LINES}", "-O", "none", "-e"],
            version=["mlterm", "--version"],
        ),
        Emulator(
            "konsole",
            ["konsole"],
            ["konsole", "--hide-menubar", "--hide-tabbar", *konsole, "-e"],
            above=33,
            environment={"QT_QPA_PLATFORM": "xcb"},
            version=["env", "QT_QPA_PLATFORM=offscreen", "konsole", "--version"],
        ),
        Emulator("screen", ["xterm", "screen"], _xterm(), ["screen", "-c", str(screenrc)], version=["screen", "-v"]),
        Emulator(
            "tmux",
            ["xterm", "tmux"],
            _xterm(),
            ["tmux", "-f", str(tmux), "-S", str(folder / "tmux.socket"), "new"],
            version=["tmux", "-V"],
        ),
        Emulator(
            "mosh", ["xterm", "mosh-server", "mosh-client"], _xterm(), mosh.split(), version=["mosh", "--version"]
        ),
        Emulator("dvtm", ["xterm", "dvtm"], _xterm(), ["dvtm"], in_one=True, version=["dvtm", "-v"]),
    ]


def installed(emulator: Emulator) -> bool:
    """Whether everything that it needs is there."""
    return all(shutil.which(name) for name in emulator.needs)


def version(emulator: Emulator) -> str:
    """What it says of itself."""
    if not emulator.version:
        return ""
    done = subprocess.run(emulator.version, capture_output=True, text=True, check=False, timeout=30)
    return next(iter((done.stdout + done.stderr).strip().splitlines()), "")
