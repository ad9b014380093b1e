"""The visitor of the web tests."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.web.checker import Visitor


@pytest.fixture
def web(client: FlaskClient, session: Session, now: datetime) -> Iterator[Visitor]:
    """Every page it opens is checked: title, labels, language, headers, nobody's id."""
    visitor = Visitor(client, session, now)
    yield visitor
    visitor.stop()
