"""Gaps in texts kept ready: what an agent still has to write into one, in square brackets."""

import re

GAP = re.compile(r"[\[［][^\[\]［］\n]{1,80}[\]］]")


def gaps(text: str) -> list[str]:
    """The gaps of the text as they stand, in order.

    >>> gaps("Exhibit [number] shows that [what it shows].")
    ['[number]', '[what it shows]']
    """
    return GAP.findall(text)
