"""When two names are the same company: Müllerwerk GmbH and MÜLLERWERK."""

import re

LEGAL_FORM = (
    r"gmbh|mbh|ag|se|kg|kgaa|ohg|ug|e\.?v\.?|ltd|limited|llc|llp|inc|incorporated|corp|corporation|"
    r"co|company|plc|s\.?a\.?|s\.?a\.?s\.?|s\.?a\.?r\.?l\.?|s\.?p\.?a\.?|s\.?r\.?l\.?|s\.?l\.?|"
    r"b\.?v\.?|n\.?v\.?|a/s|aps|ab|as|oy|oyj|pty|pte"
)
LEGAL_FORMS = re.compile(rf"(?:[\s,]+(?:&\s?)?(?:{LEGAL_FORM})\.?)+$", re.IGNORECASE)


def bare_name(organization: str) -> str:
    """The name as people say it, without its legal form: GmbH & Co. KG, Ltd, Inc."""
    return LEGAL_FORMS.sub("", organization.strip())


def is_same_organization(one: str, other: str) -> bool:
    return bare_name(one).casefold() == bare_name(other).casefold()
