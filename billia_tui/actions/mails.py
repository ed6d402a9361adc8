"""The actions on mails (R226)."""

from billia_tui.actions.record import Action
from billia_tui.keys.entry import Where
from billia_tui.vocabulary import Right

RETRY_MAIL = Action(
    id="retry_mail", right=Right.NOTES, operation="mails.listing:retry", commands=("mails retry",), over_ssh=True,
    logged=("retry mail",), never="the mail may have left meanwhile",
)  # fmt: skip

MESSAGE = Action(
    places=(Where.LIST, Where.DETAILS), id="message", keys="E", label="message",
    help="Write a message to the customer, and see it before it goes",
    right=Right.NOTES, operation="mails.by_hand:send", commands=("mails message",), over_ssh=True,
    logged=("send message",), never="a mail that was sent cannot be called back",
)  # fmt: skip
PREFERENCES = Action(
    id="mail_preferences", right=Right.EDIT, operation="mails.preferences:change", commands=("mails preferences",),
    over_ssh=True,
)  # fmt: skip
RESELLER_LANGUAGE = Action(
    id="reseller_language", right=Right.STAFF, operation="mails.preferences:set_reseller_language",
    commands=("mails reseller-language",), over_ssh=True,
)  # fmt: skip
REMINDERS = Action(
    id="reminders", right=Right.STAFF, operation="mails.preferences:set_days", commands=("mails reminders",),
    over_ssh=True,
)  # fmt: skip
SAVE_TEMPLATE = Action(
    id="save_template", right=Right.STAFF, operation="mails.templates:save", commands=("mails templates save",)
)
RESET_TEMPLATE = Action(
    places=Where.TEMPLATES, id="template_reset", keys="d", label="give back",
    help="Give the text back to the shipped one, or the house's", footer=3,
    right=Right.STAFF, operation="mails.templates:reset", commands=("mails templates reset",),
    over_ssh=True,
)  # fmt: skip

ACTIONS = (RETRY_MAIL, MESSAGE, PREFERENCES, RESELLER_LANGUAGE, REMINDERS, SAVE_TEMPLATE, RESET_TEMPLATE)
