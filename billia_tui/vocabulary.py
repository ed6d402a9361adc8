"""The words of the field: every status, kind and role, as they are stored and shown."""

from enum import StrEnum


class CustomerStatus(StrEnum):
    """R1: there are exactly three."""

    ACTIVE = "Active"
    INACTIVE = "Inactive"
    BLOCKED = "Blocked"


class ServiceStatus(StrEnum):
    """Section 12 of docs/domain.md."""

    PENDING = "Pending"
    CONFIGURE = "Configure"
    ACTIVE = "Active"
    EXPIRED = "Expired"
    SUSPENDED = "Suspended"
    INACTIVE = "Inactive"
    REDEMPTION = "Redemption"
    TERMINATED = "Terminated"


class ServiceKind(StrEnum):
    """A domain is a service that is a domain name."""

    SERVICE = "service"
    DOMAIN = "domain"


class PaymentTerm(StrEnum):
    """When a service is paid for."""

    PREPAID = "prepaid"
    POSTPAID = "postpaid"


class PurchaseStatus(StrEnum):
    """Section 14 of docs/domain.md."""

    PENDING = "Pending"
    PROCESSING = "Processing"
    ACTIVATED = "Activated"
    COLLAPSED = "Collapsed"
    CANCELLED = "Cancelled"


class OrderType(StrEnum):
    """R129."""

    NEW = "New"
    RENEW = "Renew"
    EDIT = "Edit"
    TRANSFER = "Transfer"
    UPGRADE = "Upgrade"
    CANCEL = "Cancel"


class EmailKind(StrEnum):
    """R87-R90."""

    REGISTRATION = "registration"
    ADDITIONAL = "additional"


class Marketing(StrEnum):
    """R94: each address has its own subscription."""

    SUBSCRIBED = "subscribed"
    UNSUBSCRIBED = "unsubscribed"


class ProfileType(StrEnum):
    """R53."""

    PERSON = "Person"
    COMPANY = "Company"


class NoteKind(StrEnum):
    """R171."""

    USER = "user"
    ORDER = "order"


class MovementKind(StrEnum):
    """What moved a wallet."""

    FUNDS = "funds"
    ORDER = "order"
    CORRECTION = "correction"
    COMMISSION = "commission"


class PaymentMethodType(StrEnum):
    """R164."""

    ONLINE = "online"
    OFFLINE = "offline"
    WALLET = "wallet"
    INVOICE = "invoice"


class DocumentType(StrEnum):
    """R138, R139, R137: a pro-forma asks for money, an invoice confirms it, a credit note gives it back."""

    PRO_FORMA = "pro-forma"
    INVOICE = "invoice"
    CREDIT_NOTE = "credit note"


class JobState(StrEnum):
    """R146: where an automator job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class LabelType(StrEnum):
    """R60."""

    INTEGER = "integer"
    STRING = "string"
    YES_NO = "yes-no"
    RANGE = "range"


class LabelResource(StrEnum):
    """R64: what labels can be attached to, fixed in the program."""

    USERS = "Users"
    ORDERS = "Orders"
    SERVICES = "Services"


class AffiliateScheme(StrEnum):
    """R158: Lead pays for new orders of new clients only, Lifetime also for renewals."""

    LEAD = "Lead"
    LIFETIME = "Lifetime"


class Channel(StrEnum):
    """R166: how a notification reaches a person."""

    PUSH = "push"
    EMAIL = "e-mail"
    POP_UP = "pop-up"
    SMS = "SMS"


class AdminStatus(StrEnum):
    """R181."""

    ACTIVE = "active"
    INACTIVE = "inactive"


SIGN_IN = "sign_in"
"""The setting of a store that says whether it asks for a sign-in; its values are those of `SignInRule`."""


class SignInRule(StrEnum):
    """Whether nobody may look at a store before they have signed in."""

    REQUIRED = "required"
    OPTIONAL = "optional"


class Role(StrEnum):
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
