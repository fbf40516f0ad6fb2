"""Columns as the contract calls them."""

from strawberry.utils.str_converters import to_camel_case

COLUMN_ENDS = ("_id", "_minor")
"How a column's name differs from its field's."


def spelt(name: str) -> str:
    """A field as the contract spells it."""
    for end in COLUMN_ENDS:
        name = name.removesuffix(end)
    return to_camel_case(name.removesuffix("_"))


def spelt_place(path: str) -> str:
    """The same of a field of a part: its place stands before it, and is spelt already."""
    place, dot, name = path.rpartition(".")
    return f"{place}{dot}{spelt(name)}"
