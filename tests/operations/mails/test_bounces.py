"""Mail that came back: believed where it names a mail of ours, whatever else it says (R229, RFC 3464)."""

from dataclasses import replace

import pytest

from billia_tui.db.models import Email
from billia_tui.errors import NotFound
from billia_tui.operations.customers import emails
from billia_tui.operations.desk import Desk
from billia_tui.operations.mails import bounces
from billia_tui.operations.messages import outbox
from billia_tui.settings.mail import MailSettings
from tests.conftest import AddCustomer
from tests.operations.kit import ALL, actions_of, stored
from tests.operations.mails.kit import of, put, sent
from tests.operations.mails.server import Post

REPORT = """From: MAILER-DAEMON@mx.example.net
To: {to}
Subject: Undelivered Mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Sorry.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; gone@example.org
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <gone@example.org>: nobody
 of that name\x1b[31m

--b
Content-Type: {kind}

From: billing@example.org
Message-ID: {message_id}
Subject: News

--b--
"""


def report(
    message_id: str, *, to: str = "billing@example.org", action: str = "failed", kind: str = "message/rfc822"
) -> bytes:
    """A report as mail servers write it."""
    return REPORT.format(message_id=message_id, to=to, action=action, kind=kind).replace("\n", "\r\n").encode()


@pytest.fixture
def came_back(desk: Desk, add_customer: AddCustomer, server: MailSettings) -> tuple[int, int, str]:
    """A customer, a mail that was sent to its address, and the mail's Message-ID."""
    ident = add_customer(desk, email="gone@example.org")
    (mail_id,) = put(desk, ident, "gone@example.org")
    sent(desk, server)
    return ident, mail_id, of(desk.store, mail_id).message_id


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_mail_and_address_are_marked(desk: Desk, came_back: tuple[int, int, str], kind: str) -> None:
    """R229: found by the Message-ID, whole or in the headers alone; once, by the system, cleaned."""
    ident, mail_id, message_id = came_back
    returned = bounces.read(report(message_id, kind=kind))
    found = desk.change(bounces.bounce, returned)
    assert (found.mail_id, found.customer_id, found.address, found.marked) == (mail_id, ident, "gone@example.org", True)
    assert found.why == "550 5.1.1 <gone@example.org>: nobody of that name␛[31m"
    desk.change(bounces.bounce, returned)
    assert actions_of(desk, ident).count("mail came back") == 1
    (row,) = desk.ask(outbox.page, ident, ALL).rows
    assert (row.bounced_at is not None, row.bounce) == (True, found.why)
    (address,) = desk.ask(emails.page, ident, ALL).rows
    assert address.bounce == found.why
    desk.change(emails.edit, ident, address.id, "new@example.org")
    assert stored(desk.store, Email, customer_id=ident)[0].bounced_at is None


def test_by_the_address_that_it_came_to(
    sqlite_desk: Desk, add_customer: AddCustomer, post: Post, server: MailSettings
) -> None:
    """R229: with VERP, also where the report has no mail in it: by a header, or as the mail server names it."""
    desk = sqlite_desk
    ident = add_customer(desk)
    put(desk, ident, "a@example.org", "b@example.org")
    sent(desk, replace(server, bounces="bounces@mail.example.org", connections=1))
    (first, _), (second, _) = post.envelopes
    assert first.startswith("bounces+")
    assert first != second
    by_header = bounces.read(report("<x@y>", to=first))
    by_server = bounces.read(report("<x@y>"), second)
    assert [desk.change(bounces.bounce, one).address for one in (by_header, by_server)] == [
        "a@example.org",
        "b@example.org",
    ]


def test_strangers_are_not_believed(desk: Desk, came_back: tuple[int, int, str]) -> None:
    """R229: a guessed number, a word of another mail, an answer that is no report, a delay: nothing changes."""
    ident, mail_id, message_id = came_back
    word = message_id[1:].partition("@")[0]
    guessed = f"<{mail_id}.{'0' * 24}@example.org>"
    moved = f"<{mail_id + 1}.{word.partition('.')[2]}@example.org>"
    huge = f"<9999999999999999999.{'0' * 24}@example.org>"
    for wrong in (guessed, moved, huge, "<>", "<nothing@example.org>"):
        with pytest.raises(NotFound, match="no mail of ours"):
            desk.change(bounces.bounce, bounces.read(report(wrong)))
    away = f"From: a@b\r\nTo: bounces+{word}@example.org\r\nAuto-Submitted: auto-replied\r\n\r\nI am away".encode()
    for no_report in (away, report(message_id, action="delayed"), report(message_id, action="delivered")):
        with pytest.raises(NotFound, match="no report"):
            desk.change(bounces.bounce, bounces.read(no_report))
    assert of(desk.store, mail_id).bounced_at is None
    assert "mail came back" not in actions_of(desk, ident)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\x00\xff\xfe", b"Content-Type: multipart/report; boundary=\r\n\r\n--", b"\r\n" * 1000,
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\nContent-Type: message/rfc822\r\n\r\n" * 500,
        b"Content-Type: message/rfc822\r\n\r\n" * 200, b"To: " + b"1." * 300_000, b"Message-ID: " + b"\xe9" * 1000,
    ],
    ids=["empty", "bytes", "no boundary", "blank", "many parts", "deep", "long", "no text"],
)  # fmt: skip
def test_whatever_comes_is_read(content: bytes) -> None:
    """R229, P5: broken, endless or hostile mail is no mistake of the program."""
    assert bounces.read(content).why is None
