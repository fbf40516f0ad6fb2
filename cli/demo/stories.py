"""How it goes with a demonstration customer: thriving, leaving, or hardly known at all."""

from collections.abc import Callable
from decimal import Decimal

from cli.demo.life import Life
from domain.money import Money
from domain.period import Period
from domain.vocabulary import (
    Audience,
    CommitmentEnding,
    ConcernTopic,
    Influence,
    ReviewOutcome,
    Severity,
    SignalKind,
)

HELD, NO_SHOW, NOT_HELD = ReviewOutcome.HELD, ReviewOutcome.NO_SHOW, ReviewOutcome.NOT_HELD
NOTICES = (Period(days=30), Period(days=60), Period(days=90), Period(months=3))
PROMISES = (
    "Deliver the single sign-on rollout plan",
    "Share the data residency statement",
    "Raise the import limit to a million rows",
    "Send the quarterly uptime report",
    "Enable the audit log export",
    "Provide a sandbox for the new release",
    "Publish the mobile roadmap",
)
PEOPLE = (
    "Dana Whitfield",
    "Oskar Brandt",
    "Mei Lin",
    "Rafael Souto",
    "Hanna Virtanen",
    "Amir Sadeq",
    "Grace Obi",
    "Tomas Novak",
    "Elena Petrova",
    "Luc Moreau",
    "Noor Jansen",
    "Kofi Mensah",
)
ACTIONS = (
    "Send the meeting summary",
    "Confirm the training dates",
    "Answer the security questionnaire",
    "Set up the shared channel",
    "Review the open support cases",
    "Correct the seat count on the invoice",
)
PRAISE = (
    ("The team knows our business and keeps its word.", 0.5),
    ("Our people would not want to work without it any more.", 0.8),
    ("The last quarter went well; the reports save us a day a month.", 0.4),
    ("Support answers before we have finished asking.", 0.6),
)
NUISANCES = (
    "Slow report exports",
    "Scheduled e-mails sent late",
    "Search results a day out of date",
    "Attachments missing from the mobile view",
)


def thriving(life: Life, value: Money) -> None:
    """Reviews held with their executives, promises kept, a good word."""
    known(life, value, feed_days=life.draw.randrange(240, 700), is_complete=True)
    quarterly_reviews(life, HELD)
    promises = life.draw.sample(PROMISES, 4)
    for text, days in zip(promises, (8, 66, 125), strict=False):
        life.promises(text, days + 25, due_in=25, kept=life.draw.randrange(15, 25))
    life.promises(promises[-1], 12, due_in=life.draw.randrange(16, 60))
    for text, days in zip(life.draw.sample(ACTIONS, 5), (6, 36, 66, 96, 126), strict=True):
        life.acts(text, days + 5, due_in=5, done=life.draw.randrange(2, 4))
    life.says(*life.draw.choice(PRAISE), life.draw.randrange(10, 60))
    life.reviews(-life.draw.randrange(10, 60), None)


def steady(life: Life, value: Money) -> None:
    """Nothing burns; a small outage, one late promise, reviews as planned."""
    known(life, value, feed_days=life.draw.randrange(120, 400))
    quarterly_reviews(life, HELD, executive=False)
    days = life.draw.randrange(40, 150)
    life.suffers(
        life.draw.choice(NUISANCES),
        Severity.SEV3,
        days,
        hours=life.draw.randrange(2, 60),
        users=life.draw.randrange(20, 900),
    )
    late, open_ = life.draw.sample(PROMISES, 2)
    life.promises(late, 80, due_in=30, kept=life.draw.randrange(33, 45))
    life.promises(open_, 20, due_in=life.draw.randrange(22, 60))
    done, due = life.draw.sample(ACTIONS, 2)
    life.acts(done, 30, due_in=7, done=5)
    life.acts(due, 4, due_in=life.draw.randrange(5, 14), done=None)
    life.reviews(-life.draw.randrange(14, 75), None, executive=False)


def quiet(life: Life, value: Money) -> None:
    """We hardly know them: no feed, no reviews, few terms on file. Silence is not good news."""
    terms = life.draw.random() < 0.5  # noqa: PLR2004 - half of them
    known(life, value, feed_days=None, renews=terms)
    if life.draw.random() < 0.5:  # noqa: PLR2004 - half of them
        life.says("It does what we bought it for.", None, life.draw.randrange(20, 200), speaker=1)


def slipping(life: Life, value: Money) -> None:
    """Promises overdue, a review that did not take place, a tired voice."""
    known(life, value, feed_days=life.draw.randrange(60, 300))
    first, second = life.draw.sample(PROMISES, 2)
    life.promises(first, 75, due_in=30)
    life.promises(second, 50, due_in=35, owned=False)
    life.promises("Hold a monthly status call", 150, due_in=None, owned=False)
    life.promises(
        "Document the escalation path", 60, due_in=20, audience=Audience.INTERNAL, owned=False
    )
    life.reviews(life.draw.randrange(20, 45), NO_SHOW)
    life.reviews(life.draw.randrange(100, 130), HELD, executive=False)
    overdue, late = life.draw.sample(ACTIONS, 2)
    life.acts(overdue, 30, due_in=10, done=None)
    life.acts(late, 44, due_in=7, done=16)
    life.says("We hear good plans and wait for the results.", -0.4, life.draw.randrange(5, 30))
    life.suffers("Duplicate notifications", Severity.SEV3, 35, hours=50, users=900)


def burning(life: Life, value: Money) -> None:
    """An outage nobody has closed yet, and a customer who counts its cost."""
    known(life, value, feed_days=life.draw.randrange(90, 400))
    life.suffers(
        "Order processing unavailable",
        Severity.SEV1,
        life.draw.uniform(1.2, 2.8),
        hours=None,
        users=life.draw.randrange(800, 9000),
        cause="queue-overflow",
    )
    life.suffers(
        "Order processing delayed",
        Severity.SEV2,
        life.draw.randrange(60, 120),
        hours=14,
        users=700,
        cause="queue-overflow",
    )
    life.worries(
        "Orders lost during the outage", ConcernTopic.FINANCIAL, 1, value.times(Decimal("0.1"))
    )
    life.worries("Wants to know what the contract says of penalties", ConcernTopic.CONTRACT, 1)
    life.promises(life.draw.choice(PROMISES), 40, due_in=20, ending=CommitmentEnding.BROKEN)
    life.acts("Send the incident report", 1, due_in=life.draw.randrange(3, 6), done=None)
    life.reviews(60, HELD)


def recovering(life: Life, value: Money) -> None:
    """A bad outage weeks ago, explained and made good step by step."""
    known(life, value, feed_days=life.draw.randrange(200, 500), is_complete=True)
    life.suffers(
        "Login outage after a certificate expired",
        Severity.SEV1,
        life.draw.randrange(25, 50),
        hours=life.draw.randrange(6, 20),
        users=life.draw.randrange(500, 4000),
        cause="certificate-expiry",
        is_explained=True,
    )
    life.promises("Alert thirty days before any certificate expires", 24, due_in=20, kept=12)
    life.acts("Rehearse the certificate rotation", 20, due_in=14, done=9)
    life.reviews(12, HELD)
    life.reviews(105, HELD)
    life.says("You told us what went wrong and what changes. Good.", 0.2, 12)
    life.reviews(-18, None)


def leaving(life: Life, value: Money) -> None:
    """Champion gone, a competitor invited, notice given or close to it."""
    notice = life.draw.randrange(3, 20) if life.draw.random() < 0.5 else None  # noqa: PLR2004 - half
    known(life, value, feed_days=150, notice_given=notice, is_complete=True)
    life.signals(SignalKind.CHAMPION_LEFT, life.draw.randrange(30, 90))
    life.signals(SignalKind.COMPETITOR_EVALUATED, life.draw.randrange(10, 40))
    life.signals(SignalKind.USAGE_TREND, 14, "0.65")
    life.says("We are looking at what else the market offers.", -0.7, life.draw.randrange(5, 35))
    life.worries("Asks for exit terms and data export", ConcernTopic.CONTRACT, 21)
    life.reviews(40, NO_SHOW)
    life.promises(life.draw.choice(PROMISES), 90, due_in=30)


def known(
    life: Life,
    value: Money,
    *,
    feed_days: int | None,
    renews: bool = True,
    is_complete: bool = False,
    notice_given: int | None = None,
) -> None:
    """What is on file of every customer: the account, two people, the contract's terms so far."""
    life.begins(days=max(feed_days or 0, life.draw.randrange(300, 800)), feed_days=feed_days)
    executive, user = life.draw.sample(PEOPLE, 2)
    life.meets(executive, "Chief Operating Officer", Influence.EXECUTIVE)
    life.meets(user, "Platform Lead", Influence.USER)
    life.signs(
        value,
        renews_in=life.draw.randrange(105, 365) if renews else None,
        notice=life.draw.choice(NOTICES) if renews else None,
        auto_renews=life.draw.random() < 0.6 if renews or is_complete else None,  # noqa: PLR2004
        first_renewal=life.draw.random() < 0.3 if is_complete else None,  # noqa: PLR2004
        notice_given=notice_given,
    )


def quarterly_reviews(life: Life, outcome: ReviewOutcome, *, executive: bool = True) -> None:
    """The last three quarterly reviews."""
    start = life.draw.randrange(5, 60)
    for days in (start, start + 91, start + 182):
        life.reviews(days, outcome, executive=executive)


STORIES: tuple[tuple[Callable[[Life, Money], None], int], ...] = (
    (thriving, 18),
    (steady, 17),
    (quiet, 8),
    (slipping, 8),
    (burning, 3),
    (recovering, 3),
    (leaving, 3),
)
"Each story and how many of the sixty live it."
