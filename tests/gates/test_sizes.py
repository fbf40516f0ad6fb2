"""Small enough to read: modules, functions, and the usual function."""

import ast
from collections.abc import Iterator, Mapping
from statistics import median

MODULE_LINES = 300
TEST_LINES = 400  # a test file may hold more cases of one concept
FUNCTION_LINES = 40
MEDIAN_FUNCTION_LINES = 8
# A migration is written once by a tool, tells one table after the other, and is never edited.
GENERATED = "models/migrations/versions/"


def functions(source: str) -> Iterator[tuple[str, int]]:
    """Every function with its lines, from its `def` on: decorators and callers do not count."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def too_long(modules: Mapping[str, str]) -> Iterator[str]:
    for name, source in modules.items():
        if name.startswith(GENERATED):
            continue
        lines, limit = len(source.splitlines()), TEST_LINES if is_test(name) else MODULE_LINES
        if lines > limit:
            yield f"{name}: {lines} lines, at most {limit}"
        for function, length in functions(source):
            if length > FUNCTION_LINES:
                yield f"{name}: {function} has {length} lines, at most {FUNCTION_LINES}"


def usual_length(modules: Mapping[str, str]) -> float:
    lengths = [
        length
        for name, source in modules.items()
        if not is_test(name) and not name.startswith(GENERATED)
        for _, length in functions(source)
    ]
    return median(lengths)


def is_test(name: str) -> bool:
    return name.startswith("tests/")


def test_no_module_and_no_function_is_too_long(modules: dict[str, str]) -> None:
    assert list(too_long(modules)) == []


def test_the_usual_function_is_short(modules: dict[str, str]) -> None:
    assert usual_length(modules) <= MEDIAN_FUNCTION_LINES


def test_a_module_one_line_too_long_is_refused() -> None:
    assert list(too_long({"domain/a.py": "\n" * 300, "tests/test_a.py": "\n" * 400})) == []
    assert list(too_long({"domain/a.py": "\n" * 301, "tests/test_a.py": "\n" * 401})) == [
        "domain/a.py: 301 lines, at most 300",
        "tests/test_a.py: 401 lines, at most 400",
    ]


def test_a_function_one_line_too_long_is_refused_wherever_it_stands() -> None:
    body = "    pass\n" * 39
    inner = "class A:\n  async def b(self) -> None:\n" + body + "    pass\n"

    assert list(too_long({"domain/a.py": "def b() -> None:\n" + body})) == []
    assert list(too_long({"domain/a.py": inner})) == ["domain/a.py: b has 41 lines, at most 40"]


def test_the_usual_length_looks_at_the_product_alone() -> None:
    long, short = "def a():\n" + "    pass\n" * 20, "def a():\n    pass\n"

    assert usual_length({"domain/a.py": long, "tests/a.py": short, "tests/b.py": short}) == 21
