"""Why an incident happened, as clients say it."""

from dataclasses import dataclass

from domain.errors import InvalidInput
from engine.given import LEFT_OUT
from models.incident import Incident
from resolvers.mutations.writing import change, required, told_at

MOST_FACTORS = 50  # things that contributed to one incident: the longest analyses name a dozen


@dataclass(kw_only=True)
class RootCauseInput:
    key: str | None = LEFT_OUT
    summary: str | None = LEFT_OUT
    category: str | None = LEFT_OUT
    factors: list[str] | None = LEFT_OUT
    confirmed: bool | None = LEFT_OUT


NOT_KNOWN = RootCauseInput(key=None, summary=None, category=None, factors=None, confirmed=False)


def set_cause(incident: Incident, said: RootCauseInput | None) -> None:
    """Set what was said of it; null: nobody knows. Raises InvalidInput while no words say it."""
    if said is LEFT_OUT:
        return
    said = said or NOT_KNOWN
    with told_at("root_cause"):
        required(said.confirmed, at="confirmed")
        change(
            incident,
            {
                "cause_key": said.key,
                "cause_summary": said.summary,
                "cause_category": said.category,
                "cause_factors": LEFT_OUT
                if said.factors is LEFT_OUT
                else factors_of(said.factors or []),
                "cause_confirmed": said.confirmed,
            },
        )
        if said is not NOT_KNOWN and incident.cause_summary is None:
            raise InvalidInput("A root cause is said in words first", at=("summary",))


def factors_of(said: list[str]) -> tuple[str, ...]:
    if len(said) > MOST_FACTORS:
        raise InvalidInput(f"An incident has {MOST_FACTORS} factors at most", at=("factors",))
    return tuple(said)
