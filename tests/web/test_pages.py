"""The pages behind the links: what they show and do, and what every answer says to a browser (R4, R83, R94, R231)."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from billia_tui.db.models import Customer, Email, Reseller
from billia_tui.operations import password_hashes
from billia_tui.operations.customers import subscriptions
from billia_tui.operations.links import tries
from billia_tui.vocabulary import CustomerStatus, LinkPurpose, Marketing
from billia_tui.web import texts
from tests.conftest import AddCustomer
from tests.operations.kit import customer, everything, log_of, stored
from tests.terminal.hostile import STRINGS
from tests.web.kit import BOTH, GOOD, Pages, path_of, tags, words

ACTIVATION, RESET, UNSUBSCRIBE = LinkPurpose
GERMAN = {"accept-language": "de-AT,de;q=0.9,en;q=0.5"}
ALLOWED_TAGS = {
    "html", "head", "meta", "title", "style", "body", "main", "p", "bdi", "h1", "form", "strong", "input", "label",
    "br", "footer", "a", "div", "ul", "li",
}  # fmt: skip


@pytest.fixture
def maria(pages: Pages, add_customer: AddCustomer) -> int:
    """An Inactive customer."""
    return add_customer(pages.desk, username="maria")


def subscribed(pages: Pages, ident: int) -> Email:
    """The customer's address, which gets marketing."""
    email: Email = stored(pages.desk.store, Email, customer_id=ident)[0]
    if email.marketing != Marketing.SUBSCRIBED:
        pages.desk.change(subscriptions.change, ident, email.id, Marketing.SUBSCRIBED)
    return email


def test_activation(pages: Pages, maria: int) -> None:
    """R4: a form, a password, an Active customer."""
    path = path_of(pages.desk.store, maria, ACTIVATION)
    opened = pages.client.get(path)
    assert opened.status_code == 200
    assert 'value="maria"' in opened.text
    assert words(opened).startswith("Default Set a password and activate your account Account maria New password")
    before = everything(pages.desk.store)
    pages.client.get(path)
    pages.client.head(path)
    assert everything(pages.desk.store) == before, "opening a link changes nothing: mail scanners do"
    done = pages.client.post(path, data=BOTH)
    assert (done.status_code, words(done)) == (
        200,
        "Your account is active The password is set. You can sign in with it now. Sign in",
    )
    row = customer(pages.desk.store, maria)
    assert (row.status, password_hashes.matches(row.password_hash or "", GOOD)) == (CustomerStatus.ACTIVE, True)
    assert {line.who for line in log_of(pages.desk, maria)[:2]} == {"customer maria"}


def test_reset_in_german(pages: Pages, maria: int) -> None:
    """R231: the browser's language, or the one that was picked; the customer's if it says nothing of use."""
    path = path_of(pages.desk.store, maria, RESET)
    assert "Neues Passwort festlegen" in words(pages.client.get(path, headers=GERMAN))
    assert "Set a new password" in words(pages.client.get(path, headers=GERMAN, params={"lang": "en"}))
    assert '<html lang="de">' in pages.client.get(path, params={"lang": "de"}).text
    with pages.desk.store.writing() as session:
        session.get_one(Customer, maria).language = "de"
    assert "Neues Passwort festlegen" in words(pages.client.get(path, headers={"accept-language": "fr"}))
    done = pages.client.post(path, data=BOTH, headers=GERMAN)
    assert words(done) == "Ihr neues Passwort ist festgelegt Sie können sich jetzt damit anmelden. Anmelden"


def test_a_password_that_is_none(pages: Pages, maria: int) -> None:
    """R82: what is wrong stands at its field; nothing that was typed comes back (P8)."""
    path = path_of(pages.desk.store, maria, RESET)
    for typed, wanted in (
        (("short", "shore"), "New password needs at least 10 characters The same password again is not the same"),
        (("x" * 1025, "x" * 1025), "New password has more than 1024 characters"),
        (("", ""), "New password needs at least 10 characters"),
    ):
        answer = pages.client.post(path, data={"password": typed[0], "again": typed[1]})
        assert answer.status_code == 422
        assert f"Please look at this: {wanted}" in words(answer)
        assert not typed[0] or typed[0] not in answer.text
        assert 'aria-invalid="true"' in answer.text
    answer = pages.client.post(path, content=b"password=%ff%fe%fd%ff%fe%fd%ff%fe%fd%ff&again=x")
    assert "holds a character that cannot be stored" in words(answer)
    assert "braucht mindestens 10 Zeichen" in words(pages.client.post(path, data={}, headers=GERMAN))
    assert pages.client.post(path, data=BOTH).status_code == 200


def test_unsubscribing(pages: Pages, maria: int) -> None:
    """R94, R231: asked on the page; opening it alone does nothing."""
    email = subscribed(pages, maria)
    path = path_of(pages.desk.store, maria, UNSUBSCRIBE, email.id)
    opened = pages.client.get(path)
    assert f"No more news and offers to {email.address} ?" in words(opened)
    assert stored(pages.desk.store, Email, id=email.id)[0].marketing == Marketing.SUBSCRIBED
    assert f"No more news and offers to {email.address}" in words(pages.client.post(path))
    assert stored(pages.desk.store, Email, id=email.id)[0].marketing == Marketing.UNSUBSCRIBED


@pytest.mark.parametrize(
    "body",
    [
        {"data": {"List-Unsubscribe": "One-Click"}},
        {"files": {"List-Unsubscribe": (None, "One-Click")}},
        {"content": b""},
    ],
)
def test_one_click(pages: Pages, maria: int, body: dict[str, Any]) -> None:
    """RFC 8058: one POST of the mail program, without cookies, in either form, and no redirect."""
    email = subscribed(pages, maria)
    path = path_of(pages.desk.store, maria, UNSUBSCRIBE, email.id)
    answer = pages.client.post(path, **body)
    assert answer.status_code == 200
    assert stored(pages.desk.store, Email, id=email.id)[0].marketing == Marketing.UNSUBSCRIBED
    assert log_of(pages.desk, maria)[0].who == "customer maria"


def test_links_that_do_not_work_get_one_page(pages: Pages, maria: int) -> None:
    """R231: wrong, used, old, of another kind, an address that there is none of: the same bytes."""
    used = path_of(pages.desk.store, maria, RESET)
    pages.client.post(used, data=BOTH)
    newer = path_of(pages.desk.store, maria, ACTIVATION)
    old = path_of(pages.desk.store, maria, RESET)
    path_of(pages.desk.store, maria, RESET)
    others = ("/reset/x", "/nothing", "/reset/", "/activate/a/b", newer.replace("activate", "reset"), "/reset/%ff%00")
    answers = [pages.client.get(path) for path in (used, old, *others)]
    answers += [pages.client.post(used, data=BOTH), pages.client.post("/unsubscribe/x"), pages.client.put(newer)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    kept = [{name: value for name, value in answer.headers.items() if name != "allow"} for answer in answers]
    assert all(headers == kept[0] for headers in kept)
    assert "This link does not work It is wrong, was used already, or is too old." in words(answers[0])


def test_who_guesses_waits(pages: Pages, maria: int, frozen: time_machine.Traveller) -> None:
    """R231: 429 with Retry-After, for good links too; from elsewhere they work."""
    for number in range(tries.FREE + 1):
        assert pages.client.get(f"/reset/{number}").status_code == 404
    path = path_of(pages.desk.store, maria, RESET)
    for answer in (pages.client.get(path), pages.client.post(path, data=BOTH)):
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "2")
        assert words(answer).startswith("Too many tries Please try again in 2 seconds.")
    frozen.shift(timedelta(seconds=2))
    assert pages.client.get(path).status_code == 200


def test_what_every_answer_says(pages: Pages, maria: int) -> None:
    """P8, R231: no script, nothing from elsewhere, no cookie, no referrer, nothing kept, come what may."""
    path = path_of(pages.desk.store, maria, RESET)
    answers = [
        pages.client.get("/"), pages.client.get(path), pages.client.get("/x"), pages.client.post(path, data={}),
        pages.client.put(path), pages.client.post(path, data=BOTH),
    ]  # fmt: skip
    for answer in answers:
        policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
        assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
        assert policy["form-action"] == "'self'"
        assert re.fullmatch(r"'sha256-[A-Za-z0-9+/]{43}='", policy["style-src"])
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert not {"set-cookie", "server", "strict-transport-security", "location"} & set(answer.headers)
        assert tags(answer) <= ALLOWED_TAGS
        leads = re.findall(r"(?:href|action)=\"([^\"]*)\"", answer.text)
        assert all(place.startswith(("?lang=", "#", "sign-in?lang=", "../sign-in?lang=")) for place in leads)
        assert re.search(r"src=|url\(|@import|https?:|//", answer.text) is None
        assert path.rpartition("/")[2] not in answer.text, "the token is in the address and nowhere else"
    secure = pages.client.get("https://testserver/")
    assert secure.headers["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize(
    "text", [*STRINGS, "<script>alert(1)</script>", "\"'><img src=x onerror=alert(1)>", "{{ 7*7 }}"]
)
def test_hostile_text_is_text(pages: Pages, maria: int, text: str) -> None:
    """P5: names and addresses of the store are shown as text, whatever stands in them."""
    email = subscribed(pages, maria)
    with pages.desk.store.writing() as session:
        session.get_one(Customer, maria).username = text
        session.get_one(Reseller, 1).name = text
        session.get_one(Email, email.id).address = text
    for purpose, ident in ((RESET, None), (UNSUBSCRIBE, email.id)):
        answer = pages.client.get(path_of(pages.desk.store, maria, purpose, ident))
        assert answer.status_code == 200
        assert tags(answer) <= ALLOWED_TAGS
        assert re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]", answer.text) is None


def test_forms_that_are_none(pages: Pages, maria: int) -> None:
    """R231: too large, too many fields, of another kind: as if nothing was typed, and the link stays."""
    path = path_of(pages.desk.store, maria, RESET)
    for content in (b"password=" + b"x" * 100_000, b"a=1&" * 1000, b"\xff\x00", b'{"password": "correct horse"}'):
        assert pages.client.post(path, content=content).status_code == 422
    assert pages.client.get(path).status_code == 200


def test_a_store_that_cannot_be_used(pages: Pages, maria: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """P7: said on a page, without details; our log gets where it happened."""
    path = path_of(pages.desk.store, maria, RESET)
    pages.desk.store.engine.dispose()
    with pages.desk.store.writing() as session:
        session.connection().exec_driver_sql("ALTER TABLE personal_links RENAME TO elsewhere")
    answer = pages.client.get(path)
    assert (answer.status_code, words(answer).startswith("Something is in the way")) == (503, True)
    assert len(pages.noted) == 1
    assert path.rpartition("/")[2] not in str(pages.noted)


def test_both_languages_say_all() -> None:
    """R231: no text is missing in one of them, nor a value in a text."""
    english, german = (texts.of(language) for language in texts.LANGUAGES)
    assert list(english) == list(german)
    for name, text in english.items():
        assert re.findall(r"{\w+}", text) == re.findall(r"{\w+}", german[name]), name


@pytest.mark.parametrize(
    ("accepted", "asked", "otherwise", "wanted"),
    [
        ("", "", "", "en"), ("de", "", "", "de"), ("de-CH", "en", "de", "en"), ("fr,de;q=0.3,en;q=0.7", "", "", "en"),
        ("fr", "", "de", "de"), ("de;q=0,en", "", "de", "en"), ("de;q=x", "", "", "en"), (",,;q=", "xx", "yy", "en"),
        ("DE", "", "", "de"), ("x" * 100_000, "", "", "en"),
    ],
)  # fmt: skip
def test_languages(accepted: str, asked: str, otherwise: str, wanted: str) -> None:
    """R231: what was picked, what the browser likes best, the customer's, English."""
    assert texts.wanted(accepted, asked, otherwise) == wanted
