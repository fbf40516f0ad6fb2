"""Which record a known term of a renewal risk was read from; factors name theirs in evidence."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from domain.facts import ContactInputs, FactKind, SignalInputs
from domain.history import History
from domain.known import Known
from domain.verdicts import RiskDriverKey
from domain.vocabulary import SignalKind

Sources = Mapping[RiskDriverKey, tuple[FactKind, str]]
"The kind and id of the one record that counts behind each term."

TERMS_OF_CONTRACT = (
    RiskDriverKey.NO_AUTO_RENEWAL,
    RiskDriverKey.SHORT_TERM,
    RiskDriverKey.FIRST_RENEWAL,
    RiskDriverKey.NOTICE_GIVEN,
    RiskDriverKey.NOTICE_WINDOW_CLOSED,
)


def of_contract(contract_id: str) -> Sources:
    return dict.fromkeys(TERMS_OF_CONTRACT, (FactKind.CONTRACT, contract_id))


def of_surroundings(history: History, signals: Sequence[Known[SignalInputs]]) -> Sources:
    """Behind what all contracts share: of several records the one that spoke last.

    `signals`: those observed by the judging instant.
    """
    at = history.judged_at
    departure = last_standing(signals, SignalKind.CHAMPION_LEFT, at)
    found = {
        RiskDriverKey.CHAMPION_LEFT: departure or last_champion(history),
        RiskDriverKey.COMPETITOR_EVALUATED: last_standing(
            signals, SignalKind.COMPETITOR_EVALUATED, at
        ),
        RiskDriverKey.USAGE_DECLINE: last_usage(signals, at),
    }
    return {key: source for key, source in found.items() if source}


def last_standing(
    signals: Iterable[Known[SignalInputs]], kind: SignalKind, at: datetime
) -> tuple[FactKind, str] | None:
    """The latest signal of that kind nobody has cleared by then."""
    standing = (s for s in signals if s.inputs.kind is kind and s.inputs.stands(at))
    found = max(standing, key=lambda s: s.inputs.observed_at, default=None)
    return found and (FactKind.SIGNAL, found.source_id)


def last_champion(history: History) -> tuple[FactKind, str] | None:
    """The champion who left last: with them the last one was gone."""
    left = [
        (c.inputs.left_on, c.source_id)
        for c in history.every(ContactInputs)
        if c.inputs.champion and c.inputs.left_on
    ]
    return (FactKind.CONTACT, max(left)[1]) if left else None


def last_usage(signals: Iterable[Known[SignalInputs]], at: datetime) -> tuple[FactKind, str] | None:
    """The latest observation with a number nobody cleared: the one usage is judged by."""
    values = [
        (s.inputs.observed_at, s.inputs.value, s.source_id)
        for s in signals
        if s.inputs.kind is SignalKind.USAGE_TREND
        and s.inputs.value is not None
        and s.inputs.stands(at)
    ]
    return (FactKind.SIGNAL, max(values)[2]) if values else None
