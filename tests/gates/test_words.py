"""What the repository may say: no hosts, no places on somebody's machine, no empty names."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

import pytest

# A requirement file names packages and hashes; where they come from is the machine's business.
SOURCE_OF_PACKAGES = re.compile(
    r"://|^\s*-(?!-hash|c requirements|r requirements)| @ ", re.MULTILINE
)
URL = re.compile(r"\b[a-z][a-z+]*://(?:[^\s/@]*@)?(\[[^\]]*\]|[\w.-]*)", re.IGNORECASE)
# This machine, the names reserved for examples (RFC 2606), and the prefix of XML's namespaces,
# which nobody calls; a template's hole names nothing.
HARMLESS_HOST = re.compile(
    r"(|www\.w3\.org|127\.0\.0\.1|localhost|\[::1\]|(.*\.)?example(\.(com|net|org))?|.*\.(test|invalid|localhost))",
    re.IGNORECASE,
)
PLACE = re.compile(r"(?<![\w.~/$}*-])/(work|home|root|Users|opt|tmp|mnt|var|srv)/\w")
EMPTY_WORDS = re.compile(r"(Manager|Service|Helper|Util|Utils)$")
EMPTY_MODULES = {"utils", "util", "helpers", "helper", "common", "core", "services", "managers"}
THESE_RULES = "tests/gates/test_words.py"  # must write what it forbids


def foreign_words(texts: Mapping[str, str]) -> Iterator[str]:
    for name, text in texts.items():
        if name == THESE_RULES:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            hosts = [host for host in URL.findall(line) if not HARMLESS_HOST.fullmatch(host)]
            yield from (f"{name}:{number}: names the host {host}" for host in hosts)
            if PLACE.search(line):
                yield f"{name}:{number}: names a place on one machine"


def sources_of_packages(texts: Mapping[str, str]) -> Iterator[str]:
    for name, text in texts.items():
        if PurePosixPath(name).match("requirements*") and SOURCE_OF_PACKAGES.search(text):
            yield f"{name}: says where packages come from"


def empty_names(modules: Mapping[str, str]) -> Iterator[str]:
    for name, source in modules.items():
        if EMPTY_MODULES & {*PurePosixPath(name).parts, PurePosixPath(name).stem}:
            yield f"{name}: named for a drawer, not for what is in it"
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ClassDef) and EMPTY_WORDS.search(node.name):
                yield f"{name}: {node.name} does not say what it is"


def test_no_text_names_a_host_or_a_place_on_one_machine(texts: dict[str, str]) -> None:
    assert list(foreign_words(texts)) == []


def test_no_requirement_file_says_where_packages_come_from(texts: dict[str, str]) -> None:
    assert "requirements.txt" in texts
    assert list(sources_of_packages(texts)) == []


def test_every_locked_package_has_its_hashes(texts: dict[str, str]) -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        pins = re.findall(r"^[^\s#].*==.*(?:\n    .*)*", texts[name], re.MULTILINE)
        assert pins
        assert [pin for pin in pins if "--hash=sha256:" not in pin] == []


def test_no_module_and_no_class_has_an_empty_name(modules: dict[str, str]) -> None:
    assert list(empty_names(modules)) == []


@pytest.mark.parametrize(
    "line",
    [
        "see https://registry.somewhere.io/simple",
        "postgresql://me:secret@db.internal/bellwether",
        "open('/home/someone/notes.md')",
        "cd /srv/bellwether",
    ],
)
def test_a_foreign_word_is_refused(line: str) -> None:
    assert len(list(foreign_words({"README.md": line}))) == 1


@pytest.mark.parametrize(
    "line",
    [
        "http://127.0.0.1:8000/graphql",
        "https://crm.example/accounts",
        "sqlite+aiosqlite:///data/bellwether.db",
        "GET /graphql, /livez and ../shared/var/notes",
    ],
)
def test_an_ordinary_line_passes(line: str) -> None:
    assert list(foreign_words({"README.md": line})) == []


@pytest.mark.parametrize(
    "line",
    ["--index-url https://x.example/", "-f wheels", "a @ file:wheels/a.whl", "--find-links wheels"],
)
def test_a_requirement_with_a_source_is_refused(line: str) -> None:
    assert list(sources_of_packages({"requirements-dev.in": f"attrs\n{line}\n"})) != []


def test_an_empty_name_is_refused() -> None:
    assert len(list(empty_names({"domain/utils.py": "class DateHelper: ..."}))) == 2
    assert list(empty_names({"domain/sla.py": "class SlaClock: ..."})) == []
