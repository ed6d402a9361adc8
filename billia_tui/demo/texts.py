"""Notes that read like those of a support desk, in the languages of its staff; `{}` takes a number."""

NOTES = (
    "Called back, issue solved.",
    "Prefers e-mail, please do not call before 10:00.",
    "Ticket #{}: slow site was a plugin, not us.",
    "Asked for a discount on the next renewal. Told to come back in the month before.",
    "Wants all invoices as one PDF a month.\nTold that this is planned, no date promised.",
    "Ticket #{}: mail to large providers rejected.\n- SPF record was missing\n- added, checked after an hour\n- works",
    "Payment reminder sent, promised to pay by Friday.",
    "Identity checked with ID card, two-factor reset.",
    "Moved from another host, migration free of charge agreed with sales.",
    "Very friendly. Sends us customers.",
    "Chargeback on ticket #{}; talk to accounting before the next renewal.",
    "Hat angerufen: Rechnung {} kam nicht an.\nAdresse war veraltet, korrigiert und neu verschickt.",
    "Kunde möchte zum Monatsende kündigen, Angebot für Paket S gemacht.",
    "Rückruf erbeten, am besten nachmittags.",
    "Ne parle que français. Ticket #{} transmis à Chloé.",
    "Demande un devis pour trois serveurs.\nÀ rappeler la semaine prochaine.",
    "Llamar por la mañana. Quiere cambiar el titular del dominio.",
    "Pediu nota fiscal com outro endereço; ver ticket #{}.",
    "Klient prosi o fakturę z numerem zamówienia {}.",
    "Zákazník žádá o odklad platby do konce měsíce.",
    "Vill ha faktura på svenska. Ärende #{}.",
    "Chiede la migrazione della posta.\nFatto, in attesa di conferma.",
    "Клиентът ще плати по банков път, билет #{}.",
    "Ζήτησε αλλαγή διακομιστή ονομάτων, έγινε.",
    "請求書は日本語でお願いしたいとのこと。",
)
REASONS = ("chargeback", "asked for by the customer", "abuse report", "unpaid invoices", "spam from a hacked site")
FUNDS_NOTES = ("", "", "", "bank transfer received", "top-up by card", "voucher", "goodwill after outage")
CORRECTIONS = ("chargeback of a card payment", "booked twice by mistake", "transfer came back from the bank")
ORDER_NOTES = (
    "Paid late, agreed with sales.",
    "Wants the invoice in the name of the department.",
    "Set up by hand: the automator did not know this zone.",
    "Kunde hat die Bestellung telefonisch bestätigt.",
    "Transfer code arrived by post, entered.",
)
CONSENTS = ("asked for it on the phone", "form at the trade fair", "", "")
CONSENT_FORM = "I agree to receive news by e-mail. I can take this back at any time.\n\nSigned: {}\n"
