"""From every mention of a name to one record per person."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from domain.notes.draft import PersonDraft
from domain.notes.organizations import is_same_organization
from domain.notes.people import CUSTOMER_WORD, OUR_WORD, Mention, influence_of
from domain.notes.reading import span
from domain.notes.record import Side, Span
from domain.notes.sections import Section
from domain.vocabulary import Basis


def same_person(mention: Mention, others: Sequence[Mention]) -> bool:
    """The same whole name; or the same given name with the same title, one of them short."""
    return any(
        mention.name == other.name
        or (
            mention.given == other.given
            and mention.title == other.title
            and (" " not in mention.name or " " not in other.name)
        )
        for other in others
    )


def gathered(mentions: Iterable[Mention]) -> list[list[Mention]]:
    """The mentions of each person, people in the order of their first."""
    people: list[list[Mention]] = []
    for mention in mentions:
        known = next((group for group in people if same_person(mention, group)), None)
        if known is None:
            people.append([mention])
        else:
            known.append(mention)
    return people


def key_of(name: str) -> str:
    """As in person:maria-sanchez."""
    return "person:" + "-".join(re.findall(r"\w+", name.lower()))


def roster(mentions: Iterable[Mention], account: str | None) -> tuple[PersonDraft, ...]:
    """One record per person; theirs when the note puts them at the account or on its side."""
    drafts: dict[str, PersonDraft] = {}
    for group in gathered(mentions):
        draft = person(group, account)
        drafts[draft.key] = draft
    return tuple(drafts.values())


def person(group: Sequence[Mention], account: str | None) -> PersonDraft:
    name = max((mention.name for mention in group), key=len)
    title = next((m.title for m in group if m.title), None)
    organization = next((m.organization for m in group if m.organization), None)
    side = side_of(group, account)
    influence = influence_of(title) if side is Side.CUSTOMER else None
    aliases = dict.fromkeys(m.name for m in group if m.name != name)
    return PersonDraft(
        key=key_of(name),
        spans=(
            *person_spans(group, has_influence=influence is not None),
            *side_spans(group, side),
        ),
        side=side,
        name=name,
        given=name.split()[0],
        aliases=tuple(aliases),
        title=title,
        organization=organization,
        email=next((m.email for m in group if m.email), None),
        influence=influence,
    )


def side_of(group: Sequence[Mention], account: str | None) -> Side:
    for mention in group:
        if mention.side:
            return mention.side
        if CUSTOMER_WORD.search(f"{mention.item.label} {mention.item.above}"):
            return Side.CUSTOMER
        if account and is_same_organization(mention.organization or "", account):
            return Side.CUSTOMER
    return Side.VENDOR


ASSUMED_OURS = "nothing says whose person this is; ours is assumed"


def is_side_assumed(group: Sequence[Mention], side: Side) -> bool:
    """Whether somebody is taken for ours who is of another company, or only quoted."""
    if side is Side.CUSTOMER or any(m.side or is_ours(m) for m in group):
        return False
    is_elsewhere = any(m.organization for m in group)
    return is_elsewhere or all(m.item.section is Section.FEEDBACK for m in group)


def is_ours(mention: Mention) -> bool:
    """Whether the words above a name, or its label, say that it is one of us."""
    item = mention.item
    words = (item.label, item.heading, item.group.text if item.group else "")
    return any(OUR_WORD.search(word) for word in words)


def person_spans(group: Sequence[Mention], *, has_influence: bool) -> tuple[Span, ...]:
    spans: list[Span] = []
    for mention in group:
        spans.append(span(mention.item, "name", quote=mention.name, rule=mention.form))
        if mention.title:
            spans.append(span(mention.item, "title", quote=mention.title, rule=mention.form))
        if mention.organization:
            quote = mention.organization
            spans.append(span(mention.item, "organization", quote=quote, rule=mention.form))
    titled = next((m for m in group if m.title), None)
    if has_influence and titled:
        spans.append(
            span(
                titled.item,
                "influence",
                quote=titled.title,
                rule="title to influence",
                basis=Basis.INFERRED,
                assumption="a title tells how far somebody decides",
            )
        )
    return tuple(spans)


def side_spans(group: Sequence[Mention], side: Side) -> tuple[Span, ...]:
    if not is_side_assumed(group, side):
        return ()
    first = next((m for m in group if m.organization), group[0])
    quote = first.organization or first.name
    basis, assumption = Basis.INFERRED, ASSUMED_OURS
    rule = "nobody's side"
    return (span(first.item, "side", quote=quote, rule=rule, basis=basis, assumption=assumption),)


def with_aliases(
    people: Iterable[PersonDraft], owned: Iterable[tuple[str, Span]]
) -> tuple[PersonDraft, ...]:
    """The people with the shorter forms owners are named by; `owned` pairs owner keys and words."""
    forms: dict[str, dict[str, Span]] = {}
    for key, words in owned:
        forms.setdefault(key, {}).setdefault(words.quote, words)
    return tuple(aliased(person, forms.get(person.key, {})) for person in people)


def aliased(person: PersonDraft, forms: Mapping[str, Span]) -> PersonDraft:
    known = {person.name, person.title, *person.aliases}
    new = {form: words for form, words in forms.items() if form not in known}
    spans = tuple(replace(words, field="aliases") for words in new.values())
    return replace(person, aliases=(*person.aliases, *new), spans=(*person.spans, *spans))
