"""Countries: ISO 3166 codes and English names."""

import gettext
import re
from functools import cache, lru_cache

from billia_tui.text import fold

_LANGUAGES = ("de", "fr", "es", "it", "pt", "nl", "pl")
_USUAL = {
    **dict.fromkeys(("uk", "england", "scotland", "wales", "northern ireland", "great britain", "gb uk"), "GB"),
    **dict.fromkeys(("us", "usa", "united states of america", "america", "u s", "u s a"), "US"),
    **dict.fromkeys(("russia", "russian federation"), "RU"),
    **dict.fromkeys(("south korea", "korea", "korea south", "republic of korea"), "KR"),
    **dict.fromkeys(("congo", "congo republic", "congo brazzaville"), "CG"),
    **dict.fromkeys(("democratic republic of congo", "dr congo", "drc", "congo kinshasa", "zaire"), "CD"),
    **dict.fromkeys(("ivory coast", "cote d ivoire"), "CI"),
    **dict.fromkeys(("holland", "netherlands"), "NL"),
    **dict.fromkeys(("macedonia", "fyrom", "macedonia the former yugoslav republic of"), "MK"),
    **dict.fromkeys(("palestine", "palestinian territory", "palestinian territory occupied"), "PS"),
    **dict.fromkeys(("vatican", "vatican city", "vatican city state"), "VA"),
    **dict.fromkeys(("macau", "macao"), "MO"),
    "turkey": "TR",
    "czech republic": "CZ",
    "north korea": "KP",
    "iran": "IR",
    "syria": "SY",
    "vietnam": "VN",
    "laos": "LA",
    "moldova": "MD",
    "bolivia": "BO",
    "venezuela": "VE",
    "tanzania": "TZ",
    "taiwan": "TW",
    "brunei": "BN",
    "cape verde": "CV",
    "swaziland": "SZ",
    "burma": "MM",
    "east timor": "TL",
    "uae": "AE",
    "emirates": "AE",
    "eire": "IE",
    "republic of ireland": "IE",
    "ksa": "SA",
    "hong kong sar": "HK",
    "bosnia": "BA",
    "curacao": "CW",
    "reunion": "RE",
    "st lucia": "LC",
    "falkland islands": "FK",
    "micronesia": "FM",
    "libyan arab jamahiriya": "LY",
    "slovak republic": "SK",
}
"""Names that people and other systems use, beside those of the standard."""


@lru_cache(maxsize=512)
def code_of(text: str) -> str | None:
    """The two-letter code for a code (two or three letters) or a name; None if there is no such country."""
    import pycountry  # 0.1 s: only when a country is read or named

    try:
        return str(pycountry.countries.lookup(text.strip()).alpha_2)
    except LookupError:
        return _USUAL.get(_plain(text)) or _translated().get(_plain(text))


def _plain(text: str) -> str:
    """Names are compared without case, accents, points and the like: "U.S.A." is usa."""
    return re.sub(r"[\W_]+", " ", fold(text).replace(".", "").replace("&", " and ")).strip().removeprefix("the ")


@cache
def _translated() -> dict[str, str]:
    """The codes by the names in other languages; made when a name is no English one."""
    import pycountry

    found: dict[str, str] = {}
    for language in _LANGUAGES:
        names = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language], fallback=True)
        for country in pycountry.countries:
            for name in {country.name, getattr(country, "common_name", country.name)}:
                found.setdefault(_plain(names.gettext(name)), str(country.alpha_2))
    return found


@lru_cache(maxsize=512)
def name_of(code: str) -> str:
    """The English name for a two-letter code; the code itself if it is unknown."""
    import pycountry

    found = pycountry.countries.get(alpha_2=code)
    return code if found is None else str(getattr(found, "common_name", found.name))


def choices() -> list[tuple[str, str]]:
    """All countries as (code, name), by name."""
    import pycountry

    return sorted(((c.alpha_2, name_of(c.alpha_2)) for c in pycountry.countries), key=lambda pair: pair[1])
