"""The query language of docs/queries.md: from what is typed to typed terms. Loads no database."""

from datetime import datetime

from billia_tui.operations.query_terms import Field, ParsedQuery, Term
from billia_tui.text import fold


def parse(text: str, now: datetime) -> ParsedQuery:
    """What `text` means at the time `now` (UTC).

    Raises:
        QueryError: a word of it is wrong; it says which.
    """
    del now
    return ParsedQuery(tuple(Term(Field.WORD, word) for word in fold(text).split()))
