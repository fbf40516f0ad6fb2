"""What is asked: four questions of a client, each the same for everybody who answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.engine.customer import id_of
from domain.vocabulary import RecordType
from resolvers.ids import opaque

ACCOUNT_PAGE = """query AccountPage($id: ID!) {
  account(by: { id: $id }) {
    id name segment timeZone currencyCode
    owner { id name title }
    contracts(first: 10) {
      nodes {
        id name annualValue { amount currencyCode } startsOn renewsOn noticeDeadline autoRenews
      }
    }
    commitments(first: 10, filter: { status: [OPEN, OVERDUE] }) {
      nodes { id text status dueOn owner { name } }
    }
    incidents(first: 5) {
      nodes { id title severity status reportedAt resolvedAt usersAffected }
    }
    nextReview { id title startsAt timeZone }
    health {
      value band trend confidence computedAt weakestFactor
      factors { key label weight score points confidence }
    }
    renewalRisk {
      probability low high level decisionDate baseRate
      contractValueAtRisk { amount currencyCode }
      drivers { key points value { amount currencyCode } summary }
    }
  }
}
"""
PORTFOLIO_PAGE = """query PortfolioPage {
  accounts(first: 50, orderBy: [{ field: RISK, direction: DESC }]) {
    pageInfo { hasNextPage }
    nodes {
      id name segment
      owner { name }
      health { value band trend confidence factors { key label score points } }
      renewalRisk { probability level contractValueAtRisk { amount currencyCode } }
    }
  }
}
"""
EXPORT = """query Export($after: String) {
  accounts(first: 100, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes {
      id name segment currencyCode
      contracts(first: 10) {
        nodes {
          id name annualValue { amount currencyCode } startsOn renewsOn noticeDeadline autoRenews
        }
      }
      incidents(first: 5) {
        nodes { id title severity status reportedAt resolvedAt usersAffected }
      }
    }
  }
}
"""
TINY = """query Tiny($id: ID!) {
  account(by: { id: $id }) { name }
}
"""
EXPORT_PAGES = 10
"A page holds 100 accounts, as in the contract; a client that wants 1,000 asks ten times."
ASKED_FOR = tuple(opaque(RecordType.ACCOUNT, id_of(0, 97 * number % 5_000)) for number in range(40))
"Accounts from all over the book, so that no page is warm by luck."


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One question: as a document, and as the path it has where SQL is written by hand."""

    name: str
    document: str
    path: str
    repeats: int
    "How often it is asked in one round."
    takes_id: bool = False
    pages: int = 1
    every: int = 1
    "Asked in every so-manieth round; a long answer sees enough weather in a few."

    def variables(self, turn: int, cursor: str | None) -> Mapping[str, Any]:
        """Of the turn-th time of asking; `cursor` is where the page before it ended."""
        if self.takes_id:
            return {"id": ASKED_FOR[turn % len(ASKED_FOR)]}
        return {"after": cursor} if self.pages > 1 else {}


QUERIES = (
    Query(name="account page", document=ACCOUNT_PAGE, path="/account", repeats=10, takes_id=True),
    Query(name="portfolio page of 50", document=PORTFOLIO_PAGE, path="/portfolio", repeats=2),
    Query(
        name="export of 1,000",
        document=EXPORT,
        path="/export",
        repeats=1,
        pages=EXPORT_PAGES,
        every=3,
    ),
    Query(name="tiny", document=TINY, path="/tiny", repeats=30, takes_id=True),
)
