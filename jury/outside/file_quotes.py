"""Whether quotes stand in a CSV file as every reader of such files would understand them."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

BLOCK_BYTES = 4 * 1024**2
QUOTE = ord('"')
BESIDE = np.frombuffer(b',\r\n"', np.uint8)  # an opening quote, before it; a closing one, after it


def is_plainly_quoted(file: Path) -> bool:
    """Whether each quote opens a field, closes one, or is doubled within one.

    Then no two readers can differ over it. Of any other some make a field that is not there:
    Arrow reads ``"a"b`` as ab. The file must not be empty.
    """
    bytes_, seen = np.memmap(file, np.uint8, "r"), 0
    for start in range(0, len(bytes_), BLOCK_BYTES):
        at = start + np.flatnonzero(bytes_[start : start + BLOCK_BYTES] == QUOTE)
        opening, closing = at[seen % 2 :: 2], at[1 - seen % 2 :: 2]
        if not (_is_beside(bytes_, opening - 1) and _is_beside(bytes_, closing + 1)):
            return False
        seen += len(at)
    return seen % 2 == 0


def _is_beside(bytes_: NDArray[np.uint8], places: NDArray[Any]) -> bool:
    """Whether a separator or a quote, or an end of the file, is at each of the places."""
    inside = places[(places >= 0) & (places < len(bytes_))]
    return bool(np.isin(bytes_[inside], BESIDE).all())
