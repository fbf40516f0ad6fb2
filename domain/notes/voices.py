"""What the customer said: concerns, and words worth quoting."""

import re
from dataclasses import dataclass

from domain.notes.amounts import find_money
from domain.notes.draft import ConcernDraft, FeedbackDraft, PersonDraft
from domain.notes.outline import Item
from domain.notes.people import Mention, read_person
from domain.notes.polarity import suggested_polarity
from domain.notes.quotations import find_said, said_in_block
from domain.notes.reading import Reading, span
from domain.notes.record import Side, Span
from domain.notes.refusals import is_withdrawn
from domain.notes.sections import Section
from domain.vocabulary import Basis, ConcernTopic

TOPICS = (
    (ConcernTopic.TRUST, r"\btrust|\breliab|\bconfiden|\bcredib"),
    (ConcernTopic.FINANCIAL, r"\bfinanc|\bcosts?\b|\brevenue|\bloss|\blost\b|\bmoney|\bbudget"),
    (ConcernTopic.CONTRACT, r"\bcontract|\bpenalt|\bterms\b|\bclauses?\b|\blegal|\brenewal"),
    (
        ConcernTopic.TRANSPARENCY,
        r"\btransparen|\bvisib|\bdashboard|\bcommunicat|\binformed|\bupdates",
    ),
    (ConcernTopic.PRODUCT, r"\bproduct|\bfeature|\bperformance|\bbugs?\b|\busab|\bmissing"),
)
LOSS = re.compile(
    r"\b(?:loss|losses|lost|losing|damages?|cost(?:s|ing)? us|productivity|revenue)\b",
    re.IGNORECASE,
)


def topic_of(item: Item) -> ConcernTopic:
    """What a concern is about: by its label, else by its words."""
    for words in (item.label, item.text):
        for topic, pattern in TOPICS:
            if re.search(pattern, words, re.IGNORECASE):
                return topic
    return ConcernTopic.OTHER


def find_concerns(reading: Reading) -> tuple[ConcernDraft, ...]:
    """What the customer is worried about; a loss they state stays theirs."""
    items = [i for i in reading.outline.of(Section.CONCERNS) if not is_withdrawn(i)]
    return tuple(concern(f"concern:{n}", item, reading) for n, item in enumerate(items, start=1))


def concern(key: str, item: Item, reading: Reading) -> ConcernDraft:
    found = find_money(item.text, currency_code=reading.currency_code)
    loss = found if found and LOSS.search(item.text) else None
    spans = [
        span(item, "text", rule="concern line"),
        span(item, "topic", rule="topic words", basis=Basis.DERIVED),
    ]
    if loss:
        spans.append(
            span(
                item,
                "stated_loss",
                quote=loss.words,
                rule="loss the customer states",
                basis=loss.basis,
                assumption=loss.assumption,
            )
        )
    return ConcernDraft(
        key=key,
        spans=tuple(spans),
        topic=topic_of(item),
        text=item.text,
        stated_loss=loss.money if loss else None,
        raised_at=reading.started_at,
        incident=reading.incident,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    item: Item
    words: str
    speaker: str


def quotes_of(reading: Reading) -> tuple[Quotation, ...]:
    """Every quotation of the feedback sections, with what stands behind it."""
    found: list[Quotation] = []
    for item in reading.outline.of(Section.FEEDBACK):
        said = (said_in_block if item.is_quoted else find_said)(item.text, item.label)
        if said:
            found.append(Quotation(item=item, words=said.words, speaker=said.speaker))
    return tuple(found)


def speaker_mentions(reading: Reading) -> tuple[Mention, ...]:
    """The people quotations are ascribed to."""
    people = (read_person(quoted.item, quoted.speaker) for quoted in quotes_of(reading))
    return tuple(person for person in people if person)


def find_feedback(reading: Reading) -> tuple[FeedbackDraft, ...]:
    """The quotations, verbatim, each with its speaker and what its words suggest."""
    return tuple(
        feedback(f"feedback:{n}", reading, quoted)
        for n, quoted in enumerate(quotes_of(reading), start=1)
    )


def feedback(key: str, reading: Reading, quoted: Quotation) -> FeedbackDraft:
    item, quote, words = quoted.item, quoted.words, quoted.speaker
    person = speaker_of(reading, item, words)
    polarity = suggested_polarity(quote)
    spans: list[Span] = [span(item, "quote", quote=quote, rule="quotation")]
    spans += [span(item, "speaker", quote=words, rule="ascribed to")] if person else []
    if polarity is not None:
        spans.append(
            span(
                item,
                "suggested_polarity",
                quote=quote,
                rule="polite and plain words",
                basis=Basis.INFERRED,
                assumption="words alone; a person must confirm",
            )
        )
    return FeedbackDraft(
        key=key,
        spans=tuple(spans),
        quote=quote,
        speaker=person.key if person else None,
        said_at=reading.started_at,
        suggested_polarity=polarity,
    )


def speaker_of(reading: Reading, item: Item, words: str) -> PersonDraft | None:
    """The customer's person the quotation is ascribed to."""
    mention = read_person(item, words)
    called = reading.people_called(mention.name) if mention else ()
    theirs = [person for person in called if person.side is Side.CUSTOMER]
    return theirs[0] if len(theirs) == 1 else None
