"""What one request is charged: its price before it runs, and what it did not use back after."""

from collections.abc import Callable

from api.budget import Bucket, Budgets
from api.settings import Settings
from domain.errors import CostLimitExceeded, DomainError
from engine.price import Price
from engine.pricing import TooWide

REFUSED = 10  # units: about what refusing takes, so that it is not for nothing
TOKEN = 5  # units: 50 µs, what parsing and validating take for each token of a new document
MOST_TOLD = 2**53 - 1  # what a number in JSON holds; a price may be far above it
COST_BEGINS = b',"extensions":{"cost":{"requested":'
"At the end of an answer; in a text it would have other quotes."
COST = COST_BEGINS + b'%d,"actual":%d,"limit":%d,"remaining":%d,"refill":%d}}}'


class Prices:
    """What operations may cost here, and the budgets of all who ask."""

    def __init__(self, settings: Settings, budgets: Budgets | None = None) -> None:
        self.budgets = budgets or Budgets(capacity=settings.budget, refill=settings.budget_refill)
        self.limit = min(settings.cost_limit, self.budgets.capacity)
        self.most_listed = settings.node_limit


class Charge:
    """Of one request; what is not settled stays paid."""

    price: Price | None = None
    "None until it is admitted."
    refusal: DomainError | None = None
    "Why it is not."
    _taken = 0
    _bucket: Bucket | None = None
    "From which; None until then."

    def __init__(self, prices: Prices, token: str) -> None:
        self._prices = prices
        self._token = token

    def admit(self, price: Callable[[], Price]) -> None:
        """Once, before anything runs; raises CostLimitExceeded and RateLimited."""
        if self.price is not None:
            return
        try:
            found = self._within(price)
            self._taken = found.whole
            self._bucket = self._prices.budgets.take(self._token, self._taken)
        except DomainError as why:
            self.refusal = why
            self._prices.budgets.fine(self._token, REFUSED)
            raise
        self.price = found

    def look(self) -> None:
        """A document that is not known is looked at; raises RateLimited."""
        self._prices.budgets.take(self._token, REFUSED)

    def read(self, tokens: int) -> None:
        """It has so many, and is read; raises RateLimited."""
        self._prices.budgets.take(self._token, TOKEN * tokens)

    def refuse_dear(self, price: Callable[[], Price]) -> None:
        """Raises CostLimitExceeded; nothing is taken."""
        self._within(price)

    def settled(self, body: bytes) -> bytes:
        """The answer, an object in JSON, with what it cost; the rest is given back.

        Its objects are counted by their braces: one inside a text counts as well, within the price.
        """
        price, prices, bucket = self.price, self._prices, self._bucket
        if price is None or bucket is None:
            prices.budgets.fine(self._token, REFUSED)
            return body
        actual = price.of(max(0, braces_in(body) - 2))  # less the answer and its data
        remaining = prices.budgets.give_back(bucket, self._taken - actual)
        cost = (self._taken, actual, prices.limit, remaining, prices.budgets.refill)
        return body[:-1] + COST % cost

    def give_back(self) -> None:
        """Nothing was done for it, and not for want of a price."""
        if self._bucket is not None:
            self._prices.budgets.give_back(self._bucket, self._taken)

    def _within(self, price: Callable[[], Price]) -> Price:
        prices = self._prices
        try:
            found = price()
        except TooWide as wide:
            raise CostLimitExceeded("The operation selects too many fields.", {}) from wide
        if found.whole > prices.limit or found.listed > prices.most_listed:
            raise too_dear(found, prices)
        return found


def too_dear(price: Price, allowed: Prices) -> CostLimitExceeded:
    """What is said of an operation that may cost more, or lists more, than is allowed."""
    limit, most = allowed.limit, allowed.most_listed
    why = f"Its pages may hold {spelt(price.listed)} items; at most {most:,} are allowed."
    if price.whole > limit:
        why = (
            f"The operation may cost {spelt(price.whole)}; at most {limit:,} is allowed. Ask"
            " for shorter pages, or for fewer lists inside of lists."
        )
    return CostLimitExceeded(why, {"requested": min(price.whole, MOST_TOLD), "limit": limit})


def braces_in(body: bytes) -> int:
    """How many open: taking them out finds each with memchr, a third of what `count` takes."""
    return len(body) - len(body.replace(b"{", b""))


def without_cost(body: bytes) -> bytes:
    """The same answer, whatever it cost."""
    data, found, _ = body.rpartition(COST_BEGINS)
    return data if found else body


def spelt(number: int) -> str:
    """In full while anybody would read it."""
    return f"{number:,}" if number < 10**12 else f"1e{len(str(number)) - 1}"
