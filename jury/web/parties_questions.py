"""Questions of staff to a party, and the answers."""

from typing import Any

from .parties_story import Stage


def shown(at: Stage) -> dict[str, Any]:
    """What the page of the case shows of it."""
    return {}
