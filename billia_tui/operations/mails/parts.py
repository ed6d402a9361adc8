"""Headers and bodies as bytes for the line (RFC 5322, 2045-2047, 2231), of texts that are cleaned.

`email.message.EmailMessage` does the same, and takes longer over a header than the server over the whole mail.
"""

import re
import secrets
from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Sequence
from email.header import Header
from urllib.parse import quote

from billia_tui.text import clean

Part = tuple[list[str], bytes]
"""Header lines of a part without an end, and its body with CRLF at the end of each line."""

LINE_LIMIT = 900
"""Bytes of a line from which a text is coded, well below what a server must take (998)."""

_LOOKS_CODED = "=?"
"""What a reader would decode: it is coded itself, so that data stay what they are."""

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""All of C0 and C1, but for tab and line feed."""

_PLAIN_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")


def text_header(name: str, value: str) -> str:
    """A header with a text, in words of RFC 2047 where it is not plain ASCII."""
    return f"{name}: {_coded(value, len(name))}"


def address(name: str, display: str, spec: str) -> str:
    """A header with one address; `spec` is the address as servers take it."""
    if not display:
        return f"{name}: {spec}"
    if display.isascii() and _LOOKS_CODED not in display:
        shown = display if _PLAIN_NAME.fullmatch(display) else f'"{_escaped(display)}"'
    else:
        shown = _coded(display, len(name))
    separator = "\r\n " if len(shown) + len(spec) > 60 else " "
    return f"{name}: {shown}{separator}<{spec}>"


def text(content: str, subtype: str) -> Part:
    """A part of text: as it is where it is plain ASCII in short lines, else coded so that any server passes it on.

    What a reader's terminal would obey stands there as a sign: a template of a damaged store may hold it.
    """
    content = _CONTROLS.sub(lambda found: clean(found[0]), content.replace("\r\n", "\n"))
    content = content if content.endswith("\n") else f"{content}\n"
    raw = content.encode("utf-8", "replace")
    kind = f'Content-Type: text/{subtype}; charset="utf-8"'
    if raw.isascii() and max(map(len, raw.split(b"\n"))) <= LINE_LIMIT:
        return [kind, "Content-Transfer-Encoding: 7bit"], raw.replace(b"\n", b"\r\n")
    coded = b2a_qp(raw, istext=True).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return [kind, "Content-Transfer-Encoding: quoted-printable"], coded


def attachment(name: str, kind: str, content: bytes) -> Part:
    """A file that goes with a mail."""
    shown = f"filename*=utf-8''{quote(name, safe='')}" if not name.isascii() else f'filename="{_escaped(name)}"'
    lines = [f"Content-Type: {kind}", "Content-Transfer-Encoding: base64", f"Content-Disposition: attachment; {shown}"]
    return lines, encodebytes(content).replace(b"\n", b"\r\n")


def alternative(parts: Sequence[Part]) -> Part:
    """The same in several forms, the simplest first."""
    return _together("alternative", parts)


def mixed(parts: Sequence[Part]) -> Part:
    """Several parts one after the other."""
    return _together("mixed", parts)


def _together(subtype: str, parts: Sequence[Part]) -> Part:
    boundary = f"=_{secrets.token_hex(16)}"  # nobody can write it into a text
    begin, end = f"--{boundary}\r\n", "\r\n"
    made = b"".join((begin + end.join(lines) + end + end).encode() + body + end.encode() for lines, body in parts)
    return [f'Content-Type: multipart/{subtype}; boundary="{boundary}"'], made + f"--{boundary}--\r\n".encode()


def _coded(value: str, taken: int) -> str:
    if value.isascii() and _LOOKS_CODED not in value and len(value) < LINE_LIMIT:
        return value
    return Header(value, "utf-8", maxlinelen=76, header_name="x" * taken).encode(linesep="\r\n")


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')
