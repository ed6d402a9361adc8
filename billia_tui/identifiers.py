"""When two names, addresses or numbers are the same (R210, R211): the forms in which they are compared.

The libraries are imported where a text needs them: nearly all names are plain ASCII and need none.
"""

import re
import unicodedata
from functools import lru_cache

_DIGIT = re.compile(r"[0-9]|[^\x00-\x7f]")
"""A digit, or what may be one of another script."""

_NO_DIGITS = re.compile(r"[^0-9]+", re.ASCII)
_NUMBER = re.compile(r"[0-9+\-()./ ]+", re.ASCII)
FEWEST_OF_ALL, MOST_OF_ALL = 7, 15
"""Digits of a whole number (ITU-T E.164)."""

FEWEST_DIGITS = 4
"""So many digits are a piece of a phone number (R211)."""

SHORTEST_OWN = 3
"""Shorter numbers among others are but a part of one."""

MARK = "\xb7"
"""Stands in the words of the search for the dots of an IP address; it is a letter to them."""

_BYTE = r"(?:0|[1-9][0-9]?|1[0-9][0-9]|2[0-4][0-9]|25[0-5])"
_MACHINE = re.compile(rf"{_BYTE}\.{_BYTE}\.(?:{_BYTE}(?:\.{_BYTE}?)?)?", re.ASCII)

_LOOKING_LIKE = str.maketrans("аеорсухіјѕһԁԛԝвкмнтαβγεηικνορτυχω01", "aeopcyxijshdqwbkmhtabyenikvoptuxwol")
"""Small letters of Cyrillic and Greek, and digits, by the Latin letter that they look like."""


def username_key(username: str) -> str:
    """A username as it is compared: PRECIS UsernameCaseMapped (RFC 8265); case-folded NFC for one that RFC forbids.

    Such ones exist, since usernames may hold spaces.
    """
    if username.isascii():
        return username.lower()
    from precis_i18n import get_profile

    try:
        return str(get_profile("UsernameCaseMapped").enforce(username))
    except UnicodeEncodeError:
        return unicodedata.normalize("NFC", unicodedata.normalize("NFC", username).casefold())


def address_key(address: str) -> str:
    """An e-mail address as it is compared: local part case-folded in NFC, domain in the ASCII form of IDNA 2008."""
    if address.isascii():
        return address.lower()
    local, at, domain = address.rpartition("@")
    local = unicodedata.normalize("NFC", unicodedata.normalize("NFC", local).casefold())
    return f"{local}{at}{_ascii_domain(domain)}"


def _ascii_domain(domain: str) -> str:
    if domain.isascii():
        return domain.lower()
    import idna

    try:
        return idna.encode(domain, uts46=True).decode("ascii").lower()
    except idna.IDNAError:
        return unicodedata.normalize("NFC", domain.casefold())


def looks(key: str) -> str:
    """What a username looks like (R210): the same for names whose letters differ but look alike, as Latin а and a."""
    if key.isascii():
        return key.lower().replace("0", "o").replace("1", "l")
    apart = unicodedata.normalize("NFKD", key.casefold())
    return "".join(char for char in apart if not unicodedata.combining(char)).translate(_LOOKING_LIKE)


def e164(phone: str, country: str) -> str:
    """A phone number as the whole world dials it, without its extension, e.g. "+49301234567"; "" if it is none.

    Args:
        phone: as typed.
        country: the two-letter code of where it is dialled from, which a number without `+` or `00` needs.
    """
    return _read(phone, country)[0]


def phone_lines(phone: str, country: str) -> list[str]:
    """Every form in which a phone number may be looked for (R211): digits as typed, E.164, as dialled at home."""
    return list(dict.fromkeys([digits_of(phone), *filter(None, _read(phone, country))]))


@lru_cache(maxsize=4096)  # an import comes back to each number with every kind of its records
def _read(phone: str, country: str) -> tuple[str, str]:
    """In E.164, and as it is dialled in the country itself; both empty where it is no phone number."""
    if not _DIGIT.search(phone):
        return "", ""
    international = _international(phone)
    if not international:
        import phonenumbers

        try:
            parsed = phonenumbers.parse(phone, country or None)
        except phonenumbers.NumberParseException:
            return "", ""
        if not phonenumbers.is_possible_number(parsed):
            return "", ""
        international = f"{parsed.country_code}{phonenumbers.national_significant_number(parsed)}"
    if len(international) < FEWEST_OF_ALL:
        return "", ""
    code, prefix = _dialling(country)
    home = f"{prefix}{international.removeprefix(code)}" if code and international.startswith(code) else ""
    return f"+{international}", home


def _international(phone: str) -> str:
    """The digits of a number that is written internationally already: no library has to read them."""
    text = phone.strip()
    if not text.startswith(("+", "00")) or "(0" in text or not _NUMBER.fullmatch(text):
        return ""
    digits = digits_of(text)
    digits = digits.removeprefix("00") if text.startswith("00") else digits
    return digits if FEWEST_OF_ALL <= len(digits) <= MOST_OF_ALL else ""


@lru_cache(maxsize=512)
def _dialling(country: str) -> tuple[str, str]:
    """The calling code of a country, and what is dialled before a number inside of it; empty for one without."""
    import phonenumbers

    code = phonenumbers.country_code_for_region(country)
    prefix = phonenumbers.ndd_prefix_for_region(country, strip_non_digits=True) if code else ""
    return str(code or ""), prefix or ""


def digits_of(text: str) -> str:
    """The digits of a text alone."""
    return text if text.isascii() and text.isdigit() else _NO_DIGITS.sub("", text)


def number_forms(text: str) -> tuple[str, ...]:
    """The digits alone of a text that is a number with other signs in it, such as a postcode; else nothing."""
    if not _NUMBER.fullmatch(text):  # most texts are none, and told so by their first letter
        return ()
    digits = digits_of(text)
    return (digits,) if digits != text and len(digits) >= FEWEST_DIGITS else ()


def words_sought(words: list[str]) -> list[tuple[str, tuple[str, ...]]]:
    """The words of a search, each with the texts of which a customer has to have one.

    Words that follow each other and may be one phone number, such as "0049 30 1234567" or "123 45 67", are one word
    (R211). Where each could be something of its own, as the number of an order, they are that too.
    """
    sought: list[tuple[str, tuple[str, ...]]] = []
    run: list[str] = []
    for word in [*words, ""]:
        if _NUMBER.fullmatch(word) and (word.startswith("+") or "." not in word or (run and _dialled(run))):
            run.append(word)
            continue
        sought += _run_sought(run)
        run = []
        sought += [(word, forms_sought(word))] if word else []
    return sought


def _dialled(run: list[str]) -> bool:
    return run[0].startswith(("+", "0"))


def _run_sought(run: list[str]) -> list[tuple[str, tuple[str, ...]]]:
    """Words that are numbers, one after another."""
    whole = "".join(run)
    apart = [(word, forms_sought(word)) for word in run]
    if len(run) < 2 or len(digits_of(whole)) < (FEWEST_OF_ALL if _dialled(run) else FEWEST_DIGITS):
        return apart
    forms = forms_sought(whole)
    if _dialled(run) or min(map(len, run)) < SHORTEST_OWN:
        return [(whole, forms)]
    return [(word, (*own, *forms)) for word, own in apart]  # all of them, or the whole


def machine_form(address: str) -> str:
    """An IP address (or its beginning) as one word of the search: its numbers are in so many texts, together in few."""
    return f"{MARK}{address.replace('.', MARK)}"


def forms_sought(word: str) -> tuple[str, ...]:
    """The texts of which a customer has to have one: a word that may be (a piece of) a phone number is looked for by
    its digits too (R211), else only as it is: an address of a machine or a date has dots and dashes of its own.
    """  # noqa: D205 - one sentence
    if _MACHINE.fullmatch(word):
        return (machine_form(word),)
    digits = number_sought(word)
    return (word,) if digits in {None, word} else (word, str(digits))


def number_sought(word: str) -> str | None:
    """The digits to look for where a word of a search may be (a piece of) a phone number; None where it is none."""
    if not _NUMBER.fullmatch(word):
        return None
    digits = digits_of(word)
    if len(digits) < FEWEST_DIGITS:
        return None
    return digits[2:] if digits.startswith("00") and len(digits) >= FEWEST_DIGITS + 2 else digits
