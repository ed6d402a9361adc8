"""The actions on a service or domain."""

from billia_tui.actions.record import Action
from billia_tui.keys.entry import Where
from billia_tui.vocabulary import Right

STATUS = Action(
    places=Where.SERVICE, id="service_status", keys="t", label="status", help="Set another status by hand", footer=2,
    staff=True,
    right=Right.SERVICES, rule="services.allowed:why_no_status", operation="services.changes:change_status",
    dialog="services.service_dialogs:StatusDialog", own_way=True, commands=("services status",), over_ssh=True,
)  # fmt: skip
SUSPEND = Action(
    places=Where.SERVICE, id="suspend_service", keys="S", label="suspend",
    help="Suspend it by hand, with a reason and words to the customer", footer=3, staff=True,
    right=Right.SERVICES, rule="services.allowed:why_no_suspension", operation="services.changes:change_status",
    dialog="services.service_dialogs:StatusDialog", own_way=True, commands=("services status",), over_ssh=True,
)  # fmt: skip
AUTO_RENEW = Action(
    places=Where.SERVICE, id="auto_renew", keys="r", label="auto renew", help="Switch auto renew on or off", footer=4,
    right=Right.SERVICES, own=True, rule="services.allowed:why_no_auto_renew",
    operation="services.changes:set_auto_renew", dialog="services.service_dialogs:AutoRenewDialog",
    commands=("services auto-renew",), over_ssh=True,
)  # fmt: skip
NAME_SERVERS = Action(
    places=Where.SERVICE, id="name_servers", keys="N", label="name servers", help="Edit the name servers", footer=5,
    right=Right.SERVICES, own=True, rule="services.allowed:why_no_name_servers",
    operation="services.changes:set_name_servers", dialog="services.service_dialogs:NameServersDialog",
    commands=("services name-servers",), over_ssh=True,
)  # fmt: skip

RENEW = Action(
    places=(Where.SERVICE, Where.PAGE), id="renew_now", keys="R", label="renew",
    help="Renew it now, by one or more periods", footer=3,
    right=Right.SERVICES, own=True, rule="services.allowed:why_no_renewal", operation="renewals.now:renew_now",
    commands=("services renew", "panel renew"), over_ssh=True,
)  # fmt: skip
PRICE = Action(
    places=Where.SERVICE, id="service_price", keys="e", label="price",
    help="Agree on the price from the next renewal on", footer=8, staff=True,
    right=Right.ORDER_PAYMENT, rule="services.allowed:why_no_price", operation="services.price:set_price",
    dialog="services.service_dialogs:PriceDialog", commands=("services price",), over_ssh=True,
)  # fmt: skip
MOVE = Action(
    places=Where.SERVICE, id="move_service", keys="m", label="move", help="Move it to another customer", footer=10,
    staff=True,
    right=Right.SERVICES, rule="services.allowed:why_no_status", operation="services.move:move",
    dialog="services.service_dialogs:MoveDialog", commands=("services move",), over_ssh=True,
)  # fmt: skip

WITH_KEY = (STATUS, SUSPEND, AUTO_RENEW, NAME_SERVERS, RENEW, PRICE, MOVE)
