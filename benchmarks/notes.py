"""How much of a note the importer reads: found, wrong and missed for each kind of fact.

Run: python -m benchmarks.notes. Reads the example and, where it lies beside the checkout, the
seed note, each against its own list of facts.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.note_facts import KINDS, Fact, Gold
from domain.notes.draft import Draft
from domain.notes.read import read_note

ROOT = Path(__file__).parent.parent
NAME = "techcorp-escalation-2024-10-25.md"
NOTES = (
    (ROOT / "examples" / NAME, ROOT / "examples" / "techcorp-escalation-2024-10-25.gold.json"),
    (ROOT.parent / "shared" / "seed" / NAME, ROOT.parent / "shared" / "seed" / "gold.json"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    kind: str
    found: int
    wrong: tuple[Fact, ...]
    missed: tuple[Fact, ...]


def scores(draft: Draft, gold: Gold) -> tuple[Score, ...]:
    """One score for each kind of fact, exact to the line."""
    return tuple(
        compared(kind, of_draft(draft), expected(gold))
        for kind, (of_draft, expected) in KINDS.items()
    )


def compared(kind: str, read: Iterable[Fact], expected: Iterable[Fact]) -> Score:
    ours, theirs = set(read), set(expected)
    return Score(
        kind=kind,
        found=len(ours & theirs),
        wrong=tuple(sorted(ours - theirs, key=str)),
        missed=tuple(sorted(theirs - ours, key=str)),
    )


def main() -> None:
    """Print the table of every note that is there."""
    for note, facts in NOTES:
        if not note.exists():
            continue
        gold: Gold = json.loads(facts.read_text(encoding="utf-8"))
        draft = read_note(note.read_bytes())
        print(f"\n{note.parent.name}/{note.name}: {len(draft.unclaimed_lines)} unclaimed lines")
        print(f"{'kind':<16}{'found':>6}{'wrong':>6}{'missed':>7}")
        for score in scores(draft, gold):
            wrong, missed = len(score.wrong), len(score.missed)
            print(f"{score.kind:<16}{score.found:>6}{wrong:>6}{missed:>7}")
            for label, facts_left in (("wrong", score.wrong), ("missed", score.missed)):
                for fact in facts_left:
                    print(f"  {label}: {fact}")


if __name__ == "__main__":
    main()
