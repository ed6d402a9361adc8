"""`billia mails deliver|list|show|retry` as commands; a deliverer that is killed at each step (R225, R226)."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from billia_tui.db.models import OutgoingMail
from billia_tui.db.store import open_store
from billia_tui.operations.desk import Desk
from billia_tui.operations.mails import queue
from billia_tui.vocabulary import MailState
from tests.cli.conftest import Billia
from tests.cli.forked import program
from tests.operations.mails.kit import forget, make_due, of, put
from tests.operations.mails.server import Post, serving
from tests.operations.mails.test_bounces import report


@pytest.fixture
def post() -> Post:
    """What the server gets."""
    return Post()


@pytest.fixture
def port(post: Post) -> Iterator[int]:
    """Its port."""
    with serving(post) as number:
        yield number


@pytest.fixture
def configured(home: Path, port: int) -> Path:
    """The settings file with this server."""
    file = home / "config" / "billia" / "config.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(
        f'[mail]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nsender = "Billing <billing@example.org>"\n'
        'links = "http://127.0.0.1:1"\nconnections = 1\n'
    )
    return file


@pytest.fixture
def desk(maria: str, store: Path) -> Iterator[Desk]:
    """The desk of the command's store, with Maria in it."""
    opened = open_store(str(store))
    with opened.writing() as session:
        session.execute(update(OutgoingMail).values(state=MailState.SENT, next_at=None))
    yield Desk(opened, int(maria))
    opened.close()


def test_from_the_queue_to_the_server(desk: Desk, configured: Path, post: Post, billia: Billia) -> None:
    """R225, R226: listed by state, rehearsed, handed over, shown with the server's answer, tried again."""
    good, bad = put(desk, 1, "a@example.org", "never@example.org")
    rehearsed = billia("mails", "deliver", "--dry-run")
    assert (rehearsed.exit_code, "a@example.org" in rehearsed.stdout, post.messages) == (0, True, [])
    done = billia("mails", "deliver")
    assert (done.exit_code, done.stdout) == (1, "sent 1, to be tried again 0, given up 1\n")
    listed = json.loads(billia("mails", "list", "--state", "given up", "--json").stdout)["rows"]
    assert [(row["customer_id"], row["answer"]) for row in listed] == [(1, "550 nobody of that name")]
    shown = billia("mails", "show", str(good)).stdout
    assert "250 2.0.0 queued as 1" in shown
    again = billia("mails", "retry", str(bad))
    assert again.stdout == f"mail {bad} to never@example.org is queued\n"
    assert billia("mails", "retry", str(good)).exit_code == 1
    assert "state: is one of queued" in billia("mails", "list", "--state", "lost").stderr
    assert billia("mails", "list", "1", "--state", "sent").stdout.count("\n") == 3
    assert json.loads(billia("mails", "deliver", "--json").stdout)["given_up"] == 1


def test_without_settings(desk: Desk, billia: Billia) -> None:
    """R225: it says so, sends nothing, and exits with 1."""
    put(desk, 1, "a@example.org")
    done = billia("mails", "deliver")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("billia: no mail leaves: the settings name no mail server")
    assert "no mail leaves" in billia("mails", "deliver", "--dry-run").stderr


@pytest.mark.parametrize("step", ["ehlo", "mail", "rcpt", "data", "answer"])
def test_killed_at_each_step(desk: Desk, configured: Path, post: Post, billia: Billia, step: str) -> None:
    """R226, P6: what is told is true: a mail that may have arrived is named so, and no other arrives twice."""
    (mail_id,) = put(desk, 1, "a@example.org")
    deliverer = program("mails", "deliver")

    def kill(at: str) -> None:
        if at == step:
            deliverer.kill()

    post.step = kill
    deliverer.start()
    deliverer.join(60)
    assert deliverer.exitcode == -signal.SIGKILL
    post.step = lambda _: None
    mail = of(desk.store, mail_id)
    assert (mail.state, mail.handed_at is not None) == (MailState.SENDING, step != "ehlo")
    forget(desk.store)
    assert billia("mails", "deliver").exit_code == 0
    told = of(desk.store, mail_id)
    if step == "ehlo":
        assert (told.state, told.tries) == ("sent", 1)
    else:
        assert (told.state, told.answer) == ("failed", queue.IN_DOUBT)
        make_due(desk.store)
        assert billia("mails", "deliver").exit_code == 0
    assert of(desk.store, mail_id).state == "sent"
    assert len(post.messages) == 1 + (step in {"data", "answer"})
    assert len(set(post.ids())) == 1


def test_watching_ends_when_told(desk: Desk, configured: Path, post: Post) -> None:
    """R225: with --watch it goes on, and SIGTERM ends it after what is under way."""
    (mail_id,) = put(desk, 1, "a@example.org")
    watcher = subprocess.Popen(
        [sys.executable, "-m", "billia_tui", "mails", "deliver", "--watch"], stdout=subprocess.PIPE, text=True
    )
    assert watcher.stdout is not None
    assert watcher.stdout.readline() == "sent 1, to be tried again 0, given up 0\n"
    watcher.send_signal(signal.SIGTERM)
    assert watcher.wait(60) == 0
    watcher.stdout.close()
    assert of(desk.store, mail_id).state == "sent"


def test_a_message_from_the_command_line(desk: Desk, configured: Path, post: Post, billia: Billia) -> None:
    """R228: shown as it will look, sent, with a key only once."""
    shown = billia("mails", "message", "1", "Yes.", "--subject", "Your question", "--preview")
    assert "subject  Your question" in shown.stdout
    for _ in range(2):
        done = billia("mails", "message", "1", "Yes.", "--subject", "Your question", "--request-id", "k")
        assert done.exit_code == 0, done.output
    assert billia("mails", "deliver").stdout.startswith("sent 1,")
    assert (
        billia("mails", "message", "1", "", "--subject", "").stderr == "billia: subject: is needed; text: is needed\n"
    )


def test_texts_as_files(maria: str, home: Path, billia: Billia) -> None:
    """R228: shown as a file, saved from one, with the line of a mistake; given back; the HTML for a browser."""
    shown = billia("mails", "templates", "show", "order-paid", "--language", "de").stdout
    assert shown.startswith("Subject: Bestellung {{ order }} bezahlt\n\nGuten Tag")
    file = home / "text.txt"
    file.write_text(shown.replace("bezahlt", "bezahlt!"))
    assert billia("mails", "templates", "save", "order-paid", "--language", "de", "--file", str(file)).exit_code == 0
    page = home / "page.html"
    told = billia("mails", "preview", "order-paid", "--language", "de", "--output", str(page))
    assert told.stdout.startswith("Subject: Bestellung 1234 bezahlt!\n")
    assert "<p>Guten Tag Maria Köhler,</p>" in page.read_text("utf-8")
    file.write_text("Subject: x\n\nfine\n{{ nothing }}\n")
    wrong = billia("mails", "templates", "save", "order-paid", "--file", str(file))
    assert (wrong.exit_code, "body: line 2: 'nothing' is undefined" in wrong.stderr) == (1, True)
    assert billia("mails", "templates", "reset", "order-paid", "--language", "de").exit_code == 0
    assert " house " not in billia("mails", "templates", "list").stdout


def test_what_came_back(desk: Desk, configured: Path, post: Post, billia: Billia) -> None:
    """R229: from standard input; what is no report is said and is no error."""
    (mail_id,) = put(desk, 1, "m.kohler@example.org")
    billia("mails", "deliver")
    done = billia("mails", "bounce", input=report(of(desk.store, mail_id).message_id))
    assert (done.exit_code, done.stdout.startswith(f"mail {mail_id} of customer 1 came back: 550 5.1.1")) == (0, True)
    for listed in (billia("mails", "list"), billia("mails", "list", "1")):
        assert f"{of(desk.store, mail_id).bounced_at:%Y-%m-%d %H:%M}" in listed.stdout.splitlines()[1][60:]
    ignored = billia("mails", "bounce", input=b"Subject: hello\n\nHello")
    assert (ignored.exit_code, "no report" in ignored.stderr) == (0, True)


def test_preferences_and_days(maria: str, billia: Billia) -> None:
    """R228, R230."""
    assert billia("mails", "preferences", maria, "--language", "de", "--reminders", "off").exit_code == 0
    assert "nothing to change" in billia("mails", "preferences", maria, "--language", "de").stdout
    assert billia("mails", "reseller-language", "default", "de").stdout == "default: de\n"
    assert "unpaid orders, days after      3, 7, 14" in billia("mails", "reminders").stdout
    assert "none" in billia("mails", "reminders", "--suspended", "none", "--orders", "5").stdout
    assert json.loads(billia("mails", "reminders", "--json").stdout)["orders"] == [5]
    assert billia("mails", "reminders", "--orders", "x").exit_code == 2
