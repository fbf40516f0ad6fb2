"""What may be done with a note's draft."""

from collections.abc import Mapping
from enum import StrEnum

from domain.vocabulary import NoteDraftState


class DraftStep(StrEnum):
    ANSWER = "ANSWER"
    APPLY = "APPLY"
    DISCARD = "DISCARD"


DRAFT_STEPS: Mapping[NoteDraftState, Mapping[DraftStep, NoteDraftState]] = {
    NoteDraftState.DRAFT: {
        DraftStep.ANSWER: NoteDraftState.DRAFT,
        DraftStep.APPLY: NoteDraftState.APPLIED,
        DraftStep.DISCARD: NoteDraftState.DISCARDED,
    },
    NoteDraftState.APPLIED: {},
    NoteDraftState.DISCARDED: {},
}
