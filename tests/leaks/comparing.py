"""One viewer, one book, one query: the answer is that of somebody who sees all there is to see."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from tests.api.book import NOW
from tests.differential.answers import Answer
from tests.differential.asked import CORE, Asking, Door, Request
from tests.differential.cases import next_page
from tests.differential.choices import Choices, shrunk
from tests.differential.compose import composed
from tests.differential.document import Operation
from tests.differential.portfolios import Portfolio, pool
from tests.leaks.books import Looking, bases, shared_out, someone_looking
from tests.leaks.copies import filtered

QUERIES = 10
"Asked by one viewer of one book: making the two files takes as long as asking a few."


@dataclass(frozen=True, slots=True)
class Meeting:
    """Somebody before a book, and the same book without what they may not see."""

    looking: Looking
    whole: Portfolio
    copy: Portfolio

    def operation(self, choices: Choices) -> Operation:
        """It may name whatever there is, seen or not."""
        return composed(choices, CORE, self.whole.pool)


@dataclass(slots=True)
class Comparing:
    """Draws books and viewers, asks, and compares."""

    ask: Asking
    folder: Path
    bases: Sequence[Path]

    @classmethod
    def over(cls, folder: Path, ask: Asking) -> "Comparing":
        return cls(ask, folder, bases(folder))

    def meeting(self, seed: int) -> Meeting:
        random = Random(seed)
        whole, copy = self.folder / "whole.db", self.folder / "copy.db"
        shared_out(random.choice(self.bases), random, whole)
        looking = someone_looking(whole, random)
        filtered(whole, looking, copy)
        told = Portfolio(
            name=f"seed {seed}", path=whole, viewer=looking.viewer, now=NOW, pool=pool(whole)
        )
        return Meeting(looking, told, replace(told, path=copy, viewer=looking.in_full))

    def leaks(self, seed: int, queries: int = QUERIES) -> str | None:
        """The first difference, for the smallest operation found that shows one."""
        meeting = self.meeting(seed)
        source = Random(seed)
        for _ in range(queries):
            choices = Choices(source=source)
            if any(self.differences(meeting, meeting.operation(choices))):
                return self.smallest(meeting, choices)
        return None

    def smallest(self, meeting: Meeting, choices: Choices) -> str:
        fewer = shrunk(choices, lambda one: any(self.differences(meeting, meeting.operation(one))))
        found = meeting.operation(Choices(fewer.made))
        told = [f"# {meeting.whole.name}, {meeting.looking}", found.text, str(found.variables)]
        return "\n\n".join([*told, *self.differences(meeting, found)])

    def differences(self, meeting: Meeting, operation: Operation) -> Iterator[str]:
        """Both executors, and a page further on."""
        request = Request(operation.text, operation.name, operation.variables)
        expected = yield from self.of(meeting, request)
        if turned := next_page(expected, operation.cursors):
            given = {**request.variables, **turned}
            yield from self.of(meeting, request._replace(variables=given))

    def of(self, meeting: Meeting, request: Request) -> Generator[str, None, Answer]:
        """Which of two errors is told hangs on the executor: each may tell what it tells here."""
        expected = self.ask(request, meeting.copy, Door.REFERENCE)
        for door in (Door.REFERENCE, Door.STRAIGHT):
            given = self.ask(request, meeting.whole, door)
            if given.agrees(expected):
                continue
            if not given.agrees(self.ask(request, meeting.copy, door)):
                yield f"# {request.variables}\n# {door}:\n{given}\n# expected:\n{expected}"
        return expected
