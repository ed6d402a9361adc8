"""Addresses in other writing than ASCII, and what is none (R225)."""

import pytest

from billia_tui.operations.desk import Desk
from billia_tui.operations.mails.addresses import route
from billia_tui.operations.mails.as_sent import NO_ADDRESS
from billia_tui.operations.mails.line import NO_UTF8
from billia_tui.settings.mail import MailSettings
from tests.conftest import AddCustomer
from tests.operations.mails.kit import of, put, sent, states
from tests.operations.mails.server import Post, serving, settings


def test_a_domain_of_its_own_writing(
    sqlite_desk: Desk, add_customer: AddCustomer, post: Post, server: MailSettings
) -> None:
    """R225: every server takes it in its ASCII form (IDNA 2008), in the envelope and in the header."""
    put(sqlite_desk, add_customer(sqlite_desk), "maria@straße.example")
    assert sent(sqlite_desk, server).sent == 1
    assert post.envelopes[0][1] == "maria@xn--strae-oqa.example"
    assert post.raw[0].isascii()
    assert "maria@xn--strae-oqa.example" in post.messages[0]["To"]


def test_a_name_of_its_own_writing(
    sqlite_desk: Desk, add_customer: AddCustomer, post: Post, server: MailSettings
) -> None:
    """R225: by SMTPUTF8, as it is; the next mail over the same line is plain again."""
    put(sqlite_desk, add_customer(sqlite_desk, first_name="Jürgen"), "jürgen@müller.example", "a@example.org")
    assert sent(sqlite_desk, server).sent == 2
    by_address = dict(zip((to for _, to in post.envelopes), post.raw, strict=True))
    assert "<jürgen@xn--mller-kva.example>".encode() in by_address["jürgen@xn--mller-kva.example"]
    assert by_address["a@example.org"].isascii()


def test_a_server_that_takes_ascii_alone(sqlite_desk: Desk, add_customer: AddCustomer, post: Post) -> None:
    """R226: what it cannot take is given up and says why; the others leave."""
    bad, _ = put(sqlite_desk, add_customer(sqlite_desk), "jürgen@example.org", "a@example.org")
    with serving(post, utf8=False) as port:
        done = sent(sqlite_desk, settings(port, connections=1))
    assert (done.sent, done.given_up) == (1, 1)
    assert of(sqlite_desk.store, bad).answer == NO_UTF8


@pytest.mark.parametrize(
    "address",
    ["nobody", "@example.org", "a@", "a b@example.org", "a@example.org\r\nRCPT TO:<b@c>", "<a@b>", "a@\ud800"],
)
def test_what_is_no_address(address: str) -> None:
    """R225, P5: whatever a damaged store holds, no command of the line comes of it."""
    assert route(address) is None


def test_no_address_stops_its_own_mail_alone(
    sqlite_desk: Desk, add_customer: AddCustomer, post: Post, server: MailSettings
) -> None:
    """R226: given up with the reason."""
    bad, _ = put(sqlite_desk, add_customer(sqlite_desk), "a@example.org\r\nRCPT TO:<b@example.org>", "c@example.org")
    sent(sqlite_desk, server)
    assert states(sqlite_desk.store) == ["given up", "sent"]
    assert of(sqlite_desk.store, bad).answer == NO_ADDRESS
    assert [to for _, to in post.envelopes] == ["c@example.org"]
