"""The words of customers' names by what they sound like, each once however many have it.

The index is jumped through from word to word: a name that half of all customers have is one step.
"""

import json
from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

MOST = 1500
"""Words that are read for one question; a round of each skeleton comes before the next round."""

_JUMPS = """
WITH RECURSIVE jumps (skeleton, word) AS (
    SELECT keys.value, (SELECT min(word) FROM name_words WHERE skeleton = keys.value) FROM {keys}
    UNION ALL
    SELECT jumps.skeleton, (
        SELECT min(others.word) FROM name_words AS others
        WHERE others.skeleton = jumps.skeleton AND others.word > jumps.word
    )
    FROM jumps WHERE jumps.word IS NOT NULL
)
SELECT word FROM jumps WHERE word IS NOT NULL LIMIT :most
"""
_ON_A_SERVER = 'SELECT value COLLATE "C" AS value FROM jsonb_array_elements_text(CAST(:keys AS jsonb)) AS one (value)'
_KEYS = {"sqlite": "json_each(:keys) AS keys", "postgresql": f"({_ON_A_SERVER}) AS keys"}


def with_skeletons(session: Session, skeletons: Sequence[str]) -> list[str]:
    """The words that have one of these skeletons, at most so many, in no order."""
    statement = _JUMPS.format(keys=_KEYS[session.get_bind().dialect.name])
    values = {"keys": json.dumps([key for key in skeletons if "\x00" not in key]), "most": MOST}
    return list(session.scalars(text(statement), values))
