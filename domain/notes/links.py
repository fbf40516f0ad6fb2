"""Work a note names twice: linked, never merged, so that every line stays and counts once."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from domain.notes.draft import ActionDraft
from domain.vocabulary import ActionOrigin, ActionStatus

FILLERS = frozenset(
    re.findall(
        r"\w+",
        "the and for with all any our from into that this their them per via new full team "
        "customer client system systems send set provide make get give until next week weeks "
        "month months day days today tomorrow eod requested request",
    )
)
"Words that say nothing about which work is meant."
SHARED_WORDS = 2
"One common word (dashboard, report) is chance; two of them name the same thing."
SHARED_PART = 0.5
"At least half of the shorter line's words."
MOST_COMPARED = 200
"Lines of work. Comparing is quadratic; no meeting hands out more."

ENDINGS = re.compile(r"(?:ations?|ation|ings?|ed|es|s|e)$")
ACCESS = re.compile(r"\b(?:access|training on|demo of|walk-?through|log-?ins?)\b", re.IGNORECASE)
BUILD = re.compile(
    r"\b(?:implement|build|create|develop|launch|deliver|roll out)\w*", re.IGNORECASE
)


def stems(text: str) -> frozenset[str]:
    """The words that carry a line, without their endings."""
    words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.lower())
    kept = (word for word in words if len(word) > 2 and word not in FILLERS)  # noqa: PLR2004 of, to
    return frozenset(ENDINGS.sub("", word) for word in kept)


def is_same_work(one: str, other: str) -> bool:
    """Whether two lines share enough of the words that carry them."""
    ones, others = stems(one), stems(other)
    shared = ones & others
    return len(shared) >= SHARED_WORDS and len(shared) >= min(len(ones), len(others)) * SHARED_PART


def is_same_event(one: ActionDraft, other: ActionDraft) -> bool:
    """Whether two lines arrange something on the same day that shares a word."""
    is_same_day = one.event_on is not None and one.event_on == other.event_on
    return is_same_day and bool(stems(one.text) & stems(other.text))


def linked(actions: Sequence[ActionDraft]) -> tuple[ActionDraft, ...]:
    """The same records, action items linked to the plan lines and arrangements they repeat."""
    others = [a for a in actions[:MOST_COMPARED] if is_target(a)]
    items = {a.key for a in actions[:MOST_COMPARED] if a.origin is ActionOrigin.ACTION_ITEM}
    return tuple(link(a, others) if a.key in items else a for a in actions)


def is_target(action: ActionDraft) -> bool:
    """A plan line, or something listed as taken that is only arranged."""
    is_arranged = action.origin is ActionOrigin.TAKEN and action.status is ActionStatus.OPEN
    return action.origin is ActionOrigin.PLAN or is_arranged


def link(item: ActionDraft, others: Iterable[ActionDraft]) -> ActionDraft:
    """What gives access to something depends on building it; any other match is the same work."""
    matches = [o for o in others if is_same_work(item.text, o.text) or is_same_event(item, o)]
    needs = [o.key for o in matches if ACCESS.search(item.text) and BUILD.search(o.text)]
    same = [other.key for other in matches if other.key not in needs]
    return replace(item, same_as=tuple(same), depends_on=tuple(needs))
