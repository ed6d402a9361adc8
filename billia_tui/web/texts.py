"""The words of the pages, in English and German, and which of the two a browser wants (R231)."""

from collections.abc import Mapping

from billia_tui.vocabulary import LinkPurpose

LANGUAGES = ("en", "de")
NAMES = {"en": "English", "de": "Deutsch"}

Texts = Mapping[str, str]

_ENGLISH: Texts = {
    "activation": "Set a password and activate your account",
    "password reset": "Set a new password",
    "unsubscribe": "Unsubscribe",
    "account": "Account",
    "password": "New password",
    "again": "The same password again",
    "hint": "At least {shortest} characters. A few words that you remember are a good password.",
    "activate": "Set password and activate",
    "reset": "Set password",
    "ask unsubscribe": "No more news and offers to",
    "keeps": "Mails about your orders and services still come.",
    "do unsubscribe": "Unsubscribe",
    "activated": "Your account is active",
    "activated text": "The password is set. You can sign in with it now.",
    "changed": "Your new password is set",
    "changed text": "You can sign in with it now.",
    "unsubscribed": "You are unsubscribed",
    "unsubscribed text": "No more news and offers to",
    "gone": "This link does not work",
    "gone text": "It is wrong, was used already, or is too old. Open the newest mail, or ask us for another one.",
    "gone done": "If you set a password or unsubscribed by it, that is done and stays so.",
    "wait": "Too many tries",
    "wait text": "Please try again in {seconds} seconds.",
    "home": "Nothing to see here",
    "home text": "Please open the link that stands in your mail.",
    "broken": "Something is in the way",
    "broken text": "Please open the link again in a few minutes. If it works then, nothing was changed yet.",
    "mistakes": "Please look at this:",
    "shorter": "needs at least {shortest} characters",
    "longer": "has more than {longest} characters",
    "unstorable": "holds a character that cannot be stored",
    "different": "is not the same",
    "sign in": "Sign in",
    "name": "Username or e-mail",
    "your password": "Password",
    "forgot": "Without a password, or with one that you forgot, ask us for a link to a new one.",
    "refused": "Name or password is not right.",
    "no cookie": "Please try again; your browser has to take the one cookie of this page.",
    "blocked": "This account is blocked. Please ask us.",
    "inactive": "This account is not active yet. Open the link in the mail that we sent you, or ask us for "
    "another one.",
    "your account": "Your account",
    "your name": "Name",
    "username": "Username",
    "status": "Status",
    "Active": "Active",
    "Inactive": "Inactive: open the link in the mail that we sent you",
    "wallet": "Wallet",
    "emails": "E-mail addresses",
    "subscribed to news": "Gets news and offers",
    "unsubscribed to news": "Gets no news and offers",
    "documents": "Documents",
    "pro-forma": "Pro-forma",
    "invoice": "Invoice",
    "credit note": "Credit note",
    "cancelled": "cancelled",
    "text": "Text",
    "no documents": "There are none yet.",
    "older documents": "Ask us for older ones.",
    "sign out": "Sign out",
    "signed out": "You are signed out",
    "signed out text": "This browser knows nothing of your account any more.",
    "from": "From",
    "other": "Deutsch",
}
_GERMAN: Texts = {
    "activation": "Passwort festlegen und Konto aktivieren",
    "password reset": "Neues Passwort festlegen",
    "unsubscribe": "Abmelden",
    "account": "Konto",
    "password": "Neues Passwort",
    "again": "Dasselbe Passwort noch einmal",
    "hint": "Mindestens {shortest} Zeichen. Ein paar Wörter, die Sie sich merken, sind ein gutes Passwort.",
    "activate": "Passwort festlegen und aktivieren",
    "reset": "Passwort festlegen",
    "ask unsubscribe": "Keine Neuigkeiten und Angebote mehr an",
    "keeps": "Mails zu Ihren Bestellungen und Diensten kommen weiterhin.",
    "do unsubscribe": "Abmelden",
    "activated": "Ihr Konto ist aktiv",
    "activated text": "Das Passwort ist festgelegt. Sie können sich jetzt damit anmelden.",
    "changed": "Ihr neues Passwort ist festgelegt",
    "changed text": "Sie können sich jetzt damit anmelden.",
    "unsubscribed": "Sie sind abgemeldet",
    "unsubscribed text": "Keine Neuigkeiten und Angebote mehr an",
    "gone": "Dieser Link geht nicht",
    "gone text": "Er ist falsch, wurde schon benutzt oder ist zu alt. Öffnen Sie die neueste Mail, oder bitten Sie uns "
    "um einen anderen.",
    "gone done": "Haben Sie damit ein Passwort festgelegt oder sich abgemeldet, so ist das geschehen und bleibt so.",
    "wait": "Zu viele Versuche",
    "wait text": "Bitte versuchen Sie es in {seconds} Sekunden noch einmal.",
    "home": "Hier gibt es nichts zu sehen",
    "home text": "Bitte öffnen Sie den Link, der in Ihrer Mail steht.",
    "broken": "Etwas ist im Weg",
    "broken text": "Bitte öffnen Sie den Link in ein paar Minuten wieder. Geht er dann, so wurde noch nichts geändert.",
    "mistakes": "Bitte sehen Sie sich das an:",
    "shorter": "braucht mindestens {shortest} Zeichen",
    "longer": "hat mehr als {longest} Zeichen",
    "unstorable": "enthält ein Zeichen, das nicht gespeichert werden kann",
    "different": "ist nicht dasselbe",
    "sign in": "Anmelden",
    "name": "Benutzername oder E-Mail",
    "your password": "Passwort",
    "forgot": "Ohne Passwort, oder wenn Sie es vergessen haben, bitten Sie uns um einen Link zu einem neuen.",
    "refused": "Name oder Passwort stimmt nicht.",
    "no cookie": "Bitte versuchen Sie es noch einmal; Ihr Browser muss das eine Cookie dieser Seite annehmen.",
    "blocked": "Dieses Konto ist gesperrt. Bitte fragen Sie uns.",
    "inactive": "Dieses Konto ist noch nicht aktiv. Öffnen Sie den Link in der Mail, die wir Ihnen geschickt haben, "
    "oder bitten Sie uns um einen anderen.",
    "your account": "Ihr Konto",
    "your name": "Name",
    "username": "Benutzername",
    "status": "Status",
    "Active": "Aktiv",
    "Inactive": "Nicht aktiv: öffnen Sie den Link in der Mail, die wir Ihnen geschickt haben",
    "wallet": "Guthaben",
    "emails": "E-Mail-Adressen",
    "subscribed to news": "Bekommt Neuigkeiten und Angebote",
    "unsubscribed to news": "Bekommt keine Neuigkeiten und Angebote",
    "documents": "Dokumente",
    "pro-forma": "Proforma-Rechnung",
    "invoice": "Rechnung",
    "credit note": "Gutschrift",
    "cancelled": "storniert",
    "text": "Text",
    "no documents": "Es gibt noch keine.",
    "older documents": "Bitten Sie uns um ältere.",
    "sign out": "Abmelden",
    "signed out": "Sie sind abgemeldet",
    "signed out text": "Dieser Browser weiß nichts mehr von Ihrem Konto.",
    "from": "Von",
    "other": "English",
}
_ALL: Mapping[str, Texts] = {"en": _ENGLISH, "de": _GERMAN}

BUTTONS = {LinkPurpose.ACTIVATION: "activate", LinkPurpose.RESET: "reset", LinkPurpose.UNSUBSCRIBE: "do unsubscribe"}
DONE = {LinkPurpose.ACTIVATION: "activated", LinkPurpose.RESET: "changed", LinkPurpose.UNSUBSCRIBE: "unsubscribed"}


def of(language: str) -> Texts:
    """The words in a language."""
    return _ALL[language]


def wanted(accepted: str, asked: str, otherwise: str = "") -> str:
    """The language of a page.

    Args:
        accepted: the header Accept-Language.
        asked: what the address asks for, `?lang=`.
        otherwise: that of the customer's mails, where the browser says nothing of use.
    """
    if asked in LANGUAGES:
        return asked
    weighed = sorted((_weighed(part) for part in accepted[:500].split(",")), key=lambda one: -one[1])
    for name, weight in [*weighed, (otherwise, 1.0)]:
        if weight > 0 and name in LANGUAGES:
            return name
    return LANGUAGES[0]


def _weighed(part: str) -> tuple[str, float]:
    name, _, weight = part.partition(";q=")
    try:
        return name.strip().lower().partition("-")[0], float(weight) if weight else 1.0
    except ValueError:
        return "", 0.0
