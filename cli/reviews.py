"""`reviews schedule`: a series of business reviews, made or moved by a script, over HTTP."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import orjson

from cli.exits import Exit
from cli.remote import ask, declare_server, server_of
from domain.errors import InvalidInput

SCHEDULE = """mutation Schedule($input: ReviewSeriesScheduleInput!) {
  reviewSeriesSchedule(input: $input) {
    outcome
    reviewSeries { id title version }
    slots { slot action localDate startsAt shiftedBecause note }
    conflicts { slot busyFrom busyTo person { ... on User { name } ... on Contact { name } } }
    userErrors { code message path }
  }
}"""


def declare(parser: ArgumentParser) -> None:
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    told = "make a series, or move it; the same again changes nothing"
    schedule = commands.add_parser("schedule", help=told, description=told)
    schedule.set_defaults(run=run)
    declare_server(schedule)
    add = schedule.add_argument
    add("--account", required=True, metavar="SYSTEM:KEY|ID", help="crm:006-17, or a global id")
    add("--key", required=True, help="the script's own name for the series, e.g. mbr")
    add("--rule", metavar="RRULE", help="RFC 5545, e.g. 'FREQ=MONTHLY;BYDAY=1TU;COUNT=6'")
    add("--day", type=int, help="instead of a rule: this day of each month …")
    add("--count", type=int, help="… so many times")
    add("--starts-on", metavar="DATE", help="the first day the rule may give")
    add("--time", required=True, metavar="HH:MM", help="wall time where the customer is")
    add("--zone", required=True, help="its IANA time zone, e.g. America/New_York")
    add("--duration", metavar="PT1H", help="ISO 8601 (default: PT1H)")
    add("--title", help="default: Monthly business review")
    add("--holidays", action="append", metavar="CODE", help="US, DE-BY; once for each")
    add("--attendee", action="append", metavar="ID", help="a contact or a user; once for each")
    add("--commitment", metavar="ID", help="adopt the reviews this promise proposed")
    add("--on-conflict", choices=["WARN", "REJECT"], help="somebody is busy then (default: WARN)")
    add("--dry-run", action="store_true", help="show what would be; write nothing")
    add("--json", action="store_true", help="print the payload as JSON, for scripts")


def run(asked: Namespace) -> Exit:
    """FINE, or REFUSED with the reasons on standard error."""
    payload = ask(server_of(asked), SCHEDULE, {"input": input_of(asked)})["reviewSeriesSchedule"]
    if asked.json:
        print(orjson.dumps(payload, option=orjson.OPT_INDENT_2).decode())
    else:
        print("\n".join(as_text(payload)))
    for error in payload["userErrors"]:
        print(f"bellwether: {'.'.join(error['path'])}: {error['message']}", file=sys.stderr)
    return Exit.REFUSED if payload["userErrors"] else Exit.FINE


def input_of(asked: Namespace) -> dict[str, Any]:
    """What was said, in the contract's words; one key for all tries of this run."""
    said = {
        "account": account_of(asked.account),
        "externalKey": asked.key,
        "rule": rule_of(asked),
        "startsOn": asked.starts_on,
        "startTime": asked.time,
        "timeZone": asked.zone,
        "duration": asked.duration,
        "title": asked.title,
        "holidays": asked.holidays,
        "attendees": asked.attendee,
        "commitment": asked.commitment,
        "onConflict": asked.on_conflict,
        "dryRun": asked.dry_run,
        "idempotencyKey": str(uuid4()),
    }
    return {name: value for name, value in said.items() if value is not None}


def account_of(text: str) -> dict[str, Any]:
    """By another system's key, or by our id, which holds no colon."""
    system, colon, key = text.partition(":")
    return {"external": {"system": system, "key": key}} if colon else {"id": text}


def rule_of(asked: Namespace) -> dict[str, Any]:
    """Either kind; raises InvalidInput for a mix, a part, or neither."""
    if asked.rule is not None and asked.day is None and asked.count is None:
        return {"rrule": asked.rule}
    if asked.rule is None and asked.day is not None and asked.count is not None:
        return {"monthlyOnDay": {"day": asked.day, "count": asked.count}}
    raise InvalidInput("Say --rule, or --day and --count")


def as_text(payload: dict[str, Any]) -> Iterator[str]:
    """The outcome, then a line for each slot, then who is busy."""
    series = payload["reviewSeries"]
    yield f"{payload['outcome']}{': ' + series['title'] if series else ''}"
    for slot in payload["slots"]:
        notes = [slot[name] for name in ("shiftedBecause", "note") if slot[name]]
        parts = (slot["slot"], slot["startsAt"] or "no time", slot["action"], *notes)
        yield "  ".join(str(part) for part in parts)
    for conflict in payload["conflicts"]:
        person = conflict["person"]["name"]
        yield f"busy: {person} {conflict['busyFrom']} to {conflict['busyTo']} ({conflict['slot']})"
