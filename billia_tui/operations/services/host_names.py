"""Names of hosts: what can stand as a name server (R125)."""

import re

LONGEST_HOST = 253

_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)", re.ASCII)


def why_no_host(text: str) -> str | None:
    """Why `text` is not the full name of a host, None if it is. Names in other scripts are (IDNA) fine."""
    try:
        name = ascii_form(text)
    except UnicodeError:
        return "cannot be written as the name of a host"
    labels = name.split(".")
    if len(labels) < 2 or not all(labels):
        return "needs its domain, e.g. ns1.example.org"
    if len(name) > LONGEST_HOST:
        return f"has more than {LONGEST_HOST} characters"
    if not all(_LABEL.fullmatch(label) for label in labels):
        return "may hold letters, digits, dots and inner hyphens only"
    return "is an address; a name is needed" if labels[-1].isdigit() else None


def ascii_form(text: str) -> str:
    """The form in which names are compared: small letters, other scripts encoded (IDNA 2008), no dot at the end.

    Raises:
        UnicodeError: it cannot be encoded.
    """
    name = text.strip().removesuffix(".").lower()
    if name.isascii():
        return name
    import idna

    return idna.encode(name, uts46=True).decode("ascii").lower()


def plain_form(text: str) -> str:
    """The form that is stored and shown: small letters in their own script, without invisible characters."""
    name = ascii_form(text)
    return name if text.isascii() else own_script(name)


def own_script(name: str) -> str:
    """The ASCII form of a name in its own script; raises UnicodeError where it is none."""
    import idna

    return str(idna.decode(name))
