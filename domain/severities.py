"""How people write a severity down: SEV1, P2, priority 3."""

import re

from domain.vocabulary import Severity

SEVERITY_CODE = re.compile(r"\b(?:sev(?:erity)?|p|prio(?:rity)?)[\s-]?([1-4])\b", re.IGNORECASE)


def severity_of(digit: str) -> Severity:
    """The severity of this number."""
    return Severity(f"SEV{digit}")
