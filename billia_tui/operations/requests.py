"""Request keys: the same request twice is one change (P1)."""

import hashlib
import json

from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import RequestKey
from billia_tui.errors import Refused
from billia_tui.text import storable

LONGEST = 200
"""Characters of a request key; a server keeps no much longer one in its index."""


def was_carried_out(session: Session, key: str) -> bool:
    """Whether a request with this key was stored."""
    return session.get(RequestKey, key) is not None


class Request:
    """A writing request: a key that its sender chose, and what it asks for.

    A form makes one key when it opens, so that a second `enter`, or a retry after a lost line, is answered
    with what the first one wrote. Without a key every request is a new one.

    Raises:
        Refused: the key is too long, or holds what cannot be stored.
    """

    def __init__(self, key: str | None, operation: str, *values: object) -> None:
        if key is not None and len(key) > LONGEST:
            raise Refused(f"a request key has at most {LONGEST} characters", rule="P1")
        if key is not None and not storable(key):
            raise Refused("this request key holds a character that cannot be stored", rule="P1")
        self.key = key
        asked = json.dumps([operation, *values], sort_keys=True, default=str)
        self.fingerprint = hashlib.sha256(asked.encode("utf-8", "surrogatepass")).hexdigest()

    def answered(self, session: Session) -> int | None:
        """The id of what this request has written already, None if it is new.

        Raises:
            Refused: the key was used for another request.
        """
        known = session.get(RequestKey, self.key) if self.key else None
        if known is None:
            return None
        if known.fingerprint != self.fingerprint:
            raise Refused("this request key was used for another request; use a new one", rule="P1")
        return known.result_id

    def remember(self, session: Session, result_id: int) -> int:
        """Keeps the answer, in the transaction of the change itself, and gives it."""
        if self.key:
            session.add(RequestKey(key=self.key, fingerprint=self.fingerprint, result_id=result_id, at=clock.now()))
        return result_id
