"""What a script learns from the exit code."""

from enum import IntEnum


class Exit(IntEnum):
    FINE = 0
    DIFFERS = 1
    "The contract on disk is not the one served."
    USAGE = 2
    "A flag, a setting, a file or a request is not what it must be; also argparse's own code."
    FLAG_OPEN = 3
    "The note has HIGH flags nobody has answered."
    UNAVAILABLE = 4
    "The database is in use, damaged, read-only, newer than this program, or its disk is full; or \
a server gives no answer."
    REFUSED = 5
    "The server did not do what was asked; the reasons stand on standard error."
    INTERRUPTED = 130
    "Ctrl-C, as shells count it."
