import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from cli.draft_text import several
from resolvers.ids import DIRECTORY, parsed

Cli = Callable[..., CompletedProcess[str]]
ZONE = ("--zone", "Europe/Berlin")


def draft_of(done: CompletedProcess[str]) -> dict[str, Any]:
    return json.loads(done.stdout)


def accepted(cli: Cli, note: Path) -> list[str]:
    """Flags that answer every HIGH one with its first candidate, or else accept it."""
    draft = draft_of(cli("import", str(note), *ZONE, "--json"))
    high = set(draft["openHighFlags"])
    return [
        word
        for flag in draft["flags"]
        if flag["key"] in high
        for word in ("--answer", f"{flag['key']}={(flag['candidates'] or ['accept'])[0]}")
    ]


def test_a_note_is_shown_with_the_line_of_every_word(cli: Cli, note: Path) -> None:
    done = cli("import", str(note), *ZONE)

    assert "account: Northwind" in done.stdout
    assert "annual_value = 120000.00 USD" in done.stdout
    assert "   8 " in done.stdout
    assert "Bring cake." in done.stdout
    assert "Traceback" not in done.stderr


def test_nothing_is_stored_without_apply(cli: Cli, note: Path, tmp_path: Path) -> None:
    cli("import", str(note), *ZONE)

    assert not (tmp_path / "data").exists()


def test_an_open_high_flag_is_its_own_exit_code_and_nothing_is_stored(
    cli: Cli, note: Path, tmp_path: Path
) -> None:
    done = cli("import", str(note), "--apply")

    assert done.returncode == 3
    assert "HIGH time-zone-missing" in done.stdout
    assert not (tmp_path / "data").exists()


def test_a_note_applied_twice_is_there_once(cli: Cli, note: Path) -> None:
    words = ("import", str(note), *ZONE, *accepted(cli, note), "--apply", "--json")

    first, again = cli(*words), cli(*words)

    assert first.returncode == again.returncode == 0, first.stderr
    assert draft_of(first)["applied"]["isNew"] is True
    assert draft_of(again)["applied"] == draft_of(first)["applied"] | {"isNew": False}


def test_other_choices_for_a_note_stored_before_are_said_to_be_ignored(
    cli: Cli, note: Path
) -> None:
    words = ("import", str(note), *accepted(cli, note), "--apply")
    first, same = cli(*words, *ZONE), cli(*words, *ZONE)
    other, told = (cli(*words, "--zone", "Europe/Paris", *more) for more in ((), ("--json",)))

    assert "ignored" not in first.stdout + same.stdout
    assert "differ; these were ignored" in other.stdout
    assert draft_of(told)["applied"]["isAsAsked"] is False


def test_what_was_stored_is_named_as_the_api_names_it(cli: Cli, note: Path) -> None:
    words = ("import", str(note), *ZONE, *accepted(cli, note), "--apply", "--json")

    applied = draft_of(cli(*words))["applied"]

    keys = [parsed(id_) for id_ in applied["records"].values()]
    account = parsed(applied["accountId"])
    assert account in keys
    assert {key.account_id for key in keys if key.type not in DIRECTORY} == {account.id}


@pytest.mark.parametrize(("count", "said"), [(0, "0 flags"), (1, "1 flag"), (2, "2 flags")])
def test_one_is_said_as_one(count: int, said: str) -> None:
    assert several(count, "flag") == said


def test_a_note_may_come_from_standard_input(cli: Cli, note: Path) -> None:
    by_name = cli("import", str(note), *ZONE, "--json")
    piped = cli("import", "-", *ZONE, "--json", typed=note.read_text())

    assert draft_of(piped) == draft_of(by_name)


def test_json_has_the_words_of_the_api(cli: Cli, note: Path) -> None:
    draft = draft_of(cli("import", str(note), *ZONE, "--json"))

    contract = next(record for record in draft["records"] if record["kind"] == "CONTRACT")
    assert contract["annualValue"] == {"amount": "120000.00", "currencyCode": "USD"}
    assert draft["applied"] is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"", "empty"),
        (b"\xff\xfe\x00", "NUL"),
        (b"caf\xe9", "UTF-8"),
        (b"x" * 1_000_001, "at most"),
    ],
)
def test_what_is_no_note_is_one_clear_line(cli: Cli, tmp_path: Path, text: bytes, why: str) -> None:
    path = tmp_path / "note.md"
    path.write_bytes(text)

    done = cli("import", str(path))

    assert done.returncode == 2
    assert why in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--answer", "no-equals-sign"), "FLAG=VALUE"),
        (("--answer", "no-such-flag=1"), "no-such-flag"),
        (("--zone", "Mars/Olympus"), "Mars/Olympus"),
        (("--currency", "dollars"), "dollars"),
    ],
)
def test_a_wrong_flag_is_one_clear_line(
    cli: Cli, note: Path, words: tuple[str, ...], why: str
) -> None:
    done = cli("import", str(note), *words)

    assert done.returncode == 2
    assert why in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_note_that_is_not_there_is_said(cli: Cli, tmp_path: Path) -> None:
    done = cli("import", str(tmp_path / "gone.md"))

    assert done.returncode == 2
    assert "gone.md: No such file" in done.stderr


def test_a_directory_is_no_note(cli: Cli, tmp_path: Path) -> None:
    assert "Is a directory" in cli("import", str(tmp_path)).stderr
