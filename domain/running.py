"""Which contracts an account pays for on a day."""

from datetime import date

from domain.facts import ContractInputs


def is_running(contract: ContractInputs, day: date) -> bool:
    """Begun by that day, and not ended: by its last day, or, once decided, its renewal day."""
    if contract.starts_on is not None and contract.starts_on > day:
        return False
    if contract.ends_on is not None:
        return contract.ends_on >= day
    if contract.outcome is None or contract.renews_on is None:
        return True
    return contract.renews_on > day
