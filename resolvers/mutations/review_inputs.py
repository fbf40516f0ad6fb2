"""What clients say of a series of reviews, and the plan that makes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain.business_days import holiday_names
from domain.errors import InvalidInput
from domain.review_rules import monthly_rule, with_month_end
from domain.reviews import Occurrence, ReviewPlan, meeting_length, occurrences
from domain.texts import Duration, LocalTime, TimeZone
from domain.vocabulary import ConflictPolicy, MonthEndPolicy, ShiftPolicy
from domain.wall_time import clock_time, zone_of
from engine.given import ID, LEFT_OUT
from resolvers.accounts import AccountRefInput
from resolvers.mutations.inputs import UpdateInput
from resolvers.mutations.writing import told_at

MOST_CALENDARS = 10
"Of holidays; each takes milliseconds a year to work out, and no customer sits in more countries."
HOUR = Duration(timedelta(hours=1))


@dataclass(kw_only=True)
class MonthlyOnDayInput:
    day: int
    count: int


@dataclass(kw_only=True)
class ReviewRuleInput:
    rrule: str | None = None
    monthly_on_day: MonthlyOnDayInput | None = None


@dataclass(kw_only=True)
class ReviewSeriesScheduleInput(UpdateInput):
    account: AccountRefInput
    commitment: ID | None = None
    external_key: str
    title: str = "Monthly business review"
    rule: ReviewRuleInput
    starts_on: date | None = None
    start_time: LocalTime
    time_zone: TimeZone
    duration: Duration = HOUR
    shift: ShiftPolicy = ShiftPolicy.NEXT_BUSINESS_DAY_IN_MONTH
    month_end: MonthEndPolicy = MonthEndPolicy.CLAMP
    holidays: Sequence[str] = ()
    attendees: list[ID] | None = LEFT_OUT
    on_conflict: ConflictPolicy = ConflictPolicy.WARN


def plan_of(asked: ReviewSeriesScheduleInput, *, starts_on: date) -> ReviewPlan:
    """Raises InvalidInput, with its place, for whatever means nothing."""
    with told_at("start_time"):
        start_time = clock_time(asked.start_time)
    with told_at("time_zone"):
        zone_of(asked.time_zone)
    with told_at("holidays"):
        if len(asked.holidays) > MOST_CALENDARS:
            raise InvalidInput(f"{MOST_CALENDARS} calendars of holidays at most")
        holiday_names(asked.holidays, (starts_on.year,))
    return ReviewPlan(
        rule=rule_of(asked, starts_on=starts_on),
        starts_on=starts_on,
        start_time=start_time,
        time_zone=asked.time_zone,
        duration=length(asked.duration, at="duration"),
        shift=asked.shift,
        holidays=tuple(asked.holidays),
    )


def length(duration: object, *, at: str) -> timedelta:
    """Of a meeting; raises InvalidInput for none, and for more than a day."""
    with told_at(at):
        if not isinstance(duration, timedelta):
            raise InvalidInput(f"{duration} is no time of a meeting, such as PT1H")
        return meeting_length(duration)


def rule_of(asked: ReviewSeriesScheduleInput, *, starts_on: date) -> str:
    """The rule as text, whichever way it was said."""
    said, monthly = asked.rule, asked.rule.monthly_on_day
    with told_at(*place_of(said)):
        if said.rrule is not None:
            return with_month_end(said.rrule, starts_on=starts_on, month_end=asked.month_end)
        if monthly is None:
            raise InvalidInput("A rule is an rrule or a day of each month")
        return monthly_rule(monthly.day, count=monthly.count, month_end=asked.month_end)


def place_of(said: ReviewRuleInput) -> tuple[str, str]:
    return ("rule", "rrule" if said.monthly_on_day is None else "monthly_on_day")


def occurrences_of(plan: ReviewPlan, said: ReviewRuleInput) -> tuple[Occurrence, ...]:
    """At least one; raises InvalidInput for a rule that gives none, or too many."""
    with told_at(*place_of(said)):
        found = occurrences(plan)
        if not found:
            raise InvalidInput(f"{plan.rule!r} gives days off alone, and those are skipped")
    return found
