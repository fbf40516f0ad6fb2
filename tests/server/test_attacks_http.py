"""Attacks with the shapes of HTTP: lengths that lie, heads without end, protocols of others."""

import gzip
import socket
import time

import pytest

from tests.server.attacking import (
    DEADLINE,
    JSON,
    MEGABYTE,
    SECRET,
    WELL,
    address,
    asking,
    connected,
    head,
    heard,
    post,
    posted,
    sent,
)
from tests.server.servers import Server

BODY = asking(WELL)
REFUSED = ["BAD_USER_INPUT"]


def test_a_body_of_10_mb_is_refused_at_its_head(attacked: Server) -> None:
    answer = post(attacked, SECRET.encode() * (10 * MEGABYTE // 7))

    assert (answer.status, answer.codes) == (413, REFUSED)


def test_a_body_in_chunks_without_end_is_refused_at_the_limit(attacked: Server) -> None:
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"

    answer = sent(attacked, [head(attacked, Transfer_Encoding="chunked"), *[chunk] * 200])

    assert (answer.status, answer.codes) == (413, REFUSED)


def test_chunks_with_endless_extensions_are_no_way_around_it(attacked: Server) -> None:
    chunk = b"1;" + b"a" * 50_000 + b"\r\n \r\n"

    answer = sent(attacked, [head(attacked, Transfer_Encoding="chunked"), *[chunk] * 300])

    assert answer.status in {400, 408, 413}
    assert answer.codes == REFUSED


def test_trailers_without_end_are_refused(attacked: Server) -> None:
    start = head(attacked, Transfer_Encoding="chunked") + b"0\r\n"

    answer = sent(attacked, [start, *[b"X: " + b"a" * 10_000 + b"\r\n"] * 300])

    assert answer.status in {400, 408, 431}


@pytest.mark.parametrize(
    "many",
    [
        [b"X-Many: " + SECRET.encode() + b"\r\n"] * 100_000,
        [b"X-Long: ", *[b"a" * 10_000] * 300],
        [b"a" * 10_000] * 300,
        [b"\r\n"] * 500_000,
    ],
    ids=["many headers", "a long one", "a long name", "blank lines"],
)
def test_a_head_without_end_is_refused(attacked: Server, many: list[bytes]) -> None:
    start = b"" if many[0] == b"\r\n" else head(attacked)[:-2]

    answer = sent(attacked, [start, b"".join(many)])

    assert (answer.status, answer.codes) == (431, REFUSED)


def test_an_address_without_end_is_refused(attacked: Server) -> None:
    answer = sent(attacked, [b"GET /graphql?query=", *[b"a" * 10_000] * 300])

    assert (answer.status, answer.codes) == (431, REFUSED)


@pytest.mark.parametrize(
    "headers",
    [
        {"Content_Length": "5", "Transfer_Encoding": "chunked"},
        {"Transfer_Encoding": "xchunked"},
        {"Transfer_Encoding": "chunked, identity"},
        {"Content_Length": "+5"},
        {"Content_Length": "-5"},
        {"Content_Length": "5, 6"},
        {"Content_Length": "9" * 40},
        {"Content_Length": "5\r\nContent-Length: 6"},
        {"Transfer_Encoding": "chunked\r\n Content-Length: 5"},
        {"X": "a\nContent-Length: 5"},
        {"X": "a\rContent-Length: 5"},
        {"X y": "a"},
        {"X": "a\0b"},
    ],
    ids=str,
)
def test_a_request_two_servers_could_read_differently_is_refused(
    attacked: Server, headers: dict[str, str]
) -> None:
    smuggled = b"0\r\n\r\nGET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n"

    with connected(attacked) as one:
        one.sendall(head(attacked, **headers) + smuggled)
        answer = heard(one)
        assert heard(one).status == 0  # the connection is over: there is no second answer

    assert (answer.status, answer.codes) == (400, REFUSED)


@pytest.mark.parametrize("said", [5, len(BODY) - 1])
def test_a_length_that_is_too_short_leaves_no_request_behind(attacked: Server, said: int) -> None:
    answer = post(attacked, BODY, Content_Length=str(said))

    assert (answer.status, answer.codes) == (400, REFUSED)


@pytest.mark.parametrize(
    "hello",
    [
        b"GET /graphql\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"POST /graphql HTTP/9.9\r\n\r\n",
        b"CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n",
        b"GET http://example.org/graphql HTTP/1.1\r\nHost: example.org\r\n\r\n",
        b"BREW /graphql HTTP/1.1\r\n\r\n",
        b"GET /graphql\x00 HTTP/1.1\r\n\r\n",
        b"\0" * 1000,
        b"*1\r\n$4\r\nPING\r\n",
    ],
)
def test_other_protocols_are_told_that_this_is_none_of_theirs(
    attacked: Server, hello: bytes
) -> None:
    answer = sent(attacked, [hello])

    assert answer.status in {400, 403, 404, 405}
    assert answer.codes == REFUSED


@pytest.mark.parametrize("protocol", ["websocket", "h2c", SECRET])
def test_an_upgrade_that_is_not_offered_is_not_made(attacked: Server, protocol: str) -> None:
    headers = {"Connection": "Upgrade", "Upgrade": protocol, "Sec_WebSocket_Version": "13"}

    answer = post(attacked, BODY, **headers)
    opened = sent(attacked, [head(attacked, "GET /graphql HTTP/1.1", **headers)])

    assert (answer.status, answer.codes) == (200, [])  # Java's client asks for h2c each time
    assert opened.status == 200


def test_wishes_for_upgrades_in_a_row_are_refused(attacked: Server) -> None:
    wish = head(attacked, "GET /livez HTTP/1.1", Connection="Upgrade", Upgrade="h2c")

    assert sent(attacked, [wish * 1000]).status in {0, 400}


def test_1000_requests_at_once_are_answered_in_order_or_not_at_all(attacked: Server) -> None:
    with connected(attacked) as one:
        one.sendall(posted(attacked, BODY) * 1000)
        statuses = [heard(one).status for _ in range(3)]

    assert statuses in ([200] * 3, [0] * 3)


def test_a_few_requests_at_once_are_answered_in_order(attacked: Server) -> None:
    with connected(attacked) as one:
        one.sendall(posted(attacked, BODY) * 20)
        said = b""
        while said.count(b"HTTP/1.1 200") < 20 or not said.endswith(b"}"):
            more = one.recv(65536)
            assert more, said
            said += more


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "x-unknown", "gzip, gzip"])
def test_a_compressed_body_is_not_opened(attacked: Server, coding: str) -> None:
    bomb = gzip.compress(gzip.compress(b" " * (50 * MEGABYTE)))

    answer = post(attacked, bomb, Content_Encoding=coding)

    assert (answer.status, answer.codes) == (415, REFUSED)


def test_a_coding_of_the_transfer_is_not_opened_either(attacked: Server) -> None:
    body = gzip.compress(BODY)
    chunks = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)

    answer = sent(attacked, [head(attacked, Transfer_Encoding="gzip, chunked"), chunks])

    assert (answer.status, answer.codes) == (400, REFUSED)


def test_half_a_connection_is_over_or_answered(attacked: Server) -> None:
    with connected(attacked) as one:
        one.sendall(posted(attacked, BODY))
        one.shutdown(socket.SHUT_WR)
        assert heard(one).status in {0, 200}


def test_connections_that_are_broken_off_leave_nothing(attacked: Server) -> None:
    for _ in range(300):
        one = socket.create_connection(address(attacked), timeout=DEADLINE)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        one.sendall(posted(attacked, BODY))
        one.close()

    assert attacked.get("/readyz").json()["status"] == "ok"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/plain", BODY),
        ("application/x-www-form-urlencoded", b"query=%7B__typename%7D"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"'),
        ("application/json; charset=utf-16", BODY.decode().encode("utf-16")),
        ("text/plain, application/json", BODY),
        ("text/plain; application/json", BODY),
        ("application/graphql", WELL.encode()),
        ("a" * 50_000, BODY),
    ],
    ids=["text", "form", "multipart", "utf-16", "two", "parameter", "graphql", "long"],
)
def test_what_a_form_of_another_page_can_send_is_refused(
    attacked: Server, kind: str, body: bytes
) -> None:
    answer = post(attacked, body, Content_Type=kind)

    assert (answer.status, answer.codes) == (415, REFUSED)


def test_no_mutation_comes_by_address_or_by_the_name_of_another_method(attacked: Server) -> None:
    line = "{} /graphql?query=mutation%7BaccountCreate(input:%7Bname:%22x%22%7D)%7Boutcome%7D%7D"
    for method, status in (("GET", 405), ("HEAD", 405), ("PUT", 405), ("DELETE", 405)):
        answer = sent(
            attacked,
            [
                head(
                    attacked,
                    f"{line.format(method)} HTTP/1.1",
                    X_HTTP_Method_Override="POST",
                    Connection="close",
                )
            ],
        )
        assert answer.status == status, method


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil:80"])
def test_a_name_that_was_bound_to_us_elsewhere_is_not_ours(attacked: Server, host: str) -> None:
    answer = post(attacked, BODY, Host=host)

    assert (answer.status, answer.codes) == (400, REFUSED)


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:1"])
def test_a_page_of_another_origin_is_refused_before_anything_runs(
    attacked: Server, origin: str
) -> None:
    answer = post(attacked, BODY, Origin=origin)

    assert (answer.status, answer.codes) == (403, ["FORBIDDEN"])
    assert b"access-control" not in answer.head


@pytest.mark.parametrize(
    "path",
    [
        "/../../../etc/passwd",
        "/console.js/../../settings.py",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "/%c0%ae%c0%ae/etc/passwd",
        "/graphql/../../api/settings.py",
        "/bellwether.db",
        "/calendar/../../data/bellwether.db",
        "//evil.example/%2f..",
        "/%00",
        "/" + "a/" * 20_000,
    ],
)
def test_a_path_leads_nowhere_but_to_our_pages(attacked: Server, path: str) -> None:
    answer = sent(attacked, [head(attacked, f"GET {path} HTTP/1.1")])

    assert (answer.status, answer.codes) == (404, ["NOT_FOUND"])
    assert b"location" not in answer.head.lower()


def test_nothing_a_caller_sends_makes_a_line_of_the_log(attacked: Server) -> None:
    read = len(attacked.log.read_text())
    forged = "%0d%0atime=2020 level=INFO forged=yes"

    sent(attacked, [head(attacked, f"GET /x{forged.replace(' ', '%20')} HTTP/1.1")])
    sent(attacked, [head(attacked, X_Request_Id=f"a id={SECRET}", Content_Length="0")])
    post(attacked, asking("query a\n{__typename}", x=SECRET), X_Request_Id="\x0bforged=yes")
    time.sleep(0.5)

    lines = attacked.log.read_text()[read:].splitlines()
    assert all(line.startswith("time=20") and line.count(" level=") <= 2 for line in lines), lines
    assert not any(line.startswith("time=2020") for line in lines)


def test_a_trusting_header_of_a_proxy_is_not_trusted(attacked: Server) -> None:
    answer = post(attacked, BODY, X_Forwarded_Host="evil.example", X_Original_URL="/metrics")

    assert (answer.status, answer.codes) == (200, [])
    assert JSON in answer.head.decode()
