"""Texts and spans with a meaning of their own, as inputs and records name their types."""

from typing import NewType

CurrencyCode = NewType("CurrencyCode", str)
"ISO 4217."
TimeZone = NewType("TimeZone", str)
"An IANA zone name."
YearMonth = NewType("YearMonth", str)
"2024-11"
LocalTime = NewType("LocalTime", str)
"Wall time, 09:30."
Duration = NewType("Duration", object)
"A timedelta, or a Period of days and calendar months."
