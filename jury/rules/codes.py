"""Short codes that people can read to each other."""

import hashlib
import re
from uuid import UUID

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0, 1, I, L, O or U

BARE = re.compile(f"[A-Z][{LETTERS}]{{6}}")


def as_written(typed: str) -> str:
    """A code as it is printed, of one typed in lower case or without its hyphen.

    >>> as_written(" c43gje6")
    'C-43GJE6'
    """
    code = typed.strip().upper()
    return f"{code[0]}-{code[1:]}" if BARE.fullmatch(code) else code


def derived(kind: str, named: UUID, length: int = 6) -> str:
    """The code that always stands for this id, and tells nothing of anything else.

    >>> derived("S", UUID(int=1))
    'S-ZPMSXS'
    """
    number = int.from_bytes(hashlib.sha256(f"jury/code:{kind}:{named}".encode()).digest())
    letters = []
    for _ in range(length):
        number, letter = divmod(number, len(LETTERS))
        letters.append(LETTERS[letter])
    return f"{kind}-" + "".join(letters)
