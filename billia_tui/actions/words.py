"""Other words for what a key or command does: the palette finds it by them too."""

WORDS: dict[str, str] = {
    "add_customer": "new customer, create, register, sign up",
    "add_funds": "funds, top up, deposit, money, pay in",
    "add_note": "comment, remark",
    "all_orders": "purchases, invoices, unpaid",
    "all_services": "products, domains, hosting",
    "auto_renew": "automatic renewal",
    "block": "unblock, activate, ban, lock out",
    "bulk": "export, csv, many customers, mass change",
    "choose_columns": "column",
    "correct_balance": "refund to the wallet, adjust, subtract",
    "credit_limit": "overdraft",
    "delete_customer": "remove, close account",
    "edit": "rename, change address, phone, correct",
    "erase": "gdpr, erasure, right to be forgotten, personal data, anonymise",
    "help": "keys, shortcuts, manual",
    "hold": "release, freeze",
    "impersonate": "sign in as, customer panel, act as",
    "label_management": "tags",
    "labels": "label, tag",
    "lock": "sign out, logout, log out",
    "log": "history, audit, who changed",
    "mails": "mail, e-mail, letters, sent",
    "make_invoice": "document, bill, invoice",
    "merge": "duplicate, double, same person",
    "move_service": "transfer, other owner",
    "name_servers": "nameserver, dns, ns",
    "notifications": "bell, messages",
    "order_documents": "document, invoice, pro-forma, credit note, pdf",
    "order_payment": "pay, bank transfer, payment received, unpaid",
    "password": "login, sign in, reset link",
    "profiles": "company, billing data, vat",
    "queues": "queue, saved query, work list",
    "quit_console": "sign out, logout, log out, exit, leave",
    "refund_order": "money back, give back, chargeback",
    "renew_now": "extend, prolong, renewal",
    "retry_mail": "send again, resend",
    "send_activation": "activation mail, activation link, welcome",
    "service_price": "agreed price, discount",
    "service_status": "suspend, unsuspend, terminate, cancel service, reactivate",
    "subscription": "unsubscribe, marketing, newsletter, consent",
    "suspend_service": "abuse, spam, stop service",
    "timeline": "history, what happened, events",
    "undo": "revert, take back, mistake",
    "wallet_history": "ledger, movements, balance",
}
"""By the name of the key or action, separated by commas."""


def also(name: str) -> tuple[str, ...]:
    """The other words for one of them."""
    return tuple(filter(None, (word.strip() for word in WORDS.get(name, "").split(","))))
