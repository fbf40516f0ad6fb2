import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def texts(root: Path) -> dict[str, str]:
    """Every text file git knows or would take, by path: what is committed is what is judged."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - git is found on the path everywhere
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, str] = {}
    for name in filter(None, listed.stdout.split("\0")):
        try:
            found[name] = (root / name).read_text(encoding="utf-8")
        except (FileNotFoundError, IsADirectoryError, UnicodeDecodeError):
            continue  # deleted and not yet committed, or not text
    return found


@pytest.fixture(scope="session")
def modules(texts: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in texts.items() if name.endswith(".py")}
