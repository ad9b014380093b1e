"""A letter as a page: what mail programs show instead of the plain text."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "mail"
LANGS = {"zh": "zh-Hans", "en": "en"}


@cache
def _template() -> Template:
    """Read once; whatever is put into it is escaped."""
    room = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return room.get_template("letter.html")


def written(
    locale: str,
    subject: str,
    body: str,
    link: str,
    label: str,
    court: str,
    signed: str,
    quieter: str,
    settings: str,
) -> str:
    """The page: no picture, nothing fetched, readable in the light and in the dark."""
    before, _mark, after = quieter.partition(settings) if settings else ("", "", "")
    return _template().render(
        lang=LANGS[locale], subject=subject, paragraphs=body.split("\n\n"), link=link, label=label,
        court=court, signed=signed, before=before, after=after, settings=settings,
    )  # fmt: skip
