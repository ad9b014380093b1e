"""``flask jury backup | restore | doctor``: what was kept comes back, and only into nothing."""

import psycopg
from click.testing import CliRunner

from jury.cli.care import backup, doctor, restore
from jury.outside.scratch import scratch


def point_at(monkeypatch, tmp_path, urls):
    monkeypatch.setenv("DATABASE_URL", urls.app)
    monkeypatch.setenv("DATABASE_OWNER_URL", urls.owner)
    monkeypatch.setenv("JURY_INSTANCE_DIR", str(tmp_path / "instance"))


def test_a_backup_comes_back_into_an_empty_database_and_into_no_other(
    fresh_urls, server, tmp_path, monkeypatch
):
    file = tmp_path / "kept.dump"
    with psycopg.connect(fresh_urls.owner) as kept:
        kept.execute("INSERT INTO beat (worker, at) VALUES ('kept', now())")
    point_at(monkeypatch, tmp_path, fresh_urls)
    assert CliRunner().invoke(backup, [str(file)]).exit_code == 0
    assert file.stat().st_mode & 0o077 == 0

    refused = CliRunner().invoke(restore, [str(file)])
    assert refused.exit_code == 1 and "nothing was restored" in refused.output

    with scratch(server.owner_url, server.app_url, "jury_restored") as empty:
        point_at(monkeypatch, tmp_path, empty)
        assert CliRunner().invoke(restore, [str(file)]).exit_code == 0
        with psycopg.connect(empty.app) as restored:
            assert restored.execute("SELECT worker FROM beat").fetchall() == [("kept",)]
        assert CliRunner().invoke(doctor).exit_code == 0


def test_the_doctor_names_what_is_not_well(fresh_urls, tmp_path, monkeypatch):
    point_at(monkeypatch, tmp_path, fresh_urls)
    told = CliRunner().invoke(doctor)
    assert told.exit_code == 1
    assert "TROUBLE  A worker never ticked." in told.output
    assert "well     The application's role cannot rewrite the ledger." in told.output
    assert "Instant messages are off: IM_WEBHOOK_URL is not set" in told.output


def test_the_doctor_says_how_each_channel_stands(fresh_urls, tmp_path, monkeypatch):
    with psycopg.connect(fresh_urls.owner) as kept:
        kept.execute(
            "INSERT INTO failing_address VALUES ('mail', 'li@example.org', 'bounced', now())"
        )
    point_at(monkeypatch, tmp_path, fresh_urls)
    monkeypatch.setenv("IM_WEBHOOK_URL", "https://key@chat.example/hook")
    monkeypatch.setenv("IM_WEBHOOK_SECRET", "s3cret" * 5)
    told = CliRunner().invoke(doctor).output
    assert "1 addresses are known to fail." in told
    assert "Instant messages go to the webhook at chat.example;" in told
    assert "0 telephone calls wait for staff, 0 of them late" in told
    assert not {"li@example.org", "s3cret", "key@"} & set(told.split())


def test_the_doctor_refuses_a_role_that_could_rewrite_the_ledger(fresh_urls, tmp_path, monkeypatch):
    point_at(monkeypatch, tmp_path, fresh_urls)
    monkeypatch.setenv("DATABASE_URL", fresh_urls.owner)
    told = CliRunner().invoke(doctor)
    assert told.exit_code == 1 and "which may do anything" in told.output
