"""The closed sets of words that rows are made of."""

from enum import StrEnum


class Side(StrEnum):
    """A side of the market; also what a verdict or ruling supports."""

    BUYER = "buyer"
    SELLER = "seller"

    @property
    def other(self) -> "Side":
        return Side.SELLER if self is Side.BUYER else Side.BUYER


class Choice(StrEnum):
    """What a ballot says."""

    BUYER = "buyer"
    SELLER = "seller"
    CANNOT_JUDGE = "cannot_judge"


class Answer(StrEnum):
    """What became of a summons."""

    AWAITED = "awaited"
    VOTED = "voted"
    RECUSED = "recused"
    LAPSED = "lapsed"
    RELEASED = "released"  # the panel closed, or was paused for good, before an answer

    @property
    def holds_a_seat(self) -> bool:
        return self in (Answer.AWAITED, Answer.VOTED)


class Because(StrEnum):
    """Why a juror steps aside."""

    KNOWS_PARTY = "knows_party"
    KNOWS_TRADE = "knows_trade"
    HAS_INTEREST = "has_interest"
    TOO_CLOSE = "too_close"
    NO_TIME = "no_time"


class Body(StrEnum):
    """Who hears a case: one of the two kinds of intervention."""

    CROWD = "crowd"
    STAFF = "staff"


class Why(StrEnum):
    """Why the panel's ballots went to staff instead of becoming a verdict."""

    BORDERLINE = "borderline"
    QUORUM = "quorum"
    AGAINST_RAW = "against_raw"
    UNCLEAR = "unclear"
    LEAK = "leak"
    ROLL_TOO_THIN = "roll_too_thin"
    POLICY = "policy"
    APPEAL = "appeal"
    DRIFT = "drift"  # audits say that the court errs too often: no panel rules


class Remedy(StrEnum):
    """What a party asks for, and what a ruling orders."""

    REFUND = "refund"
    RETURN_AND_REFUND = "return_and_refund"
    REFUND_WITHOUT_RETURN = "refund_without_return"
    PARTIAL_REFUND = "partial_refund"
    NO_REFUND = "no_refund"


class RefundStep(StrEnum):
    """What was done about a refund before anybody asked the court."""

    APPLIED = "applied"
    REFUSED = "refused"
    GRANTED = "granted"
    WITHDRAWN = "withdrawn"  # by the buyer


class Category(StrEnum):
    """The kinds of trade a policy may treat differently."""

    IN_SALE = "in_sale"
    AFTER_SALE = "after_sale"
    SECOND_HAND = "second_hand"
    DIGITAL = "digital"
    FOOD = "food"


class Stratum(StrEnum):
    """Which side of the market a juror mostly stands on."""

    BUYS = "buys"
    SELLS = "sells"


class Task(StrEnum):
    """Why a case lies on the staff desk."""

    ESCALATION = "escalation"
    AUDIT = "audit"
    GOLD = "gold"


class Decision(StrEnum):
    """What staff made of the panel's ballots."""

    UPHOLD = "uphold"
    OVERRIDE = "override"
    DECIDE = "decide"  # there was nothing to uphold or override


class Due(StrEnum):
    """What a deadline sets off."""

    EVIDENCE_ENDS = "evidence_ends"
    ANSWER_ENDS = "answer_ends"
    SUMMONS_REMINDER = "summons_reminder"
    SUMMONS_LAPSES = "summons_lapses"
    PANEL_LOOK = "panel_look"
    PANEL_CLOSES = "panel_closes"
    NEXT_WAVE = "next_wave"
    CLAIM_EXPIRES = "claim_expires"
    APPEAL_WINDOW_ENDS = "appeal_window_ends"
    APPEAL_ANSWER_ENDS = "appeal_answer_ends"
    COMPLY_REMINDER = "comply_reminder"
    COMPLY_ENDS = "comply_ends"
    RETURN_ENDS = "return_ends"
    RECEIPT_ENDS = "receipt_ends"
    GIVE_BACK_ENDS = "give_back_ends"
    GIVEN_BACK_ENDS = "given_back_ends"
    PAYMENT_OVERDUE = "payment_overdue"
    QUESTION_ENDS = "question_ends"
    TEXTS_EXPIRE = "texts_expire"


class Channel(StrEnum):
    """How a message leaves the house; everything also stands in the inbox."""

    MAIL = "mail"
    IM = "im"


class CallState(StrEnum):
    """Where a telephone call that staff should make stands."""

    OPEN = "open"
    REACHED = "reached"
    UNREACHED = "unreached"  # no number, a wrong one, or tried as often as may be
    SEEN_TO = "seen_to"  # unreached, and staff have done what can be done


class CallOutcome(StrEnum):
    """How one try to telephone ended, or that staff saw to a party who cannot be reached."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    WRONG_NUMBER = "wrong_number"
    SEEN_TO = "seen_to"
