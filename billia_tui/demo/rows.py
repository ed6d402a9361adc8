"""The rows of the book: whose names are the columns' names; columns that are left out have their value here.

Times are texts (see `times`), flags 0 or 1, words plain `str`: a million customers are some thirteen million rows, and
the types of the models would cost minutes. What does not fit its column, the STRICT tables refuse.
"""

# ruff: noqa: PYI024 - types of fields would say again what the tables' columns say

from collections import namedtuple

CustomerRow = namedtuple(
    "CustomerRow",
    "id username username_key first_name last_name phone country city address postcode currency status created_at "
    "activated_at reseller_id on_hold_manual on_hold_auto custom_payments wallet wallet_rank credit_limit "
    "credit_rank affiliate name name_key products_count reseller_key referred_by signed_out_at blocked_at "
    "phone_e164 username_looks role version",
    defaults=("Customer", 1),
)
SearchRow = namedtuple("SearchRow", "customer_id text")
NameWordRow = namedtuple("NameWordRow", "skeleton word customer_id")
EmailRow = namedtuple(
    "EmailRow",
    "id customer_id address address_key folded kind marketing added_at version",
    defaults=(1,),
)
ProfileRow = namedtuple(
    "ProfileRow",
    "id customer_id title type main created_at contact_person contact_data auto_generate_invoice company_name "
    "company_number vat_number responsible_person country city address postcode phone version",
    defaults=("", "", 1, "", "", "", "", "", "", "", "", "", 1),
)
ServiceRow = namedtuple(
    "ServiceRow",
    "id customer_id product_id product_name category kind domain status price currency period_months payment_term "
    "auto_renew created_at activated_at expires_at reseller_id tld registrar registrar_customer_id name_servers "
    "options server usage contacts version",
    defaults=(1,),
)
PurchaseRow = namedtuple(
    "PurchaseRow",
    "id customer_id profile_id placed_at status paid paid_at paid_amount wallet_paid payment_method_id price "
    "currency reseller_id version",
    defaults=(1,),
)
OrderRow = namedtuple("OrderRow", "id purchase_id type service_id description price")
NoteRow = namedtuple(
    "NoteRow",
    "id kind customer_id purchase_id text folded admin_id created_at edited_by edited_at version",
    defaults=(1,),
)
MovementRow = namedtuple("MovementRow", "id customer_id kind amount balance_after note admin_id at")
CreditRow = namedtuple("CreditRow", "id customer_id old new note admin_id at")
LogRow = namedtuple(
    "LogRow",
    "id at admin_id customer_id object object_id action before after reason acting_as",
    defaults=(None,),
)
MailRow = namedtuple("MailRow", "id customer_id address subject body at reason link state finished_at answer")
LabelRow = namedtuple("LabelRow", "id component_id resource object_id customer_id value admin_id at")
DocumentRow = namedtuple(
    "DocumentRow",
    "id customer_id purchase_id reseller_id type sequence number issued_at amount currency body cancelled_at",
)
CounterRow = namedtuple("CounterRow", "reseller_id type last")
JobRow = namedtuple("JobRow", "id purchase_id name state started_at ended_at message raw")
NotificationRow = namedtuple("NotificationRow", "id customer_id channel title text at seen staff_seen")
ConsentDocumentRow = namedtuple("ConsentDocumentRow", "id customer_id name size sha256 content admin_id at")
ConsentRow = namedtuple(
    "ConsentRow",
    "id customer_id email_id address old new reason mail_sent automatic document_id admin_id at",
)
AffiliateRow = namedtuple("AffiliateRow", "customer_id level scheme since ended_at version", defaults=(1,))
PaymentRow = namedtuple(
    "PaymentRow",
    "id purchase_id kind amount at made_at payment_method_id wallet reference reason admin_id",
)
CommissionRow = namedtuple("CommissionRow", "id customer_id purchase_id amount currency level at")
ImpersonationRow = namedtuple("ImpersonationRow", "id admin_id customer_id started_at ended_at")

TABLES = {
    CustomerRow: "customers",
    SearchRow: "search_entries",
    NameWordRow: "name_words",
    EmailRow: "emails",
    ProfileRow: "profiles",
    ServiceRow: "services",
    PurchaseRow: "purchases",
    OrderRow: "orders",
    NoteRow: "notes",
    MovementRow: "wallet_transactions",
    CreditRow: "credit_changes",
    LogRow: "log_entries",
    MailRow: "outgoing_mails",
    LabelRow: "labels",
    DocumentRow: "documents",
    JobRow: "automator_jobs",
    NotificationRow: "notifications",
    ConsentDocumentRow: "gdpr_documents",
    ConsentRow: "gdpr_changes",
    AffiliateRow: "affiliates",
    CommissionRow: "commissions",
    PaymentRow: "payments",
    ImpersonationRow: "impersonations",
}
"""Where they are stored, in the order of the foreign keys."""
