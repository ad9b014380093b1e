"""How the office says acts of the ledger, steps of a draw and spans of time."""

from datetime import timedelta

from flask_babel import gettext as _

from jury.rules.asking import Asked
from jury.rules.errors import N_
from jury.rules.recusal import SkipCode
from jury.rules.words import Answer, Due, Stratum

ACTS = {
    "account_linked": N_("marketplace account linked"),
    "address_changed": N_("e-mail address changed"),
    "addresses_confirmed": N_("addresses confirmed"),
    "agent_stood_aside": N_("agent stepped aside"),
    "appealed": N_("ruling appealed"),
    "archive_imported": N_("archive taken in"),
    "ballot_cast": N_("ballot cast"),
    "booked": N_("amount booked"),
    "calendar_day_taken_back": N_("calendar: day taken back"),
    "calendar_days_set": N_("calendar: days set"),
    "calendar_year_confirmed": N_("calendar: year confirmed"),
    "calendar_year_taken_back": N_("calendar: year provisional again"),
    "call_asked": N_("telephone call asked for"),
    "call_claimed": N_("telephone call taken on"),
    "call_made": N_("telephone call made"),
    "case_lapsed": N_("case lapsed: its claimant brought nothing"),
    "claim_expired": N_("claim ran out"),
    "review_let_go": N_("review put back"),
    "alarm_lift_asked": N_("lifting the alarm proposed"),
    "alarm_lifted": N_("alarm lifted"),
    "alarm_raised": N_("alarm raised: verdicts err too often"),
    "case_closed": N_("case closed"),
    "case_filed": N_("case filed"),
    "case_settled": N_("case settled"),
    "case_withdrawn": N_("case withdrawn"),
    "decision_confirmed": N_("decision confirmed by a second person"),
    "decision_proposed": N_("decision waits for a second person"),
    "decision_sent_back": N_("decision sent back by a second person"),
    "decision_withdrawn": N_("decision withdrawn: its author stepped aside"),
    "demo_opened": N_("demo town opened"),
    "draw_committed": N_("draw committed to"),
    "deduct_ordered": N_("deduction from the deposit ordered"),
    "deduct_refused": N_("deduction from the deposit refused"),
    "deposit_deducted": N_("deducted from the deposit"),
    "duty_set": N_("duty changed"),
    "error_certified": N_("error rate computed from audits"),
    "evidence_closed": N_("evidence closed"),
    "evidence_frozen": N_("evidence frozen"),
    "event_sent_again": N_("message to the marketplace sent again"),
    "execution_resumed": N_("carrying out resumed"),
    "execution_reversed": N_("carrying out reversed"),
    "execution_suspended": N_("carrying out suspended"),
    "exhibit_show": N_("picture shown to jurors"),
    "exhibit_withhold": N_("picture withheld"),
    "gold_active": N_("gold case agreed on"),
    "gold_dispute_answered": N_("objection to a gold case answered"),
    "gold_disputed": N_("gold case objected to"),
    "gold_proposed": N_("gold case proposed"),
    "gold_refused": N_("gold case refused"),
    "gold_voided": N_("gold case voided"),
    "hearing_opened": N_("hearing opened"),
    "hearing_paused": N_("hearing paused"),
    "hearing_resumed": N_("hearing resumed"),
    "give_back_due": N_("item to be sent to the buyer again"),
    "give_back_dropped": N_("item need no longer go to the buyer"),
    "item_given_back": N_("item sent to the buyer again"),
    "item_got_back": N_("item received by the buyer"),
    "item_kept": N_("item kept by the seller"),
    "item_received": N_("item received"),
    "item_sent_back": N_("item sent back"),
    "juror_qualified": N_("juror qualified"),
    "juror_reinstated": N_("juror reinstated"),
    "juror_suspended": N_("juror suspended"),
    "intervention_opened": N_("parties told that the court can be asked"),
    "jurors_called": N_("jurors called"),
    "languages_set": N_("languages changed"),
    "leak_reported": N_("personal data reported"),
    "leak_reports_answered": N_("report of personal data answered"),
    "letter_bounced": N_("letter came back"),
    "made_admin": N_("admin appointed"),
    "made_staff": N_("staff appointed"),
    "messages_chosen": N_("choice of messages changed"),
    "number_seen": N_("telephone number looked at"),
    "nobody_free": N_("admins told that nobody may take it"),
    "order_forgotten": N_("who traded on an order was forgotten"),
    "orders_told": N_("orders received"),
    "panel_closed": N_("panel closed"),
    "panel_ended": N_("panel ended by a settlement"),
    "passage_covered": N_("words covered"),
    "passage_uncovered": N_("words uncovered"),
    "password_set": N_("password set"),
    "pay_chosen": N_("refund ordered by the seller's choice"),
    "pay_forced": N_("refund forced"),
    "pay_refused": N_("refund refused by the marketplace"),
    "payment_reversed": N_("payment returned"),
    "payment_unanswered": N_("marketplace asked again"),
    "person_joined": N_("person joined"),
    "person_left": N_("person left"),
    "pictures_removed": N_("pictures removed"),
    "policy_adopted": N_("policy adopted"),
    "policy_withdrawn": N_("policy withdrawn"),
    "question_answered": N_("question answered"),
    "question_asked": N_("party asked"),
    "question_call_failed": N_("call in vain"),
    "question_taken_back": N_("question taken back"),
    "question_unanswered": N_("question not answered in time"),
    "quiz_begun": N_("quiz begun"),
    "quiz_ended": N_("quiz ended"),
    "ready_text_retired": N_("ready text withdrawn"),
    "raw_texts_seen": N_("raw texts looked at"),
    "recovery_asked": N_("new password asked for"),
    "recused": N_("juror stepped aside"),
    "refund_applied": N_("refund asked for"),
    "refund_granted": N_("refund granted"),
    "refund_refused": N_("refund refused"),
    "refund_withdrawn": N_("refund no longer asked for"),
    "refund_due": N_("refund due"),
    "refund_paid": N_("refund paid"),
    "comply_reminded": N_("seller reminded of the refund"),
    "refit_asked": N_("new fit asked for"),
    "refitted": N_("reliability fitted"),
    "released": N_("evidence released to jurors"),
    "restriction_lifted": N_("restriction lifted"),
    "return_due": N_("item to be sent back"),
    "return_lapsed": N_("return lapsed"),
    "reversal_ordered": N_("return of a payment ordered"),
    "reversal_refused": N_("return of a payment refused"),
    "reversed": N_("ruling reversed"),
    "review_claimed": N_("review claimed"),
    "review_decided": N_("review decided"),
    "review_moved": N_("due date moved later"),
    "review_given": N_("review given to an agent"),
    "review_opened": N_("review opened"),
    "review_overtaken": N_("review overtaken by the parties"),
    "review_viewed": N_("blind view recorded"),
    "roll_frozen": N_("roll frozen"),
    "ruled": N_("ruling made"),
    "grant_noted": N_("refund granted outside, case left as it was"),
    "refund_granted_outside": N_("settled: refund granted outside"),
    "seller_settled": N_("settled by the seller"),
    "seller_penalised": N_("seller penalised"),
    "seller_restricted": N_("seller kept from campaigns"),
    "share_added": N_("share in the draw added"),
    "sessions_ended": N_("sessions ended"),
    "shortfall_recorded": N_("shortfall recorded"),
    "sign_in_locked": N_("sign-in locked"),
    "signed_in": N_("signed in"),
    "signed_out": N_("signed out"),
    "staff_asked_for": N_("staff asked for by the respondent"),
    "text_kept_ready": N_("text kept ready"),
    "statement_handed_in": N_("statement handed in"),
    "summons_lapsed": N_("summons lapsed"),
    "summons_opened": N_("summons opened"),
    "summons_released": N_("seat released"),
    "texts_erased": N_("texts erased"),
    "tracking_kept": N_("tracking number kept"),
    "wave_called": N_("more jurors called"),
}
BY_JUROR = frozenset({"ballot_cast", "summons_opened", "recused", "leak_reported", "gold_disputed"})
OTHERS = {
    Answer.AWAITED: N_("awaited"),
    Answer.VOTED: N_("voted"),
    Answer.RECUSED: N_("stepped aside"),
    Answer.LAPSED: N_("lapsed"),
    Answer.RELEASED: N_("released"),
    Stratum.BUYS: N_("mostly buys"),
    Stratum.SELLS: N_("mostly sells"),
    Due.EVIDENCE_ENDS: N_("evidence ends"),
    Due.ANSWER_ENDS: N_("answer ends"),
    Due.SUMMONS_REMINDER: N_("reminder of a summons"),
    Due.SUMMONS_LAPSES: N_("summons lapses"),
    Due.PANEL_LOOK: N_("look whether the panel can close"),
    Due.NEXT_WAVE: N_("more jurors are called"),
    Due.PANEL_CLOSES: N_("panel closes"),
    Due.CLAIM_EXPIRES: N_("claim expires"),
    Due.APPEAL_WINDOW_ENDS: N_("appeal window ends"),
    Due.COMPLY_REMINDER: N_("reminder of a refund"),
    Due.COMPLY_ENDS: N_("the seller's time to refund ends"),
    Due.RETURN_ENDS: N_("the time to send the item back ends"),
    Due.RECEIPT_ENDS: N_("the item counts as received"),
    Due.GIVE_BACK_ENDS: N_("the time to send the item to the buyer again ends"),
    Due.GIVEN_BACK_ENDS: N_("the item counts as received by the buyer"),
    Due.PAYMENT_OVERDUE: N_("an order to pay is overdue"),
    Due.APPEAL_ANSWER_ENDS: N_("answer to an appeal ends"),
    Due.QUESTION_ENDS: N_("question to a party ends"),
    Due.TEXTS_EXPIRE: N_("texts are erased"),
    SkipCode.PARTY: N_("is a party"),
    SkipCode.RELATED: N_("shares a device, address or payment with a party or a seated juror"),
    SkipCode.TRADED: N_("has traded with a party"),
    SkipCode.SAME_SHOP: N_("sells in the same shop"),
    SkipCode.SAT_BEFORE: N_("sat before on this case or a case of this seller"),
    SkipCode.LOAD: N_("holds too many open summonses"),
    SkipCode.OFF_DUTY: N_("is off duty"),
    SkipCode.SUSPENDED: N_("is suspended"),
    SkipCode.LANGUAGE: N_("does not read the language"),
    SkipCode.QUOTA: N_("the quota of the panel is full"),
    SkipCode.RECUSED: N_("stepped aside"),
    SkipCode.LAPSED: N_("lapsed"),
}
ASKED = {
    Asked.OPEN: N_("may still be answered"),
    Asked.ANSWERED: N_("answered"),
    Asked.SILENT: N_("no answer in time"),
    Asked.UNREACHED: N_("not reached"),
    Asked.TAKEN_BACK: N_("taken back"),
}
STEPS = {
    "called": N_("called"),
    "skipped": N_("passed over"),
    "repeat": N_("called before"),
    "rejected": N_("no slot"),
}
SOURCES = {"gold": N_("gold"), "audit": N_("blind audit"), "escalation": N_("staff decision")}
FOUND = {
    "evidence": N_("evidence as it was frozen"),
    "roll": N_("roll and its root"),
    "commitment": N_("commitment to the seed"),
    "seed": N_("seed"),
    "counts": N_("counts of the draw"),
    "seats": N_("who was called to which seat"),
    "fit": N_("reliability of the jurors it was weighed by"),
    "posterior": N_("posterior"),
    "ballots": N_("count of ballots"),
    "score": N_("score at the moment of closing"),
    "path": N_("what the law saw each time it looked"),
    "error certificate": N_("certificate of the error rate it was decided under"),
    "alarm": N_("alarm that stopped the panel"),
    "verdict": N_("verdict"),
    "escalation": N_("escalation"),
    "terms said": N_("terms it was filed under"),
    "ruling": N_("ruling"),
    "chain": N_("chain of the entries"),
    "outcomes said": N_("what the entries say of the verdict"),
    "draws said": N_("what the entries say of the draw"),
    "rulings said": N_("what the entries say of the ruling"),
    "reviews said": N_("what the entries say of the staff's decision"),
    "views said": N_("what the entries say of what staff saw before the ballots"),
    "ballots said": N_("what the entries say of the ballots"),
    "summonses said": N_("what the entries say of who was called"),
}


def word(of: str) -> str:
    """A word of the record in the reader's language; one unknown here as it is written there."""
    for known in (OTHERS, STEPS):
        if of in known:
            return _(known[of])  # type: ignore[index]
    return of


def act(of: str) -> str:
    """An act of the ledger; one of an older code by its name."""
    return _(ACTS[of]) if of in ACTS else of


def found(what: str) -> str:
    """What was recomputed."""
    return _(FOUND[what]) if what in FOUND else what


def asked(state: Asked) -> str:
    """What became of a question to a party."""
    return _(ASKED[state])


def source(of: str) -> str:
    """How the right answer of a case came to be known."""
    return _(SOURCES[of])


def span(seconds: float | timedelta | None) -> str:
    """How long something took, in the one unit that says it best."""
    if seconds is None:
        return "–"
    total = seconds.total_seconds() if isinstance(seconds, timedelta) else float(seconds)
    if total < 120:
        return _("%(n)s s", n=round(total))
    if total < 2 * 3600:
        return _("%(n)s min", n=round(total / 60))
    if total < 48 * 3600:
        return _("%(n)s h", n=round(total / 3600))
    return _("%(n)s days", n=round(total / 86400))


def signed(points: float | None) -> str:
    """A difference of shares in percentage points, with its sign: + leans to the buyer."""
    if points is None:
        return "–"
    return f"{points * 100:+.0f}".replace("-", "−") if round(points * 100) else "0"
