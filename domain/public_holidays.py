"""Public holidays by ISO 3166 code, from the library that keeps them for the whole world."""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from holidays import country_holidays, list_supported_countries

from domain.errors import InvalidInput

REGION = re.compile(r"([A-Z]{2})(?:-([A-Z0-9]{1,3}))?")


@lru_cache(maxsize=512)  # a hundred regions over five years; building one takes milliseconds
def public_holidays(code: str, year: int) -> Mapping[date, str]:
    """The days off and their names for a country (US) or a part of it (US-NY), from `holidays`.

    Raises InvalidInput for a code the library does not know.
    """
    country, subdivision = region(code)
    found = country_holidays(country, subdiv=subdivision, years=year, expand=False)
    return {day: found[day] for day in sorted(found)}


def region(code: str) -> tuple[str, str | None]:
    """Country and part of it; raises InvalidInput for a code nobody keeps holidays for."""
    found = REGION.fullmatch(code)
    country, part = found.groups() if found else ("", None)
    parts = list_supported_countries(include_aliases=False).get(country)
    if parts is None or (part is not None and part not in parts):
        raise InvalidInput(f"{code!r} is no ISO 3166 code with known holidays, such as US or US-NY")
    return country, part
