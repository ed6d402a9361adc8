"""Maria Petrova: the customer that has something of everything."""

from billia_tui.demo import labelling, texts
from billia_tui.demo.addresses import Consent
from billia_tui.demo.catalogue import CHEQUE, INVOICE, TRANSFER
from billia_tui.demo.scene import Scene
from billia_tui.vocabulary import LabelResource, Marketing, OrderType, PurchaseStatus, Role, ServiceStatus

_NEW, _RENEW = OrderType.NEW, OrderType.RENEW
_PENDING = PurchaseStatus.PENDING


def fill(scene: Scene) -> None:
    """12 services and 4 domains in every status, 23 purchases of every type and status, a negative wallet."""
    scene.enter(
        ("Maria", "Petrova"),
        ("BG", "+359 2 555 0142", "София", "бул. Витоша 12", "1000"),
        1500,
        username="maria.petrova",
        company=("Petrova Ltd", "204513377", "BG204513377"),
        brought_by="weiss-verlag",
        consents=(
            Consent(scene.ago(1100), Marketing.SUBSCRIBED, "ticked the box in the panel"),
            Consent(scene.ago(95), Marketing.UNSUBSCRIBED, "too many mails", mailed=True, by=Role.SUPPORT),
        ),
    )
    account = scene.account
    form = texts.CONSENT_FORM.format("Maria Petrova")
    signed = Consent(scene.ago(1390), Marketing.SUBSCRIBED, "form at the trade fair", document=form)
    account.add_email("billing.petrova@example.net", scene.ago(1400), signed)
    account.add_email("maria@petrova.example", scene.ago(300))
    scene.credit(1000, 10_000, "ten years in the trade")
    account.person_profile("Book fair", "Ivan Petrov", scene.ago(700), data="ivan@petrova.example", invoiced=False)
    scene.label(labelling.TIER, "gold", 640)
    scene.label(labelling.REGION, "eu", 640)
    account.reset_mail(scene.ago(31))
    account.unseen = 3
    _first_years(scene)
    _last_year(scene)
    scene.correct(9, -932, "fee of a returned bank transfer")
    scene.note(900, "Knows what she wants. Calls in English or Bulgarian.", Role.SALES)
    text = "Ticket #48213: mail to large providers rejected.\n- SPF record was missing\n- added it\n- works since noon"
    scene.note(310, text, edited=309)
    scene.note(8, "Върнат банков превод; ще плати тази седмица.\nПотвърдено по телефона.")


def _first_years(scene: Scene) -> None:
    """Purchases 1 to 12."""
    line, buy = scene.line, scene.buy
    web, ssl = scene.product("WEB-M", 1400, domain="petrova.example"), scene.product("SSL-DV", 1400)
    move, home = scene.product("MIGRATE", 1400), scene.product("DOM-COM", 1400, domain="petrova-books.com")
    buy(1400, *(line(_NEW, service) for service in (web, ssl, move, home)))
    cloud = scene.product("VPS-S", 1300, ServiceStatus.TERMINATED, renews=False)
    buy(1300, line(_NEW, cloud), method=CHEQUE)
    books = scene.product("DOM-BG", 1200, domain="petrova.bg")
    buy(1200, line(OrderType.TRANSFER, books))
    buy(1036, line(_RENEW, web), line(_RENEW, ssl), line(_RENEW, home))
    backup = scene.product("BACKUP", 1000, ServiceStatus.TERMINATED, renews=False)
    buy(1000, line(_NEW, backup), method=TRANSFER)
    buy(900, (OrderType.UPGRADE, web, "Shared hosting S to M", 3600))
    server = scene.product("DED-1", 800, ServiceStatus.TERMINATED, renews=False)
    buy(800, line(_NEW, server), method=INVOICE)
    buy(671, line(_RENEW, web), line(_RENEW, home))
    buy(640, line(OrderType.EDIT, home))
    buy(600, line(OrderType.CANCEL, server))
    old = scene.product("DOM-EU", 550, ServiceStatus.TERMINATED, "petrova-alt.eu", renews=False)
    buy(550, line(_NEW, old))
    lapsed = scene.product("DOM-ORG", 410, ServiceStatus.REDEMPTION, "petrova-library.org", renews=False)
    buy(410, line(_NEW, lapsed))


def _last_year(scene: Scene) -> None:
    """Purchases 13 to 23."""
    line, buy = scene.line, scene.buy
    scene.pay_in(385, 5000, "bank transfer received")
    suspended = scene.product("WEB-S", 381, ServiceStatus.SUSPENDED, "petrova-archive.example", renews=False)
    scene.pay_by_wallet(381, line(_NEW, suspended))
    expired = scene.product("SSL-DV", 368, ServiceStatus.EXPIRED, renews=False)
    scene.pay_by_wallet(368, line(_NEW, expired))
    shop = scene.product("VPS-M", 300)
    buy(300, line(_NEW, shop))
    stopped = scene.product("MAIL-50", 120, ServiceStatus.INACTIVE, "petrova.bg")
    buy(120, line(_NEW, stopped))
    buy(60, scene.given_up("DED-2"), status=PurchaseStatus.CANCELLED, method=TRANSFER, paid=False)
    buy(40, scene.given_up("DOM-IO"), status=PurchaseStatus.CANCELLED)
    buy(14, (_RENEW, expired, "SSL certificate, renewal", 1900), status=_PENDING, method=INVOICE, paid=False)
    failed = buy(6, (OrderType.UPGRADE, shop, "Cloud server M to L", 11_000), status=PurchaseStatus.COLLAPSED)
    scene.note(5, "No room in this zone; Eva moves the server tonight, then retry.", Role.TECH, purchase=failed)
    orders, services = LabelResource.ORDERS, LabelResource.SERVICES
    scene.account.label(labelling.TICKET, "51377", scene.ago(5), by=Role.TECH, thing=(orders, failed))
    scene.account.label(labelling.MONITORED, "yes", scene.ago(299), by=Role.TECH, thing=(services, shop))
    fresh = scene.product("VPS-L", 3, ServiceStatus.CONFIGURE)
    buy(3, line(_NEW, fresh), method=TRANSFER)
    edit = buy(2, line(OrderType.EDIT, shop), status=PurchaseStatus.PROCESSING)
    scene.account.impersonated(scene.ago(2) - 60, 4, Role.SUPPORT, ("place order", ("purchase", edit)))
    waiting = scene.product("VPS-S", 1, ServiceStatus.PENDING)
    buy(1, line(_NEW, waiting), status=_PENDING, method=TRANSFER, paid=False)
