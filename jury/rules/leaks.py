"""Reports of personal data: which of them stops a case, and which only calls staff."""

from collections.abc import Sequence

MOST_STOPS = 2  # one juror may stop one case so often


def stops_case(before: Sequence[bool | None]) -> bool:
    """Whether a juror's report stops the case until staff have looked.

    ``before`` tells of the juror's earlier reports on it whether staff found
    something, or None while nobody has looked. Whoever was found mistaken
    once, waits for an answer, or has stopped the case often enough is heard
    while the hearing goes on: nobody may hold up a case alone.

    >>> stops_case([]), stops_case([True]), stops_case([False]), stops_case([True, True])
    (True, True, False, False)
    """
    return len(before) < MOST_STOPS and all(before)
