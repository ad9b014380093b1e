"""The terms in force: which version a case is filed under, and how one is adopted or withdrawn."""

import hashlib
import json
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from jury.rules.errors import N_, Conflict, Invalid
from jury.rules.policy import Policy
from jury.rules.policy_book import PolicyBook, changes
from jury.store.cases import PolicyVersion, PolicyWithdrawal
from jury.store.orders import Order
from jury.store.people import Person
from jury.store.queue import defer

from .record import OPERATOR, actor, record

LOCK = 9_000_001  # of the list of versions: two admins adopt one after the other
SHORTEST_REASON, LONGEST_REASON = 10, 600


class StartsInThePast(Invalid):
    sentence = N_(
        "A policy starts now or later: %(starts_at)s has passed, so it was not adopted. "
        "Choose another day."
    )


class ReasonMissing(Invalid):
    sentence = N_(
        "Everybody can read why: please give a reason of %(shortest)d to %(longest)d characters. "
        "Nothing was changed."
    )


class NothingChanges(Invalid):
    sentence = N_(
        "These terms are those of no. %(policy)s, so there is nothing to adopt and nothing was "
        "changed. Please change a term first."
    )


class AnotherCameFirst(Conflict):
    sentence = N_(
        "Meanwhile no. %(policy)s was adopted, so the differences you read are no longer true and "
        "nothing was adopted. What you wrote is kept: look at the differences again."
    )


class AlreadyStarted(Conflict):
    sentence = N_(
        "No. %(policy)s is in force since %(starts_at)s and cannot be withdrawn. "
        "To change its terms, adopt a new version."
    )


class AlreadyWithdrawn(Conflict):
    sentence = N_("No. %(policy)s was withdrawn before; nothing was changed.")


def current(session: Session, now: datetime) -> PolicyVersion:
    """The version in force; a court that has adopted none adopts the defaults."""
    in_force = version_at(session, now)
    return in_force or adopt(session, Policy(), "The defaults.", now, OPERATOR)


def version_at(session: Session, at: datetime) -> PolicyVersion | None:
    """The version in force at a moment, as far as is known today."""
    latest = _standing().where(PolicyVersion.starts_at <= at)
    newest = latest.order_by(PolicyVersion.starts_at.desc(), PolicyVersion.id.desc())
    return session.scalar(newest.limit(1))


def coming(session: Session, now: datetime) -> list[PolicyVersion]:
    """Versions adopted that have yet to start, the next first."""
    later = _standing().where(PolicyVersion.starts_at > now)
    return list(session.scalars(later.order_by(PolicyVersion.starts_at, PolicyVersion.id)))


def _standing() -> Select[PolicyVersion]:
    withdrawn = select(PolicyWithdrawal.policy_id)
    return select(PolicyVersion).where(PolicyVersion.id.not_in(withdrawn))


def for_order(session: Session, order: Order, now: datetime) -> Policy:
    """The terms that a case on the order would be filed under now."""
    book = current(session, now).book
    return book.policy(book.band_for(order.category, order.amount_minor))


def adopt(
    session: Session,
    policy: Policy | PolicyBook,
    reason: str,
    now: datetime,
    by: str,
    starts_at: datetime | None = None,
) -> PolicyVersion:
    """Put terms in force from now or later on; cases filed before keep theirs.

    Refuses with BadPolicy, BadBand or StartsInThePast.
    """
    book = policy if isinstance(policy, PolicyBook) else PolicyBook(policy)
    book.check()
    starts_at = starts_at or now
    if starts_at < now:
        raise StartsInThePast(starts_at=starts_at)
    terms, bands = book.base.terms(), book.plain_bands()
    version = PolicyVersion(terms=terms, bands=bands, starts_at=starts_at, reason=reason)
    session.add(version)
    session.flush()
    record(
        session,
        "policy_adopted",
        now,
        by,
        policy=version.id,
        reason=reason,
        starts_at=starts_at.isoformat(),
        sha256=fingerprint(version),
    )
    session.flush()
    return version


def fingerprint(version: PolicyVersion) -> str:
    """What the ledger keeps of a version's terms and bands, so that they cannot change unseen."""
    plain = json.dumps([version.terms, version.bands], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def revise(
    session: Session,
    book: PolicyBook,
    reason: str,
    starts_at: datetime | None,
    read_against: int,
    admin: Person,
    now: datetime,
) -> PolicyVersion:
    """Adopt what an admin wrote and read against the version it follows.

    Refuses with ReasonMissing, AnotherCameFirst, NothingChanges, and as ``adopt`` does.
    """
    reason = _fit(reason)
    session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    before = version_at(session, starts_at or now) or current(session, now)
    if before.id != read_against:
        raise AnotherCameFirst(policy=before.id)
    if not changes(before.book, book):
        raise NothingChanges(policy=before.id)
    version = adopt(session, book, reason, now, actor(admin), starts_at)
    defer(session, "assure")  # audits of stricter terms may serve these, from the first panel on
    return version


def withdraw(
    session: Session, version: PolicyVersion, reason: str, admin: Person, now: datetime
) -> None:
    """Take back a version before it starts. Refuses with ReasonMissing, AlreadyStarted or
    AlreadyWithdrawn."""
    reason = _fit(reason)
    session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    if now >= version.starts_at:
        raise AlreadyStarted(policy=version.id, starts_at=version.starts_at)
    if session.get(PolicyWithdrawal, version.id):
        raise AlreadyWithdrawn(policy=version.id)
    version.withdrawal = PolicyWithdrawal(reason=reason, withdrawn_at=now)
    record(session, "policy_withdrawn", now, actor(admin), policy=version.id, reason=reason)
    session.flush()


def _fit(reason: str) -> str:
    reason = " ".join(reason.split())
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise ReasonMissing(shortest=SHORTEST_REASON, longest=LONGEST_REASON)
    return reason
