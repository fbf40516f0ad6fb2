"""Tokens of an OpenID provider: a real one, with keys of its own, on loopback."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as rsa_key
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from api import oidc
from api.oidc import Issuer
from domain.access import Scope
from domain.errors import Overloaded, Unauthenticated
from tests.server.servers import Server
from tests.server.test_tokens import ADA, asked, cli

AUDIENCE = "bellwether"
SHARED = b"known to whoever reads the published keys"
WRITERS: Mapping[str, Any] = {"RS256": RSAAlgorithm, "ES256": ECAlgorithm, "EdDSA": OKPAlgorithm}


def new_key(algorithm: str) -> Any:  # noqa: ANN401 - of three kinds
    match algorithm:
        case "RS256":
            return rsa_key(public_exponent=65537, key_size=2048)
        case "ES256":
            return generate_private_key(SECP256R1())
        case _:
            return Ed25519PrivateKey.generate()


@dataclass
class Provider:
    """Signs tokens, and publishes its keys while it is up."""

    url: str = ""
    keys: dict[str, tuple[str, Any]] = field(default_factory=dict[str, tuple[str, Any]])
    is_up: bool = True
    asked: int = 0

    def add(self, kid: str, algorithm: str = "ES256") -> None:
        self.keys[kid] = (algorithm, new_key(algorithm))

    def published(self) -> dict[str, Any]:
        out = [{"kty": "oct", "kid": "shared", "k": base64.urlsafe_b64encode(SHARED).decode()}]
        for kid, (algorithm, key) in self.keys.items():
            public = json.loads(WRITERS[algorithm].to_jwk(key.public_key()))
            out.append(public | {"kid": kid, "use": "sig", "alg": algorithm})
        return {"keys": out}

    def token(self, kid: str, **other: Any) -> str:
        algorithm, key = self.keys[kid]
        return jwt.encode(self.claims(**other), key, algorithm=algorithm, headers={"kid": kid})

    def claims(self, **other: Any) -> dict[str, Any]:
        now = int(time.time())
        usual = {
            "iss": self.url,
            "aud": AUDIENCE,
            "exp": now + 600,
            "iat": now,
            "email": ADA.title(),
            "email_verified": True,
            "scope": "openid read reviews_write",
        }
        return {name: value for name, value in (usual | other).items() if value is not None}


@contextmanager
def running() -> Generator[Provider]:
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider.asked += 1
            if not provider.is_up:
                self.send_error(503)
                return
            discovery = {"issuer": provider.url, "jwks_uri": f"{provider.url}/keys"}
            body = json.dumps(provider.published() if self.path == "/keys" else discovery).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any, **__: Any) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        provider.url = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield provider
        server.shutdown()
        thread.join()


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running() as one:
        one.add("first")
        yield one


@pytest.fixture
def issuer(provider: Provider) -> Issuer:
    return Issuer(provider.url, audience=AUDIENCE, scope_claim="scope")


@pytest.mark.parametrize("algorithm", oidc.ALGORITHMS)
async def test_a_good_token_says_who_asks_and_for_what(
    provider: Provider, issuer: Issuer, algorithm: str
) -> None:
    provider.add("k", algorithm)

    said = await issuer.claims(provider.token("k"))

    assert said.email == ADA.title()
    assert said.scopes == (Scope.READ, Scope.REVIEWS_WRITE)


@pytest.mark.parametrize(
    "other",
    [
        {"aud": "another"},
        {"aud": None},
        {"iss": "https://issuer.example"},
        {"iss": None},
        {"exp": None},
        {"exp": 1},
        {"nbf": 9_999_999_999},
        {"iat": 9_999_999_999},
        {"email": None},
        {"email_verified": False},
        {"email_verified": None},
    ],
    ids=str,
)
async def test_a_token_that_says_something_else_is_refused(
    provider: Provider, issuer: Issuer, other: Mapping[str, Any]
) -> None:
    with pytest.raises(Unauthenticated):
        await issuer.claims(provider.token("first", **other))


def part(said: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()


def unsigned(provider: Provider, **header: str) -> str:
    return f"{part(header)}.{part(provider.claims())}"


async def test_a_token_nobody_signed_is_refused(provider: Provider, issuer: Issuer) -> None:
    public = json.dumps(provider.published()["keys"][1]).encode()
    by_hand = unsigned(provider, alg="HS256", kid="first")
    mac = base64.urlsafe_b64encode(hmac.digest(public, by_hand.encode(), hashlib.sha256)).decode()
    shared = jwt.encode(provider.claims(), SHARED, headers={"kid": "shared"})
    good = provider.token("first")
    head, _, signature = good.split(".")
    stranger = Provider(provider.url)
    stranger.add("first")

    for wrong in (
        f"{unsigned(provider, alg='none', kid='first')}.",
        f"{by_hand}.{mac.rstrip('=')}",
        shared,
        f"{head}.{part(provider.claims(email='eve@vendor.example'))}.{signature}",
        stranger.token("first"),
        good.rpartition(".")[0],
        "x" * 10_000,
        "",
    ):
        with pytest.raises(Unauthenticated):
            await issuer.claims(wrong)


async def test_a_new_key_is_fetched_and_one_that_is_nowhere_is_not_asked_for_each_time(
    provider: Provider, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await issuer.claims(provider.token("first"))
    provider.add("second")
    with pytest.raises(Unauthenticated):
        await issuer.claims(provider.token("second"))  # asked a moment ago
    asked_so_far = provider.asked
    monkeypatch.setattr(oidc, "PAUSE", 0.0)

    await issuer.claims(provider.token("second"))
    del provider.keys["first"]
    monkeypatch.setattr(oidc, "FRESH", 0.0)
    await issuer.claims(provider.token("second"))

    assert provider.asked == asked_so_far + 4
    old = Provider(provider.url)
    old.add("first")
    with pytest.raises(Unauthenticated):
        await issuer.claims(old.token("first"))


async def test_while_the_issuer_is_down_known_keys_go_on_for_a_time(
    provider: Provider, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.is_up = False
    with pytest.raises(Overloaded):
        await issuer.claims(provider.token("first"))
    monkeypatch.setattr(oidc, "PAUSE", 0.0)
    provider.is_up = True
    await issuer.claims(provider.token("first"))
    provider.is_up = False
    provider.add("second")
    monkeypatch.setattr(oidc, "FRESH", 0.0)

    await issuer.claims(provider.token("first"))
    with pytest.raises(Overloaded):
        await issuer.claims(provider.token("second"))
    monkeypatch.setattr(oidc, "LASTING", 0.0)
    with pytest.raises(Overloaded):
        await issuer.claims(provider.token("first"))


async def test_an_issuer_that_calls_itself_otherwise_gives_no_keys(provider: Provider) -> None:
    issuer = Issuer(f"{provider.url}/", audience=AUDIENCE, scope_claim="scope")

    with pytest.raises(Overloaded):
        await issuer.claims(provider.token("first", iss=f"{provider.url}/"))


def test_a_server_lets_in_who_the_issuer_says_and_is_one_of_ours(
    start: Callable[..., Server], provider: Provider, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    cli(data, "user", "add", "--email", ADA, "--name", "Ada")
    server = start(data, OIDC_ISSUER=provider.url, OIDC_AUDIENCE=AUDIENCE)
    token = provider.token("first", scope="read admin")

    answers = [asked(server, token) for _ in range(3)]
    stranger = asked(server, provider.token("first", email="eve@vendor.example"))
    nobody = asked(server, None)

    assert {one.status_code for one in answers} == {200}
    assert answers[0].json()["data"]["viewer"]["scopes"] == ["READ"]  # Ada is no administrator
    assert provider.asked == 2
    assert stranger.status_code == nobody.status_code == 401
    assert token.rpartition(".")[2] not in server.log.read_text()


def test_an_issuer_that_gives_no_keys_is_told_and_takes_nothing_away(
    start: Callable[..., Server], provider: Provider
) -> None:
    provider.is_up = False
    server = start(OIDC_ISSUER=provider.url, OIDC_AUDIENCE=AUDIENCE)
    assert server.get("/readyz").json()["status"] == "ok"

    assert asked(server, provider.token("first")).status_code == 503

    told = server.get("/readyz")
    assert (told.status_code, told.json()["status"]) == (200, "degraded")
    assert [reason["code"] for reason in told.json()["reasons"]] == ["ISSUER_SILENT"]
