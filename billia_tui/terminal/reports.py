"""What a terminal reports besides keys, as Textual's messages: mouse, focus, size, and what it can do."""

import re

from textual import constants, events
from textual._xterm_parser import IS_ITERM, XTermParser
from textual.message import Message
from textual.messages import InBandWindowResize, TerminalSupportsSynchronizedOutput

_MOUSE = re.compile(r"<\d{1,4};-?\d{1,6};-?\d{1,6}[Mm]")
_SIZE = re.compile(r"48;(\d{1,5})[:\d]*;(\d{1,5})[:\d]*;(\d{1,6})[:\d]*;(\d{1,6})[:\d]*t")
_MODE = re.compile(r"\?(2026|2048);(\d)\$y")


class Reports:
    """Makes messages of reports; where a mouse in pixels is, depends on the size that was told before."""

    def __init__(self) -> None:
        self._mouse = XTermParser()

    def message(self, text: str) -> Message | None:
        """What a CSI sequence without its beginning reports; None if nobody wants to know."""
        if text == "I":
            return events.AppFocus()
        if text == "O":
            return events.AppBlur()
        if _MOUSE.fullmatch(text):
            return self._mouse.parse_mouse_code(f"\x1b[{text}")
        if size := _SIZE.fullmatch(text):
            return self._resize(*(int(number) for number in size.groups()))
        if mode := _MODE.fullmatch(text):
            return _ability(mode[1], int(mode[2]))
        return None

    def _resize(self, height: int, width: int, pixel_height: int, pixel_width: int) -> Message | None:
        if not (height and width):
            return None
        resize = events.Resize.from_dimensions((width, height), (pixel_width, pixel_height))
        self._mouse.terminal_size, self._mouse.terminal_pixel_size = resize.size, resize.pixel_size
        self._mouse.mouse_pixels = bool(pixel_height and pixel_width)
        return resize


def _ability(mode: str, setting: int) -> Message | None:
    if mode == "2026":
        return TerminalSupportsSynchronizedOutput() if setting else None
    if constants.SMOOTH_SCROLL and not IS_ITERM:
        return InBandWindowResize.from_setting_parameter(setting)
    return None
