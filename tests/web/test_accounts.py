"""Signing in in a browser, the page of the account, signing out (R7, R231, P5, P8)."""

import re

import httpx2
import pytest
import time_machine

from billia_tui.db.models import Customer, Email, Reseller
from billia_tui.operations import password_hashes
from billia_tui.operations.customers import password, status
from billia_tui.operations.links import tries
from billia_tui.operations.orders import documents
from billia_tui.vocabulary import LinkPurpose
from tests import factories
from tests.conftest import AddCustomer
from tests.operations.kit import log_of
from tests.operations.mails.test_hostile_mail import pdf_text
from tests.web.kit import BOTH, GOOD, Pages, path_of, tags, words
from tests.web.test_pages import ALLOWED_TAGS, GERMAN

OF_THE_ACCOUNT = ALLOWED_TAGS | {"dl", "dt", "dd", "h2", "span"}
HOSTILE = "\"'><img src=x onerror=alert(1)>\u202e{{ 7*7 }}"


@pytest.fixture
def maria(pages: Pages, add_customer: AddCustomer) -> int:
    """An Active customer with a password."""
    ident = add_customer(pages.desk, username="maria", email="maria@example.org")
    pages.desk.change(status.activate, ident)
    pages.desk.change(password.store_hash, ident, password_hashes.hashed(GOOD))
    return ident


def filled(page: httpx2.Response, **typed: str) -> dict[str, str]:
    """What a browser sends of a form: its hidden word, and what was typed."""
    (word,) = re.findall(r'name="form" value="([0-9a-f]{64})"', page.text)
    return {"form": word, **typed}


def signed_in(pages: Pages, base: str = "http://testserver") -> httpx2.Response:
    """The answer to a good name and password."""
    form = pages.client.get(f"{base}/sign-in")
    return pages.client.post(f"{base}/sign-in", data=filled(form, name="maria", password=GOOD))


def test_in_the_account_and_out(pages: Pages, maria: int) -> None:
    """R231: a form, a redirect, a few facts, out again; what a browser gets is kept by nobody and runs no script."""
    before = pages.client.get("/sign-in")
    assert words(before).startswith("Sign in Username or e-mail Password Without a password")
    done = signed_in(pages)
    assert (done.status_code, done.headers["location"], done.text) == (303, "account", "")
    cookie = done.headers["set-cookie"]
    assert re.fullmatch(r"billia=[\w-]{43}; HttpOnly; Path=/; SameSite=strict", cookie)
    assert cookie != before.headers["set-cookie"], "who gave it before knows nothing"
    account = pages.client.get("/account")
    assert words(account).startswith("Default Your account Name")
    assert all(fact in words(account) for fact in ("Username maria", "Status Active", "Wallet 0.00 EUR"))
    assert "maria@example.org" in words(account)
    assert pages.client.get("/sign-in").headers["location"] == "account"
    assert "Ihr Konto" in words(pages.client.get("/account", headers=GERMAN))
    for answer in (before, done, account):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "script" not in answer.headers["content-security-policy"]
        assert tags(answer) <= OF_THE_ACCOUNT
        assert cookie.partition(";")[0].partition("=")[2] not in answer.text
    out = pages.client.post("/sign-out?lang=de", data=filled(account))
    assert words(out) == "Sie sind abgemeldet Dieser Browser weiß nichts mehr von Ihrem Konto. Anmelden"
    assert "Max-Age=0" in out.headers["set-cookie"]
    pages.client.cookies.set("billia", cookie.partition(";")[0].partition("=")[2])
    assert pages.client.get("/account").headers["location"] == "sign-in"
    assert log_of(pages.desk, maria)[0].who == "customer maria"


def test_by_tls(pages: Pages, maria: int) -> None:
    """R231: with TLS the cookie goes by TLS alone, and only this host can set it."""
    done = signed_in(pages, "https://testserver")
    assert re.fullmatch(
        r"__Host-billia=[\w-]{43}; HttpOnly; Path=/; SameSite=strict; Secure", done.headers["set-cookie"]
    )
    assert pages.client.get("https://testserver/account").status_code == 200


def test_refused(pages: Pages, maria: int, frozen: time_machine.Traveller) -> None:
    """R7, R231: the same page for a wrong name and password, which says neither; in words for who is Blocked."""
    del frozen
    form = pages.client.get("/sign-in")
    answers = [
        pages.client.post("/sign-in", data=filled(form, name=name, password=typed))
        for name, typed in (("maria", "wrong wrong wrong"), ("nobody", GOOD), ("", ""))
    ]
    assert {answer.status_code for answer in answers} == {403}
    assert len({answer.content for answer in answers}) == 1
    assert "Name or password is not right." in words(answers[0])
    assert "Name oder Passwort stimmt nicht." in words(
        pages.client.post("/sign-in", data=filled(form, name="maria"), headers=GERMAN)
    )
    pages.desk.change(status.block, maria)
    kept_out = pages.client.post("/sign-in", data=filled(form, name="maria", password=GOOD))
    assert (kept_out.status_code, "This account is blocked" in words(kept_out)) == (403, True)
    nobody = filled(form, name="nobody", password=GOOD)
    answer = [pages.client.post("/sign-in", data=nobody) for _ in range(tries.FREE - 3)][-1]
    assert (answer.status_code, pages.client.get("/account").status_code) == (429, 303)
    assert pages.noted == []


def test_forms_of_others(pages: Pages, maria: int) -> None:
    """R231: no other site can sign somebody in or out, and a browser that takes no cookie is told so."""
    good = {"name": "maria", "password": GOOD}
    word = filled(pages.client.get("/sign-in"))
    for sent in (good, {**good, "form": "0" * 64}, {**good, "form": "ä"}, {}):
        assert pages.client.post("/sign-in", data=sent).status_code == 403
    pages.client.cookies.clear()
    answer = pages.client.post("/sign-in", data={**word, **good})
    assert "has to take the one cookie" in words(answer)
    signed_in(pages)
    for sent in ({}, word):
        assert pages.client.post("/sign-out", data=sent).status_code == 303
    assert pages.client.get("/sign-out").headers["location"] == "account"
    assert pages.client.get("/account").status_code == 200


def test_documents(pages: Pages, maria: int) -> None:
    """R141, R231: what is no document of this customer is not there; without a sign-in the way is shown."""
    assert pages.client.get("/documents/1.txt").headers["location"] == "../sign-in"
    signed_in(pages)
    for name in ("1.txt", "1.pdf", "x.txt", "1.exe", "1", "%C2%B2.txt", "9" * 30 + ".txt"):
        assert pages.client.get(f"/documents/{name}").status_code == 404
    assert "There are none yet." in words(pages.client.get("/account"))


def test_an_own_document(pages: Pages, maria: int, add_customer: AddCustomer) -> None:
    """R141, R232: as text, and as a PDF that says the same; that of another customer is not there."""
    others = add_customer(pages.desk)
    mine, theirs = (
        pages.desk.change(documents.make_invoice, factories.add_purchase(pages.desk, ident, paid=True, price=1990))
        for ident in (maria, others)
    )
    signed_in(pages)
    assert mine.number in words(pages.client.get("/account"))
    text, pdf = (pages.client.get(f"/documents/{mine.id}.{kind}") for kind in ("txt", "pdf"))
    assert (text.headers["content-type"], pdf.headers["content-type"]) == (
        "text/plain; charset=utf-8",
        "application/pdf",
    )
    assert text.headers["content-disposition"] == f"attachment; filename*=UTF-8''{mine.number}.txt"
    assert "19.90 EUR" in text.text
    assert "19.90 EUR" in pdf_text(pdf.content)
    for kind in ("txt", "pdf"):
        assert pages.client.get(f"/documents/{theirs.id}.{kind}").status_code == 404


def test_hostile_text_and_a_link_to_the_sign_in(pages: Pages, maria: int) -> None:
    """P5: text stays text on the account too; a page that says that a password is set leads to the sign-in."""
    done = pages.client.post(path_of(pages.desk.store, maria, LinkPurpose.RESET), data=BOTH)
    assert 'href="../sign-in?lang=en"' in done.text
    signed_in(pages)
    with pages.desk.store.writing() as session:
        row = session.get_one(Customer, maria)
        row.username = row.name = HOSTILE
        session.get_one(Reseller, 1).name = HOSTILE
        session.query(Email).one().address = HOSTILE
    account = pages.client.get("/account")
    assert (account.status_code, tags(account) <= OF_THE_ACCOUNT) == (200, True)
    assert "\u202e" not in account.text
    assert "49" not in words(account).replace("{{ 7*7 }}", "")
