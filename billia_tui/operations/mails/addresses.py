"""Addresses as a mail server takes them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Route:
    """An address as it is told to a server; `needs_utf8` if that server must know SMTPUTF8 (RFC 6531)."""

    local: str
    domain: str

    @property
    def address(self) -> str:
        """Both parts."""
        return f"{self.local}@{self.domain}"

    @property
    def needs_utf8(self) -> bool:
        """Whether only a server that knows SMTPUTF8 can take it: the domain has an ASCII form, the other part none."""
        return not self.local.isascii()


def route(address: str) -> Route | None:
    """How an address is told to a server; None if it is none, whatever the store holds."""
    local, _, domain = address.rpartition("@")
    if not local or not domain or any(not char.isprintable() or char in ' <>"' for char in address):
        return None
    try:
        return Route(local, ascii_domain(domain))
    except ValueError:
        return None


def ascii_domain(domain: str) -> str:
    """The ASCII form of a domain; raises ValueError if it has none."""
    if domain.isascii():
        return domain
    import idna  # only for one that needs it

    return idna.encode(domain, uts46=True).decode("ascii")
