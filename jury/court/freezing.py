"""The evidence as it is frozen: one root over every text and picture that both sides brought."""

import json
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.rules import merkle
from jury.store.cases import Case, Exhibit, Passage
from jury.store.ledger import Entry

from .record import CLOCK, record, salted

FROZEN = "evidence_frozen"


def freeze(session: Session, case: Case, now: datetime) -> None:
    """Put the root of the evidence into the ledger. The case is locked by the caller."""
    passages, exhibits = brought_by(case, now)
    root = root_of(passages, exhibits)
    n_texts, n_pictures = len(passages), len(exhibits)
    record(session, FROZEN, now, CLOCK, case, root=root, texts=n_texts, pictures=n_pictures)


def brought_by(case: Case, at: datetime) -> tuple[list[Passage], list[Exhibit]]:
    """The texts and pictures handed in that had been brought by then."""
    passages = [passage for passage in case.evidence if passage.written_at <= at]
    return passages, [exhibit for exhibit in case.pictures if exhibit.brought_at <= at]


def root_of(passages: Iterable[Passage], exhibits: Iterable[Exhibit]) -> str:
    """The Merkle root over the salted hash of each text and the hash of each picture.

    Of the raw texts, which never change; what is covered for jurors changes what they read,
    and each release has an entry of its own.
    """
    texts = [f"text|{salted(passage.raw, passage.salt)}" for passage in passages]
    pictures = [f"picture|{exhibit.sha256}" for exhibit in exhibits]
    lines = [line.encode() for line in sorted([*texts, *pictures])]
    return merkle.root(merkle.tree(lines)).hex()


def holds(session: Session, case: Case) -> bool | None:
    """Whether the evidence is still what was frozen; None if it never was, or was erased since."""
    if case.texts_erased_at:
        return None
    frozen = select(Entry).where(Entry.case_id == case.id, Entry.act == FROZEN)
    entries = session.scalars(frozen.order_by(Entry.id)).all()
    same = [root_of(*brought_by(case, e.at)) == json.loads(e.body)["root"] for e in entries]
    return all(same) if same else None
