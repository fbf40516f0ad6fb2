from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import api.environment
from api.declaring import EMAIL, declaration, listed, number, read_number, setting, spelt, whole
from api.environment import counting, read_settings, refused
from api.settings import DECLARED, Documents, Settings
from domain.errors import InvalidInput


def test_without_any_choice_everything_has_its_default() -> None:
    assert read_settings({"HOME": "anything"}) == Settings()
    assert Settings().database_file == Path("data/bellwether.db")


def test_every_setting_is_read_from_the_environment(tmp_path: Path) -> None:
    chosen = read_settings({
        "BELLWETHER_PORT": "0",
        "BELLWETHER_DATA": str(tmp_path / "new"),
        "BELLWETHER_LOG_LEVEL": "warning",
        "BELLWETHER_VIEWER": "james@vendor.example",
        "BELLWETHER_TIME_ZONE": "Europe/Berlin",
        "BELLWETHER_DEMONSTRATION": "off",
        "BELLWETHER_DOCUMENTS": "Trusted-Only",
        "BELLWETHER_TRUSTED_DOCUMENTS": str(tmp_path),
        "BELLWETHER_ALLOWED_ORIGINS": "https://app.example, http://localhost:3000",
        "BELLWETHER_LOW_DISK": "1000",
        "BELLWETHER_LOG_FORMAT": "JSON",
        "BELLWETHER_DRAIN": "2.5",
    })  # fmt: skip

    assert chosen == Settings(
        port=0,
        data=tmp_path / "new",
        log_level="WARNING",
        viewer="james@vendor.example",
        time_zone="Europe/Berlin",
        demonstration=False,
        documents=Documents.TRUSTED_ONLY,
        trusted_documents=tmp_path,
        allowed_origins=("https://app.example", "http://localhost:3000"),
        low_disk=1000,
        log_format="json",
        drain=2.5,
    )


def test_a_flag_outranks_the_environment() -> None:
    chosen = read_settings({"BELLWETHER_PORT": "8000"}, {"port": "9000", "data": None})

    assert (chosen.port, chosen.data) == (9000, Path("data"))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PORT", "abc"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("PORT", "٣"),
        ("PORT", ""),
        ("DATA", " "),
        ("DATA", __file__),
        ("LOG_LEVEL", "LOUD"),
        ("VIEWER", "James"),
        ("VIEWER", "@"),
        ("TIME_ZONE", "Mars/Olympus"),
        ("TIME_ZONE", "../etc/passwd"),
        ("TIME_ZONE", "localtime"),
        ("TIME_ZONE", ""),
        ("DEMONSTRATION", "maybe"),
        ("DOCUMENTS", "all"),
        ("TRUSTED_DOCUMENTS", "nowhere.json"),
        ("TRUSTED_DOCUMENTS", ""),
        ("ALLOWED_ORIGINS", "*"),
        ("ALLOWED_ORIGINS", "null"),
        ("ALLOWED_ORIGINS", "https://app.example/"),
        ("ALLOWED_ORIGINS", "https://app.example, app.example"),
    ],
)
def test_a_wrong_value_is_named_with_what_it_said(name: str, text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_settings({f"BELLWETHER_{name}": text})

    assert str(refused.value).startswith(f"BELLWETHER_{name}={text}: ")


def test_a_wrong_flag_is_named_as_a_flag() -> None:
    with pytest.raises(InvalidInput, match=r"^--port=x: "):
        read_settings({}, {"port": "x"})


def test_a_misspelt_setting_is_named_with_the_one_that_was_meant_and_what_it_says_is_not() -> None:
    with pytest.raises(InvalidInput) as refused:
        read_settings({"BELLWETHER_PROT": "8000"})

    assert str(refused.value) == (
        "BELLWETHER_PROT: there is no such setting; did you mean BELLWETHER_PORT?"
    )


def test_a_name_like_no_other_leads_to_the_list() -> None:
    with pytest.raises(InvalidInput, match="`python -m cli settings` lists all"):
        read_settings({"BELLWETHER_QQQQQQQQQQ": "1"})


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(InvalidInput) as refused:
        read_settings({"BELLWETHER_PORT": "x", "BELLWETHER_VIEWER": "y", "BELLWETHER_NO": ""})

    assert [line.partition(":")[0] for line in str(refused.value).splitlines()] == [
        "BELLWETHER_PORT=x", "BELLWETHER_VIEWER=y", "BELLWETHER_NO",
    ]  # fmt: skip


@pytest.mark.parametrize("alone", ["OIDC_ISSUER=https://id.example", "OIDC_AUDIENCE=us"])
def test_half_of_a_provider_is_told_with_all_else_that_is_wrong(alone: str) -> None:
    name, _, text = alone.partition("=")

    with pytest.raises(InvalidInput) as refused:
        read_settings({f"BELLWETHER_{name}": text, "BELLWETHER_PORT": "x"})

    assert [line.partition(":")[0] for line in str(refused.value).splitlines()] == [
        "BELLWETHER_PORT=x", f"BELLWETHER_{name}",
    ]  # fmt: skip


def test_a_wrong_value_is_one_short_line_whatever_it_holds() -> None:
    with pytest.raises(InvalidInput) as refused:
        read_settings({"BELLWETHER_PORT": "1\x1b[2J\n" * 5000})

    assert len(str(refused.value).splitlines()) == 1
    assert len(str(refused.value)) < 1000
    assert str(refused.value).isprintable()


def test_what_counts_may_be_read_again() -> None:
    chosen = {"BELLWETHER_PORT": "81", "BELLWETHER_DEMONSTRATION": "off"}
    lines = list(counting(read_settings(chosen)))

    assert dict(line.split("=") for line in lines if not line.startswith("#")) == chosen
    assert len(lines) == len(DECLARED)
    assert all(line.removeprefix("# ").startswith("BELLWETHER_") for line in lines)


def test_a_secret_is_shown_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    @dataclass(frozen=True, kw_only=True)
    class Own:
        key: str | None = setting(None, EMAIL, "opens all", is_secret=True)

    monkeypatch.setattr(api.environment, "DECLARED", {"key": declaration(fields(Own)[0])})
    monkeypatch.setattr(api.environment, "Settings", Own)
    shown: Any = Own(key="hid@den")

    assert "hid@den" not in repr(shown)
    assert list(counting(shown)) == ["BELLWETHER_KEY=(secret)"]
    assert list(counting(cast("Any", Own()))) == ["# BELLWETHER_KEY="]
    assert (
        refused("key", "BELLWETHER_KEY", "hidden") == "BELLWETHER_KEY: should be an email address"
    )


@settings(deadline=None, max_examples=100)
@given(st.text() | st.integers().map(str) | st.floats().map(str))
def test_a_number_is_in_its_range_or_refused(text: str) -> None:
    for kind, as_number in ((whole(1, 60, "seconds"), int), (number(0.5, 60, "seconds"), float)):
        try:
            found = kind.read(text)
        except ValueError:
            continue
        assert 0.5 <= found <= 60
        assert found == as_number(text)


def test_a_number_is_no_nan_and_no_infinity() -> None:
    for text in ("nan", "inf", "-inf", "1e400"):
        with pytest.raises(ValueError, match=text):
            read_number(text, least=-9e300, most=9e300)


def test_a_list_has_commas_between_and_is_written_as_it_is_read() -> None:
    ports = listed(whole(1, 9))

    assert ports.may_be == "a list with commas, each a whole number from 1 to 9"
    assert ports.read(" 1, 2,,3 ") == (1, 2, 3)
    assert ports.read("") == ()
    assert ports.read(spelt((1, 2))) == (1, 2)
    assert spelt(2.50) == "2.5"
