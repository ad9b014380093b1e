"""Keeping a ballot, and all that a ballot brings with it, in one statement: many vote at once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from jury.rules.words import Answer, Choice, Due
from jury.store.panels import Ballot, Summons

from .record import Value, actor, chained, fresh_salt, salted

# The count does not see this ballot yet. Rows of the ledger and ballots are only ever inserted.
CAST = text(
    f"""
    WITH answered AS (
      UPDATE summons SET answer = '{Answer.VOTED}', answered_at = :now,
                         opened_at = coalesce(opened_at, :now)
      WHERE id = :summons_id
    ), cast_now AS (
      INSERT INTO ballot (summons_id, choice, reasons, text_hash, cast_at)
      VALUES (:summons_id, :choice, :reasons, :text_hash, :now)
      RETURNING *
    ), worded AS (
      INSERT INTO ballot_text (ballot_id, salt, text, redacted)
      SELECT id, :salt, :text, '' FROM cast_now
    ), written AS (
      INSERT INTO entry (at, actor, act, case_id, body, leaf_hash, previous)
      VALUES (:now, :actor, :act, :case_id, :body, :leaf_hash, :previous)
    ), chained AS (
      UPDATE "case" SET last_leaf = :leaf_hash WHERE id = :case_id
    ), counted AS (
      UPDATE juror SET n_ballots = n_ballots + 1 WHERE person_id = :juror_id
    ), lifted AS (
      UPDATE deadline SET done_at = :now
      WHERE case_id = :case_id AND subject = :summons_id AND done_at IS NULL
    ), looked_at AS (
      INSERT INTO deadline (case_id, kind, due_at)
      SELECT :case_id, '{Due.PANEL_LOOK}', :now
      WHERE NOT :is_gold AND :quorum <= 1 + (
        SELECT count(*) FROM summons WHERE panel_id = :panel_id AND answer = '{Answer.VOTED}'
      )
      ON CONFLICT ON CONSTRAINT uq_deadline_case_id_kind_subject
      DO UPDATE SET due_at = excluded.due_at, done_at = NULL
    )
    SELECT * FROM cast_now
    """
)
KEPT = select(Ballot).from_statement(CAST)


def keep(
    session: Session,
    summons: Summons,
    choice: Choice,
    reasons: Sequence[str],
    words: str,
    now: datetime,
) -> Ballot:
    """Keep the ballot. Case, panel and summons are locked by the caller.

    The juror has cast one more, the summons neither lapses nor is its juror
    reminded, and the clock looks at the panel once enough have voted.
    """
    case, panel, salt = summons.case, summons.panel, fresh_salt()
    hashed = salted(words, salt)
    body: dict[str, Value] = {"summons": summons.id, "text_hash": hashed}
    told = {
        **chained("ballot_cast", now, actor(summons.juror_id), case, body),
        "now": now,
        "summons_id": summons.id,
        "juror_id": summons.juror_id,
        "panel_id": panel.id,
        "is_gold": panel.is_gold,
        "quorum": panel.quorum,
        "choice": choice.value,
        "reasons": list(reasons),
        "text_hash": hashed,
        "salt": salt,
        "text": words,
    }
    ballot = session.scalars(KEPT, told).one()
    session.expire(summons, ["answer", "answered_at", "opened_at"])
    session.expire(case, ["last_leaf"])
    return ballot
