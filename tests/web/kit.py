"""What the tests of pages share."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx2

from billia_tui.db.store import Store
from billia_tui.operations.desk import Desk
from billia_tui.operations.mails import links
from billia_tui.vocabulary import LinkPurpose

GOOD = "correct horse battery"
BOTH = {"password": GOOD, "again": GOOD}


@dataclass(frozen=True, slots=True)
class Pages:
    """A store with somebody at its desk, who asks the pages; `noted` are our mistakes."""

    desk: Desk
    client: httpx2.Client
    noted: list[BaseException] = field(default_factory=list)


def path_of(store: Store, customer_id: int, purpose: LinkPurpose, email_id: int | None = None) -> str:
    """The path of a new link, as delivery makes it."""
    with store.writing() as session:
        token = links.make(session, customer_id, purpose, email_id=email_id)
    return links.address("", purpose, token)


class _Words(HTMLParser):
    """What a reader sees of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Style and title are not read."""
        del attrs
        self._hidden += tag in {"style", "title"}

    def handle_endtag(self, tag: str) -> None:
        """The end of it."""
        self._hidden -= tag in {"style", "title"}

    def handle_data(self, data: str) -> None:
        """Text."""
        if not self._hidden:
            self.words += data.split()


def words(answer: httpx2.Response) -> str:
    """The text of a page."""
    parser = _Words()
    parser.feed(answer.text)
    return " ".join(parser.words)


def tags(answer: httpx2.Response) -> set[str]:
    """The names of the elements of a page."""
    return set(re.findall(r"<([a-z0-9]+)", answer.text))
