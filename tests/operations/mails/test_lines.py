"""The line to the mail server: encrypted, verified, signed in, with settings that hold (R225, P8)."""

from dataclasses import replace
from pathlib import Path

import pytest

from billia_tui.operations.desk import Desk
from billia_tui.settings import mail
from billia_tui.settings.config import BadSettings
from billia_tui.settings.mail import Mailbox, Security
from billia_tui.settings.model import Settings
from tests.conftest import AddCustomer
from tests.operations.mails.kit import of, put, sent, states
from tests.operations.mails.server import TRUSTED, Post, greeting_alone, serving, settings


@pytest.mark.parametrize("implicit", [False, True], ids=["starttls", "tls"])
@pytest.mark.parametrize("certificate", ["localhost", "other"])
def test_certificates(
    sqlite_desk: Desk, add_customer: AddCustomer, post: Post, certificate: str, *, implicit: bool
) -> None:
    """R225: over TLS from the start or by STARTTLS; one for another name gets nothing, and no try is counted."""
    (ident,) = put(sqlite_desk, add_customer(sqlite_desk), "a@example.org")
    with serving(post, certificate=certificate, implicit=implicit) as port:
        security = Security.TLS if implicit else Security.STARTTLS
        done = sent(sqlite_desk, settings(port, host="localhost", security=security, ca_file=TRUSTED))
    if certificate == "localhost":
        assert (done.sent, done.failure) == (1, "")
        return
    assert done.failure.startswith("the mail server's encryption cannot be trusted: Hostname mismatch")
    assert (states(sqlite_desk.store), of(sqlite_desk.store, ident).tries) == (["queued"], 0)
    assert post.messages == []


def test_an_unknown_authority(sqlite_desk: Desk, add_customer: AddCustomer, post: Post) -> None:
    """R225: a certificate that nobody vouches for gets nothing either."""
    put(sqlite_desk, add_customer(sqlite_desk), "a@example.org")
    with serving(post, certificate="localhost") as port:
        done = sent(sqlite_desk, settings(port, host="localhost", security=Security.STARTTLS))
    assert "self-signed" in done.failure.replace("self signed", "self-signed")
    assert post.messages == []


def test_no_encryption_where_it_is_asked_for(sqlite_desk: Desk, add_customer: AddCustomer, post: Post) -> None:
    """R225: without STARTTLS nothing is said in the open instead."""
    put(sqlite_desk, add_customer(sqlite_desk), "a@example.org")
    with serving(post) as port:
        done = sent(sqlite_desk, settings(port, security=Security.STARTTLS))
    assert "cannot do what the settings ask for" in done.failure
    assert post.messages == []


OPEN = "ignore:Requiring AUTH while not requiring TLS:UserWarning"
"""What the server of the test says of itself; on loopback it does not matter."""


@pytest.mark.filterwarnings(OPEN)
@pytest.mark.parametrize("good", [True, False])
def test_signing_in(sqlite_desk: Desk, add_customer: AddCustomer, post: Post, tmp_path: Path, *, good: bool) -> None:
    """R225, P8: the password comes from its file and is in no message."""
    put(sqlite_desk, add_customer(sqlite_desk), "a@example.org")
    secret, password = tmp_path / "password", "right" if good else "wrong"
    secret.write_text(f"{password}\n")
    with serving(post, auth=True) as port:
        done = sent(sqlite_desk, settings(port, user="billia", password_file=secret))
    assert done.sent == good
    assert done.failure == ("" if good else "the mail server refuses the user or password (535)")
    assert states(sqlite_desk.store) == ["sent" if good else "queued"]


@pytest.mark.filterwarnings(OPEN)
def test_a_server_that_wants_a_sign_in(sqlite_desk: Desk, add_customer: AddCustomer, post: Post) -> None:
    """R226: "sign in first" is about the settings: no mail is given up for it."""
    put(sqlite_desk, add_customer(sqlite_desk), "a@example.org")
    with serving(post, auth=True) as port:
        done = sent(sqlite_desk, settings(port))
    assert done.failure.startswith("the mail server does not let us send: 530")
    assert states(sqlite_desk.store) == ["queued"]


@pytest.mark.parametrize(
    "greeting", [b"421 mx.example.org too busy\r\n", b"554 mx.example.org no mail from you\r\n", b""]
)
def test_a_server_that_takes_nobody(sqlite_desk: Desk, add_customer: AddCustomer, greeting: bytes) -> None:
    """R226: what it says instead of a greeting is about all mails: none is tried or given up, and it is told."""
    put(sqlite_desk, add_customer(sqlite_desk), "a@example.org")
    with greeting_alone(greeting) as port:
        done = sent(sqlite_desk, settings(port, connections=1))
    assert done.total == 0
    said = f"the mail server says {greeting.decode().strip()}" if greeting else "the mail server cannot be reached"
    assert done.failure.startswith(said)
    assert states(sqlite_desk.store) == ["queued"]


def test_the_password_of_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """R225, P8: of a file or the environment; what represents the settings does not hold it."""
    monkeypatch.setenv("BILLIA_MAIL_PASSWORD", "hush")
    made = settings(25, user="billia")
    assert made.password() == "hush"
    assert "hush" not in repr(made)
    with pytest.raises(BadSettings, match="password_file cannot be read"):
        replace(made, password_file=tmp_path / "none").password()


FULL = {
    "host": "mail.example.org", "sender": "Billing <billing@example.org>", "links": "https://my.example.org/",
    "senders": {"North": "North Ltd <north@example.org>"}, "bounces": "bounces@example.org", "timeout": 20,
}  # fmt: skip


def read(**values: object) -> mail.MailSettings | None:
    """The settings of such a table."""
    return mail.read(Settings("x", "ana", mail=values))


def test_settings() -> None:
    """R225: a sender per reseller; ports follow the encryption; without host, sender and links there are none."""
    made = read(**FULL)
    assert made is not None
    assert (made.port, made.security, made.links) == (587, Security.STARTTLS, "https://my.example.org")
    assert made.sender_of("NORTH") == Mailbox("North Ltd", "north@example.org")
    assert made.sender_of("South").address == "billing@example.org"
    for name in ("host", "sender", "links"):
        assert read(**{key: value for key, value in FULL.items() if key != name}) is None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"hots": "x"}, "there is no setting 'hots'; did you mean 'host'"),
        ({"port": "25"}, "port takes a whole number"),
        ({"port": 70000}, "port takes a whole number"),
        ({"security": "ssl"}, "security takes starttls, tls, none"),
        ({"sender": "nobody"}, "sender takes an address"),
        ({"sender": "A <a@b>\r\nBcc: c@d"}, "sender takes an address"),
        ({"links": "javascript:alert(1)"}, "links takes the address"),
        ({"links": "https://a/?x"}, "links takes the address"),
        ({"senders": ["x"]}, "senders is a table"),
        ({"password_file": "secret"}, "takes a whole path"),
        ({"user": "u", "security": "none"}, "would cross the network"),
    ],
)
def test_settings_that_are_none(wrong: dict[str, object], said: str) -> None:
    """R225: each mistake is named."""
    with pytest.raises(BadSettings, match=said):
        read(**{**FULL, **wrong})
