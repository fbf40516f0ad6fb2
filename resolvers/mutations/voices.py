"""Writing down what the customer said and did."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from domain.errors import InvalidInput
from domain.notes.polarity import suggested_polarity
from domain.steps import taken
from domain.vocabulary import ConcernTopic, RecordType, SignalKind
from domain.voices import (
    CONCERN_STEPS,
    SIGNAL_STEPS,
    ConcernState,
    ConcernStep,
    SignalState,
    SignalStep,
    refuse_polarity,
    refuse_value,
)
from engine.given import ID
from models.account import Contact
from models.incident import Incident
from models.voice import Concern, Feedback, Signal
from resolvers.accounts import AccountRefInput
from resolvers.mutations.inputs import MutationInput, UpdateInput
from resolvers.mutations.money import MoneyInput, amount_of
from resolvers.mutations.perform import Mutation
from resolvers.mutations.writing import Writing, change, told_at


@dataclass(kw_only=True)
class FeedbackRecordInput(MutationInput):
    account: AccountRefInput
    quote: str
    speaker: ID | None = None
    said_at: datetime | None = None
    known_at: datetime | None = None


@dataclass(kw_only=True)
class FeedbackConfirmInput(UpdateInput):
    feedback: ID
    polarity: float


@dataclass(kw_only=True)
class ConcernRaiseInput(MutationInput):
    account: AccountRefInput
    topic: ConcernTopic
    text: str
    stated_loss: MoneyInput | None = None
    raised_by: ID | None = None
    raised_at: datetime
    incident: ID | None = None
    known_at: datetime | None = None


@dataclass(kw_only=True)
class ConcernSettleInput(UpdateInput):
    concern: ID
    settled_at: datetime


@dataclass(kw_only=True)
class SignalRecordInput(MutationInput):
    account: AccountRefInput
    kind: SignalKind
    value: Decimal | None = None
    observed_at: datetime
    note: str | None = None
    known_at: datetime | None = None


@dataclass(kw_only=True)
class SignalClearInput(UpdateInput):
    signal: ID
    cleared_at: datetime


async def record_feedback(writing: Writing, asked: FeedbackRecordInput) -> None:
    feedback = Feedback(
        quote=asked.quote,
        speaker_id=await writing.of_account(Contact, asked.speaker, at="speaker"),
        said_at=writing.past(asked.said_at, at="said_at"),
        suggested_polarity=suggested_polarity(asked.quote),
    )
    known_at = writing.known_since(asked.known_at, happened=asked.said_at)
    writing.add(feedback, known_at=known_at)


async def confirm_feedback(writing: Writing, asked: FeedbackConfirmInput) -> None:
    """Whoever confirms what was confirmed already changes nothing; another word corrects it."""
    feedback = await writing.about(Feedback, asked.feedback, at="feedback")
    with told_at("polarity"):
        refuse_polarity(asked.polarity)
    if feedback.polarity == asked.polarity and feedback.confirmed_by_id is not None:
        return
    confirmed_by = writing.context.viewer.user_id
    change(feedback, {"polarity": asked.polarity, "confirmed_by_id": confirmed_by})


async def raise_concern(writing: Writing, asked: ConcernRaiseInput) -> None:
    concern = Concern(
        topic=asked.topic,
        text=asked.text,
        raised_by_id=await writing.of_account(Contact, asked.raised_by, at="raised_by"),
        raised_at=writing.past(asked.raised_at, at="raised_at"),
        incident_id=await writing.of_account(Incident, asked.incident, at="incident"),
    )
    if asked.stated_loss is not None:
        with told_at("stated_loss"):
            loss = amount_of(asked.stated_loss, own=writing.account.currency_code)
        concern.stated_loss_minor, concern.stated_loss_currency = loss.minor, loss.currency_code
    known_at = writing.known_since(asked.known_at, happened=asked.raised_at)
    writing.add(concern, known_at=known_at)


async def settle_concern(writing: Writing, asked: ConcernSettleInput) -> None:
    concern = await writing.about(Concern, asked.concern, at="concern")
    if concern.settled_at == asked.settled_at:
        return
    with told_at("concern"):
        taken(ConcernStep.SETTLE, CONCERN_STEPS, current=state_of_concern(concern))
    refuse_before(concern.raised_at, asked.settled_at, at="settled_at")
    change(concern, {"settled_at": writing.past(asked.settled_at, at="settled_at")})


def state_of_concern(concern: Concern) -> ConcernState:
    return ConcernState.SETTLED if concern.settled_at else ConcernState.RAISED


def state_of_signal(signal: Signal) -> SignalState:
    return SignalState.CLEARED if signal.cleared_at else SignalState.OBSERVED


async def record_signal(writing: Writing, asked: SignalRecordInput) -> None:
    with told_at("value"):
        refuse_value(asked.kind, asked.value)
    signal = Signal(
        kind=asked.kind,
        value=asked.value,
        observed_at=writing.past(asked.observed_at, at="observed_at"),
        note=asked.note,
    )
    known_at = writing.known_since(asked.known_at, happened=asked.observed_at)
    writing.add(signal, known_at=known_at)


async def clear_signal(writing: Writing, asked: SignalClearInput) -> None:
    signal = await writing.about(Signal, asked.signal, at="signal")
    if signal.cleared_at == asked.cleared_at:
        return
    with told_at("signal"):
        taken(SignalStep.CLEAR, SIGNAL_STEPS, current=state_of_signal(signal))
    refuse_before(signal.observed_at, asked.cleared_at, at="cleared_at")
    change(signal, {"cleared_at": writing.past(asked.cleared_at, at="cleared_at")})


def refuse_before(start: datetime, end: datetime, *, at: str) -> None:
    if end < start:
        raise InvalidInput(f"{end} lies before its beginning at {start}", at=(at,))


FEEDBACK_RECORD = Mutation(
    name="feedbackRecord",
    asked=FeedbackRecordInput,
    of="account",
    about=RecordType.FEEDBACK,
    body=record_feedback,
    told="A quote counts nothing until a person confirms how it was meant.",
)
FEEDBACK_CONFIRM = Mutation(
    name="feedbackConfirm",
    asked=FeedbackConfirmInput,
    of="feedback",
    about=RecordType.FEEDBACK,
    body=confirm_feedback,
    told="How it was meant, from -1 to 1, by the word of whoever asks.",
)
CONCERN_RAISE = Mutation(
    name="concernRaise",
    asked=ConcernRaiseInput,
    of="account",
    about=RecordType.CONCERN,
    body=raise_concern,
)
CONCERN_SETTLE = Mutation(
    name="concernSettle",
    asked=ConcernSettleInput,
    of="concern",
    about=RecordType.CONCERN,
    body=settle_concern,
)
SIGNAL_RECORD = Mutation(
    name="signalRecord",
    asked=SignalRecordInput,
    of="account",
    about=RecordType.SIGNAL,
    body=record_signal,
    told="Only USAGE_TREND has a value: usage now over usage before, 0.8 for a fifth less.",
)
SIGNAL_CLEAR = Mutation(
    name="signalClear",
    asked=SignalClearInput,
    of="signal",
    about=RecordType.SIGNAL,
    body=clear_signal,
)
ALL = (
    FEEDBACK_RECORD,
    FEEDBACK_CONFIRM,
    CONCERN_RAISE,
    CONCERN_SETTLE,
    SIGNAL_RECORD,
    SIGNAL_CLEAR,
)
