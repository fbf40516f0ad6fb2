"""Calls to other machines, which a proxy of the environment may stand before."""

from functools import lru_cache
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, build_opener

from domain.errors import InvalidInput

EXAMPLE = "http://127.0.0.1:8000"
REMEMBERED = 64  # names: of this machine, and of those it calls; every request has one


class Stays(HTTPRedirectHandler):
    """A token is for whom it was meant, and keys come from where an issuer says."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Nowhere: a redirection is an error."""


def opener_for(address: str) -> OpenerDirector:
    """What opens it; raises InvalidInput for what is no address.

    A proxy of the environment is for other machines: it would look for this one in itself.
    """
    host = host_of(address)
    return build_opener(ProxyHandler({}), Stays()) if is_here(host) else build_opener(Stays())


def host_of(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise no_address(address) from error
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise no_address(address)
    return parts.hostname


@lru_cache(REMEMBERED)
def is_here(host: str) -> bool:
    """Whether it is this machine, by a name nobody else can take."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def no_address(text: str) -> InvalidInput:
    return InvalidInput(f"{text} is no address such as {EXAMPLE}")
