"""What clients are told about the inputs of promises, credits and tasks."""

from collections.abc import Mapping
from typing import Any

import strawberry

from domain.credits import CreditStep
from domain.vocabulary import CommitmentEnding
from resolvers.mutations.actions import ActionItemCreateInput, ActionItemUpdateInput
from resolvers.mutations.commitments import CommitmentMakeInput, CommitmentUpdateInput
from resolvers.mutations.credits import CreditInput, ServiceCreditAdvanceInput
from resolvers.mutations.promises import CommitmentEndInput, CommitmentKeepInput

SAID_IN = "The meeting, review, incident, feedback or concern in which it was said."
KNOWN_AT = "Since when it has been known, for records brought from elsewhere."
DONE_AT = "Left out or null with DONE: time not recorded; it counts from when DONE was said."
DEPENDS_ON = "Tasks and promises that have to be there first; never in a circle."
NOT_THE_PROMISE = (
    "DONE keeps no promise, also none this task is linked to as the same: commitmentKeep does."
)

for words in (CommitmentEnding, CreditStep):
    strawberry.enum(words)
TOLD: Mapping[type, Mapping[str, Any]] = {
    CreditInput: {
        "percent": "Above 0 and at most 100, of the fee or the annual value; none for FIXED.",
        "contract": "Whose fee it is a share of; left out: the only one running on promisedOn.",
        "amount": "Of FIXED, the sum. A share is worked out from the contract, and an amount said"
        " beside it must be the same; without an annual value on file it is taken as said.",
        "period": "Not issued by the end of this month, the credit has lapsed.",
    },
    CommitmentMakeInput: {
        "external": "Its name in another system: the same name again is the same promise.",
        "due_on": "Of a ONE_OFF, a CREDIT or an UNTIL_CONDITION; a credit is due as its month ends,"
        " unless another day is said.",
        "recurrence": "Of a RECURRING: an RRULE with COUNT or UNTIL, starting on promisedOn, as in"
        " FREQ=MONTHLY;COUNT=6. Each month, week or day it names is a due date of its own, kept by"
        " its last day; at most 60.",
        "condition": "Of an UNTIL_CONDITION: when it is over, in words somebody can check.",
        "credit": "Of a CREDIT.",
        "incident": "The incident it is about.",
        "source": SAID_IN,
        "known_at": KNOWN_AT,
    },
    CommitmentUpdateInput: {
        "due_on": "Lateness goes on counting from the first due date, unless agreedWith is said.",
        "agreed_with": "The contact who agreed to the due date: lateness counts from it then.",
    },
    CommitmentKeepInput: {
        "slot": "Which due date of a promise that recurs, or which occasion of one that stands or"
        " holds until a condition: 2024-11, 2024-W45 or 2024-11-05.",
        "fulfilled_by": "The task, meeting, review, incident or other promise that kept it.",
    },
    CommitmentEndInput: {
        "waived_by": "The contact of the customer who let it go: for WAIVED, and only for it.",
        "ended_at": "Now, unless said.",
    },
    ServiceCreditAdvanceInput: {
        "on": "The day, for the account; not before that of the step before.",
        "amount": "Replaces what it came to, and its formula; a credit without one is not issued.",
    },
    ActionItemCreateInput: {
        "done_at": DONE_AT,
        "depends_on": DEPENDS_ON,
        "incident": "The incident it is about.",
        "source": f"{SAID_IN[:-1]}, or the promise it came from.",
        "known_at": KNOWN_AT,
    },
    ActionItemUpdateInput: {
        "status": NOT_THE_PROMISE,
        "done_at": DONE_AT,
        "depends_on": DEPENDS_ON,
    },
}
"By input; those that are parts of others first."
