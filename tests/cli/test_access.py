"""People and tokens from the command line, where no server has the database."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest

from cli import remote
from tests.cli.conftest import Done
from tests.server.servers import running

Cli = Callable[..., Done]
ADA, BO = "ada@vendor.example", "bo@vendor.example"


@pytest.fixture
def team(cli: Cli) -> Cli:
    """Two of our people, one in the other's team."""
    cli("user", "add", "--email", ADA, "--name", "Ada", "--role", "LEAD")
    cli("user", "add", "--email", BO, "--name", "Bo", "--lead", ADA)
    return cli


def test_somebody_is_taken_out_of_a_team(team: Cli) -> None:
    before = team("user", "list").stdout

    done = team("user", "set", BO, "--lead", "none")

    assert f"in the team of {ADA}" in before
    assert done.stdout.strip() == f"UPDATED: {BO}"
    assert "in the team of" not in team("user", "list").stdout


def test_help_tells_what_becomes_of_a_role_nobody_says(cli: Cli) -> None:
    added, changed = cli("user", "add", "--help").stdout, cli("user", "set", "--help").stdout

    assert "default: MEMBER" in added
    assert "default: as it is" in changed


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("user", "add", "--email", ADA, "--name", "Ada", "--role", "BOSS"), "'ADMIN', 'LEAD'"),
        (("token", "create", "--for", ADA, "--scope", "ROOT"), "'READ', 'WRITE'"),
    ],
)
def test_a_wrong_word_is_answered_with_those_that_can_be_typed(
    cli: Cli, command: tuple[str, ...], words: str
) -> None:
    refused = cli(*command)

    assert refused.returncode == 2
    assert words in refused.stderr


@pytest.mark.parametrize(
    ("key", "code", "why"),
    [
        ("nonsense", 2, "This is no key"),
        ("bw_0123456789ab_secret", 2, "This is no key"),
        ("0123456789ab", 5, "there is no token 0123456789ab"),
    ],
)
def test_a_token_that_is_none_is_refused_in_words_of_the_command(
    cli: Cli, key: str, code: int, why: str
) -> None:
    refused = cli("token", "revoke", key)

    assert refused.returncode == code
    assert why in refused.stderr
    assert "secret" not in refused.stderr


def test_a_script_is_not_given_the_book_of_who_has_left(team: Cli) -> None:
    team("user", "set", BO, "--active", "no")

    refused = team(
        *("token", "create", "--script", "cron", "--accounts", f"book:{BO}", "--scope", "READ")
    )

    assert (refused.returncode, "no longer active" in refused.stderr) == (5, True)


@contextmanager
def losing_an_answer(url: str) -> Generator[str]:
    """A way to the server on which the first answer is lost."""
    lost: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name: self.headers[name] for name in ("Content-Type", "Authorization")}
            answer = httpx.post(f"{url}/graphql", content=body, headers=headers, timeout=20)
            if not lost:
                lost.append(answer.content)
                return
            self.send_response(answer.status_code)
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, *_: object) -> None:  # pyright: ignore[reportIncompatibleMethodOverride] - says nothing
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as way:
        thread = Thread(target=way.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{way.server_address[1]}"
        way.shutdown()
        thread.join()


def test_an_answer_that_is_lost_leaves_one_token_and_says_which(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "PAUSES", (0.01,))
    data = tmp_path / "book"
    create = ("token", "create", "--script", "cron", "--accounts", "all", "--scope")
    admin = cli(*create, "ADMIN", "--data", str(data), DEMONSTRATION="off").stdout.strip()

    with running(data, {"DEMONSTRATION": "off"}) as server, losing_an_answer(server.url) as url:
        done = cli(*create, "READ", "--url", url, "--token", admin)
    listed = cli("token", "list", "--data", str(data)).stdout

    assert (done.returncode, done.stdout) == (4, "")
    assert len(listed.splitlines()) == 2
    assert f"{listed.split()[0]} was made, but its answer got lost: revoke it" in done.stderr
