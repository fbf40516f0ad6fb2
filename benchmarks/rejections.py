"""What refusing costs: python -m benchmarks.rejections. Takes about ten seconds.

Each kind of document is sent to a server with its whole edge, new each time, and once more when it
was refused before. Milliseconds of the server's processor, HTTP included.
"""

from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

from benchmarks.engine.contestant import Contestant, running
from benchmarks.engine.report import markdown

ROUNDS = 7
NS = 1_000_000  # in a millisecond
PARSED = ("parse",)
PRICED = (*PARSED, "price_before_validation")
RULED = (*PRICED, "broken")
DEAR, WRONG = "COST_LIMIT_EXCEEDED", "BAD_USER_INPUT"
PAGES = "query A0 {accounts(first: %d) {nodes {contacts(first: 100) {nodes {id}}%s}}}"
MANY = 10**6
FIELDS = " incidents {nodes {id title summary status severity }}"
NUMBER = "A0"
"A name in each document; with another number it is a new one."


class Kind(NamedTuple):
    """Documents that are refused."""

    name: str
    text: str
    code: str
    steps: Sequence[str] = ()
    "Of api.newcomers: what has to be tried before it is known that they are."

    def new(self, n: int) -> str:
        return self.text.replace(NUMBER, f"A{n}")


def many(word: str, times: int) -> str:
    """This often, numbered where it has a hole."""
    return " ".join(word.format(n, n + 1) for n in range(times))


LAUGHS = many("fragment F{0} on Query {{...F{1} ...F{1} ...F{1}}}", 80)
"Each has the next one three times."
RING = many("fragment F{0} on Query {{...F{1}}}", 150)

KINDS = (
    Kind("nested first: 1000000", PAGES % (MANY, ""), DEAR, PRICED),
    Kind("dear, of 300 tokens", PAGES % (MANY, FIELDS * 25), DEAR, PRICED),
    Kind("30 levels", f"query A0 {{{'mergedInto {' * 30}id{'}' * 31}", WRONG),
    Kind("2,000 aliases", f"query A0 {{{many('a{}: __typename', 2000)}}}", WRONG),
    Kind("2,001 tokens", f"query A0 {{{'id ' * 1997}}}", WRONG),
    Kind("50 kB of letters", "A0" + "a" * 49_000, WRONG),
    Kind("50 kB in quotes without end", '{a(b: "A0' + "\\n" * 24_000, WRONG),
    Kind("50 kB of marks", "A0" + "}{)(" * 12_000, WRONG),
    Kind("too many directives", f"query A0 {{id {'@include(if: true) ' * 100}}}", WRONG),
    Kind("root mutations", f"mutation A0 {{{many('a{}: nobody', 20)}}}", WRONG),
    Kind("a billion laughs", f"query A0 {{...F0}} {LAUGHS} fragment F80 on Query {{id}}", WRONG),
    Kind(
        "a ring of fragments", f"query A0 {{...F0}} {RING} fragment F150 on Query {{...F0}}", WRONG
    ),
    Kind("a misspelt field", "query A0 {acounts {id}}", WRONG, RULED),
)


def took(server: Contestant, kind: Kind, n: int) -> float:
    """Milliseconds of refusing it."""
    before = server.used_ns()
    server.post(kind.new(n), {})
    return (server.used_ns() - before - server.asking_ns) / NS


def main() -> None:
    rows: list[Sequence[str]] = []
    with TemporaryDirectory() as data, running("", Path(data), "benchmarks.edge.whole") as server:
        server.post("{__typename}", {})
        for kind in KINDS:
            twice = [(took(server, kind, n), took(server, kind, n)) for n in range(ROUNDS)]
            new, known = zip(*twice, strict=True)
            shown = (f"{ms:.2f}" for ms in (min(new), median(new), median(known)))
            rows.append((kind.name, *shown))
    print(markdown(("Document", "new, at least", "in the middle", "refused before"), rows))


if __name__ == "__main__":
    main()
