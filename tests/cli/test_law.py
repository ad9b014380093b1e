"""``flask jury policy`` and ``import-calendar``: files in, all or nothing, with sentences."""

import json

import psycopg
import pytest
from click.testing import CliRunner

from jury.cli.law import import_calendar, policy

TERMS = {
    "reason": "Fresh goods do not wait.",
    "terms": {"voting_hours": 36},
    "bands": [{"categories": ["food"], "terms": {"evidence_hours": 24}}],
}


@pytest.fixture
def run(db_url, tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", db_url)
    monkeypatch.setenv("JURY_INSTANCE_DIR", str(tmp_path / "instance"))

    def run(command, *args, file=None):
        given = list(args)
        if file is not None:
            path = tmp_path / "given"
            path.write_bytes(file if isinstance(file, bytes) else file.encode())
            given.append(str(path))
        return CliRunner().invoke(command, given)

    return run


def count(db_url, table):
    with psycopg.connect(db_url) as connection:
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_a_file_is_adopted_and_what_is_shown_can_be_adopted_again(run):
    assert "is adopted" in run(policy, "adopt", file=json.dumps(TERMS)).output
    shown = json.loads(run(policy, "show").output)
    assert shown["terms"]["voting_hours"] == 36
    assert shown["bands"][0]["terms"] == {"evidence_hours": 24}
    del shown["starts_at"]
    assert run(policy, "adopt", file=json.dumps(shown)).exit_code == 0


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("{", "is not JSON"),
        (b"\xff", "is not JSON"),
        ("[]", "needs terms and reason"),
        (json.dumps(TERMS | {"colour": 1}), "needs terms and reason"),
        (json.dumps(TERMS | {"terms": []}), "terms in"),
        (json.dumps(TERMS | {"bands": [1]}), "A band in"),
        (json.dumps(TERMS | {"reason": " "}), "The reason in"),
        (json.dumps(TERMS | {"starts_at": "tomorrow"}), "starts_at is not a moment"),
        (json.dumps(TERMS | {"starts_at": "2020-01-01T00:00:00+00:00"}), "has passed"),
        (json.dumps(TERMS | {"terms": {"chairs": 1}}), "cannot have chairs = 1"),
        (json.dumps(TERMS | {"bands": [{"terms": {"quorum": 99}}]}), "Band 1 cannot have"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused_in_a_sentence(run, db_url, file, said):
    before = count(db_url, "policy")
    result = run(policy, "adopt", file=file)
    assert result.exit_code == 1 and said in result.output
    assert count(db_url, "policy") == before


def test_a_list_of_days_comes_in_whole(run, db_url):
    days = "date,works,note\n2027-02-05,no,春节\n2027-02-14,yes,调休\n"
    result = run(import_calendar, "--final", file=days)
    assert "2 days taken in for CN; 0 due dates moved later." in result.output
    assert (count(db_url, "calendar_day"), count(db_url, "calendar_year")) == (2, 1)


def test_each_fault_of_a_list_is_told_with_its_line_and_nothing_comes_in(run, db_url):
    result = run(import_calendar, file="date,works\n2027-02-05,no\n2027-02-30,no\n")
    assert "line 3: “2027-02-30” is not a date" in result.output
    assert result.exit_code == 1 and "nothing was taken in" in result.output
    assert count(db_url, "calendar_day") == 0


def test_an_unknown_country_or_a_file_that_is_no_text_is_refused(run):
    assert "XX is no country" in run(import_calendar, "--country", "XX", file="x").output
    assert "is not UTF-8" in run(import_calendar, file=b"\xff").output
