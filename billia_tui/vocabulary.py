"""The words of the field: every status, kind and role, as they are stored and shown."""

from enum import StrEnum
from typing import Self

from billia_tui.text import clean


class StoredWord(StrEnum):
    """One of a few words. What a damaged store holds instead is a word of its own, "? …", that is equal to none."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        unknown = str.__new__(cls, f"? {clean(value, limit=40)}")
        unknown._name_, unknown._value_ = "UNKNOWN", str(unknown)
        return unknown

    @property
    def is_known(self) -> bool:
        """Whether it is one of the words."""
        return self._name_ in type(self).__members__


class CustomerStatus(StoredWord):
    """R1: there are exactly three."""

    ACTIVE = "Active"
    INACTIVE = "Inactive"
    BLOCKED = "Blocked"


class ServiceStatus(StoredWord):
    """Section 12 of docs/domain.md."""

    PENDING = "Pending"
    CONFIGURE = "Configure"
    ACTIVE = "Active"
    EXPIRED = "Expired"
    SUSPENDED = "Suspended"
    INACTIVE = "Inactive"
    REDEMPTION = "Redemption"
    TERMINATED = "Terminated"


class ServiceKind(StoredWord):
    """A domain is a service that is a domain name."""

    SERVICE = "service"
    DOMAIN = "domain"


class PaymentTerm(StoredWord):
    """When a service is paid for."""

    PREPAID = "prepaid"
    POSTPAID = "postpaid"


class PurchaseStatus(StoredWord):
    """Section 14 of docs/domain.md."""

    PENDING = "Pending"
    PROCESSING = "Processing"
    ACTIVATED = "Activated"
    COLLAPSED = "Collapsed"
    CANCELLED = "Cancelled"


class PaymentKind(StoredWord):
    """R201, R202: what a record of a purchase's money says."""

    PAYMENT = "Payment"
    REFUND = "Refund"


class OrderType(StoredWord):
    """R129."""

    NEW = "New"
    RENEW = "Renew"
    EDIT = "Edit"
    TRANSFER = "Transfer"
    UPGRADE = "Upgrade"
    CANCEL = "Cancel"


class EmailKind(StoredWord):
    """R87-R90."""

    REGISTRATION = "registration"
    ADDITIONAL = "additional"


class Marketing(StoredWord):
    """R94: each address has its own subscription."""

    SUBSCRIBED = "subscribed"
    UNSUBSCRIBED = "unsubscribed"


class ProfileType(StoredWord):
    """R53."""

    PERSON = "Person"
    COMPANY = "Company"


class NoteKind(StoredWord):
    """R171."""

    USER = "user"
    ORDER = "order"


class MovementKind(StoredWord):
    """What moved a wallet."""

    FUNDS = "funds"
    ORDER = "order"
    CORRECTION = "correction"
    COMMISSION = "commission"


class PaymentMethodType(StoredWord):
    """R164."""

    ONLINE = "online"
    OFFLINE = "offline"
    WALLET = "wallet"
    INVOICE = "invoice"


class DocumentType(StoredWord):
    """R138, R139, R137: a pro-forma asks for money, an invoice confirms it, a credit note gives it back."""

    PRO_FORMA = "pro-forma"
    INVOICE = "invoice"
    CREDIT_NOTE = "credit note"


class JobState(StoredWord):
    """R146: where an automator job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class LabelType(StoredWord):
    """R60."""

    INTEGER = "integer"
    STRING = "string"
    YES_NO = "yes-no"
    RANGE = "range"


class LabelResource(StoredWord):
    """R64: what labels can be attached to, fixed in the program."""

    USERS = "Users"
    ORDERS = "Orders"
    SERVICES = "Services"


class AffiliateScheme(StoredWord):
    """R158: Lead pays for new orders of new clients only, Lifetime also for renewals."""

    LEAD = "Lead"
    LIFETIME = "Lifetime"


class Channel(StoredWord):
    """R166: how a notification reaches a person."""

    PUSH = "push"
    EMAIL = "e-mail"
    POP_UP = "pop-up"
    SMS = "SMS"


class MailState(StoredWord):
    """R226: where a mail is on its way."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    GIVEN_UP = "given up"


class LinkPurpose(StoredWord):
    """R227, R231: what a personal link lets its customer do."""

    ACTIVATION = "activation"
    RESET = "password reset"
    UNSUBSCRIBE = "unsubscribe"


class AdminStatus(StoredWord):
    """R181."""

    ACTIVE = "active"
    INACTIVE = "inactive"


SIGN_IN = "sign_in"
"""The setting of a store that says whether it asks for a sign-in; its values are those of `SignInRule`."""


DEMO = "demo"
"""The setting of a store that says, by being there, that all in it is made up: no mail leaves it (R225)."""


class SignInRule(StrEnum):
    """Whether nobody may look at a store before they have signed in."""

    REQUIRED = "required"
    OPTIONAL = "optional"


class Role(StoredWord):
    """R182."""

    ADMINISTRATOR = "Administrator"
    SUPPORT = "Support"
    SALES = "Sales"
    MARKETING = "Marketing"
    TECH = "Tech"


class Right(StrEnum):
    """A row of the table of R182; the value is how the right is named in a refusal."""

    VIEW = "view customers"
    EDIT = "add or edit customers"
    STATUS = "block, activate or hold customers"
    DELETE = "delete customers"
    ERASE = "erase personal data"
    PASSWORD = "change passwords or impersonate"  # noqa: S105 - the name of a right
    FUNDS = "add funds"
    CREDIT = "set credit limits, correct balances or switch custom payment"
    ORDER_STATUS = "change the status of orders"
    ORDER_PAYMENT = "change payments, prices or documents of orders"
    SERVICES = "change services"
    MARKETING = "change marketing subscriptions"
    ATTACH_LABELS = "attach labels"
    MANAGE_LABELS = "manage labels or affiliate levels"
    NOTES = "write notes"
    STAFF = "manage admins or resellers"
    QUEUES = "change everybody's queues"


class QueueStep(StoredWord):
    """What becomes of a customer in a queue (R242)."""

    DONE = "done"
    PUT_OFF = "put off"
