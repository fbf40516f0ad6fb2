import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from subprocess import PIPE, CompletedProcess

import pytest

from tests.server.servers import ROOT, command, environment, running

Cli = Callable[..., CompletedProcess[str]]


def complaint(done: CompletedProcess[str], code: int) -> str:
    """The one line a failing command says."""
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    assert line.startswith("bellwether: ")
    return line


def test_without_a_command_the_commands_are_named(cli: Cli) -> None:
    done = cli()

    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_help_tells_of_every_command_and_exit_code(cli: Cli) -> None:
    everything, one = cli("--help"), cli("import", "--help")

    assert everything.returncode == one.returncode == 0
    for word in ("serve", "import", "migrate", "contract", "rescore", "rates"):
        assert word in everything.stdout
    assert "3 flag open" in " ".join(one.stdout.split())


@pytest.mark.parametrize(
    ("words", "choices", "named"),
    [
        (("serve", "--port", "http"), {}, "--port=http"),
        (("serve",), {"PORT": "http"}, "BELLWETHER_PORT=http"),
        (("serve",), {"TIME_ZONE": "Nowhere"}, "BELLWETHER_TIME_ZONE=Nowhere"),
        (("migrate",), {"PROT": "1"}, "BELLWETHER_PROT"),
        (("migrate", "--data", __file__), {}, "--data="),
    ],
)
def test_a_wrong_setting_is_one_clear_line(
    cli: Cli, words: tuple[str, ...], choices: dict[str, str], named: str
) -> None:
    assert named in complaint(cli(*words, **choices), 2)


def test_a_port_somebody_has_is_said_before_the_data_is_touched(
    process: Cli, tmp_path: Path
) -> None:
    with socket.socket() as theirs:
        theirs.bind(("127.0.0.1", 0))
        theirs.listen()
        port = theirs.getsockname()[1]

        said = complaint(process("serve", "--port", str(port)), 2)

    assert f"port {port} cannot be taken" in said
    assert "--port, or `make run PORT=" in said
    assert not (tmp_path / "data").exists()


def test_migrate_makes_the_database_and_says_where_it_stands(cli: Cli, tmp_path: Path) -> None:
    first, again = cli("migrate"), cli("migrate")

    assert first.returncode == again.returncode == 0
    assert (tmp_path / "data" / "bellwether.db").exists()
    assert first.stdout == again.stdout
    assert "is at revision" in first.stdout


def test_a_database_in_use_is_said_with_what_to_do(cli: Cli, process: Cli, tmp_path: Path) -> None:
    with running(tmp_path / "data", {"DEMONSTRATION": "off"}) as server:
        refusals = [cli("migrate"), cli("rescore"), process("serve", "--port", "0")]

        assert server.get("/livez").status_code == 200

    for refused in refusals:
        assert "is in use by another process" in complaint(refused, 4)
        assert "stop that server or command first" in refused.stderr


def test_a_file_that_is_no_database_is_said(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "bellwether.db").write_text("a shopping list, " * 100)

    assert "not a database" in complaint(cli("migrate"), 4)


def test_the_contract_on_disk_is_the_one_served(cli: Cli) -> None:
    done = cli("contract")

    assert done.returncode == 0, done.stdout


def test_rescore_says_how_many_accounts_it_judged(cli: Cli) -> None:
    done = cli("rescore")

    assert (done.returncode, done.stdout) == (0, "Judged 0 accounts again.\n")


def test_a_reader_who_leaves_early_is_no_complaint() -> None:
    with subprocess.Popen(  # noqa: S603 - our own program
        command("contract"), cwd=ROOT, env=environment(), stdout=PIPE, stderr=PIPE, text=True
    ) as done:
        assert done.stdout
        assert done.stderr
        done.stdout.close()
        complained = done.stderr.read()

    assert (done.returncode, complained) == (0, "")
