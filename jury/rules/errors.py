"""Refusals: what the court says when it will not do a thing, and why."""

from datetime import datetime
from typing import ClassVar


def N_(sentence: str) -> str:  # noqa: N802 (the name that extractors look for)
    """Mark a sentence for translation; the ground floor knows no translator."""
    return sentence


Fact = str | int | float | datetime


class Refusal(Exception):
    """Theirs, not ours: shown to the person, logged at info.

    ``sentence`` says what happened, what was kept or lost, and what to do
    next; ``facts`` fill its places. A door translates both.
    """

    sentence: ClassVar[str] = ""

    def __init__(self, **facts: Fact) -> None:
        super().__init__(self.sentence % facts)
        self.facts = facts


class Invalid(Refusal):
    """What was sent makes no sense as it stands."""


class Forbidden(Refusal):
    """This person may not do it."""


class Missing(Refusal):
    """There is no such thing, or none that this person may know of."""


class Conflict(Refusal):
    """It would be lawful at another moment; the record has moved on."""
