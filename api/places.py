"""How many connections may be open, in all and of one address; the places are one server's."""

from collections import Counter
from ipaddress import IPv6Address, ip_address

from api.settings import Settings

NETWORK = 64  # bits of an IPv6 address that say whose it is; the others are free to choose


class Places:
    """Counts who is connected."""

    def __init__(self, settings: Settings) -> None:
        self.most = settings.connection_limit
        self.most_of_one = settings.address_limit
        self.head_limit = settings.head_limit
        self.patience = settings.patience
        self._taken: Counter[str] = Counter()

    def take(self, owner: str) -> None:
        self._taken[owner] += 1

    def leave(self, owner: str) -> None:
        """Nothing is kept of who has left."""
        self._taken[owner] -= 1
        if not self._taken[owner]:
            del self._taken[owner]

    def is_crowded(self, owner: str) -> bool:
        """Whether this one has more than one may have."""
        return self._taken[owner] > self.most_of_one


def owner_of(host: str) -> str:
    """Whose address this is: of IPv6 the network, for a host there has any number of them."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host  # no network between us
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return f"{int(address) >> (128 - NETWORK):x}/{NETWORK}"
    return str(address)
