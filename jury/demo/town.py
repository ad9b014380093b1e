"""Opens the demo town: a year of archive, and a month of disputes lived through the real court."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from jury.court import assuring, auditing, conduct, empanelling, fitting, policies
from jury.court.record import OPERATOR, record
from jury.outside.pictures import Vault
from jury.rules.errors import N_, Conflict
from jury.rules.words import Answer, Choice
from jury.store.cases import Case
from jury.store.events import Event
from jury.store.ledger import Entry
from jury.store.notices import Letter, Notice
from jury.store.outcomes import Gold
from jury.store.panels import Ballot, Hearing, Panel, Summons
from jury.store.people import Juror, Person

from . import archive, carrying, people, residents, retold, sign_in, stages, terms
from .disputes import disputes
from .drawing import Studio
from .residents import Residents
from .sign_in import Door
from .walk import Walk

OPENED = "demo_opened"
JOINED = timedelta(days=420)
MONTH = timedelta(days=40)
NIGHTS = (15, 1)  # days ago on which the roll was frozen anew and the jurors were fitted
UNANSWERED = timedelta(hours=20)  # for so long those who sign in have not been here
READ = timedelta(days=3)

SUSPENDED_BECAUSE = (
    "在已知答案的案件中，买家有理时您的判断多数有误，远超偶然。 "
    "On cases with a known answer you were mostly wrong, far beyond chance."
)
WAY_BACK = (
    "请重新完成入门测试，然后写信给我们；一位管理员会亲自复核。 "
    "Please take the quiz again and write to us; an admin will look at it in person."
)
DISPUTED = {
    "zh": "我认为答案不公平：图上的日期看不清，不应该算我错。",
    "en": "I think this answer is unfair: the date on the picture cannot be read.",
}


class NotEmpty(Conflict):
    sentence = N_(
        "This database already holds people or cases, so no demo town was opened in it. "
        "Nothing was changed."
    )


@dataclass(frozen=True)
class Town:
    """What was opened."""

    n_jurors: int
    n_cases: int
    n_archived: int
    doors: list[Door]


def is_empty(session: Session) -> bool:
    """Whether nobody lives here and nothing was ever filed."""
    someone, something = select(Person.id).limit(1), select(Case.id).limit(1)
    return session.scalar(someone) is None and session.scalar(something) is None


def is_demo(session: Session) -> bool:
    """Whether this database is a demo town's."""
    return session.scalar(select(Entry.id).where(Entry.act == OPENED).limit(1)) is not None


def open_town(session: Session, instance_dir: Path, now: datetime, seed: int = people.SEED) -> Town:
    """Fill an empty database. Refuses with NotEmpty.

    All of it is one transaction, which the caller commits. Whoever kills it
    half-way leaves nothing behind but pictures that no row names.
    """
    if not is_empty(session):
        raise NotEmpty()
    plots = stages.plots(now)
    written = {dispute.slug: dispute for dispute in disputes()}
    begun = sorted(plots, key=lambda slug: -plots[slug].filed)
    with Studio((written[slug], now - plots[slug].filed) for slug in begun) as studio:
        living, n_archived = _found(session, seed, now)
        walk = Walk(session, living, now - MONTH)
        walk.silent_since = dict.fromkeys(living.called_first, now - UNANSWERED)
        teller = retold.Reteller(
            walk, living, studio.picture, Vault(instance_dir / "exhibits"), now
        )
        for slug in begun:
            walk.tell(teller.story(slug, plots[slug]))
        for dispute, plot in retold.plots(now):
            walk.tell(teller.retell(dispute, plot))
        for terms_of_trade in retold.TRADES:
            walk.tell(teller.trade(terms_of_trade))
        for days in NIGHTS:
            walk.go_to(now - timedelta(days=days))
            fitting.refit(session, walk.now)
            assuring.assure(session, walk.now)
            empanelling.freeze_roll(session, walk.now)
        walk.go_to(now)
    doors = _close_the_books(session, living, now)
    n_cases = session.scalar(select(func.count()).select_from(Case).where(~Case.is_archived))
    return Town(len(living.jurors), n_cases or 0, n_archived, doors)


def _found(session: Session, seed: int, now: datetime) -> tuple[Residents, int]:
    """People join, the archive of a year is taken in, and the court learns from it."""
    policies.current(session, now - JOINED)
    living = residents.settle(session, seed, now - JOINED)
    n_archived = archive.fill(session, living, Random(seed), now - MONTH)
    terms.adopt_bands(session, living.admin, now - MONTH)
    terms.keep_texts(session, living.senior, now - MONTH)
    _suspend_the_worst(session, living, now - MONTH)
    fitting.refit(session, now - MONTH)
    assuring.assure(session, now - MONTH)
    empanelling.freeze_roll(session, now - MONTH)
    return living, n_archived


def _suspend_the_worst(session: Session, living: Residents, now: datetime) -> None:
    worst = next(i for i, juror in living.jurors.items() if juror.kind == "adversarial")
    juror = session.get_one(Juror, worst)
    conduct.suspend(session, juror, SUSPENDED_BECAUSE, WAY_BACK, living.admin, now)


def _close_the_books(session: Session, living: Residents, now: datetime) -> list[Door]:
    """What is left to do on the day itself: a gold case is disputed, the post is out."""
    _dispute_gold(session, now)
    terms.adopt_coming(session, living.admin, now - READ, now + MONTH / 4)
    fitting.refit(session, now)
    assuring.assure(session, now)
    session.execute(
        update(Letter).where(Letter.state == "owed").values(state="sent", sent_at=Letter.owed_at)
    )
    carrying.answer_all(session, now)
    session.execute(
        update(Event).where(Event.state == "owed").values(state="sent", sent_at=Event.owed_at)
    )
    session.execute(
        update(Notice).where(Notice.owed_at < now - READ).values(read_at=Notice.owed_at)
    )
    doors = sign_in.open_doors(session, living)
    record(session, OPENED, now, OPERATOR)
    session.flush()
    return doors


def _dispute_gold(session: Session, now: datetime) -> None:
    """A juror who was wrong on a gold case says that its answer is."""
    cast = (
        select(Summons)
        .join(Ballot)
        .join(Panel, Panel.id == Summons.panel_id)
        .join(Hearing, Hearing.id == Panel.hearing_id)
        .join(Case, Case.id == Hearing.case_id)
        .join(Gold, Gold.case_id == Case.id)
        .where(Panel.is_gold, ~Case.is_archived, Summons.answer == Answer.VOTED)
        .order_by(Ballot.choice == Gold.side, Ballot.choice == Choice.CANNOT_JUDGE, Ballot.id)
    )
    summons = session.scalars(cast.limit(1)).one()
    auditing.dispute_gold(session, summons, DISPUTED[summons.case.language], now)
