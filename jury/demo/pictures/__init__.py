"""Draws every exhibit of the demo town, always the same picture for the same exhibit."""

import random
from datetime import datetime, timedelta
from io import BytesIO

from jury.demo.disputes import Dispute, Exhibit

from . import chat, label, product, receipt

FILED_AT = datetime(2026, 11, 20, 20, 14)  # noqa: DTZ001  as printed on a picture, without a zone


def draw(exhibit: Exhibit, dispute: Dispute, filed_at: datetime = FILED_AT) -> bytes:
    """The exhibit as a JPEG or PNG of at most 150 kB, dated by the day the case was filed."""
    rng = random.Random(f"{dispute.slug}/{dispute.exhibits.index(exhibit)}")
    minutes = rng.randint(-500, 120)
    days = dispute.days
    out = BytesIO()
    if exhibit.kind == "product":
        product.draw(exhibit, rng).save(out, "JPEG", quality=84)
        return out.getvalue()
    if exhibit.kind == "chat":
        at = filed_at - timedelta(days=days.refused, minutes=-minutes)
        image = chat.draw(exhibit, dispute, at)
    elif exhibit.kind == "label":
        sent = days.applied - 2 if exhibit.returned else days.shipped
        image = label.draw(exhibit, dispute, filed_at - timedelta(days=sent), rng)
    else:
        image = receipt.draw(exhibit, dispute, filed_at - timedelta(days=days.applied))
    image.save(out, "PNG", compress_level=4)
    return out.getvalue()
