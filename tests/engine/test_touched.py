"""What is known of an operation before anything runs: every part of the schema it names."""

from typing import cast

from graphql import FragmentDefinitionNode, OperationDefinitionNode, build_schema, parse

from engine.documents import Documents
from engine.touched import touched

SCHEMA = build_schema("""
    interface Thing { id: ID! }
    type Book implements Thing { id: ID! title(upper: Boolean): String writer: Writer! }
    type Writer implements Thing { id: ID! books(filter: Filter): [Book!]! }
    input Filter { title: String and: [Filter!] }
    type Query { thing(id: ID!): Thing writer: Writer }
""")
TWO = """
    query Books($f: Filter) { writer { ...W @skip(if: true) __typename } }
    query Schema { __schema { types { name } } thing(id: 1) { id ... on Book { title } } }
    fragment W on Writer {
      books(filter: $f) { ...B }
      again: books(filter: {and: [{title: "x"}]}) { id }
    }
    fragment B on Book { id writer { id } }
"""


def test_all_of_an_operation_and_its_fragments_is_touched_and_nothing_of_another() -> None:
    document = parse(TWO)
    spread = {
        f.name.value: f for f in cast("list[FragmentDefinitionNode]", document.definitions[2:])
    }
    books, schema = (cast("OperationDefinitionNode", one) for one in document.definitions[:2])

    assert touched(SCHEMA, books, spread) == {
        "Query.writer",
        "Writer.books",
        "Writer.books(filter:)",
        "Filter.and",
        "Filter.title",
        "Book.id",
        "Book.writer",
        "Writer.id",
    }
    assert touched(SCHEMA, schema, spread) == {
        "Query.__schema",
        "Query.thing",
        "Query.thing(id:)",
        "Thing.id",
        "Book.title",
    }


def test_an_operation_is_judged_once() -> None:
    asked: list[frozenset[str]] = []
    text = "{ writer { id } }"
    documents = Documents(SCHEMA)
    documents.add(text, parse(text))

    def judge(parts: frozenset[str]) -> int:
        asked.append(parts)
        return len(parts)

    for spelling in (text, "{ writer  { id } }"):
        known = documents.find(spelling)
        operation = known and known.document.operation(None)
        assert operation is not None
        assert operation.judged(judge) == 2
    assert asked == [{"Query.writer", "Writer.id"}]
