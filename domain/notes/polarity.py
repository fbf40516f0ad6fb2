"""A first guess at how a quotation is meant; shown to a person, never scored."""

import re

POSITIVE = re.compile(
    r"\b(?:thank\w*|appreciat\w*|grateful|great|good|excellent|pleased|happy|glad|impress\w+|"
    r"quick(?:ly)?|fast|love|helpful|satisf\w+|outstanding|reassur\w+)\b",
    re.IGNORECASE,
)
NEGATIVE = re.compile(
    r"\b(?:shaken|shook|disappoint\w*|unacceptable|frustrat\w*|angry|upset|concern\w*|worr\w+|"
    r"fail\w*|lost|losing|poor|bad|terrible|slow|unreliable|doubt\w*|damag\w+|broken|leav(?:e|ing)|"
    r"(?:need|want|expect) to see|must improve|not (?:happy|satisfied|good|acceptable))\b",
    re.IGNORECASE,
)
# What stands behind "while" or before "but" is politeness: the claim is the other half.
CONCEDED = re.compile(
    r"\b(?:while|although|though|even if|despite)\b[^,.;]{1,200}[,.;]|"
    r"(?:^|[.;!?])[^.;!?]{1,200}?\bbut\b",
    re.IGNORECASE,
)
CONCESSION_WEIGHT = 0.25
"A polite half-sentence counts a quarter of a plain word."
DAMPING = 0.5
"Half a word of doubt: a single word never makes +1 or -1."


def suggested_polarity(quote: str) -> float | None:
    """From -1 to 1, to one decimal; None when no word tells."""
    conceded = [m.span() for m in CONCEDED.finditer(quote)]
    good = sum(
        CONCESSION_WEIGHT if any(a <= m.start() < b for a, b in conceded) else 1.0
        for m in POSITIVE.finditer(quote)
    )
    bad = float(sum(1 for _ in NEGATIVE.finditer(quote)))
    if good + bad == 0:
        return None
    return round((good - bad) / (good + bad + DAMPING), 1)
