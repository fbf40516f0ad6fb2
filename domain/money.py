"""Money in minor units, exact; rounded once, at the end, half up; never two currencies in one sum."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from domain.errors import InvalidInput
