"""The words of every kind of message, by kind; in groups, as a reader may switch them off."""

from dataclasses import replace

from . import accounts, appeals, execution, jurors, parties, questions, refunds, rulings, staff
from .words import Words as Words

ALWAYS = "accounts"  # asked for by the reader, or the only way in
OF_CASES = (parties, refunds, questions, rulings, appeals, execution)
GROUPS: dict[str, tuple[dict[str, Words], ...]] = {
    ALWAYS: (accounts.KINDS,),
    "jury": (jurors.KINDS,),
    "cases": tuple(room.KINDS for room in OF_CASES),
    "desk": (staff.KINDS,),
}
KINDS: dict[str, Words] = {
    kind: replace(words, group=group)
    for group, rooms in GROUPS.items()
    for room in rooms
    for kind, words in room.items()
}
