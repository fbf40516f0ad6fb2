"""The day something is due, where it has one."""

from datetime import date

from domain.facts import ActionItemInputs, CommitmentInputs, IncidentInputs
from domain.slots import last_day


def due_date(inputs: IncidentInputs | CommitmentInputs | ActionItemInputs) -> date | None:
    """Its last day in time; a credit's is the last of its period. None: no day was named."""
    if isinstance(inputs, IncidentInputs):
        return None
    if isinstance(inputs, CommitmentInputs) and inputs.credit and inputs.credit.period:
        return inputs.due_on or last_day(inputs.credit.period)
    return inputs.due_on
