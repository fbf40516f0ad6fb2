"""A CSV file as spreadsheets write it: its header, and its rows as they are numbered there."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import islice

from domain.errors import InvalidInput

SEPARATORS = ",;\t"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The header is row 1, so the first of these is 2."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    header: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(data: bytes) -> Table:
    """Cells without the space around them; empty rows are left out, but counted.

    Raises InvalidInput for what is no CSV in UTF-8, and for rows longer than the header.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(f"the file is not UTF-8: byte {error.start} is none of it") from error
    if "\0" in text:
        raise InvalidInput("the file holds NUL characters: it is no text")
    rows = numbered(text)
    header = next(rows, None)
    if header is None or not any(header.cells):
        raise InvalidInput("the file has no header: its first row names the columns")
    return Table(header=header.cells, rows=tuple(fitting(rows, len(header.cells))))


def numbered(text: str) -> Iterator[Row]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator_of(text), strict=True)
    try:
        for number, cells in enumerate(reader, 1):
            yield Row(number=number, cells=tuple(cell.strip() for cell in cells))
    except csv.Error as error:
        raise InvalidInput(f"line {reader.line_num}: {error}") from error


def separator_of(text: str) -> str:
    """The one the header has most of."""
    first = next(iter(text.splitlines()), "")
    return max(SEPARATORS, key=first.count)


def fitting(rows: Iterator[Row], width: int) -> Iterator[Row]:
    for row in rows:
        if any(islice(row.cells, width, None)):
            raise InvalidInput(f"row {row.number} has more cells than the header has columns")
        if any(row.cells):
            yield row
