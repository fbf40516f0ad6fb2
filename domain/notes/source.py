"""The note as bytes: what can be read as text at all, and what identifies it."""

from dataclasses import dataclass
from hashlib import sha256

from domain.errors import InvalidInput

LARGEST_NOTE = 1_000_000
"Bytes. Two hundred times a long meeting's notes; more is some other file."


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The note's text, its lines ended alike, and the hash of the bytes it came from."""

    sha256: str
    text: str

    @property
    def filled_lines(self) -> frozenset[int]:
        """The 1-based numbers of the lines that are not blank."""
        lines = self.text.split("\n")
        return frozenset(n for n, line in enumerate(lines, start=1) if line.strip())


def read_source(data: bytes) -> Source:
    """Read the bytes as UTF-8 text; raises InvalidInput for what is no note, in plain words."""
    if len(data) > LARGEST_NOTE:
        raise InvalidInput(f"the note has {len(data)} bytes; at most {LARGEST_NOTE} are read")
    if b"\0" in data:
        raise InvalidInput("this is not a text file: it holds NUL bytes")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(f"the note is not UTF-8 text: byte {error.start + 1} is none") from None
    if not text.strip():
        raise InvalidInput("the note is empty")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    # Markdown takes a line of other than ASCII blanks for words, and then counts lines otherwise.
    unified = "\n".join(line if line.strip() else "" for line in lines)
    return Source(sha256=sha256(data).hexdigest(), text=unified)
