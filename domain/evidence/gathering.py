"""All evidence about one account at one instant."""

from dataclasses import dataclass

from domain.evidence.commercial import commercial_evidence, unscored_concerns
from domain.evidence.commitments import commitment_evidence
from domain.evidence.incidents import incident_evidence, service_evidence
from domain.evidence.item import Evidence, Unscored
from domain.evidence.linked import links
from domain.evidence.outages import Outage, outages
from domain.evidence.responsiveness import responsiveness_evidence
from domain.evidence.reviews import engagement_evidence, read_reviews
from domain.evidence.sentiment import feedback_evidence, unconfirmed
from domain.evidence.slots import slots
from domain.history import History
from domain.model import Model
from domain.rates import Rates


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    evidence: tuple[Evidence, ...]
    "With mass only; each key once."
    unscored: tuple[Unscored, ...]
    outages: tuple[Outage, ...]


def gathered(history: History, *, rates: Rates, model: Model) -> Gathered:
    """Judge every record known, each real thing once."""
    linked = links(history)
    struck = outages(history, linked)
    reviews = read_reviews(history)
    evidence = (
        *incident_evidence(history, struck, model.incident),
        *service_evidence(history, struck, model.incident),
        *commitment_evidence(history, linked, slots(history, linked, reviews), model),
        *engagement_evidence(history, reviews, model.engagement),
        *feedback_evidence(history, model.sentiment),
        *commercial_evidence(history, model.commercial, rates),
        *responsiveness_evidence(history, linked, struck, model.responsiveness),
    )
    return Gathered(
        evidence=tuple(sorted(evidence, key=lambda e: e.key)),
        unscored=(
            *unconfirmed(history),
            *unscored_concerns(history, model.commercial, rates),
        ),
        outages=tuple(struck),
    )
