"""The people of the town join: jurors, staff, an admin, and both sides of every trade."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from jury.court import joining, profile, signing
from jury.court.record import actor, record
from jury.rules.words import Side, Stratum
from jury.store.people import MarketAccount, Person

from . import carrying, people
from .disputes import Dispute, disputes

PARTY_AND_JUROR = "sideboard-repainted"  # its buyer is a juror as well
TOBIAS_READS = ("tobias@demo.example", "nadia@demo.example")


@dataclass(frozen=True)
class Residents:
    """Who lives in the town; a juror's make-up is known by the id of the person."""

    jurors: Mapping[UUID, people.Juror]
    staff: tuple[Person, ...]
    admin: Person
    called_first: frozenset[UUID]  # the jurors who sign in
    both: Person

    @property
    def agents(self) -> tuple[Person, ...]:
        return tuple(person for person in self.staff if not person.is_senior)

    @property
    def senior(self) -> Person:
        return next(person for person in self.staff if person.is_senior)


def settle(session: Session, seed: int, now: datetime) -> Residents:
    """Let everybody join: people first, then the accounts that the marketplace knows of them."""
    town = people.jurors(seed)
    persons = _join(session, [(j.login, j.nickname, j.languages[0]) for j in town], now)
    _qualify(session, town, persons, now)
    jurors = {person.id: each for person, each in zip(persons, town, strict=True)}
    both = next(p for p, j in zip(persons, town, strict=True) if _reads_both(j))
    _let_parties_join(session, both, now)
    staff = tuple(_appoint(session, member, now) for member in people.STAFF)
    admin = _appoint_admin(session, now)
    return Residents(jurors, staff, admin, _two_to_sign_in(jurors), both)


def remembered(session: Session, seed: int) -> Residents:
    """The same people, in a town that was opened before."""
    by_email = {person.email: person for person in session.scalars(select(Person))}
    town = people.jurors(seed)
    jurors = {by_email[each.login].id: each for each in town}
    both = next(by_email[each.login] for each in town if _reads_both(each))
    staff = tuple(by_email[m.login] for m in people.STAFF if by_email[m.login].left_at is None)
    admin = by_email[people.ADMIN.login]
    return Residents(jurors, staff, admin, _two_to_sign_in(jurors), both)


def _reads_both(juror: people.Juror) -> bool:
    return juror.languages == ("zh", "en") and juror.kind == "good"


def _two_to_sign_in(jurors: Mapping[UUID, people.Juror]) -> frozenset[UUID]:
    """A juror of each language, usual enough to have been wrong at times."""
    chosen = []
    for language in ("zh", "en"):
        fit = [i for i, j in jurors.items() if j.languages == (language,) and j.kind == "average"]
        chosen.append(fit[0])
    return frozenset(chosen)


def _qualify(
    session: Session, town: tuple[people.Juror, ...], persons: list[Person], now: datetime
) -> None:
    rows = [
        {
            "ref": each.login.partition("@")[0],
            "person_id": person.id,
            "name": each.nickname,
            "email": each.login,
            "opened_on": (now - timedelta(days=400 + 7 * n)).date(),
            "n_bought": 12 + n if each.stratum is Stratum.BUYS else 3,
            "n_sold": 2 if each.stratum is Stratum.BUYS else 30 + n,
        }
        for n, (each, person) in enumerate(zip(town, persons, strict=True))
    ]
    accounts = session.scalars(
        insert(MarketAccount).returning(MarketAccount, sort_by_parameter_order=True), rows
    )
    for each, person, account in zip(town, persons, accounts, strict=True):
        joining.qualify(session, person, account, list(each.languages), now)


def _let_parties_join(session: Session, both: Person, now: datetime) -> None:
    """Everybody who trades in the disputes has an account here before the first order comes in."""
    traders = {
        login_of(dispute, side): (name_of(dispute, side), dispute.language)
        for dispute in disputes()
        for side in Side
    }
    known = {login_of(d, Side.BUYER): both for d in disputes() if d.slug == PARTY_AND_JUROR}
    newcomers = [(login, *who) for login, who in traders.items() if login not in known]
    known |= {person.email: person for person in _join(session, newcomers, now)}
    rows = [
        {"ref": ref_of(login), "person_id": person.id, "opened_on": date(2021, 6, 1)}
        for login, person in known.items()
    ]
    session.execute(insert(MarketAccount), rows)
    sells = {(ref_of(login_of(d, Side.SELLER)), d.currency) for d in disputes()}
    accounts = {each.ref: each for each in session.scalars(select(MarketAccount))}
    carrying.pay_deposits(session, [(accounts[ref], money) for ref, money in sorted(sells)], now)


def _join(
    session: Session, newcomers: Sequence[tuple[str, str, str]], now: datetime
) -> list[Person]:
    """People by e-mail, name and language, all at once; none can sign in yet."""
    rows = [
        {"email": email, "name": name, "locale": locale, "joined_at": now}
        for email, name, locale in newcomers
    ]
    joined = insert(Person).returning(Person, sort_by_parameter_order=True)
    persons = list(session.scalars(joined, rows))
    for person in persons:
        record(session, "person_joined", now, actor(person))
    session.flush()
    return persons


def ref_of(login: str) -> str:
    """What the marketplace calls the account of who signs in so."""
    return login.partition("@")[0]


def login_of(dispute: Dispute, side: Side) -> str:
    names = dispute.names
    return names.buyer_login if side is Side.BUYER else names.seller_login


def name_of(dispute: Dispute, side: Side) -> str:
    return dispute.names.buyer if side is Side.BUYER else dispute.names.seller


def _appoint(session: Session, member: people.StaffMember, now: datetime) -> Person:
    signing.make_staff(session, member.login, member.name, member.senior, now)
    return _found(session, member.login)


def _appoint_admin(session: Session, now: datetime) -> Person:
    signing.make_admin(session, people.ADMIN.login, people.ADMIN.name, now)
    return _found(session, people.ADMIN.login)


def _found(session: Session, login: str) -> Person:
    person = session.scalars(select(Person).where(Person.email == login)).one()
    if login in TOBIAS_READS:
        profile.set_locale(session, person, "en")
    return person
