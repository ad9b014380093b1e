"""``flask jury make-staff`` and ``make-admin``: a link that can be opened as it is printed."""

import pytest
from click.testing import CliRunner

from jury.cli.people import make_admin, make_staff


@pytest.fixture
def run(db_url, tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", db_url)
    monkeypatch.setenv("JURY_INSTANCE_DIR", str(tmp_path / "instance"))
    monkeypatch.setenv("BASE_URL", "https://court.example")
    return CliRunner().invoke


@pytest.mark.parametrize("command", [make_staff, make_admin])
def test_the_link_is_printed_with_the_address_of_the_court(run, command):
    made = run(command, ["new@example.org", "--name", "New"])
    assert made.exit_code == 0
    assert "https://court.example/recover/" in made.output


@pytest.mark.parametrize("command", [make_staff, make_admin])
def test_what_is_no_address_is_refused_in_a_sentence(run, command):
    refused = run(command, ["notmail", "--name", "X"])
    assert refused.exit_code == 1
    assert "no e-mail address" in refused.output
