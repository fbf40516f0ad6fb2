"""The configuration of the linters refuses what it is meant to refuse."""

import subprocess
import sys
from pathlib import Path

import pytest

BIN = Path(sys.executable).parent
PACKAGES = ("domain", "engine", "models", "resolvers", "schema", "api", "cli")
BAD_IMPORTS = {
    "domain/a.py": "import api\nimport sqlalchemy",
    "domain/ring.py": "from domain import other",
    "domain/other.py": "from domain import ring",
    "engine/a.py": "from domain import other",
    "models/a.py": "import strawberry\nimport server",
    "schema/a.py": "import sqlalchemy",
}
FORBIDDEN = (
    "domain ← models ← resolvers ← schema ← api ← cli",
    "the engine knows nothing of ours",
    "the domain knows no framework and no engine",
    "the schema writes no SQL",
    "models and resolvers know no GraphQL type",
    "nothing imports server.py",
    "no rings inside a package",
)
TOO_COMPLEX = "def f(n: int) -> int:\n" + "".join(
    f"    if n == {i}:\n        n += {i}\n" for i in range(8)
)


def lint_imports(root: Path, place: Path, files: dict[str, str]) -> str:
    """What import-linter says, by our contracts, of packages that hold just these files."""
    for package in PACKAGES:
        (place / package).mkdir()
        (place / package / "__init__.py").touch()
    for name, text in {**files, "server.py": ""}.items():
        (place / name).write_text(text)
    (place / "pyproject.toml").write_text((root / "pyproject.toml").read_text())
    said = subprocess.run(
        [BIN / "lint-imports", "--no-cache", "--no-logo"],
        cwd=place,
        capture_output=True,
        text=True,
        check=False,
    )
    return said.stdout


def test_every_contract_between_packages_can_be_broken(root: Path, tmp_path: Path) -> None:
    said = lint_imports(root, tmp_path, BAD_IMPORTS)

    assert [name for name in FORBIDDEN if f"{name} BROKEN" not in said] == []
    assert f"{len(FORBIDDEN)} broken" in said


def test_every_contract_between_packages_can_be_kept(root: Path, tmp_path: Path) -> None:
    good = {"models/a.py": "import sqlalchemy\nimport engine\nimport domain"}

    assert f"{len(FORBIDDEN)} kept, 0 broken" in lint_imports(root, tmp_path, good)


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        ("C901", TOO_COMPLEX),
        ("DTZ005", "from datetime import datetime\n\nx = datetime.now()\n"),
        ("TID252", "from . import facts\n"),
        ("PLC0415", "def f() -> None:\n    import json\n"),
        ("ANN201", "def f():\n    return 1\n"),
        ("E501", f"x = '{'x' * 100}'\n"),
        ("ERA001", "# x = 1\n"),
        ("FIX002", "# TODO: later\n"),
    ],
)
def test_ruff_refuses(root: Path, rule: str, source: str) -> None:
    said = subprocess.run(
        [BIN / "ruff", "check", "--output-format=concise", "--stdin-filename=domain/a.py", "-"],
        cwd=root,
        input=source,
        capture_output=True,
        text=True,
        check=False,
    )

    assert said.returncode == 1
    assert rule in said.stdout


def test_the_type_checker_refuses_what_is_untyped(root: Path, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text((root / "pyproject.toml").read_text())
    (tmp_path / ".venv").symlink_to(sys.prefix)
    (tmp_path / "domain").mkdir()
    (tmp_path / "domain" / "a.py").write_text(
        "import json\n\ndef f(x):\n    return x\n\ny: int = 'a'  # type: ignore\n"
    )

    said = subprocess.run(
        [BIN / "basedpyright"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert said.returncode == 1
    for rule in ("MissingParameterType", "UnusedImport", "AssignmentType"):
        assert f"(report{rule})" in said.stdout
