"""The stored scores of accounts, and the evidence behind them for who asks."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol, TypeVar

from sqlalchemy import Select, select

from domain.health import Scored
from engine.reads import Ask, Columns, Reads, Statement
from engine.sql import one_of
from models.base import table_of
from models.history import Score, ScoreDetail
from models.outlines import evidence_of

SCORE, DETAIL = table_of(Score), table_of(ScoreDetail)
SHOWN = (
    "account_id",
    "value",
    "band",
    "band_reason",
    "trend",
    "confidence",
    "computed_at",
    "model_version",
    "contract_id",
    "probability",
    "risk_level",
    "at_risk_minor",
    "currency_code",
    "health",
    "risk",
)


class Judged(Protocol):
    """What is said of an account."""

    @property
    def account_id(self) -> str: ...

    @property
    def scored(self) -> Sequence[Scored] | None:
        """The account's evidence; None: it is stored."""
        ...


J = TypeVar("J", bound=Judged)


@Statement
def stored_scores(_: Columns) -> Select[Any]:
    """What health and risk say; as one statement, for a page that shows both reads it once."""
    return select(*(SCORE.c[name] for name in SHOWN)).where(one_of(SCORE.c.account_id))


@Statement
def stored_risks(_: Columns) -> Select[Any]:
    """The risks of all contracts of accounts."""
    columns = [SCORE.c.account_id, SCORE.c.risk, DETAIL.c.other_risks]
    return (
        select(*columns)
        .join(DETAIL, DETAIL.c.account_id == SCORE.c.account_id)
        .where(one_of(SCORE.c.account_id))
    )


@Statement
def stored_evidence(_: Columns) -> Select[Any]:
    columns = [DETAIL.c.account_id, DETAIL.c.evidence]
    return select(*columns).where(one_of(DETAIL.c.account_id))


def evidence_behind(answers: Iterable[J]) -> Reads[dict[J, Sequence[Scored]]]:
    """The evidence of each account something is said of; what is stored is read now."""
    known = {one: one.scored for one in answers}
    stored = {one.account_id for one, scored in known.items() if scored is None}
    rows = (yield Ask(()).values(stored_evidence, keys=sorted(stored))) if stored else []
    found = {row.account_id: evidence_of(row.evidence) for row in rows}
    return {
        one: found[one.account_id] if scored is None else scored for one, scored in known.items()
    }
