"""Tokens at a real server: who is let in, for what, and how long."""

import subprocess
from collections.abc import Callable, Mapping
from contextlib import closing, redirect_stderr, redirect_stdout
from hashlib import sha256
from io import StringIO
from pathlib import Path
from sqlite3 import connect
from typing import Any

import httpx
import pytest

from api.auth import Access
from api.clock import now
from api.settings import Settings
from cli.__main__ import main
from cli.exits import Exit
from models.database import Database
from tests.server.servers import ROOT, Server, command, environment

Start = Callable[..., Server]
WHO = "{ viewer { token scopes } }"
ADA, BO = "ada@vendor.example", "bo@vendor.example"
ADD = """mutation ($name: String!) {
  accountCreate(input: {name: $name, external: {system: "crm", key: "1"}}) { outcome %s }
}"""
NORTHWIND = {"name": "Northwind"}
MERGE = """mutation {
  accountMerge(input: {from: {id: "a"}, into: {id: "b"}, reason: "same"}) { outcome }
}"""


def cli(data: Path, *words: str, code: int = 0, admin: str = "") -> str:
    """What a command on this database says, or through the server that has it."""
    out, err = StringIO(), StringIO()
    settings = {"BELLWETHER_DEMONSTRATION": "off", "BELLWETHER_TOKEN": admin}
    with pytest.MonkeyPatch.context() as patched, redirect_stdout(out), redirect_stderr(err):
        for name, value in settings.items():
            patched.setenv(name, value)
        done = main([*words, "--data", str(data)])
    assert done == code, err.getvalue()
    return (err if code else out).getvalue().strip()


def asked(
    server: Server, token: str | None, query: str | None = WHO, **more: Any
) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
    body = {"query": query, **more}
    return httpx.post(f"{server.url}/graphql", json=body, headers=headers, timeout=20)


def code_of(answer: httpx.Response) -> str:
    return answer.json()["errors"][0]["extensions"]["code"]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A database with two of our people."""
    found = tmp_path / "data"
    cli(found, "user", "add", "--email", ADA, "--name", "Ada", "--role", "ADMIN")
    cli(found, "user", "add", "--email", BO, "--name", "Bo", "--lead", ADA)
    return found


@pytest.fixture
def admin(data: Path) -> str:
    return cli(data, "token", "create", "--for", ADA, "--scope", "ADMIN")


def test_from_the_first_token_on_everybody_needs_one(start: Start, data: Path) -> None:
    server = start(data)
    assert '"token":"local"' in asked(server, None).text

    token = cli(data, "token", "create", "--for", ADA, "--scope", "READ", "--url", server.url)

    refused = asked(server, None)
    assert (refused.status_code, code_of(refused)) == (401, "UNAUTHENTICATED")
    assert refused.headers["WWW-Authenticate"] == "Bearer"
    known = asked(server, token).json()["data"]["viewer"]
    assert known["token"].startswith("user:")
    assert known["scopes"] == ["READ"]
    assert server.get("/livez").status_code == server.get("/readyz").status_code == 200
    assert server.get("/graphql").status_code == 200  # the page, which then asks for a token
    assert token.split("_", 2)[2] not in server.log.read_text()


def test_a_revoked_token_is_unknown_at_once_and_so_is_who_left(
    start: Start, data: Path, admin: str
) -> None:
    server = start(data)
    create = ("token", "create", "--url", server.url, "--scope", "READ")
    of_bo = cli(data, *create, "--for", BO, admin=admin)
    of_cron = cli(data, *create, "--script", "cron", "--accounts", "all", admin=admin)
    assert asked(server, of_bo).status_code == asked(server, of_cron).status_code == 200

    cli(data, "token", "revoke", of_cron.split("_")[1], "--url", server.url, admin=admin)
    cli(data, "user", "set", BO, "--active", "no", "--url", server.url, admin=admin)

    for wrong in (of_bo, of_cron, f"{admin}x", "bw_000000000000_x", "bw_", "x.y.z"):
        refused = asked(server, wrong)
        assert refused.status_code == 401, wrong
    texts = {asked(server, one).text for one in (of_bo, of_cron, f"{admin}x", "bw_000_x")}
    assert len(texts) == 1
    listed = cli(data, "token", "list", "--url", server.url, admin=admin)
    assert "cron (all)  READ  revoked" in listed
    assert of_cron.split("_", 2)[2] not in listed


def test_a_script_of_somebodys_book_ends_when_that_person_leaves(
    start: Start, data: Path, admin: str
) -> None:
    server = start(data)
    create = ("token", "create", "--url", server.url, "--scope", "READ", "--script", "cron")
    of_cron = cli(data, *create, "--accounts", f"book:{BO}", admin=admin)
    active = ("user", "set", BO, "--url", server.url, "--active")

    answers = [asked(server, of_cron).status_code]
    for is_active in ("no", "yes"):
        cli(data, *active, is_active, admin=admin)
        answers.append(asked(server, of_cron).status_code)

    assert answers == [200, 401, 200]


def test_an_expired_token_says_so_to_who_has_it(start: Start, data: Path, admin: str) -> None:
    with closing(connect(data / "bellwether.db")) as raw:
        raw.execute("UPDATE access_token SET expires_at = '2024-01-01T00:00:00.000000Z'")
        raw.commit()
    server = start(data)

    assert "expired" in asked(server, admin).text
    assert "expired" not in asked(server, f"{admin}x").text


def test_what_a_token_is_not_good_for_is_refused_before_anything_runs(
    start: Start, data: Path, admin: str
) -> None:
    create = ("token", "create", "--script", "cron", "--accounts", "all")
    writes = cli(data, *create, "--scope", "WRITE")
    server = start(data)

    reads_too = asked(server, writes, ADD % "account { id }", variables=NORTHWIND)
    only_writes = asked(server, writes, ADD % "", variables=NORTHWIND)
    merges = asked(server, writes, MERGE)
    twice = [asked(server, writes, "{ accounts { totalCount } }") for _ in range(2)]
    of_admin = [asked(server, admin, "{ accounts { totalCount } }") for _ in range(2)]
    again = asked(server, writes, "{ accounts { totalCount } }")

    assert code_of(reads_too) == code_of(merges) == "FORBIDDEN"
    assert "AccountCreatePayload.account takes READ" in reads_too.text
    assert only_writes.json()["data"]["accountCreate"]["outcome"] == "CREATED"
    assert [code_of(one) for one in (*twice, again)] == ["FORBIDDEN"] * 3
    assert [one.json()["data"]["accounts"]["totalCount"] for one in of_admin] == [1, 1]


def test_without_a_token_nobody_gives_us_documents(start: Start, data: Path, admin: str) -> None:
    server = start(data)
    sha = sha256(WHO.encode()).hexdigest()
    named = {"persistedQuery": {"version": 1, "sha256Hash": sha}}

    stranger = asked(server, None, WHO, extensions=named)
    before = asked(server, admin, extensions=named, query=None)
    registered = asked(server, admin, WHO, extensions=named)
    after = asked(server, admin, extensions=named, query=None)

    assert stranger.status_code == 401
    assert code_of(before) == "PERSISTED_QUERY_NOT_FOUND"
    assert registered.json()["data"] == after.json()["data"]


def test_the_viewer_is_found_however_the_address_is_spelt(start: Start, data: Path) -> None:
    server = start(data, VIEWER=ADA.upper())

    found = asked(server, None, "{ viewer { user { name } } }").json()["data"]["viewer"]

    assert found == {"user": {"name": "Ada"}}
    assert "is no user's email" not in server.log.read_text()


def test_an_address_of_somebody_else_is_nobodys_new_one(data: Path) -> None:
    said = cli(data, "user", "set", BO, "--new-email", ADA.upper(), code=5)

    assert "is somebody else's address" in said
    assert "UPDATED" in cli(data, "user", "set", BO, "--new-email", "bo.b@vendor.example")


GIVEN_UP = (("--role", "MEMBER"), ("--active", "no"))
SAVE = """mutation ($input: UserSaveInput!) {
  userSave(input: $input) { outcome userErrors { code message path } }
}"""


def test_the_last_administrator_stays_one(start: Start, data: Path, admin: str) -> None:
    in_file = [cli(data, "user", "set", ADA, *given_up, code=5) for given_up in GIVEN_UP]
    server = start(data)
    over_http = [
        asked(server, admin, SAVE, variables={"input": {"email": ADA, **said}}).json()["data"]
        for said in ({"role": "LEAD"}, {"active": False}, {"active": False, "dryRun": True})
    ]

    assert all("make somebody else an ADMIN first" in said for said in in_file)
    for answer, place in zip(over_http, ("role", "active", "active"), strict=True):
        (error,) = answer["userSave"]["userErrors"]
        assert (error["code"], error["path"]) == ("LAST_ADMIN", ["input", place])
    assert asked(server, admin).json()["data"]["viewer"]["scopes"] == ["ADMIN"]


def test_an_administrator_with_another_one_may_leave(data: Path) -> None:
    cli(data, "user", "set", BO, "--role", "ADMIN")

    assert "UPDATED" in cli(data, "user", "set", ADA, "--role", "LEAD")
    assert "UPDATED" in cli(data, "user", "set", ADA, "--active", "no")
    assert "ADMIN" in cli(data, "user", "set", BO, "--active", "no", code=5)


def test_only_who_may_claim_it_says_what_was_known_earlier(start: Start, data: Path) -> None:
    create = ("token", "create", "--script", "cron", "--accounts", "all", "--scope", "WRITE")
    writes = cli(data, *create)
    notes = cli(data, *create, "--scope", "NOTES_WRITE", "--scope", "READ")
    server = start(data)
    add = ADD % "account { id }"
    account = asked(server, notes, add, variables=NORTHWIND).json()["data"]["accountCreate"][
        "account"
    ]["id"]
    document = """mutation ($input: SignalRecordInput!) {
      signalRecord(input: $input) { outcome userErrors { message } }
    }"""
    said: Mapping[str, Any] = {
        "account": {"id": account},
        "kind": "CHAMPION_LEFT",
        "observedAt": "2024-10-01T12:00:00Z",
        "knownAt": "2024-10-02T12:00:00Z",
    }

    refused = asked(server, writes, document, variables={"input": said})
    done = asked(server, notes, document, variables={"input": said})

    assert code_of(refused) == "FORBIDDEN", refused.text
    assert done.json()["data"]["signalRecord"]["outcome"] == "CREATED", done.text


def test_nobody_gives_more_than_the_holder_may_have(data: Path) -> None:
    create = ("token", "create", "--scope", "ADMIN")

    assert "ADMIN is for" in cli(data, *create, "--for", BO, code=5)
    book = ("--script", "cron", "--accounts", f"book:{BO}")
    assert "ADMIN is for" in cli(data, *create, *book, code=5)
    assert "366" in cli(data, *create, "--for", ADA, "--expires", "400d", code=5)


def refused_start(data: Path, **choices: str) -> str:
    """What is said by a server that does not start."""
    done = subprocess.run(  # noqa: S603 - our own program
        command("serve", "--port", "0", "--data", str(data)),
        cwd=ROOT,
        env=environment(choices),
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    assert done.returncode == 2
    return done.stderr


def test_a_network_is_not_answered_without_tokens(data: Path, tmp_path: Path) -> None:
    """And nothing is made or filled for it first."""
    for place in (data, tmp_path / "new"):
        said = refused_start(place, HOST="0.0.0.0")  # noqa: S104 - that is it
        assert "BELLWETHER_HOST=0.0.0.0: there are no tokens" in said

    assert not (tmp_path / "new").exists()
    with closing(connect(data / "bellwether.db")) as raw:
        assert raw.execute("SELECT count(*) FROM account").fetchone() == (0,)


def test_a_viewer_who_is_nobody_stops_the_start(data: Path) -> None:
    said = refused_start(data, VIEWER="nobody@vendor.example", DEMONSTRATION="off")

    assert "BELLWETHER_VIEWER=nobody@vendor.example: nobody here has this address" in said


def test_where_tokens_say_who_asks_a_viewer_who_has_left_stops_nothing(
    start: Start, data: Path, admin: str
) -> None:
    server = start(data, VIEWER="nobody@vendor.example")

    assert asked(server, admin).json()["data"]


def test_with_tokens_any_address_and_any_host_name_is_answered(
    start: Start, data: Path, admin: str
) -> None:
    server = start(data, HOST="0.0.0.0")  # noqa: S104 - what is tried
    url = server.url.replace("0.0.0.0", "127.0.0.1")  # noqa: S104 - the same
    headers = {"Authorization": f"bearer {admin}", "Host": "bellwether.example"}

    answer = httpx.post(f"{url}/graphql", json={"query": WHO}, headers=headers, timeout=20)

    assert answer.json()["data"]["viewer"]["scopes"] == ["ADMIN"]


def test_the_last_use_is_not_lost_when_the_server_stops(
    start: Start, data: Path, admin: str
) -> None:
    server = start(data)
    asked(server, admin)

    server.process.terminate()
    server.process.wait(20)

    assert "  used 20" in cli(data, "token", "list")


async def test_a_last_use_that_cannot_be_written_is_written_later_and_fails_nothing(
    data: Path, admin: str
) -> None:
    file = data / "bellwether.db"
    database, access = await Database.open(file), Access(Settings())
    await access.viewer({b"authorization": f"Bearer {admin}".encode()}, database, now())
    written: list[Any] = []

    with closing(connect(file)) as raw:
        for change in ("access_token RENAME TO gone", "gone RENAME TO access_token"):
            raw.execute(f"ALTER TABLE {change}")
            await access.note_use(database, now())
        written += raw.execute("SELECT last_used_at IS NOT NULL FROM access_token")
    await database.close()

    assert written == [(1,)]


@pytest.mark.parametrize("holder", [(), ("--for", ADA, "--script", "cron")])
def test_a_token_is_of_one_person_or_of_one_script(data: Path, holder: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli(data, "token", "create", "--scope", "READ", *holder)

    assert ended.value.code == Exit.USAGE
