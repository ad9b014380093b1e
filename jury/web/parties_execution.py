"""Carrying out the ruling on a party's page: each step, dated."""

from typing import Any

from .parties_story import Stage


def shown(at: Stage) -> dict[str, Any]:
    """What the page of the case shows of it."""
    return {}
