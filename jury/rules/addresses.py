"""E-mail addresses: what can be written to, and is one address only."""

import re

LONGEST = 254
ONE = re.compile(r"""[^\s@,;:<>()\[\]"\\]+@[^\s@,;:<>()\[\]"\\]+""")


def is_address(text: str) -> bool:
    """Whether it is one address, without a name beside it and without what no address has."""
    return len(text) <= LONGEST and text.isprintable() and ONE.fullmatch(text) is not None
