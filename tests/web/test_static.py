import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "static"
CSS = (STATIC / "jury.css").read_text()
TOKENS = re.findall(r"--([a-z-]+): var\(--light, (#\w{6})\) var\(--dark, (#\w{6})\);", CSS)
SCHEMES = {
    "light": {name: light for name, light, _dark in TOKENS},
    "dark": {name: dark for name, _light, dark in TOKENS},
}
HUES = ("buyer", "seller", "good", "warn", "bad")
WRITTEN = [(ink, paper) for ink in ("ink", "soft") for paper in ("paper", "sheet", "wash")]
WRITTEN += [(hue, f"{hue}-wash") for hue in HUES] + [(hue, "wash") for hue in HUES]
WRITTEN += [(hue, "sheet") for hue in HUES] + [("accent", "paper"), ("on-accent", "accent")]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("ink", "paper"), WRITTEN)
def test_words_stand_out_from_what_they_are_written_on(scheme, ink, paper):
    light, dark = sorted(
        (luminance(SCHEMES[scheme][ink]), luminance(SCHEMES[scheme][paper])), reverse=True
    )
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_a_page_loads_at_most_a_hundred_kilobytes_of_sheet_and_script():
    loaded = [STATIC / "jury.css", STATIC / "jury.js", *(STATIC / "vendor").glob("*.js")]
    assert sum(path.stat().st_size for path in loaded) <= 100_000
