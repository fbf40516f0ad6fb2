"""What clients see of a row, written by hand; of a stored score only what is shown is read."""

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from typing import Any

import msgspec

Row = Sequence[Any]
Json = dict[str, Any]
DRIVERS = 4
DIGITS = {"JPY": 0}
HUNDREDTHS = 2
MILLION = 1_000_000


class Factor(msgspec.Struct, array_like=True):
    key: str
    label: str
    weight: float
    score: float
    cents: int
    confidence: float


class Health(msgspec.Struct):
    factors: list[Factor]
    weakest_factor: str


class Amount(msgspec.Struct):
    minor: int
    currency_code: str


class Driver(msgspec.Struct):
    key: str
    millionths: int
    value: Amount | None
    summary: str


class Risk(msgspec.Struct):
    millionths: int
    low: float
    high: float
    decision_date: str | None
    base_millionths: int
    drivers: list[Driver]


HEALTH = msgspec.json.Decoder(Health)
RISK = msgspec.json.Decoder(Risk)


def global_id(kind: str, *parts: str) -> str:
    return urlsafe_b64encode(":".join((kind, *parts)).encode()).decode().rstrip("=")


def instant(stored: str | None) -> str | None:
    return stored and stored.replace(".000000Z", "Z")


def money(minor: int | None, currency: str | None) -> Json | None:
    if minor is None or currency is None:
        return None
    digits = DIGITS.get(currency, HUNDREDTHS)
    whole, rest = divmod(abs(minor), 10**digits)
    sign, fraction = "-" if minor < 0 else "", f".{rest:0{digits}d}" if digits else ""
    return {"amount": f"{sign}{whole}{fraction}", "currencyCode": currency}


def contract(row: Row) -> Json:
    account, id_, name, minor, currency, starts_on, renews_on, notice, renews = row
    return {
        "id": global_id("Contract", account, id_),
        "name": name,
        "annualValue": money(minor, currency),
        "startsOn": starts_on,
        "renewsOn": renews_on,
        "noticeDeadline": notice,
        "autoRenews": None if renews is None else bool(renews),
    }


def incident(row: Row) -> Json:
    account, id_, title, severity, status, reported_at, resolved_at, users = row
    return {
        "id": global_id("Incident", account, id_),
        "title": title,
        "severity": severity,
        "status": status,
        "reportedAt": instant(reported_at),
        "resolvedAt": instant(resolved_at),
        "usersAffected": users,
    }


def commitment(row: Row) -> Json:
    account, id_, text, status, due_on, owner = row
    return {
        "id": global_id("Commitment", account, id_),
        "text": text,
        "status": status,
        "dueOn": due_on,
        "owner": owner and {"name": owner},
    }


def review(account: str, row: Row | None) -> Json | None:
    if row is None:
        return None
    id_, title, starts_at, zone = row
    return {
        "id": global_id("BusinessReview", account, id_),
        "title": title,
        "startsAt": instant(starts_at),
        "timeZone": zone,
    }


def whole_factor(factor: Factor) -> Json:
    return {
        "key": factor.key,
        "label": factor.label,
        "weight": factor.weight,
        "score": factor.score,
        "points": factor.cents / 100,
        "confidence": factor.confidence,
    }


def driver(found: Driver) -> Json:
    value = found.value
    return {
        "key": found.key,
        "points": found.millionths / MILLION,
        "value": value and money(value.minor, value.currency_code),
        "summary": found.summary,
    }


def score_of(row: Row) -> Json:
    """Health and risk of the account page."""
    value, band, trend, confidence, computed, level, at_risk, currency = row[:8]
    found, risk = HEALTH.decode(row[8]), RISK.decode(row[9])
    return {
        "health": {
            "value": value,
            "band": band,
            "trend": trend,
            "confidence": confidence,
            "computedAt": instant(computed),
            "weakestFactor": found.weakest_factor,
            "factors": [whole_factor(factor) for factor in found.factors],
        },
        "renewalRisk": {
            "probability": risk.millionths / MILLION,
            "low": risk.low,
            "high": risk.high,
            "level": level,
            "decisionDate": risk.decision_date,
            "baseRate": risk.base_millionths / MILLION,
            "contractValueAtRisk": money(at_risk, currency),
            "drivers": [driver(one) for one in risk.drivers[:DRIVERS]],
        },
    }


def listed(row: Row) -> Json:
    (id_, name, segment, owner, value, band, trend, confidence, probability) = row[:9]
    level, at_risk, currency, stored = row[9:]
    factors = [
        {"key": f.key, "label": f.label, "score": f.score, "points": f.cents / 100}
        for f in HEALTH.decode(stored).factors
    ]
    health = {"value": value, "band": band, "trend": trend, "confidence": confidence}
    worth = money(at_risk, currency)
    return {
        "id": global_id("Account", id_),
        "name": name,
        "segment": segment,
        "owner": owner and {"name": owner},
        "health": {**health, "factors": factors},
        "renewalRisk": {"probability": probability, "level": level, "contractValueAtRisk": worth},
    }
