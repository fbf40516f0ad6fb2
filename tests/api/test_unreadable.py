"""An account that cannot be judged fails alone, with a reason."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from domain.assessment import judge
from domain.facts import (
    AccountInputs,
    FactKind,
    IncidentEventInputs,
    IncidentInputs,
    Inputs,
    SlaTerm,
)
from domain.vocabulary import ClockMetric, IncidentEventKind, Severity
from models.account import Account
from models.history import FactRow, ScoreDetail
from models.outlines import parts_of_detail, parts_of_score
from tests.api import records
from tests.api.asking import Asker, asker
from tests.api.records import NOON

AT = (NOON - timedelta(hours=1)).isoformat()
UNKNOWN = SlaTerm(
    metric=ClockMetric.RESOLUTION, target=timedelta(hours=4), calendar="a calendar nobody keeps"
)
JUDGED = """query($at: DateTime!) { accounts { nodes { name health(asOf: $at) { value }
    renewalRisk(asOf: $at) { probability } contracts { nodes { renewalRisk(asOf: $at) { level } } }
    } } }"""
CHANGED = """query($at: DateTime!) { accounts { nodes { name
    health { value changesSince(since: $at) { delta } } } } }"""


def fact(account: Account, source: str, kind: FactKind, inputs: Inputs) -> FactRow:
    since = NOON - timedelta(days=9)
    return FactRow(
        account_id=account.id,
        source_id=source,
        version=1,
        kind=kind,
        known_from=since,
        recorded_at=since,
        actor="test",
        inputs=msgspec.json.encode(inputs).decode(),
    )


@pytest.fixture
def ask(tmp_path: Path) -> Asker:
    """Two accounts; the incident of the first is read by a calendar that is not there."""
    lost, fine = records.account(name="a"), records.account(name="b")
    began = NOON - timedelta(days=3)
    incident = IncidentInputs(title="Down", severity=Severity.SEV1, sla_terms=(UNKNOWN,))
    reported = IncidentEventInputs(incident_id="i", kind=IncidentEventKind.REPORTED, at=began)
    facts = [
        *(fact(one, one.id, FactKind.ACCOUNT, AccountInputs()) for one in (lost, fine)),
        fact(lost, "i", FactKind.INCIDENT, incident),
        fact(lost, "e", FactKind.INCIDENT_EVENT, reported),
    ]
    contracts = [records.contract(lost), records.contract(fine)]
    judged = judge((), at=NOON)
    scores = [records.score(one, **parts_of_score(judged)) for one in (lost, fine)]
    details = [ScoreDetail(account_id=one.id, **parts_of_detail(judged)) for one in (lost, fine)]
    return asker(tmp_path, lost, fine, *contracts, *scores, *details, *facts)


async def test_an_account_that_cannot_be_judged_leaves_the_others_their_answer(ask: Asker) -> None:
    result = await ask.result(JUDGED, at=AT)

    assert result.data is not None
    lost, fine = result.data["accounts"]["nodes"]
    assert (lost["health"], fine["health"]) == (None, {"value": 70.0})
    assert fine["renewalRisk"] is not None
    paths = sorted(error.path or [] for error in result.errors or ())
    assert [path[:4] for path in paths] == [
        ["accounts", "nodes", 0, "contracts"],
        ["accounts", "nodes", 0, "health"],
        ["accounts", "nodes", 0, "renewalRisk"],
    ]
    codes = {getattr(error.original_error, "code", "") for error in result.errors or ()}
    assert codes == {"INVALID"}


async def test_what_changed_since_an_instant_that_cannot_be_judged_is_an_error_there(
    ask: Asker,
) -> None:
    result = await ask.result(CHANGED, at=AT)

    assert [(e.path or [])[:4] for e in result.errors or ()] == [["accounts", "nodes", 0, "health"]]


async def test_a_total_that_would_leave_an_account_out_is_refused(ask: Asker) -> None:
    document = "query($at: DateTime) { portfolio(asOf: $at) { accounts } }"

    assert await ask.code(document, at=AT) == "INVALID"
    assert await ask(document, at="2001-01-01T00:00:00Z") == {"portfolio": {"accounts": 0}}
