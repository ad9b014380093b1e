"""Settings: usable, or refused with the name of the variable."""

import stat

import pytest

from jury.config import BadSetting, Settings


@pytest.fixture
def environ(tmp_path):
    return {"JURY_INSTANCE_DIR": str(tmp_path / "instance")}


def test_nothing_needs_to_be_set(environ):
    settings = Settings.from_env(environ)
    assert settings.port == 8000
    assert settings.base_url == "http://127.0.0.1:8000"
    assert settings.timezone == "Asia/Shanghai"
    assert (settings.database_url, settings.smtp_url, settings.orders_token) == (None, None, None)
    assert not settings.is_https


def test_the_address_follows_the_port(environ):
    assert Settings.from_env(environ | {"PORT": "8113"}).base_url == "http://127.0.0.1:8113"


@pytest.mark.parametrize("spelling", ["postgres", "postgresql", "postgresql+psycopg"])
def test_a_database_address_has_one_spelling_inside(environ, spelling):
    settings = Settings.from_env(environ | {"DATABASE_URL": f"{spelling}://jury@db/jury"})
    assert settings.database_url == "postgresql://jury@db/jury"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PORT", "80x"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("DATABASE_URL", "sqlite:///x"),
        ("DATABASE_OWNER_URL", "jury"),
        ("BASE_URL", "jury.example"),
        ("SMTP_URL", "http://mail"),
        ("TIMEZONE", "Asia/Atlantis"),
        ("TIMEZONE", "../etc/passwd"),
        ("SESSION_HOURS", "-1"),
        ("MAX_UPLOAD_BYTES", "10 MB"),
        ("LOG_LEVEL", "LOUD"),
        ("SECRET_KEY", "short"),
        ("ORDERS_TOKEN", "short"),
        ("IM_WEBHOOK_URL", "ftp://chat"),
        ("IM_WEBHOOK_SECRET", "short"),
        ("WEB_WORKERS", "0"),
        ("TRUSTED_PROXIES", "-1"),
    ],
)
def test_an_absurd_value_is_refused_by_name(environ, variable, value):
    with pytest.raises(BadSetting, match=f"^{variable} must be"):
        Settings.from_env(environ | {variable: value})


@pytest.mark.parametrize("variable", ["SECRET_KEY", "ORDERS_TOKEN", "DATABASE_URL", "SMTP_URL"])
def test_a_refusal_does_not_repeat_a_secret(environ, variable):
    with pytest.raises(BadSetting) as refused:
        Settings.from_env(environ | {variable: "hush:s3cret"})
    assert "s3cret" not in str(refused.value)


def test_instant_messages_are_not_sent_unsigned(environ):
    environ |= {"IM_WEBHOOK_URL": "https://chat.example/hook"}
    with pytest.raises(BadSetting, match="^IM_WEBHOOK_SECRET must be set too"):
        Settings.from_env(environ)
    settings = Settings.from_env(environ | {"IM_WEBHOOK_SECRET": "whsec_" + "s3cret" * 4})
    assert settings.im_webhook_url == "https://chat.example/hook"
    assert "s3cret" not in repr(settings)


def test_secrets_stay_out_of_what_is_printed(environ):
    environ |= {"DATABASE_URL": "postgresql://jury:s3cret@db/jury", "ORDERS_TOKEN": "s3cret" * 4}
    assert "s3cret" not in repr(Settings.from_env(environ))


def test_the_secret_key_is_made_once_and_kept_to_ourselves(environ, tmp_path):
    first = Settings.from_env(environ).secret_key
    assert len(first) == 64
    assert Settings.from_env(environ).secret_key == first
    kept = tmp_path / "instance" / "secret-key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert list(kept.parent.iterdir()) == [kept]


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BadSetting, match="JURY_INSTANCE_DIR"):
        Settings.from_env({"JURY_INSTANCE_DIR": str(tmp_path / "file" / "instance")})


def test_the_marketplace_is_told_signed_or_not_at_all(environ):
    url, secret = "https://market.example/hooks/", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    settings = Settings.from_env(environ | {"MARKETPLACE_URL": url, "MARKETPLACE_SECRET": secret})
    assert (settings.marketplace_url, settings.marketplace_secret) == (url.rstrip("/"), secret)
    assert secret not in repr(settings)
    with pytest.raises(BadSetting, match="MARKETPLACE_SECRET must be set as well"):
        Settings.from_env(environ | {"MARKETPLACE_URL": url})
    with pytest.raises(BadSetting, match="MARKETPLACE_URL must be set as well"):
        Settings.from_env(environ | {"MARKETPLACE_SECRET": secret})
    with pytest.raises(BadSetting, match="MARKETPLACE_SECRET must be whsec_") as refused:
        Settings.from_env(environ | {"MARKETPLACE_URL": url, "MARKETPLACE_SECRET": "whsec_short"})
    assert "short" not in str(refused.value)
