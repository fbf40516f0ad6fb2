"""Commercial: losses and terms the customer raises, invoices unpaid, renewals decided."""

from datetime import datetime
from decimal import Decimal

from domain.evidence.item import Evidence, Unscored
from domain.facts import ConcernInputs, ContractInputs, FactKind, SignalInputs
from domain.history import History
from domain.known import Known
from domain.model import CommercialModel
from domain.money import Money
from domain.rates import Rates, usd_rate
from domain.running import is_running
from domain.verdicts import FactorKey
from domain.vocabulary import ConcernTopic, RenewalOutcome, SignalKind


def commercial_evidence(history: History, model: CommercialModel, rates: Rates) -> list[Evidence]:
    return [
        *concern_evidence(history, model, rates),
        *invoice_evidence(history, model),
        *decision_evidence(history, model),
    ]


def concern_evidence(history: History, model: CommercialModel, rates: Rates) -> list[Evidence]:
    return [
        Evidence(
            key=f"{concern.source_id}:concern",
            factor=FactorKey.COMMERCIAL,
            bad=mass,
            anchor=concern.inputs.raised_at,
            summary=concern_summary(concern.inputs),
            occurred_at=concern.inputs.raised_at,
            known_at=concern.known_from,
            source_kind=FactKind.CONCERN,
            source_id=concern.source_id,
        )
        for concern in raised(history)
        if (mass := concern_mass(history, concern.inputs, model, rates))
    ]


def concern_summary(concern: ConcernInputs) -> str:
    if concern.stated_loss is None:
        return concern.text
    return f"{concern.text} (the customer states a loss of {concern.stated_loss})"


def raised(history: History) -> list[Known[ConcernInputs]]:
    return [c for c in history.every(ConcernInputs) if c.inputs.raised_at <= history.judged_at]


def concern_mass(
    history: History, concern: ConcernInputs, model: CommercialModel, rates: Rates
) -> float:
    """A stated loss by its share of the annual value, whatever the topic; a terms review fixed."""
    if concern.stated_loss is not None:
        share = share_of_value(history, concern.stated_loss, rates)
        return model.unmeasured_loss if share is None else model.stated_loss * min(1.0, share)
    return model.terms_review if concern.topic is ConcernTopic.CONTRACT else 0.0


def share_of_value(history: History, loss: Money, rates: Rates) -> float | None:
    """The loss over what the running contracts are worth a year; None: not comparable."""
    values = [
        worth(contract.inputs.annual_value, loss.currency_code, rates)
        for contract in history.every(ContractInputs)
        if contract.inputs.annual_value is not None and is_running(contract.inputs, history.today)
    ]
    known = [value for value in values if value is not None]
    total = sum(known, Decimal())
    return float(loss.amount / total) if total > 0 and len(known) == len(values) else None


def worth(money: Money, currency_code: str, rates: Rates) -> Decimal | None:
    """In another currency, at the reference rates; None when one of them is not on file."""
    if money.currency_code == currency_code:
        return money.amount
    own, other = usd_rate(money, rates), usd_rate(Money(0, currency_code), rates)
    return None if own is None or other is None else money.amount * own / other


def unscored_concerns(history: History, model: CommercialModel, rates: Rates) -> list[Unscored]:
    """Worries about trust or transparency: shown, and left to people to weigh."""
    return [
        Unscored(
            source_kind=FactKind.CONCERN,
            source_id=concern.source_id,
            summary=f"{concern.inputs.text} (shown, not scored)",
        )
        for concern in raised(history)
        if not concern_mass(history, concern.inputs, model, rates)
    ]


def invoice_evidence(history: History, model: CommercialModel) -> list[Evidence]:
    """Overdue invoices: open until paid."""
    at = history.judged_at
    found: list[Evidence] = []
    for signal in history.every(SignalInputs):
        observed_at, cleared_at = signal.inputs.observed_at, signal.inputs.cleared_at
        if signal.inputs.kind is SignalKind.INVOICE_OVERDUE and observed_at <= at:
            is_open = cleared_at is None or cleared_at > at
            found.append(
                Evidence(
                    key=f"{signal.source_id}:invoice",
                    factor=FactorKey.COMMERCIAL,
                    bad=model.invoice_overdue,
                    anchor=at if is_open or cleared_at is None else cleared_at,
                    is_open=is_open,
                    summary="An invoice is overdue" if is_open else "An invoice was paid late",
                    occurred_at=observed_at,
                    known_at=signal.known_from,
                    source_kind=FactKind.SIGNAL,
                    source_id=signal.source_id,
                )
            )
    return found


def decision_evidence(history: History, model: CommercialModel) -> list[Evidence]:
    """What customers decided about their contracts."""
    masses: dict[RenewalOutcome | None, tuple[float, float, str]] = {
        RenewalOutcome.RENEWED: (model.renewed, 0.0, "was renewed"),
        RenewalOutcome.EXPANDED: (model.expanded, 0.0, "was expanded"),
        RenewalOutcome.CONTRACTED: (0.0, model.contracted, "was reduced"),
    }
    return [
        Evidence(
            key=f"{contract.source_id}:decision",
            factor=FactorKey.COMMERCIAL,
            good=good,
            bad=bad,
            anchor=decided_at,
            summary=f"{contract.inputs.name} {words}",
            occurred_at=decided_at,
            known_at=contract.known_from,
            source_kind=FactKind.CONTRACT,
            source_id=contract.source_id,
        )
        for contract in history.every(ContractInputs)
        if contract.inputs.outcome in masses
        for decided_at in [decision_instant(history, contract)]
        if decided_at <= history.judged_at
        for good, bad, words in [masses[contract.inputs.outcome]]
    ]


def decision_instant(history: History, contract: Known[ContractInputs]) -> datetime:
    """The start of the day of the decision, else when we knew of it."""
    day = contract.inputs.outcome_on
    return contract.known_from if day is None else history.moment.start_of(day)
