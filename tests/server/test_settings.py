from pathlib import Path

import pytest

from api.settings import Settings, read_settings
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
    })  # fmt: skip

    assert chosen == Settings(
        port=0,
        data=tmp_path / "new",
        log_level="WARNING",
        viewer="james@vendor.example",
        time_zone="Europe/Berlin",
        demonstration=False,
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
        ("TIME_ZONE", ""),
        ("DEMONSTRATION", "maybe"),
    ],
)
def test_a_wrong_value_is_named_with_what_it_said(name: str, text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_settings({f"BELLWETHER_{name}": text})

    assert str(refused.value).startswith(f"BELLWETHER_{name}={text}: ")


def test_a_wrong_flag_is_named_as_a_flag() -> None:
    with pytest.raises(InvalidInput, match=r"^--port=x: "):
        read_settings({}, {"port": "x"})


def test_a_misspelt_setting_is_named_and_the_right_ones_listed() -> None:
    with pytest.raises(InvalidInput, match=r"BELLWETHER_PROT: no such setting.*BELLWETHER_PORT"):
        read_settings({"BELLWETHER_PROT": "8000"})
