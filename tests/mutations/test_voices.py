"""Quotes, concerns and signals: written down, confirmed, settled, cleared."""

from typing import Any

import pytest

from tests.mutations.asking import CRM, Client, code_of

ACCOUNT = {"external": {"system": CRM, "key": "1"}}
FEEDBACK = (
    "feedback { id version quote saidAt polarity suggestedPolarity speaker { name }"
    " confirmedBy { name } }"
)
CONCERN = (
    "concern { id version topic text statedLoss { amount currencyCode } raisedAt settledAt"
    " raisedBy { name } incident { id } }"
)
SIGNAL = "signal { id version kind value observedAt clearedAt note }"
MORNING, LATER, TOMORROW = "2024-10-25T08:00:00Z", "2024-10-25T09:00:00Z", "2024-10-26T08:00:00Z"
QUOTE = "We appreciate the quick recovery, but this has shaken our confidence"
LOSS = {"amount": "250000", "currencyCode": "USD"}


async def health(client: Client, **at: str) -> float:
    """Of the only account; with an instant, as it was known then."""
    asked = f'(asOf: "{at["as_of"]}")' if at else ""
    found = await client.ask(f"{{ accounts {{ nodes {{ health{asked} {{ value }} }} }} }}")
    return found["accounts"]["nodes"][0]["health"]["value"]


async def entries(client: Client) -> int:
    found = await client.ask("{ activity(first: 100) { nodes { id } } }")
    return len(found["activity"]["nodes"])


async def test_a_quote_counts_from_the_moment_somebody_says_how_it_was_meant(
    client: Client,
) -> None:
    await client.account()
    dana = await client.done(
        "contactSave", "contact { id }", account=ACCOUNT, name="Dana", influence="EXECUTIVE"
    )

    said = await client.done(
        "feedbackRecord", FEEDBACK, account=ACCOUNT, quote=QUOTE, speaker=dana["id"], saidAt=LATER
    )
    before = await health(client)
    told = await client.change(
        "feedbackConfirm", FEEDBACK, feedback=said["id"], polarity=-0.5, expectedVersion=1
    )

    assert (said["speaker"], said["saidAt"]) == ({"name": "Dana"}, LATER)
    assert said["polarity"] is None
    assert said["suggestedPolarity"] < 0
    assert before == 70
    assert told["outcome"] == "UPDATED"
    assert told["feedback"]["confirmedBy"] == {"name": "Anna Olsson"}
    assert await health(client) == pytest.approx(63, abs=0.05)


async def test_the_same_word_again_changes_nothing_and_another_corrects_it(
    client: Client,
) -> None:
    await client.account()
    said = await client.done("feedbackRecord", FEEDBACK, account=ACCOUNT, quote=QUOTE)
    confirm = {"feedback": said["id"]}
    await client.done("feedbackConfirm", FEEDBACK, **confirm, polarity=1)

    same = await client.change("feedbackConfirm", FEEDBACK, **confirm, polarity=1)
    other = await client.change("feedbackConfirm", FEEDBACK, **confirm, polarity=-1)

    assert (same["outcome"], same["feedback"]["version"]) == ("UNCHANGED", 2)
    assert (other["outcome"], other["feedback"]["polarity"]) == ("UPDATED", -1)


async def test_what_an_import_says_was_known_earlier_was_known_then(client: Client) -> None:
    await client.account(trackedFrom="2024-10-01T00:00:00Z")
    signal = {"account": ACCOUNT, "kind": "INVOICE_OVERDUE", "observedAt": MORNING}

    await client.done("signalRecord", SIGNAL, **signal, knownAt=LATER)

    assert await health(client, as_of="2024-10-25T09:30:00Z") < 70
    assert await health(client, as_of="2024-10-25T11:00:00Z") < 70


async def test_a_stated_loss_weighs_and_keeps_its_currency(client: Client) -> None:
    await client.account(currencyCode="USD")

    raised = await client.done(
        "concernRaise",
        CONCERN,
        account=ACCOUNT,
        topic="FINANCIAL",
        text="Lost orders",
        statedLoss=LOSS,
        raisedAt=MORNING,
    )

    assert raised["statedLoss"] == {"amount": "250000.00", "currencyCode": "USD"}
    assert await health(client) < 70


async def test_a_concern_is_settled_once(client: Client) -> None:
    await client.account()
    raised = await client.done(
        "concernRaise", CONCERN, account=ACCOUNT, topic="TRUST", text="Why?", raisedAt=MORNING
    )
    settle = {"concern": raised["id"]}

    settled = await client.change("concernSettle", CONCERN, **settle, settledAt=LATER)
    same = await client.change("concernSettle", CONCERN, **settle, settledAt=LATER)
    again = await client.change("concernSettle", CONCERN, **settle, settledAt=MORNING)

    assert (settled["outcome"], settled["concern"]["settledAt"]) == ("UPDATED", LATER)
    assert same["outcome"] == "UNCHANGED"
    assert code_of(again) == ("INVALID_TRANSITION", ["input", "concern"])
    assert again["userErrors"][0]["currentState"] == "SETTLED"
    assert again["userErrors"][0]["allowed"] == ["REOPEN"]


async def test_an_invoice_paid_counts_no_longer_in_full(client: Client) -> None:
    await client.account()
    signal = {"account": ACCOUNT, "kind": "INVOICE_OVERDUE", "observedAt": "2024-06-01T08:00:00Z"}
    seen = await client.done("signalRecord", SIGNAL, **signal, note="No. 17")
    overdue = await health(client)
    clear = {"signal": seen["id"]}

    cleared = await client.change(
        "signalClear", SIGNAL, **clear, clearedAt="2024-06-20T08:00:00Z", expectedVersion=1
    )
    same = await client.change("signalClear", SIGNAL, **clear, clearedAt="2024-06-20T08:00:00Z")
    again = await client.change("signalClear", SIGNAL, **clear, clearedAt=LATER)

    assert (seen["note"], cleared["outcome"]) == ("No. 17", "UPDATED")
    assert overdue < await health(client) < 70
    assert same["outcome"] == "UNCHANGED"
    assert code_of(again) == ("INVALID_TRANSITION", ["input", "signal"])


REFUSED: list[tuple[str, dict[str, Any], str, list[str]]] = [
    ("feedbackRecord", {"quote": " "}, "INVALID", ["quote"]),
    ("feedbackRecord", {"quote": "nul\0"}, "INVALID", ["quote"]),
    ("feedbackRecord", {"quote": "a" * 20_001}, "INVALID", ["quote"]),
    ("feedbackRecord", {"saidAt": TOMORROW}, "INVALID", ["saidAt"]),
    ("feedbackRecord", {"knownAt": TOMORROW}, "INVALID", ["knownAt"]),
    ("feedbackRecord", {"speaker": "nonsense"}, "INVALID", ["speaker"]),
    ("feedbackRecord", {"saidAt": LATER, "knownAt": MORNING}, "INVALID", ["knownAt"]),
    ("concernRaise", {"raisedAt": LATER, "knownAt": MORNING}, "INVALID", ["knownAt"]),
    ("signalRecord", {"observedAt": LATER, "knownAt": MORNING}, "INVALID", ["knownAt"]),
    ("concernRaise", {"raisedAt": TOMORROW}, "INVALID", ["raisedAt"]),
    ("concernRaise", {"knownAt": TOMORROW}, "INVALID", ["knownAt"]),
    ("concernRaise", {"statedLoss": {**LOSS, "amount": "-1"}}, "INVALID", ["statedLoss", "amount"]),
    (
        "concernRaise",
        {"statedLoss": {**LOSS, "amount": "1e20"}},
        "INVALID",
        ["statedLoss", "amount"],
    ),
    (
        "concernRaise",
        {"statedLoss": {**LOSS, "amount": "0.001"}},
        "INVALID",
        ["statedLoss", "amount"],
    ),
    (
        "concernRaise",
        {"statedLoss": {**LOSS, "currencyCode": "EUR"}},
        "INVALID",
        ["statedLoss", "currencyCode"],
    ),
    (
        "concernRaise",
        {"statedLoss": {**LOSS, "currencyCode": "XXL"}},
        "INVALID",
        ["statedLoss", "currencyCode"],
    ),
    ("signalRecord", {"observedAt": TOMORROW}, "INVALID", ["observedAt"]),
    ("signalRecord", {"knownAt": TOMORROW}, "INVALID", ["knownAt"]),
    ("signalRecord", {"value": "2"}, "INVALID", ["value"]),
    ("signalRecord", {"kind": "USAGE_TREND"}, "INVALID", ["value"]),
    ("signalRecord", {"kind": "USAGE_TREND", "value": "-0.1"}, "INVALID", ["value"]),
    ("signalRecord", {"kind": "USAGE_TREND", "value": "101"}, "INVALID", ["value"]),
]
FINE: dict[str, dict[str, Any]] = {
    "feedbackRecord": {"quote": QUOTE},
    "concernRaise": {"topic": "FINANCIAL", "text": "Lost orders", "raisedAt": MORNING},
    "signalRecord": {"kind": "INVOICE_OVERDUE", "observedAt": MORNING},
}


@pytest.mark.parametrize(("mutation", "said", "code", "path"), REFUSED)
async def test_what_cannot_be_is_told_with_its_place_and_nothing_is_written(
    client: Client, mutation: str, said: dict[str, Any], code: str, path: list[str]
) -> None:
    await client.account(currencyCode="USD")
    before = await entries(client)

    told = await client.change(mutation, "", **{"account": ACCOUNT, **FINE[mutation], **said})

    assert code_of(told) == (code, ["input", *path])
    assert await entries(client) == before


async def test_people_and_records_of_others_are_refused(client: Client) -> None:
    await client.account("1")
    theirs = {"external": {"system": CRM, "key": "2"}}
    await client.account("2")
    dana = await client.done("contactSave", "contact { id }", account=theirs, name="Dana")

    quoted = await client.change("feedbackRecord", account=ACCOUNT, quote=QUOTE, speaker=dana["id"])
    raised = await client.change(
        "concernRaise", account=ACCOUNT, **FINE["concernRaise"], raisedBy=dana["id"]
    )
    struck = await client.change(
        "concernRaise", account=ACCOUNT, **FINE["concernRaise"], incident=dana["id"]
    )
    confirmed = await client.change("feedbackConfirm", feedback=dana["id"], polarity=0)

    assert code_of(quoted) == ("NOT_FOUND", ["input", "speaker"])
    assert code_of(raised) == ("NOT_FOUND", ["input", "raisedBy"])
    assert code_of(struck) == ("INVALID", ["input", "incident"])
    assert code_of(confirmed) == ("INVALID", ["input", "feedback"])


async def test_an_end_lies_between_the_beginning_and_now(client: Client) -> None:
    await client.account()
    concern = await client.done(
        "concernRaise", CONCERN, account=ACCOUNT, **{**FINE["concernRaise"], "raisedAt": LATER}
    )
    signal = await client.done(
        "signalRecord", SIGNAL, account=ACCOUNT, kind="CHAMPION_LEFT", observedAt=LATER
    )
    quote = await client.done("feedbackRecord", FEEDBACK, account=ACCOUNT, quote=QUOTE)

    for at in (MORNING, TOMORROW):
        settled = await client.change("concernSettle", concern=concern["id"], settledAt=at)
        cleared = await client.change("signalClear", signal=signal["id"], clearedAt=at)
        assert code_of(settled) == ("INVALID", ["input", "settledAt"])
        assert code_of(cleared) == ("INVALID", ["input", "clearedAt"])
    for polarity in (-1.01, 1.01):
        meant = await client.change("feedbackConfirm", feedback=quote["id"], polarity=polarity)
        assert code_of(meant) == ("INVALID", ["input", "polarity"])
