"""What one may not see cannot be changed, found out about, or run into by changing things."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.vocabulary import RecordType
from models.account import User
from models.sight import Sight
from resolvers.context import Viewer
from resolvers.ids import DIRECTORY, RecordKey, global_id, parsed
from tests.mutations.asking import ANNA, CRM, Client
from tests.notes.applying import NOTES

BERT = "0190a0a0-0000-7000-8000-00000000be27"
NOBODY = "01900000-0000-7000-8000-ffffffffffff"
MINE, THEIRS, NEW = ({"external": {"system": CRM, "key": key}} for key in ("1", "2", "3"))
SOON = (datetime(2024, 11, 20, tzinfo=UTC) + timedelta(days=9)).isoformat()
DAY = "2024-10-20T08:00:00Z"
Said = dict[str, Any]


def user_id(user: str) -> str:
    return global_id(RecordKey(RecordType.USER, None, user))


@dataclass(slots=True, kw_only=True)
class Two:
    """Anna's account and Bert's; the client is Anna, who sees her own book."""

    client: Client
    mine: str
    theirs: str
    contact: str
    "Somebody at Bert's account."

    def be(self, user: str, *team: str, **said: Any) -> None:
        sight = Sight.book_of((user, *team))
        self.client.viewer = Viewer(user_id=user, token=user, sight=sight, **said)

    def be_admin(self) -> None:
        self.client.viewer = Viewer(user_id=ANNA)

    async def error(self, mutation: str, shown: str = "", **said: Any) -> Said:
        """The only error of a mutation that is refused; its record is not shown."""
        told = await self.client.change(mutation, shown, **said)
        (error,) = told["userErrors"]
        assert told["outcome"] == "REFUSED"
        return error

    async def names(self) -> list[str]:
        told = await self.client.ask("{ accounts { nodes { name } } }")
        return [one["name"] for one in told["accounts"]["nodes"]]


@pytest.fixture
async def two(client: Client) -> Two:
    async with client.database.write(None, actor="test", now=client.now) as unit:
        unit.add(User(id=BERT, name="Bert Berg", email="bert@example.test"))
    mine = await client.account("1", name="Mine", owner=user_id(ANNA))
    theirs = await client.account("2", name="Hidden", owner=user_id(BERT))
    contact = await client.done("contactSave", "contact { id }", account=THEIRS, name="Dana")
    found = Two(client=client, mine=mine["id"], theirs=theirs["id"], contact=contact["id"])
    found.be(ANNA, may_hand_over=False)
    return found


def unknown(known: str) -> str:
    """The same kind of id, of an account that never was."""
    key = parsed(known)
    account = None if key.type in DIRECTORY else NOBODY
    return global_id(RecordKey(key.type, account, NOBODY))


INVOICE = {"kind": "INVOICE_OVERDUE", "observedAt": DAY}
TARGETS: list[tuple[str, str, Said]] = [
    ("accountUpdate", "account", {"name": "Taken"}),
    ("contactSave", "account", {"name": "Me"}),
    ("signalRecord", "account", INVOICE),
    ("feedTokenCreate", "account", {"expiresAt": SOON}),
    ("feedTokenRevoke", "account", {}),
    ("noteDraftCreate", "account", {"text": "# Note"}),
    ("accountMerge", "from", {"into": MINE, "reason": "Same"}),
    ("accountMerge", "into", {"from": MINE, "reason": "Same"}),
]


@pytest.mark.parametrize(("mutation", "at", "said"), TARGETS)
async def test_an_account_that_is_not_seen_is_refused_as_one_that_is_not_there(
    two: Two, mutation: str, at: str, said: Said
) -> None:
    refs: list[Said] = [{"id": two.theirs}, {"id": unknown(two.theirs)}, THEIRS, NEW]
    errors = [await two.error(mutation, "", **{**said, at: ref}) for ref in refs]

    said_of_it = [error.pop("message").partition("'") for error in errors]  # and then its own name
    assert errors == [errors[0]] * len(refs)
    assert errors[0]["code"] == "NOT_FOUND"
    assert {before for before, _, _ in said_of_it} == {"There is no account "}


async def test_neither_can_a_record_of_it_be_named(two: Two) -> None:
    as_record = [
        await two.error("contactSave", account=MINE, id=id_)
        for id_ in (two.contact, unknown(two.contact))
    ]
    as_sponsor = [
        await two.error("accountUpdate", account=MINE, sponsor=id_)
        for id_ in (two.contact, unknown(two.contact))
    ]

    for told, others in (as_record, as_sponsor):
        assert (told["code"], told["path"]) == (others["code"], others["path"])
        assert "Hidden" not in told["message"]


@pytest.mark.parametrize("ref", [THEIRS, NEW])
async def test_a_name_elsewhere_tells_nothing_of_what_is_not_seen(two: Two, ref: Said) -> None:
    """Whether it is taken or free, it is for those to give who see all accounts."""
    created = await two.error("accountCreate", **ref, name="Taken")
    added = await two.error("accountUpdate", account=MINE, addExternal=[ref["external"]])
    saved = await two.client.change(
        "accountBulkSave",
        "results { row outcome userErrors { code path message } }",
        rows=[{**ref, "name": "Taken"}],
    )
    noted = await two.error("accountUpdate", account=MINE, removeExternal=[ref["external"]])

    assert (created["code"], created["path"]) == ("FORBIDDEN", ["input"])
    assert (added["code"], added["path"]) == ("FORBIDDEN", ["input", "addExternal"])
    assert [one["code"] for one in saved["results"][0]["userErrors"]] == ["FORBIDDEN"]
    assert noted["code"] == "NOT_FOUND"
    two.be_admin()
    assert await two.names() == ["Hidden", "Mine"]


async def test_rows_reach_what_is_seen_and_nothing_else(two: Two) -> None:
    person: Said = {"external": {"system": CRM, "key": "p"}, "name": "P"}
    rows = [{"account": ref, **person} for ref in (MINE, THEIRS, NEW)]

    told = await two.client.change(
        "contactBulkSave",
        "results { outcome userErrors { code message } }",
        rows=rows,
        errorPolicy="REJECT_FAILED_ROWS",
    )

    saved, hidden, missing = told["results"]
    assert saved["outcome"] == "CREATED"
    for result, key in ((hidden, "2"), (missing, "3")):
        said = {"code": "NOT_FOUND", "message": f"There is no account 'crm:{key}'"}
        assert result == {"outcome": "REFUSED", "userErrors": [said]}


async def test_whose_an_account_is_is_said_by_leads_and_admins(two: Two) -> None:
    asked: Said = {"account": MINE, "owner": user_id(BERT)}
    as_member = await two.error("accountUpdate", **asked)
    same = await two.client.change("accountUpdate", account=MINE, owner=user_id(ANNA), name="Ours")
    two.be(ANNA)

    as_lead = await two.client.change("accountUpdate", "account { name }", **asked)

    assert (as_member["code"], as_member["path"]) == ("FORBIDDEN", ["input", "owner"])
    assert same["outcome"] == "UPDATED"
    assert (as_lead["outcome"], as_lead["account"]) == ("UPDATED", None)
    assert await two.names() == []


async def test_an_account_handed_over_is_seen_at_once(two: Two) -> None:
    two.be(BERT)
    before = await two.names()
    two.be_admin()
    await two.client.done("accountUpdate", "account { id }", account=MINE, csm=user_id(BERT))
    two.be(BERT)

    assert (before, await two.names()) == (["Hidden"], ["Hidden", "Mine"])


async def test_a_lead_sees_the_team(two: Two) -> None:
    two.be(ANNA, BERT)

    assert await two.names() == ["Hidden", "Mine"]


REVIEW: Said = {
    "title": "Review",
    "localDate": "2024-12-03",
    "startTime": "09:30",
    "timeZone": "UTC",
    "attendees": [user_id(ANNA)],
}
BUSY = "conflicts { slot busyFrom busyTo person { ... on User { name } } review { id title } }"


async def test_of_a_review_that_is_not_seen_the_busy_time_is_told(two: Two) -> None:
    two.be(BERT)
    await two.client.done("reviewCreate", "businessReview { id }", account=THEIRS, **REVIEW)
    two.be(ANNA)

    told = await two.client.change("reviewCreate", BUSY, account=MINE, **REVIEW)

    (conflict,) = told["conflicts"]
    assert conflict["person"] == {"name": "Anna Olsson"}
    assert conflict["busyFrom"] == "2024-12-03T09:30:00Z"
    assert conflict["review"] is None


NOTE = {"text": NOTES["examples"].decode(), "timeZone": "UTC"}
DRAFT = "noteDraft { id account { id } }"


async def test_a_draft_of_no_account_is_its_makers(two: Two) -> None:
    mine = await two.client.done("noteDraftCreate", DRAFT, **NOTE)
    two.be(BERT)

    hidden = await two.error("noteDraftDiscard", draft=mine["id"])
    missing = await two.error("noteDraftDiscard", draft=unknown(mine["id"]))
    theirs = await two.client.done("noteDraftCreate", DRAFT, **NOTE)
    two.be_admin()
    of_all = await two.client.done("noteDraftDiscard", DRAFT, draft=theirs["id"])

    assert (hidden["code"], hidden["path"]) == (missing["code"], missing["path"])
    assert theirs["id"] != mine["id"]
    assert of_all["id"] == theirs["id"]


async def test_a_calendar_of_another_person_is_theirs_to_make(two: Two) -> None:
    asked = {"expiresAt": SOON}
    of_bert = await two.error("feedTokenCreate", user=user_id(BERT), **asked)
    own = await two.client.change("feedTokenCreate", "token", user=user_id(ANNA), **asked)
    two.be_admin()
    by_admin = await two.client.change("feedTokenCreate", "token", user=user_id(BERT), **asked)
    two.be(BERT)
    ended = await two.client.change("feedTokenRevoke", user=user_id(BERT))

    assert (of_bert["code"], of_bert["path"]) == ("FORBIDDEN", ["input", "user"])
    assert own["outcome"] == by_admin["outcome"] == "CREATED"
    assert ended["outcome"] == "UPDATED"


CHANGED = "mutation($input: AccountUpdateInput!) { accountUpdate(input: $input) { outcome } }"
SAVED = "mutation($input: ContactBulkSaveInput!) { contactBulkSave(input: $input) { outcome } }"


async def test_a_customer_changes_nothing(two: Two) -> None:
    account = two.mine
    sight = Sight.customer_of(parsed(account).id)
    two.client.viewer = Viewer(token="share", sight=sight)  # noqa: S106 - a name

    told = [
        await two.client.result(CHANGED, input={"account": {"id": account}, "name": "Ours"}),
        await two.client.result(SAVED, input={"rows": [{"account": MINE, **NEW, "name": "P"}]}),
    ]

    for one in told:
        assert one.errors is not None
        assert getattr(one.errors[0].original_error, "code", None) == "FORBIDDEN"


async def test_a_key_sent_before_is_known_also_when_the_account_is_gone(two: Two) -> None:
    two.be(ANNA)
    asked: Said = {"account": MINE, "owner": user_id(BERT), "idempotencyKey": "k"}
    await two.client.change("accountUpdate", "account { id }", **asked)

    again = await two.client.change("accountUpdate", "account { id }", **asked)

    assert (again["outcome"], again["account"]) == ("REPLAYED", None)
