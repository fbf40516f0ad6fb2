"""Quantities the way people write them in a line of text."""


def number(value: float) -> str:
    """One decimal, and none when it is whole: 55.8, 4, 1,200."""
    return f"{value:,.1f}".removesuffix(".0")


def counted(count: int, singular: str) -> str:
    """As in 1 day, 2 days."""
    return f"{count:,} {singular}" if count == 1 else f"{count:,} {singular}s"
