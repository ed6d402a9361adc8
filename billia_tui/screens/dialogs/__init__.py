"""All dialogs, one module a subject."""

from billia_tui.screens.dialogs.companies import CompanyDialog, DeleteCompanyDialog
from billia_tui.screens.dialogs.customer import AddCustomerDialog, DeleteCustomerDialog, EditCustomerDialog
from billia_tui.screens.dialogs.emails import DeleteEmailDialog, EmailDialog
from billia_tui.screens.dialogs.hold import HoldDialog, ReleaseDialog
from billia_tui.screens.dialogs.money import AddFundsDialog, CorrectBalanceDialog, CreditLimitDialog
from billia_tui.screens.dialogs.notes import DeleteNoteDialog, NoteDialog
from billia_tui.screens.dialogs.password import PasswordDialog
from billia_tui.screens.dialogs.status import ActivateDialog, BlockDialog, FirstStatusDialog, SendActivationDialog

__all__ = [
    "ActivateDialog",
    "AddCustomerDialog",
    "AddFundsDialog",
    "BlockDialog",
    "CompanyDialog",
    "CorrectBalanceDialog",
    "CreditLimitDialog",
    "DeleteCompanyDialog",
    "DeleteCustomerDialog",
    "DeleteEmailDialog",
    "DeleteNoteDialog",
    "EditCustomerDialog",
    "EmailDialog",
    "FirstStatusDialog",
    "HoldDialog",
    "NoteDialog",
    "PasswordDialog",
    "ReleaseDialog",
    "SendActivationDialog",
]
