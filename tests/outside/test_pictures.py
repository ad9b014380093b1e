"""The vault forgets names and limits; the decoder's process may die, ours does not."""

import io
import stat

import pytest
from PIL import Image

from jury.outside import pictures
from jury.outside.pictures import Vault, clean_in_subprocess
from jury.redaction.pictures import BadPicture, clean


def jpeg(size=(80, 60)) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(out, "JPEG", comment=b"SECRET")
    return out.getvalue()


@pytest.fixture
def vault(tmp_path) -> Vault:
    return Vault(tmp_path / "quarantine")


def test_the_process_cleans_as_the_function_does(tmp_path):
    data = jpeg()
    (tmp_path / "evidence").write_bytes(data)
    assert clean_in_subprocess(data) == clean(data)
    assert clean_in_subprocess(tmp_path / "evidence") == clean(data)


def test_boxes_are_burnt_in_by_the_process():
    burnt = clean_in_subprocess(jpeg(), boxes=[(0, 0, 40, 30)])
    seen = Image.open(io.BytesIO(burnt.data)).convert("RGB").crop((4, 4, 36, 26))
    assert max(high for _, high in seen.getextrema()) < 40


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "not_a_picture"), (b"%PDF-1.7", "unsupported"), (jpeg()[:900], "truncated")],
)
def test_the_process_says_why_it_refuses(data, reason):
    with pytest.raises(BadPicture) as refused:
        clean_in_subprocess(data)
    assert refused.value.reason == reason


def test_a_decoder_that_dies_or_never_ends_is_a_refusal(tmp_path):
    decoder = tmp_path / "decoder.py"
    for source in ("import os; os.kill(os.getpid(), 9)", "raise SystemExit(3)", "print('')"):
        decoder.write_text(source)
        with pytest.raises(BadPicture):
            clean_in_subprocess(jpeg(), decoder=decoder)
    decoder.write_text("import time; time.sleep(60)")
    with pytest.raises(BadPicture, match="too_large"):
        clean_in_subprocess(jpeg(), wait_seconds=0.5, decoder=decoder)


def test_the_process_sees_nothing_of_our_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "secret")
    decoder = tmp_path / "decoder.py"
    decoder.write_text(
        "import json, os; print(json.dumps({'reason': os.environ.get('DATABASE_URL')}))"
    )
    with pytest.raises(BadPicture, match="None"):
        clean_in_subprocess(jpeg(), decoder=decoder)


def test_forty_million_pixels_fit_into_the_memory_of_the_process():
    out = io.BytesIO()
    Image.new("RGBA", (6_400, 6_200), (9, 9, 9, 99)).save(out, "PNG", compress_level=1)
    assert clean_in_subprocess(out.getvalue()).width == 2_560


def test_a_file_is_kept_under_a_random_name_for_our_eyes_only(vault):
    name = vault.keep(io.BytesIO(b"abc"))
    assert len(name) == 32 and name != vault.keep(io.BytesIO(b"abc"))
    assert vault.path(name).read_bytes() == b"abc"
    assert stat.S_IMODE(vault.path(name).stat().st_mode) == 0o600


def test_a_stream_past_the_limit_is_refused_at_once_and_leaves_nothing(vault):
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return bytes(size)

    stream = Endless()
    with pytest.raises(BadPicture, match="too_large"):
        vault.keep(stream, limit_bytes=100_000)
    assert stream.given <= 100_000 + 2 * pictures.PIECE
    assert list(vault.folder.iterdir()) == []
    assert vault.keep(io.BytesIO(bytes(100_000)), limit_bytes=100_000)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "../etc/passwd",
        "a" * 31,
        "A" * 32,
        "g" * 32,
        "a" * 32 + "\n",
        "a" * 32 + ".jpg",
        "/" * 32,
    ],
)
def test_only_names_of_ours_are_answered(vault, name):
    for act in (vault.path, vault.delete):
        with pytest.raises(ValueError, match="name"):
            act(name)


def test_replaced_and_deleted_bytes_are_gone(vault):
    name = vault.keep(io.BytesIO(b"old"))
    vault.replace(name, b"new")
    assert vault.path(name).read_bytes() == b"new"
    assert len(list(vault.folder.iterdir())) == 1
    vault.delete(name)
    vault.delete(name)
    assert list(vault.folder.iterdir()) == []
