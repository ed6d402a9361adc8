"""`billia panel|profiles|payment-methods|customers custom-payment` (R66-R72, R79-R81, R153-R157, R164, R175)."""

import json
from typing import Any

import pytest

from .conftest import Billia

PRODUCTS = (
    ("WEB", "--name", "Web space S", "--category", "Hosting", "--price", "19,90", "--currency", "EUR"),
    ("COM", "--name", "Domain .com", "--category", "Domains", "--price", "9", "--currency", "EUR", "--kind", "domain",
     "--tld", "com"),
    ("YEN", "--name", "Web space", "--category", "Hosting", "--price", "900", "--currency", "JPY"),
)  # fmt: skip
METHODS = (("Bank transfer", "offline"), ("Wallet", "wallet"), ("Cheque", "offline", "--custom"))
FIRM = (
    "--company-name", "Köhler GmbH", "--company-number", "HRB 1", "--country", "de", "--city", "Bonn",
    "--address", "Weg 1",
)  # fmt: skip


@pytest.fixture
def shop(maria: str, billia: Billia) -> str:
    """The id of an Active customer with 100.00 EUR, where there is something to order."""
    for product in PRODUCTS:
        assert billia("products", "add", *product, "--period-months", "12").exit_code == 0
    for method in METHODS:
        assert billia("payment-methods", "add", *method).exit_code == 0
    assert billia("customers", "activate", maria).exit_code == 0
    assert billia("wallet", "add", maria, "100").exit_code == 0
    return maria


def loaded(billia: Billia, *arguments: str) -> Any:
    """What a command prints as JSON."""
    return json.loads(billia(*arguments, "--json").stdout)


def logged(billia: Billia, customer: str) -> list[tuple[str, str]]:
    """Who did what, oldest first."""
    return [(row["admin"] + "/" + row["acting_as"], row["action"]) for row in loaded(billia, "log", customer)["rows"]][
        ::-1
    ]


# --- the panel ----------------------------------------------------------------------------------------------------


def test_ordering_and_paying(shop: str, billia: Billia) -> None:
    """R175, R176, R28, R70, R71: each command is one impersonation, and what is done in it has both names."""
    start = len(logged(billia, shop))
    ordered = billia("panel", "order", shop, "com", "--method", "bank transfer", "--domain", "kohler.com")
    assert ordered.stdout == "customer 1: order 1 placed, 9.00 EUR\n"
    paid = billia("panel", "pay", shop, "1")
    assert paid.stdout == "order 1 paid: wallet 100.00 EUR → 91.00 EUR\n"
    as_maria = "ana/m.kohler@example.org"
    actions = logged(billia, shop)[start:]
    assert (as_maria, "place order") in actions
    assert (as_maria, "pay order") in actions
    assert [action for _, action in actions].count("impersonation started") == 2
    assert [action for _, action in actions].count("impersonation ended") == 2
    assert actions[0] == ("ana/", "impersonation started")
    assert actions[-1] == ("ana/", "impersonation ended")
    assert loaded(billia, "orders", "show", "1")["row"]["paid"] is True


def test_what_a_customer_sees(shop: str, billia: Billia) -> None:
    """R175: overview, products of its currency, orders, services and domains, documents, profiles."""
    items = ("web", "WEB")
    assert billia("panel", "order", shop, *items, "--method", "1", "--request-id", "k").exit_code == 0
    again = billia("panel", "order", shop, *items, "--method", "1", "--request-id", "k")
    assert again.stdout == "customer 1: order 1 placed, 39.80 EUR\n"
    shown = loaded(billia, "panel", "show", shop)
    wanted = {"services": 2, "domains": 0, "orders": 1, "unpaid": 1, "documents": 1, "why_not_order": None}
    assert {name: shown[name] for name in wanted} == wanted
    assert "can spend      100.00 EUR" in billia("panel", "show", shop).stdout
    assert [row["code"] for row in loaded(billia, "panel", "products", shop)["rows"]] == ["COM", "WEB"]
    for kind, number in (("orders", 1), ("services", 2), ("documents", 1), ("profiles", 1)):
        assert len(loaded(billia, "panel", kind, shop)["rows"]) == number
        assert billia("panel", kind, shop).exit_code == 0


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("order", "1", "YEN", "--method", "1"), "there is no product YEN for this customer"),
        (("order", "1", "WEB", "--method", "Cheque"), "there is no payment method Cheque for this customer"),
        (("order", "1", "COM", "--method", "1"), "domain: is required, e.g. example.com"),
        (("order", "1", "WEB", "--method", "1", "--profile", "9"), "profile: is none of this customer"),
        (("pay", "1", "9"), "there is no order 9"),
        (("show", "nobody"), "there is no customer nobody"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_mistakes(shop: str, billia: Billia, typed: tuple[str, ...], said: str) -> None:
    """R176: one line, exit code 1; the panel is left all the same (R71)."""
    result = billia("panel", *typed)
    assert (result.exit_code, result.stdout) == (1, "")
    assert said in result.stderr
    actions = [action for _, action in logged(billia, shop)]
    assert actions.count("impersonation started") == actions.count("impersonation ended")
    assert loaded(billia, "orders", "list", shop)["rows"] == []


def test_on_hold_and_blocked(shop: str, billia: Billia) -> None:
    """R15, R28, R72: on hold nothing is ordered, a Blocked customer has no panel; too little money is said."""
    assert billia("panel", "order", shop, *["WEB"] * 6, "--method", "wallet").exit_code == 0
    assert "119.40 EUR is due; the wallet has 100.00 EUR" in billia("panel", "pay", shop, "1").stderr
    billia("customers", "hold", shop)
    assert "on hold (by admin): no new orders" in billia("panel", "order", shop, "WEB", "--method", "1").stderr
    assert "on hold (by admin)" in loaded(billia, "panel", "show", shop)["why_not_order"]
    billia("customers", "block", shop)
    refused = billia("panel", "show", shop)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "a Blocked customer cannot be impersonated" in refused.stderr


# --- profiles -----------------------------------------------------------------------------------------------------


def test_profiles(maria: str, billia: Billia) -> None:
    """R153-R156: add, show, edit, make main, delete; what is refused says why."""
    added = billia("profiles", "add", maria, "person", "--title", "Sales", "--contact-person", "Ida", "--no-invoices")
    assert added.stdout == "customer 1: added profile 2 Sales\n"
    assert billia("profiles", "make-main", maria, "2").stdout == "customer 1: main profile is 2 Sales\n"
    firm = billia("profiles", "add", maria, "Company", *FIRM).stdout
    assert firm == "customer 1: added profile 3 Köhler GmbH, main profile\n"
    rows = loaded(billia, "profiles", "list", maria)["rows"]
    assert [(row["title"], row["main"]) for row in rows] == [
        ("Maria Köhler", False), ("Sales", False), ("Köhler GmbH", True),
    ]  # fmt: skip
    edited = billia("profiles", "edit", maria, "2", "--title", "Sales II", "--invoices").stdout
    assert "title Sales → Sales II" in edited
    shown = loaded(billia, "profiles", "show", maria, "2")
    assert (shown["title"], shown["auto_generate_invoice"], shown["contact_person"]) == ("Sales II", True, "Ida")
    assert "company name" in billia("profiles", "show", maria, "3").stdout
    assert "only a company can be the main profile" in billia("profiles", "make-main", maria, "2").stderr
    assert "the main profile cannot be deleted" in billia("profiles", "delete", maria, "3").stderr
    assert billia("profiles", "delete", maria, "2").stdout == "customer 1: deleted profile 2 Sales II\n"
    assert billia("profiles", "show", maria, "2").stderr == "billia: customer 1 has no profile 2\n"
    beyond = str(10**30)
    assert billia("profiles", "show", maria, beyond).stderr == f"billia: customer 1 has no profile {beyond}\n"


def test_mistakes_in_profiles(maria: str, billia: Billia) -> None:
    """R102, R152: all at once, each named; a repeated request adds once (P1)."""
    said = billia("profiles", "add", maria, "company", "--country", "xx").stderr
    assert all(name in said for name in ("company name", "company number", "country", "city", "address"))
    for _ in range(2):
        assert billia("profiles", "add", maria, "person", "--title", "Sales", "--request-id", "k").exit_code == 0
    assert len(loaded(billia, "profiles", "list", maria)["rows"]) == 2
    assert billia("profiles", "add", maria, "Robot").exit_code == 2


# --- payment methods and custom payment ---------------------------------------------------------------------------


def test_payment_methods(shop: str, billia: Billia) -> None:
    """R164, R165: listed, and for a customer those that it may use; off and on again."""
    rows = loaded(billia, "payment-methods", "list")["rows"]
    assert [(row["name"], row["type"], row["shared"], row["enabled"]) for row in rows] == [
        ("Bank transfer", "offline", True, True), ("Wallet", "wallet", True, True), ("Cheque", "offline", False, True),
    ]  # fmt: skip

    def usable() -> list[str]:
        return [row["name"] for row in loaded(billia, "payment-methods", "list", "--customer", shop)["rows"]]

    assert usable() == ["Bank transfer", "Wallet"]
    assert billia("payment-methods", "disable", "1").exit_code == 0
    assert usable() == ["Wallet"]
    assert "is off already" in billia("payment-methods", "disable", "1").stderr
    assert billia("payment-methods", "enable", "1").exit_code == 0
    assert usable() == ["Bank transfer", "Wallet"]
    assert "name: is taken by another payment method" in billia("payment-methods", "add", "Wallet", "wallet").stderr


def test_custom_payment(shop: str, billia: Billia) -> None:
    """R79, R81: on and off; says which methods there are then."""
    said = billia("customers", "custom-payment", shop, "on").stdout
    assert "custom payment no → yes" in said
    assert "Bank transfer, Wallet → Bank transfer, Cheque, Wallet" in said
    assert "custom payment is on already" in billia("customers", "custom-payment", shop, "ON").stderr
    assert loaded(billia, "customers", "custom-payment", shop, "off")["changed"]["custom_payment"]["new"] is False
    assert billia("customers", "custom-payment", shop, "maybe").exit_code == 2
