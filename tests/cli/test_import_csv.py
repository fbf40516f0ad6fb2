"""Files of other systems, sent to a real server: each row once, however often it is tried."""

import json
import re
import shlex
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.servers import ROOT, Server, command, environment, running

Cli = Callable[..., subprocess.CompletedProcess[str]]
SEEN = """{ accounts(first: 100) { totalCount nodes { name segment version timeZone
  contacts { nodes { name champion influence leftOn } }
  contracts { nodes { name renewsOn annualValue { amount currencyCode } } } } } }"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with running(tmp_path / "book", {"DEMONSTRATION": "off"}) as one:
        yield one


@pytest.fixture
def send(cli: Cli, server: Server, tmp_path: Path) -> Cli:
    """Import this text; the process is this one, the server another."""

    def run(kind: str, text: str | bytes, *words: str) -> subprocess.CompletedProcess[str]:
        path = tmp_path / "some.csv"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return cli("import-csv", kind, str(path), "--url", server.url, *words)

    return run


def book(server: Server) -> dict[str, Any]:
    return server.ask(SEEN)["data"]["accounts"]


def many(count: int) -> str:
    return "key,name\n" + "".join(f"{n},Company {n}\n" for n in range(count))


def test_accounts_people_and_contracts_are_imported_by_their_keys(
    send: Cli, server: Server
) -> None:
    done = [
        send("accounts", "\ufeffkey;name;time_zone\r\nA1;Acme; Europe/Berlin \r\n;;\r\n"),
        send("contacts", "key,account,name,champion,influence\nC1,A1,Sarah,yes,executive\n"),
        send(
            "contracts",
            "key,account,name,renews_on,annual_value,currency_code\n"
            'K1,A1,"Licence, all seats",2030-03-31,120000.00,EUR\n',
        ),
    ]

    assert [one.returncode for one in done] == [0, 0, 0], [one.stderr for one in done]
    assert "1 created" in done[0].stdout
    (account,) = book(server)["nodes"]
    assert (account["name"], account["timeZone"]) == ("Acme", "Europe/Berlin")
    (contact,) = account["contacts"]["nodes"]
    assert (contact["name"], contact["champion"], contact["influence"]) == (
        "Sarah",
        True,
        "EXECUTIVE",
    )


def test_the_example_is_imported_as_its_page_says(cli: Cli, server: Server) -> None:
    page = (ROOT / "docs" / "importing-csv.md").read_text()
    (shown,) = re.findall(r"```sh\n.*-m cli (.*?)\n# (.*?)\n```", page, re.DOTALL)
    asked, said = shown

    done = cli(*shlex.split(asked.replace("\\\n", "")), "--url", server.url)

    assert done.stdout.strip() == said, done.stderr


def test_a_contracts_name_may_not_have_two_lines_but_a_quoted_cell_may(send: Cli) -> None:
    send("accounts", "key,name\nA1,Acme\n")
    text = 'key,account,name,penalty_terms\nK1,A1,Licence,"one\ntwo"\nK2,A1,"two\nlines",x\n'

    done = send("contracts", text)

    assert done.returncode == 5
    assert "row 3, column name: This text holds a control character" in done.stdout


def test_an_empty_cell_leaves_what_is_there(send: Cli, server: Server) -> None:
    send("accounts", "key,name,segment\nA1,Acme,Bank\n")
    done = send("accounts", "key,name,segment\nA1,,\nA2,Two,\n", "--json")

    told = json.loads(done.stdout)
    assert (told["unchanged"], told["created"], told["refused"]) == (1, 1, 0)
    assert [one["segment"] for one in book(server)["nodes"]] == ["Bank", None]


def test_errors_of_file_and_server_name_row_and_column_and_nothing_is_written(
    send: Cli, server: Server
) -> None:
    done = send(
        "accounts",
        "Key,Name,Since,TZ\n1,One,2024-13-01T00:00:00Z,Mars\n2,Two,2098-01-01T00:00:00Z,Mars\n"
        "3,Three,,\n3,Again,,\n,x,yesterday,\n",
        *("--map", "Key=key", "--map", "Name=name"),
        *("--map", "Since=tracked_from", "--map", "TZ=time_zone"),
    )

    assert done.returncode == 5
    lines = done.stdout.splitlines()
    places = [
        *("2, column Since", "2, column TZ", "3, column TZ", "3, column Since"),
        *("5, column Key", "6, column Key", "6, column Since"),
    ]
    assert [line.split(":")[0] for line in lines[:-1]] == [f"row {place}" for place in places]
    assert lines[-1].endswith("nothing was written")
    assert book(server)["totalCount"] == 0


def test_the_other_rows_are_kept_when_that_is_asked_and_refused_ones_are_tried_again(
    send: Cli, server: Server
) -> None:
    send("accounts", "key,name\nA1,Acme\n")
    words = (
        "contacts",
        "key,account,name\nC1,A1,Sarah\nC2,A2,Mia\nC3,A1,Tom\n",
        "--policy",
        "reject-failed-rows",
    )

    first = send(*words)
    send("accounts", "key,name\nA2,Two\n")
    again, third = send(*words), send(*words)

    assert first.returncode == 5
    assert "row 3, column account: There is no account 'crm:A2'" in first.stdout
    assert "2 created, 1 refused" in first.stdout
    assert again.returncode == third.returncode == 0
    assert "1 created, 2 unchanged" in again.stdout
    assert "3 unchanged, nothing was written" in third.stdout
    people = [len(one["contacts"]["nodes"]) for one in book(server)["nodes"]]
    assert people == [2, 1]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no header"),
        ("key,name,color\n1,x,red\n", "column color is none of"),
        ("key,name,name\n1,x,y\n", "two columns are name"),
        ("name\nx\n", "no column key"),
        ("key,name\n1,x,y\n", "row 2 has more cells"),
        ('key,name\n1,"x\n', "unexpected end"),
        (b"key,name\n1,caf\xe9\n", "not UTF-8"),
        ("key,name\n1,nul\0\n", "NUL"),
    ],
)
def test_a_file_that_cannot_be_meant_is_one_clear_line_before_anything_is_sent(
    cli: Cli, tmp_path: Path, text: str | bytes, why: str
) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)

    done = cli("import-csv", "accounts", str(path), "--url", "http://127.0.0.1:1")

    assert done.returncode == 2
    assert why in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_server_that_is_not_there_is_one_line_and_its_own_exit_code(
    cli: Cli, tmp_path: Path
) -> None:
    path = tmp_path / "good.csv"
    path.write_text(many(1))

    done = cli("import-csv", "accounts", str(path), "--url", "http://127.0.0.1:1")

    assert done.returncode == 4
    assert "Connection refused" in done.stderr


def test_a_dry_run_writes_nothing(send: Cli, server: Server) -> None:
    done = send("accounts", many(3), "--dry-run")

    assert (done.returncode, "3 could be written" in done.stdout) == (0, True)
    assert book(server)["totalCount"] == 0


def test_a_file_that_is_again_as_it_was_sets_back_what_another_changed(
    send: Cli, server: Server
) -> None:
    files = [f"key,name\nA1,{name}\n" for name in ("Acme", "Acme Bank", "Acme")]

    done = [send("accounts", text) for text in files]

    assert [one.stdout.split(": ")[1].strip() for one in done] == [
        "1 created",
        "1 updated",
        "1 updated",
    ]
    assert [one["name"] for one in book(server)["nodes"]] == ["Acme"]


def test_a_column_may_be_left_out(send: Cli, server: Server) -> None:
    done = send("accounts", "key,name,color\n1,One,red\n", "--map", "color=")

    assert done.returncode == 0
    assert book(server)["totalCount"] == 1


@pytest.mark.timeout(300)
def test_a_killed_import_is_finished_by_the_next_and_no_row_is_written_twice(
    cli: Cli, server: Server, tmp_path: Path
) -> None:
    path = tmp_path / "many.csv"
    path.write_text(many(2000))
    words = ("import-csv", "accounts", str(path), "--url", server.url)
    with subprocess.Popen(  # noqa: S603 - our own program
        command(*words), cwd=ROOT, env=environment(), stderr=subprocess.PIPE, text=True
    ) as first:
        assert first.stderr
        assert any("500 of 2,000 rows sent" in line for line in first.stderr)
        first.kill()

    done, again = cli(*words, "--json"), cli(*words, "--json")

    told = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert told["unchanged"] >= 500
    assert told["unchanged"] + told["created"] == 2000
    assert json.loads(again.stdout)["unchanged"] == 2000
    found = server.ask("{ accounts(filter: {}) { totalCount } }")["data"]["accounts"]
    assert found["totalCount"] == 2000
