"""Settling on a party's page: what the seller may still give, and what it spares."""

from typing import Any

from .parties_story import Stage


def shown(at: Stage) -> dict[str, Any]:
    """What the page of the case shows of it."""
    return {}
