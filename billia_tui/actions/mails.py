"""The actions on mails (R226)."""

from billia_tui.actions.record import Action
from billia_tui.vocabulary import Right

RETRY_MAIL = Action(
    id="retry_mail", right=Right.NOTES, operation="mails.listing:retry", commands=("mails retry",), over_ssh=True,
    logged=("retry mail",), never="the mail may have left meanwhile",
)  # fmt: skip

ACTIONS = (RETRY_MAIL,)
