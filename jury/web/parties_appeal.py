"""The appeal on a party's page: who may ask for one until when, and what counts."""

from typing import Any

from .parties_story import Stage


def shown(at: Stage) -> dict[str, Any]:
    """What the page of the case shows of it."""
    return {}
