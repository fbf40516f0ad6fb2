"""What somebody is to do: its states, and what it waits for."""

from collections.abc import Iterable, Mapping

from domain.errors import InvalidInput
from domain.vocabulary import ActionStatus

STEPS: Mapping[ActionStatus, Mapping[ActionStatus, ActionStatus]] = {
    ActionStatus.OPEN: {
        ActionStatus.DONE: ActionStatus.DONE,
        ActionStatus.CANCELLED: ActionStatus.CANCELLED,
    },
    ActionStatus.DONE: {ActionStatus.OPEN: ActionStatus.OPEN},
    ActionStatus.CANCELLED: {ActionStatus.OPEN: ActionStatus.OPEN},
}
"What is over may be taken up again; from one end to the other only through that."


def refuse_circle(one: str, waits_for: Iterable[str], others: Mapping[str, Iterable[str]]) -> None:
    """Raises InvalidInput when `one` would wait for itself, through `others` or at once."""
    seen: set[str] = set()
    ahead = list(waits_for)
    while ahead:
        other = ahead.pop()
        if other == one:
            raise InvalidInput("It would wait for itself")
        if other not in seen:
            seen.add(other)
            ahead += others.get(other, ())
