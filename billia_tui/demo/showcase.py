"""The customers written by hand: what R190 asks for, one after the other.

They have the highest ids and so stand at the top of the list, although some were added years ago.
"""

from billia_tui.demo import labelling, petrova
from billia_tui.demo.account import Account
from billia_tui.demo.addresses import Consent
from billia_tui.demo.catalogue import CASH, INVOICE, TRANSFER, VOUCHER
from billia_tui.demo.names import slug
from billia_tui.demo.scene import Scene
from billia_tui.demo.sheet import Sheet
from billia_tui.demo.staff import Staff
from billia_tui.vocabulary import (
    AffiliateScheme,
    CustomerStatus,
    Marketing,
    OrderType,
    PurchaseStatus,
    Role,
    ServiceStatus,
)

LONG_COMPANY = (
    "Süddeutsche Gesellschaft für Binnenschifffahrt, Donaudampfschifffahrtselektrizität "
    "und Hauptbetriebswerkbau mbH & Co. KG"
)
"""120 letters."""


def _long_name(scene: Scene) -> None:
    """Wants no invoices by themselves (R156)."""
    scene.enter(
        ("Karl-Theodor Maximilian Ferdinand", "Freiherr von und zu Hohenstein-Altenburg-Schwarzenfels"),
        ("AT", "+43 1 555 0123", "Sankt Pölten", "Kremser Landstraße 7", "3100"),
        2600,
        username="hohenstein",
        company=(LONG_COMPANY, "FN 123456 a", "ATU12345678"),
        invoiced=False,
    )
    scene.new(2500, "WEB-L", "DOM-EU", domain="hohenstein-binnenschifffahrt-und-hauptbetriebswerkbau.eu")


def _many_services(scene: Scene) -> None:
    """An agency with 44 services and domains, and a second company."""
    scene.enter(
        ("Lucía", "Fernández Gómez"),
        ("ES", "+34 955 501 234", "Sevilla", "Calle Sierpes 40", "41004"),
        3000,
        username="agencia-luz",
        company=("Agencia Luz S.L.", "B12345674", "ESB12345674"),
    )
    scene.account.company("Luz Eventos S.L.", "B87654321", "", scene.ago(800))
    for number in range(22):
        scene.new(2900 - 120 * number, "WEB-M", "DOM-ES", domain=f"cliente-{number + 1:02}-luz.es")
    scene.pay_in(20, 250_000, "yearly deposit")


def _other_reseller(scene: Scene) -> None:
    scene.enter(
        ("Åsa", "Ångström"), ("SE", "+46 8 555 01 23", "Umeå", "Storgatan 5", "903 26"), 700, owner=1
    )  # fmt: skip
    scene.new(690, "WEB-S", "DOM-SE", domain="asa-keramik.se")


def _japanese(scene: Scene) -> None:
    scene.enter(
        ("太郎", "山田"),
        ("JP", "+81 3 5550 1234", "東京都千代田区", "丸の内 1-2-3", "100-0005"),
        420,
        username="yamada",
    )
    scene.pay_in(400, 25_000)
    service = scene.product("WEB-M", 390, domain="yamada-shoten.jp")
    scene.pay_by_wallet(390, scene.line(OrderType.NEW, service))
    scene.note(30, "請求書は日本語でお願いしたいとのこと。\n次回更新時に確認する。")


def _arabic(scene: Scene) -> None:
    scene.enter(
        ("عمر", "الفاروق"), ("KW", "+965 2555 0123", "الكويت", "شارع الخليج 12", "13001"), 200, username="omar.farouk"
    )
    scene.pay_in(150, 12_345, "three decimals")
    scene.new(150, "VPS-M")


def _greek(scene: Scene) -> None:
    company = ("Παπαδοπούλου Τουριστική Α.Ε.", "099123456", "EL099123456")
    address = ("GR", "+30 210 555 0123", "Θεσσαλονίκη", "Τσιμισκή 20", "546 24")
    scene.enter(("Ελένη", "Παπαδοπούλου"), address, 950, company=company)
    scene.new(940, "WEB-M", "DOM-GR", "MAIL-10", domain="papadopoulou-travel.gr")


def _emoji(scene: Scene) -> None:
    scene.enter(("Zoë 🦊", "Fuchs"), ("CH", "+41 44 555 01 23", "Zürich", "Rämistraße 3", "8001"), 90)
    scene.new(80, "DOM-SHOP", domain="fuchsbau.shop")
    scene.note(5, "Nice chat 🙂\nWants a domain with an emoji in it; told her that registries differ.", Role.TECH)


def _affiliate(scene: Scene) -> None:
    scene.enter(("Pierre", "Lefèvre"), ("FR", "+33 1 55 50 12 34", "Nantes", "3 rue Crébillon", "44000"), 1200)
    scene.partner(3, AffiliateScheme.LIFETIME, 1150)
    scene.new(1190, "WEB-L", "DOM-FR", domain="lefevre-conseil.fr")
    scene.label(labelling.TIER, "silver")
    scene.account.impersonated(scene.ago(12), 7, Role.SUPPORT)


def _custom_payment(scene: Scene) -> None:
    """Pays in cash, which others cannot; with a profile for a department (R153)."""
    scene.enter(("Zdeněk", "Dvořák"), ("CZ", "+420 255 501 234", "Brno", "Česká 8", "602 00"), 500)
    scene.account.custom_payments = True
    scene.new(480, "VPS-S", method=CASH)
    school = scene.account.person_profile("School", "Jana Dvořáková", scene.ago(470), data="jana@example.net")
    service = scene.product("DED-2", 2, ServiceStatus.PENDING)
    line = scene.line(OrderType.NEW, service)
    scene.buy(2, line, status=PurchaseStatus.PENDING, method=CASH, paid=False, profile=school)


def _both_holds(scene: Scene) -> None:
    scene.enter(
        ("Giulia", "Rossi"),
        ("IT", "+39 06 555 0123", "Modena", "Via Emilia 9", "41121"),
        640,
        brought_by="pierre.lefevre",
    )
    scene.new(630, "DOM-IT", domain="rossi-ceramiche.it")
    scene.correct(12, -7700, "chargeback of a card payment")
    scene.account.hold(scene.ago(11), "until the chargeback is settled")


def _on_hold(scene: Scene) -> None:
    scene.enter(("Tomasz", "Zieliński"), ("PL", "+48 22 555 01 23", "Gdańsk", "ul. Długa 15", "80-831"), 365)
    scene.new(360, "VPS-S", "DOM-PL", domain="zielinski-foto.pl")
    scene.account.hold(scene.ago(4), "asked to stop all orders until May")
    scene.note(4, "Klient prosi o wstrzymanie zamówień do maja.")


def _blocked(scene: Scene) -> None:
    scene.enter(("Dwayne", "Carter"), ("US", "+1 512 555 0142", "Austin", "1200 Congress Avenue", "78701"), 300)
    scene.new(299, "VPS-L")
    scene.note(21, "Third abuse report this month, see tickets #51200, #51377 and #51402.", Role.TECH)
    scene.label(labelling.VIP, "no", 22)
    scene.account.become(CustomerStatus.BLOCKED, scene.ago(20), Role.ADMINISTRATOR, "spam from the server")


def _no_services(scene: Scene) -> None:
    """An Active Person who bought nothing yet."""
    scene.enter(("Emily", "Clarke"), ("GB", "+44 20 5550 0123", "Bristol", "14 Park Street", "BS1 5HX"), 25)


def _company(scene: Scene) -> None:
    """An Active Company with nothing unusual."""
    scene.enter(
        ("Jürgen", "Weiß"),
        ("DE", "+49 30 5550 0123", "Berlin", "Oranienstraße 25", "10999"),
        1800,
        username="weiss-verlag",
        company=("Weiß & Söhne Verlag GmbH", "HRB 98765 B", "DE123456788"),
    )
    scene.partner(1, AffiliateScheme.LEAD, 1750, ended=1000)
    subscribed = Consent(scene.ago(1690), Marketing.SUBSCRIBED, "asked for it on the phone", mailed=True)
    scene.account.add_email("buchhaltung@weiss-verlag.example", scene.ago(1700), subscribed)
    scene.new(1790, "WEB-L", "DOM-DE", "SSL-WILD", "MAIL-50", domain="weiß-verlag.de", method=INVOICE)
    scene.pay_in(200, 50_000)


def _inactive_for_long(scene: Scene) -> None:
    scene.enter(("João", "da Silva"), ("BR", "", "São Paulo", "", ""), 2, active=False)
    scene.account.activation_mail(scene.ago(2) + 60)
    scene.account.activation_mail(scene.ago(1))


def _inactive_since_now(scene: Scene) -> None:
    """Within the first hour: 20 minutes old, with an order that waits (R10)."""
    scene.enter(
        ("Noor", "Haddad"),
        ("IE", "+353 1 555 0123", "Cork", "4 Oliver Plunkett Street", "T12"),
        20 / 1440,
        active=False,
    )
    scene.account.activation_mail(scene.ago(19 / 1440))
    service = scene.product("WEB-S", 10 / 1440, ServiceStatus.PENDING, "haddad-tea.example")
    line = scene.line(OrderType.NEW, service)
    scene.buy(10 / 1440, line, status=PurchaseStatus.PENDING, method=TRANSFER, paid=False)


def _koehler(scene: Scene) -> None:
    """Three services, paid by wallet and card."""
    address = ("DE", "+49 711 555 0123", "Stuttgart", "Königstraße 1", "70173")
    scene.enter(("Maria", "Köhler"), address, 800, email="m.kohler@example.org", brought_by="pierre.lefevre")
    web = scene.product("WEB-M", 790, domain="koehler-garten.example")
    scene.buy(790, scene.line(OrderType.NEW, web))
    scene.buy(426, scene.line(OrderType.RENEW, web))
    scene.new(200, "MAIL-10", "SSL-DV", domain="koehler-garten.example", method=VOUCHER)
    scene.buy(61, scene.line(OrderType.RENEW, web))
    scene.pay_in(100, 25_000, "bank transfer received")
    scene.note(99, "Hat gefragt, ob die Überweisung da ist. Ist sie.")


_SCENES = (
    _long_name, _many_services, _other_reseller, _japanese, _arabic, _greek, _emoji, _affiliate, _custom_payment,
    _both_holds, _on_hold, _blocked, _no_services, _company, _inactive_for_long, _inactive_since_now, _koehler,
    petrova.fill,
)  # fmt: skip

COUNT = len(_SCENES)
LAST_NAMES = tuple(
    slug(name)
    for name in (
        "Ångström", "Παπαδοπούλου", "Fuchs", "Lefèvre", "Dvořák", "Rossi", "Zieliński", "Carter", "Clarke", "da Silva",
        "Haddad", "Köhler", "Petrova", "Farouk",
    )
)  # fmt: skip
"""Kept away from the others, so that usernames stay unique."""


def write(sheet: Sheet, staff: Staff, first_id: int, count: int) -> None:
    """Writes the last `count` of them, from `first_id` on; closed at the end, for affiliates earn from others."""
    written: dict[str, Account] = {}
    for customer_id, fill in enumerate(_SCENES[-count:], start=first_id):
        scene = Scene(sheet, staff, customer_id, written)
        fill(scene)
        written[scene.account.username] = scene.account
    for account in written.values():
        account.close()
