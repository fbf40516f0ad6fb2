import tracemalloc
from base64 import urlsafe_b64encode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import InvalidId
from domain.vocabulary import RecordType
from resolvers.ids import DIRECTORY, RecordKey, global_id, ids_of, parsed

PART = st.text(
    st.characters(exclude_characters=":", exclude_categories=["Cs"]), min_size=1, max_size=36
)


def encoded(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


@st.composite
def keys(draw: st.DrawFn) -> RecordKey:
    kind = draw(st.sampled_from(RecordType))
    return RecordKey(kind, None if kind in DIRECTORY else draw(PART), draw(PART))


@given(key=keys())
@settings(deadline=None, max_examples=100)
def test_every_key_comes_back_from_its_id(key: RecordKey) -> None:
    text = global_id(key)

    assert parsed(text) == key
    assert text == ids_of(key.type)(*(part for part in key[1:] if part is not None))


@given(text=st.text(max_size=60))
@settings(deadline=None, max_examples=100)
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(InvalidId):
        parsed(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        encoded("Account"),
        encoded("Account:"),
        encoded("Account:a:b"),
        encoded("Contract:a"),
        encoded("Contract::b"),
        encoded("Planet:a"),
        encoded("account:a"),
        global_id(RecordKey(RecordType.ACCOUNT, None, "a")) + "=",
        global_id(RecordKey(RecordType.ACCOUNT, None, "a")) + " ",
        "é" * 8,
        "_" * 401,
        urlsafe_b64encode(b"Account:\xff").decode().rstrip("="),
    ],
)
def test_a_damaged_or_foreign_id_is_refused(text: str) -> None:
    with pytest.raises(InvalidId):
        parsed(text)


def test_of_ids_that_are_far_too_long_none_is_kept() -> None:
    """A body of a megabyte holds one, and a thousand bodies a gigabyte of them."""
    tracemalloc.start()
    try:
        for n in range(50):
            with pytest.raises(InvalidId):
                parsed(f"{n:0200000}")
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert kept < 1_000_000


def test_one_record_has_one_spelling() -> None:
    text = global_id(RecordKey(RecordType.ACCOUNT, None, "ab"))
    last = text[-1]
    other = text[:-1] + chr(ord(last) + 1)  # the same bits, were the spare ones ignored

    with pytest.raises(InvalidId):
        parsed(other)


def test_the_id_of_another_type_is_refused_by_name() -> None:
    with pytest.raises(InvalidId, match="the id of a User, not of a Account or Contact"):
        parsed(
            global_id(RecordKey(RecordType.USER, None, "u")), RecordType.ACCOUNT, RecordType.CONTACT
        )
