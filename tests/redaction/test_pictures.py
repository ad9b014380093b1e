"""Whatever file is handed in: a clean picture or a refusal, and never a byte of metadata."""

import random
import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from jury.redaction.pictures import LIMITS, BadPicture, Limits, burn, clean

SECRET = b"SECRET-38.8977N"
REASONS = {
    "not_a_picture",
    "unsupported",
    "animated",
    "too_large",
    "truncated",
    "too_many_pixels",
}
SMALL = Limits(pixels=100_000, webp_pixels=100_000, side=1_000, edge=64)


def picture(size=(120, 90), mode="RGB") -> Image.Image:
    chance = random.Random(7)
    small = Image.new("RGB", (12, 9))
    small.putdata([tuple(chance.randrange(256) for _ in "rgb") for _ in range(108)])
    return small.resize(size, Image.Resampling.BICUBIC).convert(mode)


def encoded(image: Image.Image, form: str, **options) -> bytes:
    out = BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    notes = Image.Exif()
    notes[0x0112] = orientation
    notes[0x010E] = SECRET.decode()
    notes.get_ifd(0x8825)[1] = "N"
    notes.get_ifd(0x8825)[29] = SECRET.decode()
    return notes


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_of(width: int, height: int, body: bytes = b"", extra: bytes = b"") -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = chunk(b"IDAT", zlib.compress(body))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + extra + packed + chunk(b"IEND", b"")


def text_notes() -> PngImagePlugin.PngInfo:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", SECRET.decode())
    notes.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    notes.add_text("Comment", SECRET.decode() * 50, zip=True)
    return notes


JPEG = encoded(picture(), "JPEG")
PNG = encoded(picture(), "PNG")
WEBP = encoded(picture(), "WEBP")


def telling() -> dict[str, bytes]:
    """Good pictures that tell more than they show."""
    photo = picture()
    return {
        "jpeg exif gps": encoded(photo, "JPEG", exif=exif()),
        "jpeg comment": encoded(photo, "JPEG", comment=SECRET),
        "jpeg xmp": encoded(photo, "JPEG", xmp=SECRET),
        "jpeg profile": encoded(photo, "JPEG", icc_profile=SECRET * 20),
        "jpeg trailing": JPEG + SECRET,
        "jpeg trailing zip": JPEG + b"PK\x03\x04" + SECRET,
        "jpeg trailing html": JPEG + b"<script>" + SECRET,
        "jpeg progressive": encoded(photo, "JPEG", progressive=True, exif=exif()),
        "jpeg grey": encoded(picture(mode="L"), "JPEG", comment=SECRET),
        "jpeg cmyk": encoded(picture(mode="CMYK"), "JPEG", comment=SECRET),
        "jpeg two in one": encoded(photo, "MPO", save_all=True, append_images=[picture((60, 45))]),
        "png text": encoded(photo, "PNG", pnginfo=text_notes()),
        "png exif": encoded(photo, "PNG", exif=exif()),
        "png trailing": PNG + SECRET,
        "png palette": encoded(photo.quantize(16), "PNG", pnginfo=text_notes()),
        "png alpha": encoded(picture(mode="RGBA"), "PNG", pnginfo=text_notes()),
        "png grey alpha": encoded(picture(mode="LA"), "PNG", pnginfo=text_notes()),
        "png one bit": encoded(picture(mode="1"), "PNG", pnginfo=text_notes()),
        "png sixteen bits": encoded(Image.new("I;16", (50, 40), 30_000), "PNG"),
        "png private chunk": PNG[:33] + chunk(b"prVt", SECRET) + PNG[33:],
        "webp exif": encoded(photo, "WEBP", exif=exif()),
        "webp xmp": encoded(photo, "WEBP", xmp=SECRET),
        "webp lossless alpha": encoded(picture(mode="RGBA"), "WEBP", lossless=True, exif=exif()),
        "webp trailing": WEBP + SECRET,
    }


def hostile() -> dict[str, tuple[bytes, str]]:
    """Files to be refused, each with the reason."""
    frames = {"save_all": True, "append_images": [picture((120, 90)).rotate(9)], "duration": 9}
    bomb = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"A" * 30_000_000))
    return {
        "empty": (b"", "not_a_picture"),
        "one byte": (b"\xff", "not_a_picture"),
        "zeros": (bytes(5_000), "not_a_picture"),
        "noise": (random.Random(1).randbytes(5_000), "not_a_picture"),
        "html": (b"<!doctype html><script>alert(1)</script>", "not_a_picture"),
        "html named jpg": (b"<html>evidence.jpg</html>", "not_a_picture"),
        "text with a bidi name": ("photo\u202egpj.exe".encode(), "not_a_picture"),
        "shell": (b"#!/bin/sh\nrm -rf /\n", "not_a_picture"),
        "elf": (b"\x7fELF" + bytes(200), "not_a_picture"),
        "exe": (b"MZ" + bytes(200), "not_a_picture"),
        "svg": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "unsupported"),
        "svg with a prolog": (b'\n<?xml version="1.0"?><svg/>', "unsupported"),
        "svg with a mark": (b"\xef\xbb\xbf<svg/>", "unsupported"),
        "pdf": (b"%PDF-1.7\n" + bytes(100), "unsupported"),
        "pdf with a jpeg inside": (b"%PDF-1.7\n" + JPEG, "unsupported"),
        "zip": (b"PK\x03\x04" + bytes(100), "unsupported"),
        "zip with a jpeg inside": (b"PK\x03\x04" + JPEG, "unsupported"),
        "office": (b"\xd0\xcf\x11\xe0" + bytes(100), "unsupported"),
        "gzip": (b"\x1f\x8b" + bytes(100), "unsupported"),
        "mp4": (b"\0\0\0\x20ftypisom" + bytes(100), "unsupported"),
        "heic": (b"\0\0\0\x18ftypheic" + bytes(100), "unsupported"),
        "webm": (b"\x1aE\xdf\xa3" + bytes(100), "unsupported"),
        "avi": (b"RIFF\x10\0\0\0AVI " + bytes(100), "unsupported"),
        "wav": (b"RIFF\x10\0\0\0WAVE" + bytes(100), "unsupported"),
        "gif": (encoded(picture(), "GIF"), "unsupported"),
        "gif with javascript": (b"GIF89a/*" + bytes(9) + b"*/=1;alert(1)", "unsupported"),
        "bmp": (encoded(picture(), "BMP"), "unsupported"),
        "tiff": (encoded(picture(), "TIFF"), "unsupported"),
        "ico": (encoded(picture((32, 32)), "ICO"), "unsupported"),
        "jpeg 2000": (b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(100), "unsupported"),
        "photoshop": (b"8BPS\0\1" + bytes(100), "unsupported"),
        "animated png": (encoded(picture(), "PNG", **frames), "animated"),
        "animated webp": (encoded(picture(), "WEBP", **frames), "animated"),
        "bomb 30000 × 30000": (png_of(30_000, 30_000), "too_many_pixels"),
        "bomb 12001 × 1": (png_of(12_001, 1, bytes(36_004)), "too_many_pixels"),
        "bomb 65535 × 1000": (png_of(65_535, 1_000), "too_many_pixels"),
        "bomb 2³¹": (png_of(2**31 - 1, 2**31 - 1), "too_many_pixels"),
        "huge file": (JPEG + bytes(LIMITS.file_bytes), "too_large"),
        "text bomb": (png_of(10, 10, bytes(310), bomb), "truncated"),
        "no pixels": (png_of(100, 100), "truncated"),
        "png of no size": (png_of(0, 0), "truncated"),
        "half a jpeg": (JPEG[: len(JPEG) // 2], "truncated"),
        "jpeg head": (JPEG[:20], "truncated"),
        "png head": (PNG[:40], "truncated"),
        "webp half": (WEBP[: len(WEBP) // 2], "truncated"),
        "jpeg then nothing": (b"\xff\xd8\xff\xe0" + bytes(50), "truncated"),
        "png mark, jpeg body": (PNG[:8] + JPEG, "truncated"),
        "jpeg mark, png body": (b"\xff\xd8\xff" + PNG, "truncated"),
        "jpeg of a lying height": (JPEG[:163] + JPEG[170:], "truncated"),
    }


TELLING, HOSTILE = telling(), hostile()


def test_the_suite_makes_at_least_sixty_such_files():
    assert len(TELLING) + len(HOSTILE) >= 60


@pytest.mark.parametrize("name", TELLING)
def test_only_pixels_come_out(name):
    result = clean(TELLING[name])
    assert SECRET not in result.data
    seen = Image.open(BytesIO(result.data))
    seen.load()
    assert (seen.format, seen.size) == (result.format, (result.width, result.height))
    assert not seen.getexif()
    assert set(seen.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    end = b"\xff\xd9" if result.format == "JPEG" else chunk(b"IEND", b"")
    assert result.data.endswith(end)


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_plain_picture_is_refused_with_its_reason(name):
    data, reason = HOSTILE[name]
    with pytest.raises(BadPicture) as refused:
        clean(data)
    assert refused.value.reason in REASONS
    if name not in {"png of no size", "jpeg of a lying height", "text bomb"}:
        assert refused.value.reason == reason


@pytest.mark.parametrize("source", [JPEG, PNG, WEBP], ids=["jpeg", "png", "webp"])
def test_a_truncation_anywhere_is_a_picture_or_a_refusal(source):
    for kept in range(0, len(source), max(1, len(source) // 40)):
        try:
            assert clean(source[:kept]).data
        except BadPicture as bad:
            assert bad.reason in REASONS


def test_flipped_bytes_make_a_picture_or_a_refusal():
    chance = random.Random(20261123)
    for _ in range(200):
        broken = bytearray(JPEG)
        for _ in range(chance.randint(1, 8)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        try:
            assert clean(bytes(broken), SMALL).width <= SMALL.edge
        except BadPicture as bad:
            assert bad.reason in REASONS


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_comes_out_upright(orientation):
    source = Image.new("RGB", (40, 20), "white")
    source.paste((200, 0, 0), (0, 0, 20, 10))
    data = encoded(source, "PNG", exif=exif(orientation))
    from_turned = Image.open(BytesIO(clean(data).data)).convert("RGB")
    assert from_turned.size == ((40, 20) if orientation < 5 else (20, 40))
    corner = {
        1: (0, 0),
        2: (1, 0),
        3: (1, 1),
        4: (0, 1),
        5: (0, 0),
        6: (1, 0),
        7: (1, 1),
        8: (0, 1),
    }
    x, y = corner[orientation]
    at = (x * (from_turned.width - 1), y * (from_turned.height - 1))
    assert from_turned.getpixel(at)[1] < 60


def test_a_large_picture_becomes_at_most_2560_wide_and_high():
    result = clean(encoded(picture((6_000, 3_000)), "JPEG"))
    assert (result.width, result.height) == (2_560, 1_280)


def test_few_colours_stay_exact_and_what_shows_through_is_white():
    drawing = Image.new("RGBA", (30, 20), (0, 0, 0, 0))
    drawing.paste((10, 200, 30, 255), (0, 0, 5, 5))
    result = clean(encoded(drawing, "PNG"))
    seen = Image.open(BytesIO(result.data)).convert("RGB")
    assert result.format == "PNG"
    assert (seen.getpixel((2, 2)), seen.getpixel((20, 10))) == ((10, 200, 30), (255, 255, 255))


def test_burnt_pixels_are_gone():
    before = clean(JPEG)
    after = burn(before.data, [(10, 10, 50, 40), (100, 80, 500, 500)])
    seen = Image.open(BytesIO(after.data)).convert("RGB")
    assert (after.width, after.height) == (before.width, before.height)
    for box in [(14, 14, 46, 36), (104, 84, 120, 90)]:
        assert max(high for _, high in seen.crop(box).getextrema()) < 40


@pytest.mark.parametrize("box", [(5, 5, 5, 9), (500, 500, 600, 600), (9, 9, 3, 3)])
def test_a_box_that_covers_nothing_is_refused(box):
    with pytest.raises(ValueError, match="box"):
        burn(clean(JPEG).data, [box])
