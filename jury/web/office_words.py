"""How the office says acts of the ledger, steps of a draw, terms of a policy and spans of time."""

from datetime import timedelta

from flask_babel import gettext as _

from jury.rules.errors import N_
from jury.rules.recusal import SkipCode
from jury.rules.words import Answer, Due, Stratum

ACTS = {
    "account_linked": N_("marketplace account linked"),
    "address_changed": N_("address changed"),
    "addresses_confirmed": N_("addresses confirmed"),
    "archive_imported": N_("archive imported"),
    "ballot_cast": N_("ballot cast"),
    "call_asked": N_("telephone call asked for"),
    "call_claimed": N_("telephone call claimed"),
    "call_made": N_("telephone call noted"),
    "case_closed": N_("case closed"),
    "case_filed": N_("case filed"),
    "case_settled": N_("case settled"),
    "case_withdrawn": N_("case withdrawn"),
    "demo_opened": N_("demo town opened"),
    "draw_committed": N_("draw committed to"),
    "duty_set": N_("duty changed"),
    "evidence_closed": N_("evidence closed"),
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
    "juror_qualified": N_("juror qualified"),
    "juror_reinstated": N_("juror reinstated"),
    "juror_suspended": N_("juror suspended"),
    "jurors_called": N_("jurors called"),
    "languages_set": N_("languages changed"),
    "leak_reported": N_("personal data reported"),
    "letter_bounced": N_("letter came back"),
    "made_admin": N_("admin appointed"),
    "made_staff": N_("staff appointed"),
    "messages_chosen": N_("choice of messages changed"),
    "number_seen": N_("telephone number looked at"),
    "orders_told": N_("orders received"),
    "panel_closed": N_("panel closed"),
    "passage_covered": N_("words covered"),
    "passage_uncovered": N_("words uncovered"),
    "password_set": N_("password set"),
    "person_joined": N_("person joined"),
    "person_left": N_("person left"),
    "policy_adopted": N_("policy adopted"),
    "quiz_begun": N_("quiz begun"),
    "quiz_ended": N_("quiz ended"),
    "raw_texts_seen": N_("raw texts looked at"),
    "recovery_asked": N_("new password asked for"),
    "recused": N_("juror stepped aside"),
    "refitted": N_("reliability fitted"),
    "released": N_("evidence released to jurors"),
    "review_claimed": N_("review claimed"),
    "review_decided": N_("review decided"),
    "review_opened": N_("review opened"),
    "review_viewed": N_("blind view recorded"),
    "roll_frozen": N_("roll frozen"),
    "ruled": N_("ruling made"),
    "sessions_ended": N_("sessions ended"),
    "sign_in_locked": N_("sign-in locked"),
    "signed_in": N_("signed in"),
    "signed_out": N_("signed out"),
    "statement_handed_in": N_("statement handed in"),
    "summons_lapsed": N_("summons lapsed"),
    "summons_opened": N_("summons opened"),
    "summons_released": N_("seat released"),
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
    Due.PANEL_CLOSES: N_("panel closes"),
    Due.CLAIM_EXPIRES: N_("claim expires"),
    Due.APPEAL_WINDOW_ENDS: N_("appeal window ends"),
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
STEPS = {
    "called": N_("called"),
    "skipped": N_("passed over"),
    "repeat": N_("called before"),
    "rejected": N_("no slot"),
}
SOURCES = {"gold": N_("gold"), "audit": N_("blind audit"), "escalation": N_("staff decision")}
FOUND = {
    "roll": N_("roll and its root"),
    "commitment": N_("commitment to the seed"),
    "seed": N_("seed"),
    "counts": N_("counts of the draw"),
    "seats": N_("who was called to which seat"),
    "posterior": N_("posterior"),
    "ballots": N_("count of ballots"),
    "verdict": N_("verdict"),
    "escalation": N_("escalation"),
}
TERMS = {
    "seats": N_("Seats on a panel"),
    "quorum": N_("Votes for one side that a verdict needs"),
    "threshold": N_("Probability that a verdict needs"),
    "voting_hours": N_("Hours a panel may vote"),
    "summons_hours": N_("Hours to answer a summons"),
    "reminder_hours": N_("Hours before the end that a juror is reminded"),
    "max_open_summonses": N_("Open summonses a juror may hold"),
    "unclear_share": N_("Share of a panel that cannot judge and sends the case to staff"),
    "newcomer_share": N_("Largest share of newcomers on a panel"),
    "stratum_share": N_("Least share of either stratum on a panel"),
    "newcomer_ballots": N_("Ballots after which a juror is no newcomer"),
    "traded_days": N_("Days in which a trade with a party keeps a juror away"),
    "sat_before_days": N_("Days before a juror sits again on a case of the same seller"),
    "evidence_hours": N_("Hours for evidence"),
    "answer_hours": N_("Hours for the answer"),
    "crowd_max_minor": N_("Largest amount the crowd hears, in minor units"),
    "gold_share": N_("Share of gold cases among summonses"),
    "audit_share": N_("Share of verdicts audited blind"),
    "staff_working_days": N_("Working days staff have to decide"),
    "claim_minutes": N_("Minutes a claim on the desk lasts"),
    "appeal_days": N_("Days to appeal"),
    "retention_days": N_("Days texts are kept after the end"),
    "quiz_cases": N_("Mock cases in the quiz"),
    "quiz_pass": N_("Right answers that pass the quiz"),
    "quiz_wait_hours": N_("Hours before the quiz may be tried again"),
    "account_days": N_("Age of a juror's marketplace account, in days"),
    "completed_orders": N_("Completed orders of a juror's account"),
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


def term(name: str) -> str:
    """What a term of a policy means; one of an older code by its name."""
    return _(TERMS[name]) if name in TERMS else name


def found(what: str) -> str:
    """What was recomputed."""
    return _(FOUND[what]) if what in FOUND else what


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
