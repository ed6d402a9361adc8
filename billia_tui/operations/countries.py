"""Countries: ISO 3166 codes and English names."""

from functools import lru_cache


@lru_cache(maxsize=512)
def code_of(text: str) -> str | None:
    """The two-letter code for a code (two or three letters) or a name; None if there is no such country."""
    import pycountry  # 0.1 s: only when a country is read or named

    try:
        return str(pycountry.countries.lookup(text.strip()).alpha_2)
    except LookupError:
        return None


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
