"""Flags several commands share; each outranks its environment variable."""

import os
from argparse import ArgumentParser, Namespace

from api.environment import read_settings
from api.settings import Settings


def declare_data(parser: ArgumentParser) -> None:
    parser.add_argument("--data", metavar="DIR", help="where the database lives (default: data)")


def settings_of(asked: Namespace) -> Settings:
    """The environment's settings under this command's flags; InvalidInput names a wrong one."""
    flags = {name: getattr(asked, name, None) for name in ("port", "data")}
    return read_settings(os.environ, flags)
