"""Every column that can hold what somebody wrote is erased with its case, or declared harmless."""

import importlib
import pkgutil

from sqlalchemy import ARRAY, JSON, Enum, String

import jury.store
from jury.court import erasing
from jury.store.base import db

ERASED = {
    "attempt": {"said"},
    "ballot_text": {"salt", "text", "redacted"},
    "call_try": {"note"},
    "case": {"placeholders"},
    "error_certificate": {"found", "stopping"},
    "event": {"last_error"},
    "exhibit": {"file"},
    "failing_address": {"address"},
    "item_return": {"salt", "tracking"},
    "leak_report": {"text"},
    "letter": {"last_error", "to"},
    "market_account": {"name", "email", "phone"},
    "orders": {"contacts"},
    "passage": {"raw", "salt", "redacted", "findings", "covers", "uncovers"},
    "payment": {"reason"},
    "refund_reason": {"salt", "text"},
}
WITHOUT_IDENTITY = {
    "gold": {"lesson", "voided_because"},
    "gold_dispute": {"text", "answer"},
    "proposal": {"text", "view_reason", "because"},
    "question": {"text"},
    "review": {"text", "view_reason", "given_because"},
}
# Lasts as long as somebody's account here, or as long as they are a juror.
OF_AN_ACCOUNT = {
    "juror": {"code", "languages", "suspended_reason", "way_back"},
    "one_time_link": {"purpose", "token_hash"},
    "person": {"email", "im", "locale", "name", "password_hash", "scheme"},
    "quiz_attempt": {"answers", "cases"},
    "sign_in": {"device", "token_hash"},
    "switched_off": {"channel", "kinds"},
}
# Words of the house, codes, references, hashes: nobody writes freely there.
CODES = {
    "ballot": {"reasons", "text_hash"},
    "beat": {"worker"},
    "booking": {"currency", "told_as"},
    "booking_line": {"account"},
    "call": {"facts", "kind"},
    "case": {"code", "language", "last_leaf"},
    "draw": {"beacon", "commitment", "nonce", "r_claimant", "r_respondent", "seed"},
    "draw_step": {"code", "outcome"},
    "entry": {"act", "actor", "body", "leaf_hash", "previous"},
    "epoch": {"key", "root"},
    "event": {"facts", "kind", "state", "subject"},
    "exhibit": {"media_type", "sha256", "shown"},
    "failing_address": {"because", "channel"},
    "fit": {"model"},
    "gold": {"state"},
    "gold_dispute": {"outcome"},
    "letter": {"channel", "facts", "kind", "locale", "path", "state"},
    "market_account": {"cluster", "ref"},
    "notice": {"facts", "kind", "path"},
    "orders": {"currency", "milestones", "ref", "told_hash"},
    "outcome": {"path"},
    "passage": {"kind"},
    "panel": {"family", "looks", "stopping"},
    "payment": {"state"},
    "proposal": {"code"},
    "question": {"calls"},
    "refit_run": {"stage"},
    "refund_step": {"event_id", "source"},
    "restriction": {"ended_because"},
    "review": {"code"},
    "roll_slot": {"alias"},
    "statement": {"nonce"},
    "summons": {"recused_because"},
}
# Written to be read by everybody, or by all of staff, and about no case.
PUBLIC = {
    "alarm_lift": {"because"},
    "calendar_day": {"country", "note"},
    "calendar_year": {"country"},
    "orders": {"item", "shop"},  # what was traded, and the trader's public sign
    "policy": {"bands", "reason", "terms"},
    "policy_withdrawal": {"reason"},
    "ready_text": {"language", "text", "title"},
}
DECIDED = (ERASED, WITHOUT_IDENTITY, OF_AN_ACCOUNT, CODES, PUBLIC)


def with_words():
    """Every column of every table that can hold what somebody wrote."""
    for module in pkgutil.iter_modules(jury.store.__path__):
        importlib.import_module(f"jury.store.{module.name}")
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            holds = isinstance(column.type, String | JSON | ARRAY)
            if holds and not isinstance(column.type, Enum):
                yield table.name, column.name


def test_every_column_that_can_hold_words_is_erased_or_said_to_be_harmless():
    decided = [(table, name) for part in DECIDED for table in part for name in part[table]]
    assert sorted(decided) == sorted(with_words()), "decide, and write it into one list above"


def test_what_stays_without_identity_is_what_the_court_takes_it_out_of():
    stays = {kind.__tablename__: set(columns) for kind, columns in erasing.STAYS.items()}
    assert stays == WITHOUT_IDENTITY
