"""Sentiment: what the customer's people said, once a person has confirmed how they meant it."""

from domain.evidence.item import Evidence, Unscored
from domain.facts import FactKind, FeedbackInputs
from domain.history import History, Known
from domain.model import SentimentModel
from domain.verdicts import FactorKey


def feedback_evidence(history: History, model: SentimentModel) -> list[Evidence]:
    """Polarity times what the speaker's role weighs; unconfirmed quotes give nothing."""
    return [
        Evidence(
            key=f"{feedback.source_id}:feedback",
            factor=FactorKey.SENTIMENT,
            good=max(0.0, polarity) * weight,
            bad=max(0.0, -polarity) * weight,
            anchor=said_at,
            summary=f"“{feedback.inputs.quote}” ({polarity:+.2g})",
            occurred_at=said_at,
            known_at=feedback.known_at,
            source_kind=FactKind.FEEDBACK,
            source_id=feedback.source_id,
        )
        for feedback in said(history)
        if (polarity := feedback.inputs.polarity)
        for said_at in [feedback.inputs.said_at or feedback.known_at]
        for weight in [role_weight(history, feedback.inputs.speaker_id, model)]
    ]


def said(history: History) -> list[Known[FeedbackInputs]]:
    """What had been said by the judging instant."""
    return [
        feedback
        for feedback in history.every(FeedbackInputs)
        if (feedback.inputs.said_at or feedback.known_at) <= history.judged_at
    ]


def role_weight(history: History, speaker_id: str | None, model: SentimentModel) -> float:
    influence = history.influence(speaker_id)
    return model.unknown_role if influence is None else model.role[influence]


def unconfirmed(history: History) -> list[Unscored]:
    """Quotes that wait for somebody to say how they were meant."""
    return [
        Unscored(
            source_kind=FactKind.FEEDBACK,
            source_id=feedback.source_id,
            summary=f"“{feedback.inputs.quote}” counts once a person says how it was meant",
        )
        for feedback in said(history)
        if feedback.inputs.polarity is None
    ]
