"""Public keys of OpenSSH as somebody hands them in: one line, checked before it lets anybody in."""

import base64
import binascii
import hashlib
from dataclasses import dataclass

from billia_tui.errors import Refused
from billia_tui.text import clean

TYPES = (
    "ssh-ed25519",
    "sk-ssh-ed25519@openssh.com",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "sk-ecdsa-sha2-nistp256@openssh.com",
    "ssh-rsa",
)
"""Kinds of keys that may come in; DSA is broken, and a certificate belongs to another way of setting up a host."""

FEWEST_RSA_BITS = 2048
LARGEST = 16 * 1024
"""Bytes that a file with a key may have; the longest sensible RSA key needs a tenth."""

_LONGEST_COMMENT = 100


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A checked key: its kind, its body in base64, and the comment, cleaned."""

    type: str
    body: str
    comment: str = ""

    @property
    def fingerprint(self) -> str:
        """As OpenSSH writes it in its log and `ssh-keygen -l`."""
        digest = hashlib.sha256(base64.b64decode(self.body)).digest()
        return f"SHA256:{base64.b64encode(digest).decode().rstrip('=')}"

    def __str__(self) -> str:
        return " ".join(filter(None, (self.type, self.body, self.comment)))


def read(text: str) -> PublicKey:
    """The one key in a text; raises Refused with what it is instead."""
    if "PRIVATE KEY" in text or text.startswith("PuTTY-User-Key-File"):
        raise Refused("this is a private key: it must never leave its owner's machine; ask for the .pub file beside it")
    if "BEGIN SSH2 PUBLIC KEY" in text:
        raise Refused("this key has another format; turn it over with: ssh-keygen -i -f FILE")
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]
    if len(lines) != 1:
        raise Refused("there is no key in it" if not lines else "there is more than one line in it; one key at a time")
    kind, _, rest = lines[0].partition(" ")
    if kind not in TYPES:
        raise Refused(_why_not(kind))
    body, _, comment = rest.strip().partition(" ")
    _check_body(kind, body)
    return PublicKey(kind, body, clean(comment.strip(), limit=_LONGEST_COMMENT))


def _why_not(word: str) -> str:
    if word == "ssh-dss":
        return "DSA keys are broken; ask for an ed25519 key: ssh-keygen -t ed25519"
    if "-cert-" in word:
        return "this is a certificate; ask for the key itself"
    return f"this is no public key of OpenSSH, which begins with one of {', '.join(TYPES)}; nothing may stand before it"


def _check_body(kind: str, body: str) -> None:
    """Raises Refused unless the body is whole and of the kind that stands before it."""
    try:
        parts = _parts(base64.b64decode(body, validate=True))
    except (binascii.Error, ValueError) as error:
        raise Refused("the key is damaged: its body cannot be read") from error
    if not parts or parts[0] != kind.encode():
        raise Refused(f"the key is damaged: its body is no {kind} key")
    if kind == "ssh-rsa" and int.from_bytes(parts[-1], "big").bit_length() < FEWEST_RSA_BITS:
        raise Refused(f"an RSA key needs {FEWEST_RSA_BITS} bits or more; better: ssh-keygen -t ed25519")
    if kind == "ssh-ed25519" and (len(parts), len(parts[-1])) != (2, 32):
        raise Refused("the key is damaged: its body is cut")


def _parts(body: bytes) -> list[bytes]:
    """The strings that a body is made of, each with its length before it; raises ValueError if they do not fit."""
    parts = []
    while body:
        length = int.from_bytes(body[:4], "big")
        if len(body) < 4 + length:
            raise ValueError("cut")
        parts.append(body[4 : 4 + length])
        body = body[4 + length :]
    return parts
