"""The actions on a customer's e-mails, companies and profiles."""

from billia_tui.actions.record import Action
from billia_tui.keys.entry import Where
from billia_tui.vocabulary import Right

ADD_EMAIL = Action(
    id="add_email", right=Right.EDIT, operation="customers.emails:add", dialog="customers.dialogs.emails:EmailDialog",
    commands=("emails add",), over_ssh=True,
)  # fmt: skip
EDIT_EMAIL = Action(
    id="edit_email", right=Right.EDIT, operation="customers.emails:edit", dialog="customers.dialogs.emails:EmailDialog",
    commands=("emails edit",), over_ssh=True,
    logged=("edit e-mail",), now="undo.ways:of_address", back="undo.ways:edit_address",
    stays="The address stays unsubscribed; a change of the registration address is told by mail, this one too (R93).",
)  # fmt: skip
DELETE_EMAIL = Action(
    id="delete_email", right=Right.EDIT, operation="customers.emails:delete",
    dialog="customers.dialogs.emails:DeleteEmailDialog", commands=("emails delete",), over_ssh=True,
)  # fmt: skip
SUBSCRIPTION = Action(
    places=Where.PANEL, id="subscription", keys="s", label="subscription",
    help="E-mails: change the marketing subscription", palette=False,
    right=Right.MARKETING, operation="customers.subscriptions:change",
    dialog="customers.dialogs.subscription:SubscriptionDialog", own_way=True, commands=("subscriptions set",),
    over_ssh=True,
)  # fmt: skip
STORE_DOCUMENT = Action(
    id="store_document", right=Right.MARKETING, operation="customers.consent_documents:add",
    commands=("emails document add",), over_ssh=True,
)  # fmt: skip
ADD_COMPANY = Action(
    id="add_customer_company", right=Right.EDIT, operation="customers.companies:add",
    dialog="profiles.company_dialogs:CompanyDialog", commands=("companies add",), over_ssh=True,
)  # fmt: skip
EDIT_COMPANY = Action(
    id="edit_company", right=Right.EDIT, operation="customers.companies:edit",
    dialog="profiles.company_dialogs:CompanyDialog", commands=("companies edit",), over_ssh=True,
    logged=("edit company",), now="undo.ways:of_profile", back="undo.ways:edit_company",
)  # fmt: skip
DELETE_COMPANY = Action(
    id="delete_company", right=Right.EDIT, operation="customers.companies:delete",
    dialog="profiles.company_dialogs:DeleteCompanyDialog", commands=("companies delete",), over_ssh=True,
)  # fmt: skip

ADD_PERSON_PROFILE = Action(
    places=Where.PROFILES, id="add_person", keys="a", label="add person", help="Add a profile of a person", footer=2,
    right=Right.EDIT, own=True, operation="customers.profiles:add", dialog="profiles.profile_dialogs:ProfileDialog",
    commands=("profiles add",), over_ssh=True,
)  # fmt: skip
ADD_COMPANY_PROFILE = Action(
    places=Where.PROFILES, id="add_company", keys="A", label="add company", help="Add a profile of a company", footer=3,
    right=Right.EDIT, own=True, operation="customers.profiles:add",
    dialog="profiles.profile_dialogs:CompanyProfileDialog", commands=("profiles add",), over_ssh=True,
)  # fmt: skip
EDIT_PROFILE = Action(
    id="edit_profile", right=Right.EDIT, own=True, on="profile", operation="customers.profiles:edit",
    dialog="profiles.profile_dialogs:ProfileDialog", commands=("profiles edit",), over_ssh=True,
    logged=("edit profile",), now="undo.ways:of_profile", back="undo.ways:edit_profile",
)  # fmt: skip
MAKE_MAIN = Action(
    places=Where.PROFILES, id="make_main", keys="t", label="main", help="Make this profile the main one", footer=4,
    right=Right.EDIT, own=True, on="profile", operation="customers.profiles:make_main",
    dialog="profiles.profile_dialogs:MakeMainDialog", commands=("profiles make-main",), over_ssh=True,
)  # fmt: skip
DELETE_PROFILE = Action(
    places=Where.PROFILES, id="delete_profile", keys="d", label="delete",
    help="Delete a profile that is not the main one", footer=5,
    right=Right.EDIT, own=True, on="profile", rule="customers.profiles:why_not_delete",
    operation="customers.profiles:delete", dialog="profiles.profile_dialogs:DeleteProfileDialog",
    commands=("profiles delete",), over_ssh=True,
)  # fmt: skip

OF_PROFILES = (ADD_PERSON_PROFILE, ADD_COMPANY_PROFILE, MAKE_MAIN, DELETE_PROFILE)
ACTIONS = (
    ADD_EMAIL, EDIT_EMAIL, DELETE_EMAIL, SUBSCRIPTION, STORE_DOCUMENT, ADD_COMPANY, EDIT_COMPANY, DELETE_COMPANY,
    EDIT_PROFILE,
)  # fmt: skip
