"""Witnesses: what the entries of a case say, held against the rows they speak of.

Whoever owns the database may alter a row, and an entry too; but not both so that the
chain of the case still holds.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.rules import stopping
from jury.store.cases import Case
from jury.store.ledger import Entry
from jury.store.outcomes import Outcome, Review, Ruling
from jury.store.panels import Ballot, Draw, Hearing, Panel, Summons

from .record import canonical, leaf_hash

Told = Mapping[str, dict[str, Any]]  # what is said of each thing, by its id
Found = tuple[str, bool, str]
LATER = {"stopping", "closing"}  # what entries of an older court do not say


def witnesses(session: Session, case: Case) -> Iterator[Found]:
    """What the entries speak of, whether the rows say the same, and where they do not.

    Nothing of a case without entries, such as one taken in with an archive. How
    many there are of anything stays unsaid, for the panel may be open.
    """
    chain = chain_of(session, case)
    if not chain:
        return
    broken = chain_breaks(chain, case)
    yield "chain", not broken, f"broken at entry {broken[0].id}" if broken else ""
    bodies = [(entry.act, json.loads(entry.body)) for entry in chain if entry not in broken]
    filed: dict[str, Any] = next((body for act, body in bodies if act == "case_filed"), {})
    if "band" in filed:  # entries of an older court do not say
        yield "terms said", (filed["policy"], filed["band"]) == (case.policy_id, case.band), ""
    for what, act, key, rows in _spoken_of(session, case):
        said = {body[key]: body for of_act, body in bodies if of_act == act}
        if said or rows:
            yield what, *_compare(said, rows)
    if views := _views_again(session, case, [entry for entry in chain if entry not in broken]):
        yield views
    called = [body for act, body in bodies if act == "jurors_called"]
    pairs = (zip(body["summonses"], body["seats"], strict=True) for body in called)
    seats = {summons: {"seat": seat} for pair in pairs for summons, seat in pair}
    if seats:
        yield "summonses said", *_compare(seats, _summonses(session, case))


def chain_of(session: Session, case: Case) -> list[Entry]:
    """Every entry of the case, from the first."""
    of_case = select(Entry).where(Entry.case_id == case.id).order_by(Entry.id)
    return list(session.scalars(of_case))


def chain_breaks(chain: Sequence[Entry], case: Case) -> list[Entry]:
    """Entries whose leaf hash is not that of their content, or that do not follow the one before.

    A case whose last leaf is not its last entry's counts as broken there.
    """
    broken, previous = [], ""
    for entry in chain:
        leaf = leaf_hash(
            entry.at, entry.actor, entry.act, entry.case_id, entry.body, entry.previous
        )
        if leaf != entry.leaf_hash or entry.previous != previous:
            broken.append(entry)
        previous = entry.leaf_hash
    if chain and case.last_leaf != previous and chain[-1] not in broken:
        broken.append(chain[-1])
    return broken


def _compare(said: Told, rows: Told) -> tuple[bool, str]:
    """Whether both speak of the same things and say the same, and the first that differs.

    An entry may say more than is asked of its row here.
    """
    for name in [*rows, *(said.keys() - rows.keys())]:
        row, entry = rows.get(name), said.get(name)
        if row is None or entry is None:
            return False, f"{name} {'has no row' if row is None else 'has no entry'}"
        for fact, value in row.items():
            if entry.get(fact, value if fact in LATER else None) != value:
                return False, f"{name}: {fact} {value}, the entry says {entry.get(fact)}"
    return True, ""


def _spoken_of(session: Session, case: Case) -> Iterator[tuple[str, str, str, Told]]:
    """What the rows say: of what, by which act, under which name of the thing, and the facts."""
    yield "outcomes said", "panel_closed", "panel", _outcomes(session, case)
    yield "draws said", "hearing_opened", "hearing", _draws(session, case)
    yield "rulings said", "ruled", "ruling", _rulings(session, case)
    yield "reviews said", "review_decided", "review", _reviews(session, case)
    yield "ballots said", "ballot_cast", "summons", _ballots(session, case)


def _plain(named: UUID, **facts: Any) -> tuple[str, dict[str, Any]]:
    """The facts as an entry would hold them."""
    return str(named), json.loads(canonical(facts))


def _outcomes(session: Session, case: Case) -> Told:
    found = select(Outcome).join(Panel).join(Hearing).where(Hearing.case_id == case.id)
    return dict(
        _plain(
            row.panel_id,
            side=row.side,
            why=row.why,
            posterior_buyer=repr(row.posterior_buyer),
            n_buyer=row.n_buyer,
            n_seller=row.n_seller,
            n_cannot_judge=row.n_cannot_judge,
            closed_early=row.closed_early,
            fit=row.fit_id,
            **_measured(row),
        )
        for row in session.scalars(found)
    )


def _measured(row: Outcome) -> dict[str, Any]:
    """Of an outcome that an older court made entries say none of this, or less."""
    told: dict[str, Any] = {
        "score": None if row.score is None else repr(row.score),
        "path": None if row.path is None else stopping.digest(row.path),
    }
    is_silent = row.score is None and not row.path
    return told if is_silent else told | {"in_sample": row.in_sample}


def _draws(session: Session, case: Case) -> Told:
    drawn = select(Draw, Panel).join(Hearing, Hearing.id == Draw.hearing_id)
    drawn = drawn.join(Panel, Panel.hearing_id == Hearing.id).where(Hearing.case_id == case.id)
    return dict(
        _plain(
            draw.hearing_id,
            panel=panel.id,
            fit=panel.fit_id,
            certificate=panel.certificate_id,
            **_rule_said(panel),
            r_s=draw.nonce,
            r_claimant=draw.r_claimant,
            r_respondent=draw.r_respondent,
            seed=draw.seed,
        )
        for draw, panel in session.execute(drawn)
    )


def _rule_said(panel: Panel) -> dict[str, Any]:
    """Of a panel that an older court opened nobody said at which posterior it closes."""
    closing = panel.sure_posterior
    told = {"stopping": panel.stopping}
    return told if closing is None else told | {"closing": repr(closing)}


def _rulings(session: Session, case: Case) -> Told:
    return dict(
        _plain(
            row.id,
            hearing=row.hearing_id,
            side=row.side,
            body=row.body,
            remedy=row.remedy,
            amount_minor=row.amount_minor,
        )
        for row in session.scalars(select(Ruling).where(Ruling.case_id == case.id))
    )


def _reviews(session: Session, case: Case) -> Told:
    decided = select(Review).where(Review.case_id == case.id, Review.decided_at.is_not(None))
    return dict(
        _plain(row.id, task=row.task, decision=row.decision, side=row.side, code=row.code)
        for row in session.scalars(decided)
    )


def _views_again(session: Session, case: Case, chain: Sequence[Entry]) -> Found | None:
    """Whether each view of staff, which is what audits are judged by, is their last one's entry."""
    said: dict[tuple[str, str], str] = {}
    for entry in chain:
        if entry.act == "review_viewed":
            body = json.loads(entry.body)
            said[body["review"], entry.actor] = body["side"]
    viewed = select(Review).where(Review.case_id == case.id, Review.viewed_by.is_not(None))
    found = list(session.scalars(viewed))
    for row in found:
        entry_says = said.get((str(row.id), f"person:{row.viewed_by}"))
        if entry_says != row.view_side:
            return "views said", False, f"{row.id}: {row.view_side}, the entry says {entry_says}"
    return ("views said", True, "") if found or said else None


def _ballots(session: Session, case: Case) -> Told:
    cast = select(Ballot).join(Summons).join(Panel).join(Hearing)
    return dict(
        _plain(row.summons_id, text_hash=row.text_hash)
        for row in session.scalars(cast.where(Hearing.case_id == case.id))
    )


def _summonses(session: Session, case: Case) -> Told:
    called = select(Summons).join(Panel).join(Hearing).where(Hearing.case_id == case.id)
    return dict(_plain(row.id, seat=row.seat) for row in session.scalars(called))
