"""Mail is handed over: once, with its headers, and tried again where a server asks for it (R225, R226)."""

import itertools
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import event

from billia_tui import clock
from billia_tui.db.models import OutgoingMail, PersonalLink, StoreSetting
from billia_tui.db.store import Store, open_store
from billia_tui.errors import Refused, StoreBusy, StoreGone
from billia_tui.operations.customers import password as passwords
from billia_tui.operations.customers import status
from billia_tui.operations.customers.editing import AfterAdding
from billia_tui.operations.desk import Desk
from billia_tui.operations.mails import links, listing, queue
from billia_tui.operations.mails import run as delivery
from billia_tui.operations.mails.as_sent import QUOTED
from billia_tui.operations.mails.deliver import EACH, Delivery
from billia_tui.operations.mails.line import LOST, UNANSWERED
from billia_tui.operations.messages import mail_health, outbox
from billia_tui.operations.store import runs
from billia_tui.settings.mail import Mailbox, MailSettings
from billia_tui.vocabulary import MailState
from tests.conftest import AddCustomer
from tests.operations.kit import actions_of, stored
from tests.operations.mails.kit import forget, make_due, of, put, sent, states
from tests.operations.mails.server import Post
from tests.operations.together import url_of


def test_a_mail_leaves_with_its_headers(
    desk: Desk, add_customer: AddCustomer, post: Post, server: MailSettings
) -> None:
    """R225, R226: one line for many; Date, Message-ID, From, To, Reply-To, Auto-Submitted; time and answer are kept."""
    ident = add_customer(desk, first_name="Jürgen", last_name="Łącki")
    ids = put(
        desk, ident, *(f"a{number}@example.org" for number in range(5)), subject="Über uns", body="Grüße\n.\nEnde"
    )
    done = sent(desk, replace(server, connections=1, reply_to=Mailbox("", "help@example.org")))
    assert (done.sent, done.failed, done.given_up, done.failure) == (5, 0, 0, "")
    assert (post.connections, len(post.messages)) == (1, 5)
    message = post.messages[0]
    assert message["From"] == "Billing <billing@example.org>"
    assert message["To"] == "Jürgen Łącki <a0@example.org>"
    assert message["Reply-To"] == "help@example.org"
    assert message["Subject"] == "Über uns"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime is not None
    assert message["List-Unsubscribe"] is None
    assert message.get_content().replace("\r\n", "\n") == "Grüße\n.\nEnde\n"
    assert all(line.isascii() and len(line) < 1000 for line in post.raw[0].split(b"\r\n"))
    assert post.envelopes[0] == ("billing@example.org", "a0@example.org")
    assert len(set(post.ids())) == 5
    mail = of(desk.store, ids[0])
    assert (mail.state, mail.tries, mail.answer) == ("sent", 1, "250 2.0.0 queued as 1")
    assert mail.message_id in post.ids()
    assert mail.finished_at is not None


def test_what_servers_answer(desk: Desk, add_customer: AddCustomer, post: Post, server: MailSettings) -> None:
    """R226: 4xx is tried again, 5xx is given up at once; one bad address of ten stops no other."""
    ident = add_customer(desk)
    good = [f"a{number}@example.org" for number in range(8)]
    put(desk, ident, *good[:4], "never@example.org", *good[4:], "later@example.org")
    done = sent(desk, server)
    assert (done.sent, done.failed, done.given_up, done.failure) == (8, 1, 1, "")
    (never,) = stored(desk.store, OutgoingMail, address="never@example.org")
    (later,) = stored(desk.store, OutgoingMail, address="later@example.org")
    assert (never.state, never.answer, never.next_at) == ("given up", "550 nobody of that name", None)
    assert (later.state, later.answer) == ("failed", "451 try later, please")
    assert later.next_at - later.first_tried_at == timedelta(minutes=1)
    assert sent(desk, server).total == 0


def test_times_of_tries(
    sqlite_desk: Desk, add_customer: AddCustomer, server: MailSettings, frozen: time_machine.Traveller
) -> None:
    """R226: after 1, 5, 30 min, 2, 8, 24 h; then it is given up, 48 h after the first try."""
    (ident,) = put(sqlite_desk, add_customer(sqlite_desk), "later@example.org")
    waits = []
    while True:
        assert sent(sqlite_desk, server).total == 1
        mail = of(sqlite_desk.store, ident)
        if mail.next_at is None:
            break
        waits.append(mail.next_at - clock.now())
        frozen.move_to(mail.next_at)
    minutes = [wait.total_seconds() / 60 for wait in waits]
    assert minutes[:6] == [1, 5, 30, 120, 480, 1440]
    assert sum(minutes) == 48 * 60
    assert (mail.state, mail.answer) == ("given up", "451 try later, please")


def test_greylisting(sqlite_desk: Desk, add_customer: AddCustomer, post: Post, server: MailSettings) -> None:
    """R226: who asks to come again gets the same message, once."""
    (ident,) = put(sqlite_desk, add_customer(sqlite_desk), "grey@example.org")
    assert sent(sqlite_desk, server).failed == 1
    first = of(sqlite_desk.store, ident).message_id
    make_due(sqlite_desk.store)
    assert sent(sqlite_desk, server).sent == 1
    assert post.ids() == [first]


@pytest.mark.parametrize(("word", "told"), [("hangs", LOST), ("silent", UNANSWERED)])
def test_a_server_that_hangs(
    sqlite_desk: Desk, add_customer: AddCustomer, post: Post, server: MailSettings, word: str, told: str
) -> None:
    """R225, R226: before or after the text; waited for as the settings say; the others leave over a new line."""
    hangs, other = put(sqlite_desk, add_customer(sqlite_desk), f"{word}@example.org", "a@example.org")
    done = sent(sqlite_desk, replace(server, timeout=1, connections=1))
    assert (done.sent, done.failed) == (1, 1)
    assert of(sqlite_desk.store, hangs).answer == told
    assert of(sqlite_desk.store, other).state == "sent"
    make_due(sqlite_desk.store)
    assert sent(sqlite_desk, server).sent == 1
    assert sorted(map(post.ids().count, set(post.ids()))) == ([1, 2] if word == "silent" else [1, 1])


@pytest.mark.parametrize(
    ("word", "told", "arrived"),
    [("closes", (LOST, "421 closing"), 1), ("drops", (LOST, UNANSWERED), 1), ("dies", (UNANSWERED,), 2)],
)
def test_a_server_that_hangs_up(
    sqlite_desk: Desk,
    add_customer: AddCustomer,
    post: Post,
    server: MailSettings,
    word: str,
    told: tuple[str, ...],
    arrived: int,
) -> None:
    """R226: at the address, when the text is to come, before its answer: what may have arrived says so."""
    lost, other = put(sqlite_desk, add_customer(sqlite_desk), f"{word}@example.org", "a@example.org")
    done = sent(sqlite_desk, replace(server, connections=1))
    assert (done.sent, done.failed, done.failure) == (1, 1, "")
    assert of(sqlite_desk.store, lost).answer in told
    make_due(sqlite_desk.store)
    assert sent(sqlite_desk, server).sent == 1
    assert post.ids().count(of(sqlite_desk.store, other).message_id) == 1
    assert post.ids().count(of(sqlite_desk.store, lost).message_id) == arrived  # known by its Message-ID


def test_a_text_that_is_refused_for_now(
    sqlite_desk: Desk, add_customer: AddCustomer, post: Post, server: MailSettings
) -> None:
    """R226: 4xx after the text is tried again over the same line, and nothing is in doubt."""
    full, _ = put(sqlite_desk, add_customer(sqlite_desk), "full@example.org", "a@example.org")
    done = sent(sqlite_desk, replace(server, connections=1))
    assert (done.sent, done.failed, post.connections) == (1, 1, 1)
    assert of(sqlite_desk.store, full).answer == "452 4.3.1 no room"
    make_due(sqlite_desk.store)
    assert sent(sqlite_desk, server).sent == 1
    assert len(set(post.ids())) == len(post.messages) == 2


def test_nobody_there(sqlite_desk: Desk, add_customer: AddCustomer, server: MailSettings) -> None:
    """R225, R226: a server that cannot be reached is no try of any mail; it is said until it is back."""
    (ident,) = put(sqlite_desk, add_customer(sqlite_desk), "a@example.org")
    done = delivery.deliver(sqlite_desk, replace(server, port=1), look=lambda at: f"nobody at {at}")
    assert done.failure.startswith("the mail server cannot be reached")
    mail = of(sqlite_desk.store, ident)
    assert (mail.state, mail.tries, mail.claimed_by) == ("queued", 0, "")
    with sqlite_desk.store.reading() as session:
        health = mail_health.read(session)
        assert (health.failure, health.link_pages) == (done.failure, f"nobody at {server.links}")
    assert sent(sqlite_desk, server).sent == 1
    with sqlite_desk.store.reading() as session:
        health = mail_health.read(session)
        assert (health.waiting, health.failure, health.link_pages) == (0, "", "")
        assert runs.last(session, runs.Run.DELIVER) is not None


def test_a_limit(sqlite_desk: Desk, add_customer: AddCustomer, post: Post, server: MailSettings) -> None:
    """R225: no more than asked for; the oldest first, and the rest is not touched."""
    put(sqlite_desk, add_customer(sqlite_desk), *(f"a{number}@example.org" for number in range(5)))
    assert delivery.deliver(sqlite_desk, server, limit=2).sent == 2
    assert states(sqlite_desk.store) == ["sent", "sent", "queued", "queued", "queued"]


def test_a_limit_over_a_busy_store(
    sqlite_desk: Desk, add_customer: AddCustomer, post: Post, server: MailSettings
) -> None:
    """R225: a claim that the store could not take, and that is made again, counts once."""
    put(sqlite_desk, add_customer(sqlite_desk), *(f"a{number}@example.org" for number in range(EACH + 3)))
    commits = itertools.count()

    def busy(_: object) -> None:
        if next(commits) % 2:  # the first one begins the delivery
            raise StoreBusy("busy")

    event.listen(sqlite_desk.store.engine, "commit", busy)
    assert delivery.deliver(sqlite_desk, replace(server, connections=1), limit=EACH + 2).sent == EACH + 2


def test_bounded_lines(sqlite_desk: Desk, add_customer: AddCustomer, post: Post, server: MailSettings) -> None:
    """R225: never more lines at a time than the settings say."""
    put(sqlite_desk, add_customer(sqlite_desk), *(f"a{number}@example.org" for number in range(40)))
    assert sent(sqlite_desk, replace(server, connections=3)).sent == 40
    assert post.most_open <= 3


def test_three_at_once(store: Store, desk: Desk, add_customer: AddCustomer, post: Post, server: MailSettings) -> None:
    """R225, R226: they share the work, and nothing arrives twice."""
    ident = add_customer(desk)
    put(desk, ident, *(f"a{number}@example.org" for number in range(90)))
    stores = [open_store(url_of(store)) for _ in range(3)]
    done = []

    def one(own: Store) -> None:
        done.append(Delivery(own, None, server).run())

    threads = [threading.Thread(target=one, args=(own,)) for own in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for own in stores:
        own.close()
    assert sum(one.sent for one in done) == 90
    assert (len(post.messages), len(set(post.ids()))) == (90, 90)
    assert states(store) == ["sent"] * 90


def test_nothing_is_locked_while_a_server_answers(
    store: Store, desk: Desk, add_customer: AddCustomer, post: Post, server: MailSettings
) -> None:
    """R225, P6: at each step of the conversation somebody else changes the very mail that is under way."""
    (mail_id,) = put(desk, add_customer(desk), "a@example.org")
    other, steps = open_store(url_of(store)), list[str]()

    def step(at: str) -> None:
        with other.writing() as session:
            mail = session.get_one(OutgoingMail, mail_id, with_for_update={"nowait": True})
            mail.reason = at
            steps.append(f"{at} {mail.state}")

    post.step = step
    assert sent(desk, server).sent == 1
    other.close()
    assert steps == [f"{at} sending" for at in ("ehlo", "mail", "rcpt", "data", "answer")]
    assert (of(desk.store, mail_id).reason, of(desk.store, mail_id).state) == ("answer", "sent")


def test_a_store_that_goes_away_meanwhile(
    sqlite_desk: Desk, add_customer: AddCustomer, post: Post, server: MailSettings
) -> None:
    """R226, P7: the run ends and says so, though its only line waits for the store; the mail is in doubt after that."""
    (mail_id,) = put(sqlite_desk, add_customer(sqlite_desk), "a@example.org")
    file = Path(sqlite_desk.store.place)
    away = file.with_name("away.db")

    def step(at: str) -> None:
        if at == "answer":
            file.rename(away)

    post.step = step
    with pytest.raises(StoreGone):
        sent(sqlite_desk, replace(server, connections=1))
    away.rename(file)
    store = open_store(str(file))
    forget(store)
    assert Delivery(store, None, server).run().doubts == 1
    assert of(store, mail_id).answer == queue.IN_DOUBT
    store.close()


def test_what_a_process_leaves_behind(desk: Desk, add_customer: AddCustomer, post: Post, server: MailSettings) -> None:
    """R226: what was only claimed goes back as it was; what was handed over is named as in doubt, then tried again."""
    ident = add_customer(desk)
    claimed, handed = put(desk, ident, "a@example.org", "b@example.org")
    with desk.store.writing() as session:
        jobs = queue.claim(session, None, "gone", 2, server)
        queue.hand(session, "gone", jobs[1:])
    assert sent(desk, server).total == 0  # both are still claimed
    forget(desk.store)
    done = sent(desk, server)
    assert (done.sent, done.doubts) == (1, 1)
    assert of(desk.store, claimed).tries == 1
    doubtful = of(desk.store, handed)
    assert (doubtful.state, doubtful.answer) == ("failed", queue.IN_DOUBT)
    make_due(desk.store)
    assert sent(desk, server).sent == 1
    assert of(desk.store, handed).message_id == jobs[1].message_id


def test_links_are_made_when_a_mail_leaves(
    desk: Desk, add_customer: AddCustomer, post: Post, server: MailSettings
) -> None:
    """R227, P8: in the delivered text alone; the store keeps the hash, and the newer one ends the older."""
    ident = add_customer(desk, then=AfterAdding.SEND_ACTIVATION)
    desk.change(passwords.send_reset_link, ident)
    assert stored(desk.store, PersonalLink) == []
    sent(desk, replace(server, connections=1))
    bodies = [message.get_body(("plain",)) for message in post.messages]
    texts = [body.get_content() for body in bodies if body is not None]
    activation, reset = (text.split("https://my.example.org/")[1].split()[0] for text in texts)
    kept = {one.purpose: one for one in stored(desk.store, PersonalLink)}
    for text, purpose, path in ((activation, "activation", "activate"), (reset, "password reset", "reset")):
        assert text.startswith(f"{path}/")
        token = text.partition("/")[2]
        assert kept[purpose].token_hash == links.digest(token)
        for mail in stored(desk.store, OutgoingMail):
            assert token not in mail.body + mail.answer
            assert outbox.LINK in mail.body
    now = clock.now()
    assert timedelta(days=6) < kept["activation"].expires_at - now <= timedelta(days=7)
    assert timedelta(minutes=20) < kept["password reset"].expires_at - now <= timedelta(minutes=30)
    desk.change(status.send_activation, ident)
    sent(desk, server)
    first, second = stored(desk.store, PersonalLink, purpose="activation")
    assert first.expires_at <= clock.now() < second.expires_at


def test_an_answer_with_the_text_in_it(sqlite_desk: Desk, add_customer: AddCustomer, server: MailSettings) -> None:
    """P8: a server that quotes our text does not bring the link into the store."""
    desk = sqlite_desk
    ident = add_customer(desk, email="refused@example.org", then=AfterAdding.SEND_ACTIVATION)
    sent(desk, server)
    (mail,) = stored(desk.store, OutgoingMail, customer_id=ident)
    assert mail.state == "given up"
    assert mail.answer == f"554 {QUOTED}"


def test_what_must_not_leave_any_more(
    sqlite_desk: Desk, add_customer: AddCustomer, post: Post, server: MailSettings
) -> None:
    """R12, R45: no link to a Blocked or Active customer, nothing to a deleted one; it says why."""
    desk = sqlite_desk
    blocked, active = (add_customer(desk, then=AfterAdding.SEND_ACTIVATION) for _ in range(2))
    desk.change(status.block, blocked)
    desk.change(status.activate, active)
    sent(desk, server)
    assert post.messages == []
    said = {one.customer_id: (one.state, one.answer) for one in stored(desk.store, OutgoingMail)}
    assert said == {
        blocked: ("given up", "not sent: the account is not Inactive any more"),
        active: ("given up", "not sent: the account is not Inactive any more"),
    }


def test_a_demo_sends_nothing(sqlite_desk: Desk, add_customer: AddCustomer, post: Post, server: MailSettings) -> None:
    """R225: nor does a store without settings; both say so."""
    put(sqlite_desk, add_customer(sqlite_desk), "a@example.org")
    with pytest.raises(Refused, match="no mail leaves: the settings name no mail server"):
        delivery.deliver(sqlite_desk, None)
    with sqlite_desk.store.writing() as session:
        session.add(StoreSetting(name="demo", value="yes"))
    with pytest.raises(Refused, match="no mail leaves a demo store"):
        sent(sqlite_desk, server)
    assert states(sqlite_desk.store) == ["queued"]
    assert post.messages == []


def test_tried_again_by_hand(desk: Desk, add_customer: AddCustomer, post: Post, server: MailSettings) -> None:
    """R226: what was given up is queued anew with a line in the log; what was sent is not."""
    ident = add_customer(desk)
    (mail_id,) = put(desk, ident, "never@example.org")
    with pytest.raises(Refused, match="on its way already"):
        desk.change(listing.retry, mail_id)
    sent(desk, server)
    desk.change(listing.retry, mail_id)
    mail = of(desk.store, mail_id)
    assert (mail.state, mail.tries, mail.next_at is not None) == (MailState.QUEUED, 0, True)
    assert "retry mail" in actions_of(desk, ident)
    (other,) = put(desk, ident, "a@example.org")
    sent(desk, server)
    with pytest.raises(Refused, match="was sent"):
        desk.change(listing.retry, other)
