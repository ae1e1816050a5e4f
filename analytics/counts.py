"""What counts as a usable number. Everything that reaches a formula has passed one of these."""

from typing import Final

LARGEST: Final = 10**12
SMALLEST_POSITIVE: Final = 1e-6


class InvalidCounts(ValueError):
    """The numbers cannot be evaluated. The message is a whole sentence that says why."""


def whole(name: str, value: object) -> int:
    """`value` as a count. Raises InvalidCounts for true and false, fractions, text, and below 0."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidCounts(f"{name} must be a whole number, not {shown(value)}.")
    if value < 0:
        raise InvalidCounts(f"{name} must be 0 or more, not {shown(value)}.")
    if value > LARGEST:
        raise InvalidCounts(f"{name} must be at most {LARGEST:,}.")
    return value


def positive(name: str, value: object) -> float:
    """`value` as a number above 0. Raises InvalidCounts for NaN, infinity, text, true and false."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidCounts(f"{name} must be a number, not {shown(value)}.")
    if not SMALLEST_POSITIVE <= value <= LARGEST:
        raise InvalidCounts(f"{name} must be between {SMALLEST_POSITIVE:f} and {LARGEST:,}, not {shown(value)}.")
    return float(value)


def confidence(value: object) -> float:
    """A confidence level, 0.95 for 95%. Raises InvalidCounts outside 0.5 to 0.999."""
    level = positive("level", value)
    if not 0.5 <= level <= 0.999:
        raise InvalidCounts(f"level must be between 0.5 and 0.999, not {shown(value)}.")
    return level


def shown(value: object) -> str:
    """`value` as it may stand in a message: never longer than 40 characters."""
    match value:
        case bool():
            return "true" if value else "false"
        case None:
            return "nothing"
        case int() if abs(value) > LARGEST:
            return "a number of that size"
        case list() | tuple():
            return "a list"
        case dict():
            return "an object"
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."
