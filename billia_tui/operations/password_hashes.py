"""Hashes of passwords, of customers and admins alike: how long they must be, and what a guess costs (R52, R82)."""

from typing import TYPE_CHECKING

from billia_tui.errors import Invalid

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST = 10
LONGEST = 1024
_MOST_BYTES = 4 * LONGEST
MEMORY_KIB, PASSES, LANES = 46 * 1024, 1, 1
"""What a hash costs, and so what each guess does. Raised, older hashes are made anew as their owners sign in."""


def check(password: str, again: str) -> None:
    """Raises Invalid at `password` or `again` unless both match and are long enough (R82)."""
    errors = {}
    if len(password) < SHORTEST:
        errors["password"] = f"needs at least {SHORTEST} characters"
    elif len(password) > LONGEST:
        errors["password"] = f"at most {LONGEST:,} characters"
    elif any("\ud800" <= char <= "\udfff" for char in password):
        errors["password"] = "holds a character that cannot be stored"  # noqa: S105 - a message
    if password != again:
        errors["again"] = "is not the same"
    if errors:
        raise Invalid(errors)


def hashed(password: str) -> str:
    """The argon2id hash (46 MiB, one pass); takes a moment, so never call it inside a transaction."""
    return _hasher().hash(password)


def matches(password_hash: str, password: str) -> bool:
    """Whether this is the password; takes the same moment for a right and a wrong one. Not inside a transaction."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(password_hash, password.encode("utf-8", "surrogatepass")[:_MOST_BYTES])
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(password_hash: str) -> bool:
    """Whether it was made with less work than a new one would be."""
    return _hasher().check_needs_rehash(password_hash)


def nobodys() -> str:
    """A hash that no password has: whoever has none is answered after the same work."""
    salt, digest = ("A" * length for length in (22, 43))  # zeros, in base 64
    return f"$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${salt}${digest}"


def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
