"""Log odds: the scale on which effects on a probability add up."""

import math


def logit(p: float) -> float:
    return math.log(p / (1 - p))


def sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


def clip(x: float, least: float, most: float) -> float:
    return min(most, max(least, x))
