"""What may become of a contract: notice at most once, then one decision."""

from collections.abc import Mapping
from enum import StrEnum

from domain.timelines import Life


class ContractState(StrEnum):
    RUNNING = "RUNNING"
    NOTICE_GIVEN = "NOTICE_GIVEN"
    DECIDED = "DECIDED"


class ContractStep(StrEnum):
    GIVE_NOTICE = "GIVE_NOTICE"
    DECIDE = "DECIDE"


STEPS: Mapping[ContractState, Mapping[ContractStep, ContractState]] = {
    ContractState.RUNNING: {
        ContractStep.GIVE_NOTICE: ContractState.NOTICE_GIVEN,
        ContractStep.DECIDE: ContractState.DECIDED,
    },
    # Who has given notice may still be won back: any outcome is possible.
    ContractState.NOTICE_GIVEN: {ContractStep.DECIDE: ContractState.DECIDED},
    ContractState.DECIDED: {},
}
CONTRACT = Life(start=ContractState.RUNNING, steps=STEPS, order=tuple(ContractStep))
