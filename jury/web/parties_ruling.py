"""The ruling as it is told to the parties: what, by how many, how sure, why, and the money."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from jury.rules import grounds
from jury.rules.reasons import SENTENCES
from jury.rules.words import Choice, Remedy, Side
from jury.store.base import db
from jury.store.cases import Case
from jury.store.outcomes import Outcome, Ruling
from jury.store.panels import Ballot, BallotText, Panel, Summons

from .filters import money
from .wording import said


@dataclass(frozen=True)
class Reasons:
    """What the jurors on one side ticked and wrote."""

    choice: Choice
    ticked: list[tuple[str, int]]
    words: list[str]


@dataclass(frozen=True)
class Told:
    """One ruling with what it rests on."""

    ruling: Ruling
    ordered: str
    outcome: Outcome | None
    why: str
    ground: str
    reasons: list[Reasons]

    @property
    def is_in_force(self) -> bool:
        return self.ruling.replaced_at is None


def told(case: Case) -> list[Told]:
    """Every ruling on the case, the one in force first, then the latest."""
    return [_told(ruling, case) for ruling in sorted(case.rulings, key=_age, reverse=True)]


def _age(ruling: Ruling) -> tuple[bool, datetime]:
    return ruling.replaced_at is None, ruling.made_at


def _told(ruling: Ruling, case: Case) -> Told:
    panel, review = ruling.hearing.panel, ruling.review
    return Told(
        ruling,
        ordered(ruling, case),
        outcome_of(panel),
        said(review.why) if review and review.why else "",
        ground(ruling),
        reasons(panel, ruling.side) if panel else [],
    )


def outcome_of(panel: Panel | None) -> Outcome | None:
    """What the panel came to; nothing before it has closed."""
    if panel is None or panel.closed_at is None:
        return None
    return db.session.get(Outcome, panel.id)


def reasons(panel: Panel, first: Side) -> list[Reasons]:
    """The reasons by side, ``first`` leading; those of jurors who could not judge come last."""
    cast = (
        select(Ballot, BallotText.redacted)
        .join(Summons, Summons.id == Ballot.summons_id)
        .outerjoin(BallotText, BallotText.ballot_id == Ballot.id)
        .where(Summons.panel_id == panel.id)
        .order_by(Ballot.text_hash)  # neither in the order of seats nor of time
    )
    ballots = [(ballot, text) for ballot, text in db.session.execute(cast)]
    order = (Choice(first), Choice(first.other), Choice.CANNOT_JUDGE)
    found = [_reasons(choice, [b for b in ballots if b[0].choice is choice]) for choice in order]
    return [each for each in found if each.ticked or each.words]


def _reasons(choice: Choice, ballots: list[tuple[Ballot, str | None]]) -> Reasons:
    counted = Counter(code for ballot, _text in ballots for code in ballot.reasons)
    sentences = SENTENCES[choice]
    ticked = [(_(sentences[code]), n) for code, n in counted.most_common() if code in sentences]
    return Reasons(choice, ticked, [text for _ballot, text in ballots if text])


def ground(ruling: Ruling | None) -> str:
    """The coded ground of a staff decision, in words."""
    code = ruling.review.code if ruling and ruling.review else None
    return str(_(grounds.SENTENCES[code])) if code else ""


def ordered(ruling: Ruling, case: Case) -> str:
    """What the ruling orders, in a sentence; and why it spares a return nobody had spared."""
    said = remedy_words(ruling.remedy, ruling.amount_minor, case)
    if ruling.remedy is not Remedy.REFUND_WITHOUT_RETURN or ruling.remedy is case.asks:
        return said
    line = money(case.policy.low_value_minor, case.order.currency)
    why = _(
        "Up to a price of %(line)s, sending an item back costs more than it is worth.", line=line
    )
    return f"{said} {why}"


def remedy_words(remedy: Remedy, amount_minor: int, case: Case) -> str:
    amount = money(amount_minor, case.order.currency)
    match remedy:
        case Remedy.NO_REFUND:
            said = _("No refund: the seller keeps the money.")
        case Remedy.RETURN_AND_REFUND:
            said = _("The seller refunds %(amount)s; the buyer sends the item back.", amount=amount)
        case Remedy.REFUND_WITHOUT_RETURN:
            said = _("The seller refunds %(amount)s; nothing has to be sent back.", amount=amount)
        case Remedy.PARTIAL_REFUND:
            said = _("The seller refunds a part of the price: %(amount)s.", amount=amount)
        case _other:
            said = _("The seller refunds %(amount)s.", amount=amount)
    return str(said)
