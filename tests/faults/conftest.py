"""How much the fault tests do, and what they do it to."""

import os
from pathlib import Path

import pytest

from jury.store.base import db  # noqa: F401  (the tables)
from tests.running import Installation


@pytest.fixture
def whole() -> bool:
    """With JURY_FAULTS=whole the faults come as often as the figures we publish say."""
    return os.environ.get("JURY_FAULTS") == "whole"


@pytest.fixture
def installation(db_url: str, tmp_path: Path) -> Installation:
    """Processes over a database of the test's own."""
    return Installation(db_url, tmp_path)
