"""An amount as people type it, before it is read as a number."""

import re
import unicodedata

SIGNS = "¥$€£"
UNIT = re.compile(r"\s*(元|圆|块钱?|CNY|RMB|yuan)$", re.IGNORECASE)


def plain(typed: str) -> str:
    """The digits alone: full-width ones as ASCII, without a currency's sign or unit.

    >>> plain(" ￥１，０５０．５元 ")
    '1050.5'
    """
    words = unicodedata.normalize("NFKC", typed).strip().lstrip(SIGNS).replace(",", "")
    return UNIT.sub("", words).strip()
