"""Texts of mails: languages, resellers, hostile data, mistakes with their line (R228, P5)."""

import re
from email.message import EmailMessage

import pytest

from billia_tui.db.models import Customer, OutgoingMail, PersonalLink, Reseller
from billia_tui.errors import Conflict, Forbidden, Invalid, NotFound
from billia_tui.operations.customers import emails, status, subscriptions
from billia_tui.operations.customers import password as passwords
from billia_tui.operations.desk import Desk
from billia_tui.operations.mails import by_hand, listing, preferences, templates
from billia_tui.operations.mails.by_hand import Message
from billia_tui.operations.messages import filling, mail_texts, notifications, outbox
from billia_tui.operations.messages.filling import TemplateMistake
from billia_tui.operations.messages.mail_texts import LAYOUT, PLACES, Source
from billia_tui.operations.messages.notifications import MAILS, Template
from billia_tui.settings.mail import MailSettings
from billia_tui.text import clean
from billia_tui.vocabulary import Channel, Marketing, Role
from tests import factories
from tests.conftest import AddCustomer
from tests.operations.kit import ALL, actions_of, mails, seat, stored
from tests.operations.mails.kit import make_due, sent
from tests.operations.mails.server import Post

HOSTILE = (
    "<script>alert(1)</script>", "{{ 7 * 7 }}", "{% raw %}", "a\r\nBcc: x@example.org", "\x1b[31mred", "\u202eevil",
    "‹personal link›", "[b]bold[/b]", "=cmd|'/c calc'!A0", "A" * 10_000, "Zoë 漢字 عربي", "'; DROP TABLE mails; --",
    "\x00", "a\nSubject: b", '"><img src=x onerror=alert(1)>', "&lt;b&gt;", "\u2028line", "%s%n{0}",
)  # fmt: skip


def texts_of(message: EmailMessage) -> tuple[str, str]:
    """Text and HTML of a mail that came."""
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    return text.get_content(), html.get_content()


@pytest.mark.parametrize("language", mail_texts.languages())
@pytest.mark.parametrize("name", sorted(set(PLACES) - {LAYOUT}))
def test_shipped_texts(sqlite_desk: Desk, name: str, language: str) -> None:
    """R228: every text is there in every language, and is filled by what it says it is."""
    source, layout = mail_texts.shipped(name, language), mail_texts.shipped(LAYOUT, language)
    assert source is not None
    assert layout is not None
    values = {place: templates.SAMPLES[place] for place in (*PLACES[name], "customer", "business", "unsubscribe")}
    made = filling.fill(source, layout, {**values, "language": language}, links=[outbox.LINK])
    assert made.subject
    assert "{" not in made.subject + made.body + made.html.replace("{ ", "")
    if name != "message":
        assert "Maria Köhler" in made.body
        assert "Example Hosting" in made.html
    assert ("href=" in made.html) == ("link" in PLACES[name])
    assert f'lang="{language}"' in made.html


def test_every_notification_by_e_mail_has_its_text() -> None:
    """R168, R228: no event is forgotten."""
    assert set(MAILS) == {one for one in Template if str(one.value[0]) == Channel.EMAIL}
    assert set(MAILS.values()) <= set(PLACES)


def test_the_language_of_a_customer(desk: Desk, add_customer: AddCustomer) -> None:
    """R228: its own, else its reseller's; what has no text in it comes in English."""
    own, others, far = (add_customer(desk) for _ in range(3))
    desk.change(preferences.set_reseller_language, "default", "de")
    desk.change(preferences.change, own, language="en")
    desk.change(preferences.change, far, language="fr")
    for ident in (own, others, far):
        desk.change(status.send_activation, ident)
    assert [mails(desk.store, ident)[0].subject for ident in (own, others, far)] == [
        "Activate your account",
        "Aktivieren Sie Ihr Konto",
        "Activate your account",
    ]
    assert "mail preferences" in actions_of(desk, own)
    with pytest.raises(Invalid, match="two letters"):
        desk.change(preferences.change, own, language="german")


def test_a_notification_brings_its_mail(
    desk: Desk, add_customer: AddCustomer, post: Post, server: MailSettings
) -> None:
    """R168, R228: what the bell calls e-mail was sent, or says why not."""
    good, bad = add_customer(desk), add_customer(desk, email="never@example.org")
    for ident in (good, bad):
        with desk.store.writing() as session:
            notifications.write(session, ident, Template.EXPIRED, service="Web <b>S</b>", day="2026-03-02")
            notifications.write(session, ident, Template.HELD)
    sent(desk, server)
    held, expired = desk.ask(notifications.page, good, ALL).rows
    assert (held.mail, expired.mail) == ("", "sent")
    assert desk.ask(notifications.page, bad, ALL).rows[1].mail == "given up: 550 nobody of that name"
    text, html = texts_of(post.messages[0])
    assert "Web <b>S</b> expired on 2026-03-02" in text
    assert "Web &lt;b&gt;S&lt;/b&gt; expired" in html


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda text: ascii(text[:12]))
def test_hostile_data_stay_text(
    sqlite_desk: Desk, add_customer: AddCustomer, post: Post, server: MailSettings, hostile: str
) -> None:
    """P5, R228: in the name of a customer and of a service: no header, no markup, no template, no link comes of it."""
    desk = sqlite_desk
    ident = add_customer(desk)
    with desk.store.writing() as session:
        customer = session.get_one(Customer, ident)
        customer.name = customer.first_name = hostile
        notifications.write(session, ident, Template.EXPIRED, service=hostile, day="2026-03-02")
    done = sent(desk, server)
    assert (done.sent, done.given_up) == (1, 0)
    (message,) = post.messages
    assert message["Bcc"] is None
    assert len(message.get_all("Subject", [])) == 1
    text, html = texts_of(message)
    shown = clean(hostile, lines=True, limit=None)
    assert shown.split("\n")[0] in text.replace("\r\n", "\n")
    tags = set(re.findall(r"<([a-z]+)", html))
    assert tags <= {"html", "head", "meta", "title", "body", "div", "p", "br"}
    assert "my.example.org" not in text + html
    assert "49" not in text.replace(shown, "")


def test_a_text_of_ones_own(desk: Desk, add_customer: AddCustomer) -> None:
    """R228: a reseller's before the house's before ours; given back step by step; each is a line of the log."""
    factories.reseller(desk.store, "North")
    here, there = add_customer(desk), add_customer(desk, reseller="North")

    def subjects() -> list[str]:
        for ident in (here, there):
            desk.change(passwords.send_reset_link, ident)
        return [mails(desk.store, ident)[-1].subject for ident in (here, there)]

    desk.change(templates.save, "password-reset", "en", subject="House", body="{{ link }}")
    assert subjects() == ["House", "House"]
    desk.change(templates.save, "password-reset", "en", subject="North", body="{{ link }}", reseller="North")
    assert subjects() == ["House", "North"]
    owners = [row.owner for row in desk.ask(templates.listing) if (row.name, row.language) == ("password-reset", "en")]
    assert owners == ["North", "house"]
    desk.change(templates.reset, "password-reset", "en")
    assert subjects() == ["Set a new password", "North"]
    desk.change(templates.reset, "password-reset", "en", reseller="North")
    assert subjects() == ["Set a new password"] * 2
    with pytest.raises(NotFound):
        desk.change(templates.reset, "password-reset", "en")


def test_who_changes_texts(desk: Desk) -> None:
    """R182, R185: who manages the staff; an admin of one reseller changes that reseller's alone."""
    factories.reseller(desk.store, "North")
    north = seat(desk, Role.ADMINISTRATOR, "North")
    with pytest.raises(Forbidden, match="name a reseller"):
        north.change(templates.save, "refund", "en", subject="a", body="b")
    with pytest.raises(Invalid, match="there is no reseller"):
        north.change(templates.save, "refund", "en", subject="a", body="b", reseller="default")
    north.change(templates.save, "refund", "en", subject="a", body="b", reseller="North")
    with pytest.raises(Forbidden):
        seat(desk, Role.SUPPORT).change(templates.save, "refund", "en", subject="a", body="b")


@pytest.mark.parametrize(
    ("subject", "body", "part", "said"),
    [
        ("a", "one\ntwo {{ nme }}\n", "body", "line 2: 'nme' is undefined; there are: order, amount"),
        ("a", "one\n\n{% if order %}x", "body", "line 3: "),
        ("{{ order", "x", "subject", "line 1: "),
        ("a", "{{ customer.__class__ }}", "body", "line 1: access to attribute '__class__'"),
        ("a", "{{ 'x' * 1000000000 }}", "body", "is for small numbers only"),
        ("a", "{% for i in range(9) %}{% endfor %}", "body", "'range' is undefined"),
        ("a", "{% include 'x' %}", "body", "line 1: "),
        ("a", "", "body", "is needed"),
        ("", "x", "subject", "is needed"),
        ("a\u202e", "x", "subject", "U\\+202E"),
        ("a", "\x1b[31m", "body", "U\\+001B"),
    ],
)
def test_mistakes_are_named_with_their_line(sqlite_desk: Desk, subject: str, body: str, part: str, said: str) -> None:
    """R228: nothing is saved, so nothing is sent by it."""
    with pytest.raises(Invalid) as refused:
        sqlite_desk.change(templates.save, "order-paid", "en", subject=subject, body=body)
    assert re.search(said, refused.value.fields[part]), refused.value.fields
    assert [row.owner for row in sqlite_desk.ask(templates.listing) if row.owner != "shipped"] == []


def test_a_mistake_that_shows_late(desk: Desk, add_customer: AddCustomer, post: Post, server: MailSettings) -> None:
    """R228: it stops its own mail alone, which names template and line; mended, the mail leaves after a retry."""
    ident = add_customer(desk)
    body = "Hello\n{% if order == '7' %}{{ nothing }}{% endif %}{{ order }}"
    desk.change(templates.save, "order-paid", "en", subject="Paid", body=body)
    with desk.store.writing() as session:
        for order in (6, 7):
            notifications.write(session, ident, Template.PAID, order=order, amount="1.00 EUR")
    good, bad = mails(desk.store, ident)
    assert (good.state, bad.state, bad.body) == ("queued", "given up", "")
    assert bad.answer == "not sent: template order-paid (en), body, line 2: 'nothing' is undefined"
    assert sent(desk, server).total == 1
    desk.change(templates.reset, "order-paid", "en")
    desk.change(listing.retry, bad.id)
    make_due(desk.store)
    assert sent(desk, server).sent == 1
    assert post.messages[-1]["Subject"] == "Order 7 paid"


def test_two_who_edit_one_text(desk: Desk) -> None:
    """P3: the second sees what the first has saved."""
    desk.change(templates.save, "refund", "en", subject="a", body="b")
    version = desk.ask(templates.read, "refund", "en").version
    desk.change(templates.save, "refund", "en", subject="c", body="d", seen=version)
    with pytest.raises(Conflict) as conflict:
        desk.change(templates.save, "refund", "en", subject="e", body="f", seen=version)
    assert conflict.value.fresh["subject"] == "c"


def test_html_of_ones_own(sqlite_desk: Desk, add_customer: AddCustomer, post: Post, server: MailSettings) -> None:
    """R228: a template's own HTML, and a layout of the house around the others; data stay text there too."""
    desk = sqlite_desk
    ident = add_customer(desk, first_name="<b>Eve</b>")
    desk.change(templates.save, LAYOUT, "en", subject="", body="", html="<main>{{ paragraphs|length }}</main>")
    desk.change(
        templates.save, "password-reset", "en", subject="R", body="{{ link }}",
        html='<a href="{{ link }}">{{ customer.first_name }}</a>',
    )  # fmt: skip
    desk.change(status.send_activation, ident)
    desk.change(passwords.send_reset_link, ident)
    sent(desk, server)
    pages = {str(message["Subject"]): texts_of(message)[1] for message in post.messages}
    assert pages["Activate your account"].startswith("<main>")
    assert re.search(r'<a href="https://my\.example\.org/reset/[\w-]{43}">&lt;b&gt;Eve&lt;/b&gt;</a>', pages["R"])


def test_a_message(desk: Desk, add_customer: AddCustomer, post: Post, server: MailSettings) -> None:
    """R228: seen as it will look, to the address that was chosen, once, with a line in the log; not automatic."""
    ident = add_customer(desk)
    desk.change(emails.add, ident, "second@example.org")
    offer = desk.ask(by_hand.offer, ident)
    message = Message("Your question", "Dear Maria,\n\n<b>yes</b>.", offer.addresses[1][0])
    shown = desk.ask(by_hand.preview, ident, message)
    assert (shown.address, shown.filled.subject) == ("second@example.org", "Your question")
    first = desk.change(by_hand.send, ident, message, request_key="k")
    assert desk.change(by_hand.send, ident, message, request_key="k") == first
    sent(desk, server)
    (came,) = post.messages
    assert (came["To"].addresses[0].addr_spec, came["Auto-Submitted"]) == ("second@example.org", None)
    text, html = texts_of(came)
    assert text.replace("\r\n", "\n") == shown.filled.body
    assert html.replace("\r\n", "\n").strip() == shown.filled.html.strip()
    assert "&lt;b&gt;yes&lt;/b&gt;" in html
    assert actions_of(desk, ident)[-1] == "send message"


def test_a_message_from_a_template(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R228: a text of the house's own name begins it; one that needs an order does not."""
    desk = sqlite_desk
    ident = add_customer(desk, first_name="Eve")
    desk.change(templates.save, "welcome", "en", subject="Welcome", body="Hi {{ customer.first_name }}")
    assert desk.ask(by_hand.offer, ident).templates == ("welcome",)
    assert desk.ask(by_hand.draft, ident, "welcome") == ("Welcome", "Hi Eve")
    with pytest.raises(Invalid, match="'order' is undefined"):
        desk.ask(by_hand.draft, ident, "order-paid")
    with pytest.raises(Invalid, match="there is no such template"):
        desk.ask(by_hand.draft, ident, "nothing")


def test_messages_that_are_none(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R228: every mistake at once; marketing only to who subscribed; no address or document of others."""
    desk = sqlite_desk
    ident, other = add_customer(desk), add_customer(desk)
    with pytest.raises(Invalid) as refused:
        desk.change(by_hand.send, ident, Message("a\r\nBcc: b", "", marketing=True, document_id=1))
    assert set(refused.value.fields) == {"subject", "text", "marketing", "document"}
    theirs = desk.ask(by_hand.offer, other).addresses[0][0]
    with pytest.raises(NotFound):
        desk.change(by_hand.send, ident, Message("a", "b", theirs))
    assert mails(desk.store, ident) == []


def test_marketing_can_be_left(desk: Desk, add_customer: AddCustomer, post: Post, server: MailSettings) -> None:
    """R231: List-Unsubscribe by one click; who left before it went gets nothing; the link ends no other."""
    ident = add_customer(desk)
    email_id = desk.ask(by_hand.offer, ident).addresses[0][0]
    desk.change(subscriptions.change, ident, email_id, Marketing.SUBSCRIBED)
    for number in range(2):
        desk.change(by_hand.send, ident, Message(f"News {number}", "Buy", marketing=True))
    sent(desk, server)
    pages = [
        re.fullmatch(r"<https://my\.example\.org/unsubscribe/[\w-]{43}>", str(one["List-Unsubscribe"]))
        for one in post.messages
    ]
    assert all(pages)
    for message, page in zip(post.messages, pages, strict=True):
        assert page is not None
        link, (text, html) = page[0].strip("<>"), texts_of(message)
        assert text.replace("\r\n", "\n").endswith(f"Buy\n\nNo more news and offers to this address:\n{link}\n")
        assert f'<a href="{link}">{link}</a>' in html
    assert {one["List-Unsubscribe-Post"] for one in post.messages} == {"List-Unsubscribe=One-Click"}
    kept = stored(desk.store, PersonalLink, purpose="unsubscribe")
    assert [(one.email_id, one.used_at) for one in kept] == [(email_id, None)] * 2
    desk.change(by_hand.send, ident, Message("News 2", "Buy", marketing=True))
    desk.change(subscriptions.change, ident, email_id, Marketing.UNSUBSCRIBED)
    assert sent(desk, server).total == 0
    assert stored(desk.store, OutgoingMail)[-1].answer == "not sent: the address is not subscribed any more"


def test_a_template_cannot_grow_without_end() -> None:
    """R228: what a loop makes is bounded."""
    source = Source(
        "x", "en", "a", "{% for a in customer.name %}{% for b in customer.name %}{{ text }}{% endfor %}{% endfor %}"
    )
    layout = mail_texts.shipped(LAYOUT, "en")
    assert layout is not None
    with pytest.raises(TemplateMistake, match="more than 200,000"):
        filling.fill(source, layout, {"customer": {"name": "x" * 1000}, "text": "y", "language": "en"})


def test_the_language_of_resellers(desk: Desk) -> None:
    """R228: set by who manages them."""
    desk.change(preferences.set_reseller_language, "Default", "de")
    assert [one.language for one in stored(desk.store, Reseller)] == ["de"]
