"""Sentiment: what the customer's people said, once a person has confirmed how they meant it."""

from domain.evidence.item import Evidence, Unscored
from domain.facts import FactKind, FeedbackInputs
from domain.history import History
from domain.known import Known, once
from domain.model import SentimentModel
from domain.verdicts import FactorKey


def feedback_evidence(history: History, model: SentimentModel) -> list[Evidence]:
    """What was confirmed; unconfirmed quotes give nothing."""
    return [
        quote_evidence(feedback, polarity, role_weight(history, feedback.inputs.speaker_id, model))
        for feedback in said(history)
        if (polarity := feedback.inputs.polarity)
    ]


@once
def quote_evidence(feedback: Known[FeedbackInputs], polarity: float, weight: float) -> Evidence:
    """Polarity times what the speaker's role weighs."""
    said_at = feedback.inputs.said_at or feedback.known_from
    return Evidence(
        key=f"{feedback.source_id}:feedback",
        factor=FactorKey.SENTIMENT,
        good=max(0.0, polarity) * weight,
        bad=max(0.0, -polarity) * weight,
        anchor=said_at,
        summary=f"“{feedback.inputs.quote}” ({polarity:+.2g})",
        occurred_at=said_at,
        known_at=feedback.known_from,
        source_kind=FactKind.FEEDBACK,
        source_id=feedback.source_id,
    )


def said(history: History) -> list[Known[FeedbackInputs]]:
    """What had been said by the judging instant."""
    return [
        feedback
        for feedback in history.every(FeedbackInputs)
        if (feedback.inputs.said_at or feedback.known_from) <= history.judged_at
    ]


def role_weight(history: History, speaker_id: str | None, model: SentimentModel) -> float:
    influence = history.influences.get(speaker_id or "")
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
