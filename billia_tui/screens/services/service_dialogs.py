"""Services: another status, auto renew, name servers (R114-R116, R123, R125)."""

from collections.abc import Mapping, Sequence

from billia_tui import clock
from billia_tui.errors import Conflict, Invalid, NotFound
from billia_tui.money import Money, parse_amount
from billia_tui.operations.finding import lookup
from billia_tui.operations.imports.mapping.cell_values import time_as_typed
from billia_tui.operations.renewals import now as renewals
from billia_tui.operations.renewals.now import Offer
from billia_tui.operations.services import changes as service_changes
from billia_tui.operations.services import course as service_course
from billia_tui.operations.services import move, price
from billia_tui.operations.services.course import NO_WORDS
from billia_tui.operations.services.pages import ServiceDetails
from billia_tui.vocabulary import ServiceKind, ServiceStatus
from billia_tui.widgets.dialog import Dialog
from billia_tui.widgets.field_spec import Field

GIVEN, RENEWED = "given", "renewed"
"""How a service whose end has passed becomes Active (R195)."""

FEWEST_FIELDS, MORE_NAME_SERVERS = 4, 2
"""Fields for name servers: at least, and beyond those that there are."""

_EFFECTS = {
    ServiceStatus.PENDING: "It waits to be carried out; the customer is not told.",
    ServiceStatus.CONFIGURE: "It waits for its first configuration; the customer is not told.",
    ServiceStatus.ACTIVE: "It can be used; the customer is not told.",
    ServiceStatus.EXPIRED: "It can still be used for a time; the customer gets a notification.",
    ServiceStatus.SUSPENDED: "It does not work until it is set Active again; the customer is told the words below.",
    ServiceStatus.REDEMPTION: "It can be renewed for a fee alone; the customer gets a notification.",
    ServiceStatus.TERMINATED: "This is final: it cannot be undone. The customer gets a notification.",
}


class _ServiceDialog(Dialog):
    """A form about one service; `seen` is the version that it has shown."""

    TITLE_WORDS = ""

    def __init__(self, service: ServiceDetails) -> None:
        super().__init__()
        self.service = service
        self.seen = service.version
        self.called = name_of(service)
        self.heading = f"{self.TITLE_WORDS} · {self.called}"

    def done(self, what: str) -> str:
        """What was done, with the service's name before it."""
        return f"{self.called}: {what}"


class StatusDialog(_ServiceDialog):
    """Sets another status by hand (R116); Terminated asks for the name, Active past the end how it goes on (R195).

    With an `offer` it can be renewed and charged instead of being given free.
    """

    TITLE_WORDS = "Status"

    def __init__(self, service: ServiceDetails, target: ServiceStatus, offer: Offer | None = None) -> None:
        super().__init__(service)
        self.target = target
        self.offer = offer if offer is not None and offer.why_not is None else None
        self.verb = "terminate" if target == ServiceStatus.TERMINATED else "set"
        self.danger = target == ServiceStatus.TERMINATED
        self.ended = service_changes.needs_an_end(target, service.row.expires_at)
        self.intro = f"{service.row.title}: status {service.row.status} → {target}, at once\n{_EFFECTS[target]}"
        if self.danger:
            self.intro += f"\nType the name of the service: {self.called}"
        if self.ended:
            end = clock.shown(service.row.expires_at)
            self.intro += f"\nIts end passed at {end}: say how it goes on."
            if offer is not None and offer.why_not:
                self.intro += f"\nIt cannot be renewed and charged: {offer.why_not}."

    def fields(self) -> Sequence[Field]:
        """The name, or a new end, where it is needed, a reason, and words to the customer where it is told (R220)."""
        stops = self.target == ServiceStatus.SUSPENDED
        hint = "required, for the staff: kept in the log" if stops else "optional, kept in the log"
        reason = Field("reason", "Reason", hint=hint)
        words = Field("words", "To the customer", hint=NO_WORDS if stops else "optional, instead of the usual words")
        if self.danger:
            return Field("typed_name", "Name", hint="the name of the service"), reason, words
        if self.ended:
            usual = service_changes.usual_end(self.service.row.expires_at, self.service.period_months)
            end, hint = clock.shown(usual) if usual else "", "2026-03-02 or with a time"
            until = Field("until", "Free until", end, hint=hint, replaced=True)
            return *self._ways(), until, reason
        return (reason, words) if self.target in service_course.TOLD else (reason,)

    def _ways(self) -> Sequence[Field]:
        if self.offer is None:
            return ()
        renewed = f"renewed by one period, {self.offer.total(1)} are charged"
        choices = ((GIVEN, "given free until the date below"), (RENEWED, renewed))
        return (Field("how", "How", GIVEN, kind="choice", choices=choices),)

    def preview(self, values: Mapping[str, str]) -> str:
        """What a renewal charges, and its end."""
        if self.offer is None or values.get("how") != RENEWED:
            return ""
        lines = [f"End: {clock.shown(self.offer.expires_at)} → {clock.shown(self.offer.new_end(1))}"]
        if short := self.offer.why_not_from_wallet(1):
            return "\n".join((*lines, f"✖ {short}"))
        return "\n".join((*lines, f"Wallet: {self.offer.wallet} → {self.offer.wallet_after(1)}"))

    async def save(self, values: Mapping[str, str]) -> str:
        """Sets it, or renews it, once."""
        if self.offer is not None and values.get("how") == RENEWED:
            made = await self.app.change(
                renewals.renew_now, self.service.row.id, lift=True, seen=self.seen, request_key=self.request_key
            )
            return self.done(f"order {made}, renewed")
        await self.app.change(
            service_changes.change_status,
            self.service.row.id,
            self.target,
            typed_name=values.get("typed_name", ""),
            until=time_as_typed("until", values["until"]) if self.ended else None,
            reason=values["reason"],
            words=values.get("words", ""),
            seen=self.seen,
        )
        return self.done(f"{self.service.row.status} → {self.target}")


class AutoRenewDialog(_ServiceDialog):
    """Switches auto renew (R123)."""

    TITLE_WORDS = "Auto renew"
    verb = "switch"

    def __init__(self, service: ServiceDetails) -> None:
        super().__init__(service)
        self.on = not service.row.auto_renew
        effect = (
            "At its end it is renewed by itself, if wallet and credit limit cover the price."
            if self.on
            else "At its end it expires, unless it is renewed by hand."
        )
        self.intro = f"{service.row.title}: auto renew {_word(on=not self.on)} → {_word(on=self.on)}\n{effect}"

    async def save(self, _values: Mapping[str, str]) -> str:
        """Switches it."""
        await self.app.change(service_changes.set_auto_renew, self.service.row.id, on=self.on, seen=self.seen)
        return self.done(f"auto renew {_word(on=self.on)}")


class PriceDialog(_ServiceDialog):
    """Agrees on the price from the next renewal on (R206)."""

    TITLE_WORDS = "Price"

    def __init__(self, service: ServiceDetails) -> None:
        super().__init__(service)
        renewed = service.next_price or service.row.price
        self.intro = f"{service.row.title}: {service.row.price}, renewed at {renewed} on {_end(service)}"

    def fields(self) -> Sequence[Field]:
        """The price of a period, and why."""
        renewed = (self.service.next_price or self.service.row.price).amount
        return Field("amount", "Price of a period", renewed, replaced=True), Field("reason", "Reason", hint="required")

    def preview(self, values: Mapping[str, str]) -> str:
        """Old → new, from when."""
        try:
            new = Money(
                parse_amount(values["amount"], self.service.row.price.currency), self.service.row.price.currency
            )
        except Invalid:
            return ""
        return f"{self.service.row.price.amount} → {new} from {_end(self.service)}"

    async def save(self, values: Mapping[str, str]) -> str:
        """Agrees, once."""
        old, new = await self.app.change(
            price.set_price,
            self.service.row.id,
            values["amount"],
            values["reason"],
            seen=self.seen,
            request_key=self.request_key,
        )
        return self.done(f"renewed at {new} instead of {old}, from {_end(self.service)}")


class MoveDialog(_ServiceDialog):
    """Moves it to another customer (R207)."""

    TITLE_WORDS = "Move"
    verb = "move"

    def __init__(self, service: ServiceDetails) -> None:
        super().__init__(service)
        self.intro = (
            f"{service.row.title} of {service.owner_id} {service.owner}: its renewals and orders from now on are the "
            "new owner's.\nIts past orders and documents stay where they are; both logs say it."
        )

    def fields(self) -> Sequence[Field]:
        """Who has it from now on."""
        reason = Field("reason", "Reason", hint="optional, kept in the log")
        return Field("customer", "To customer", hint="id or username"), reason

    async def save(self, values: Mapping[str, str]) -> str:
        """Looks the customer up, then moves."""
        try:
            to = await self.app.ask(lookup.customer_id, values["customer"].strip())
        except NotFound as error:
            raise Invalid({"customer": "there is no such customer"}) from error
        await self.app.change(
            move.move, self.service.row.id, to, reason=values["reason"], seen=self.seen, request_key=self.request_key
        )
        return self.done(f"moved to customer {to}")


class NameServersDialog(_ServiceDialog):
    """Edits the name servers (R125): a field each, so that it is seen which of them becomes what."""

    TITLE_WORDS = "Name servers"

    def __init__(self, service: ServiceDetails) -> None:
        super().__init__(service)
        few, many = service_changes.FEWEST_NAME_SERVERS, service_changes.MOST_NAME_SERVERS
        self.intro = f"{few} to {many} names of hosts, such as ns1.example.org; an empty field takes one away"
        self.number = min(max(len(service.name_servers) + MORE_NAME_SERVERS, FEWEST_FIELDS), many)

    def fields(self) -> Sequence[Field]:
        """One for each, and some for others."""
        stored = [*self.service.name_servers, *[""] * self.number][: max(self.number, len(self.service.name_servers))]
        return [
            Field(f"name_server_{place}", f"Name server {place}", name, old=name, replaced=True)
            for place, name in enumerate(stored, start=1)
        ]

    def preview(self, values: Mapping[str, str]) -> str:
        """How many there would be, where that changes."""
        old, new = len(self.service.name_servers), len(_names(values))
        return f"{old} → {new} name servers" if old != new else ""

    async def save(self, values: Mapping[str, str]) -> str:
        """Sets them."""
        try:
            changed = await self.app.change(
                service_changes.set_name_servers, self.service.row.id, _names(values), seen=self.seen
            )
        except Conflict as error:  # the operation knows them as one field
            names = [*error.fresh["name_servers"].splitlines(), *[""] * len(self.rows)]
            fresh = dict(zip(self.rows, names, strict=False))
            raise Conflict(error.text, fresh, seen=error.seen) from error
        old, new = self.service.name_servers, _names(values)
        gone, come = [one for one in old if one not in new], [one for one in new if one not in old]
        words = f"{', '.join(gone) or '–'} → {', '.join(come) or '–'}"
        return self.done(f"name servers {words}" if changed else "nothing changed")


def _names(values: Mapping[str, str]) -> list[str]:
    """The names as typed; a list of them may have been pasted into one field."""
    return [name for text in values.values() for name in text.replace(",", " ").split()]


def name_of(service: ServiceDetails) -> str:
    """The name that people type: of the domain, or of the product."""
    row = service.row
    return row.title if row.kind == ServiceKind.DOMAIN else row.name


def _end(service: ServiceDetails) -> str:
    return clock.day(service.row.expires_at)


def _word(*, on: bool) -> str:
    return "on" if on else "off"
