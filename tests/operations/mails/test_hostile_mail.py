"""Every string of the hostile list through mail, HTML and PDF at once: it stays text (P5, R225, R228, R232)."""

import re
from email import message_from_bytes, policy
from html.parser import HTMLParser
from io import BytesIO
from unicodedata import normalize

import pypdfium2

from billia_tui.commands.mails import papers
from billia_tui.db.models import Customer, MailTemplate, OutgoingMail
from billia_tui.operations.desk import Desk
from billia_tui.operations.mails import run
from billia_tui.operations.messages import writing
from billia_tui.operations.orders import documents, pdf_fonts
from billia_tui.settings.mail import MailSettings
from billia_tui.text import clean
from tests import factories
from tests.conftest import NOW, AddCustomer
from tests.operations.mails.server import Post
from tests.operations.mails.test_templates import HOSTILE
from tests.terminal.hostile import STRINGS

ALL = tuple(text for text in (*STRINGS, *HOSTILE) if "\x00" not in text and "{%" not in text and "{{" not in text)
"""SQLite ends a text at NUL; what a template obeys is a mistake in a template, and tried as data in test_templates."""

SHIPPED = {"html", "head", "meta", "title", "body", "div", "p", "br"}


class Page(HTMLParser):
    """The words of a page, and its tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """No tag brings an address or a script."""
        self.tags.add(tag)
        assert not {name for name, _ in attrs} & {"src", "href", "onerror", "onclick"}, attrs

    def handle_data(self, data: str) -> None:
        """Words between tags."""
        self.words.append(data)


def test_hostile_text_is_text_in_mail_html_and_pdf(
    sqlite_desk: Desk, add_customer: AddCustomer, post: Post, server: MailSettings
) -> None:
    """As the name of a customer, subject and text of a mail, text of a template, and buyer of the document with it."""
    desk = sqlite_desk
    for number, hostile in enumerate(ALL):
        ident = add_customer(desk, username=f"user{number}", email=f"m{number}@example.org")
        with desk.store.writing() as session:
            customer = session.get_one(Customer, ident)
            customer.name = customer.first_name = hostile
        order = factories.add_purchase(desk, ident, paid=True, price=1990)
        paper = desk.change(documents.make_invoice, order)
        with desk.store.writing() as session:
            own = MailTemplate(name=f"own{number}", language="en", reseller_id=0, subject=hostile, admin_id=1)
            own.body, own.edited_at = f"{{{{ customer.first_name }}}} begins.\n{hostile}\nends.\n", NOW
            session.add(own)
            session.flush()
            mail = writing.write(session, ident, own.name, reason="test", document_id=paper.id)
            assert (mail.state, mail.answer) == ("queued", "")
            session.get_one(OutgoingMail, mail.id).subject = hostile
    assert run.deliver(desk, server, attach=papers(desk)).sent == len(ALL)
    raw = {re.search(rb"<?m(\d+)@example\.org>?", one).group(1): one for one in post.raw}  # type: ignore[union-attr]  # it has one
    for number, hostile in enumerate(ALL):
        check(raw[str(number).encode()], hostile, f"m{number}@example.org")


def check(raw: bytes, hostile: str, address: str) -> None:
    """One mail as the server got it."""
    head, _, _ = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    assert head.isascii()
    assert re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", head) is None
    assert max(map(len, head.split(b"\n"))) < 998
    message = message_from_bytes(raw, policy=policy.default)
    assert not message.defects
    names = [name.lower() for name in message.keys()]  # noqa: SIM118 - one name may come twice
    assert sorted(set(names)) == sorted(names)
    assert not {"bcc", "cc"} & set(names)
    assert [one.addr_spec for one in message["To"].addresses] == [address]
    shown = clean(hostile)
    assert squeezed(str(message["Subject"])) == squeezed(shown)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    name = squeezed(clean(hostile, limit=None))
    assert name in squeezed(text.get_content())
    for part in (text, html):
        assert re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", part.get_content()) is None
    page = Page(html.get_content())
    assert page.tags <= SHIPPED
    assert name in squeezed("".join(page.words))
    (paper,) = message.iter_attachments()
    assert (paper.get_content_type(), paper.get_filename()) == ("application/pdf", paper.get_filename())
    words = pdf_text(paper.get_content())
    assert "19.90 EUR" in words
    assert re.search("[\u202a-\u202e\u2066-\u2069\x1b\x07]", words) is None
    if hostile.isascii():
        wanted = pdf_fonts.without(clean(hostile, limit=None), pdf_fonts.is_missing)
        assert squeezed(wanted)[:60] in squeezed(words)


def squeezed(text: str) -> str:
    """A text without its blanks: lines are folded on the way."""
    return "".join(normalize("NFC", text).split())


def pdf_text(content: bytes) -> str:
    """The words of all pages."""
    pdf = pypdfium2.PdfDocument(BytesIO(content))
    return "\n".join(page.get_textpage().get_text_bounded() for page in pdf)
