"""Questions to parties, second persons, agents' recusals and texts kept ready

A clear panel is not overridden by one person alone, and what staff asked a
party both sides may read. An answer is a passage, so that it is redacted,
covered and one day erased as any other text of a party.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"

BECAUSE = ("knows_party", "knows_trade", "has_interest", "too_close", "no_time")
DECISIONS = ("uphold", "override", "decide")
UNIQUE = ("case_id", "side", "kind", "exhibit_id", "instance")
KINDS = ("story", "wish", "chat", "caption", "later", "appeal")


def words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def side(name: str = "side") -> sa.Enum:
    return words(name, "buyer", "seller")


def moment(name: str, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    _questions()
    _answers()
    _reviews()
    _proposals()
    _asides()
    _texts()


def _questions() -> None:
    op.create_table(
        "question",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("side", side(), nullable=False),
        sa.Column("way", words("way", "written", "phone", "im"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "state",
            words("asked", "open", "answered", "silent", "unreached", "taken_back"),
            nullable=False,
        ),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("kept_by", sa.Uuid(), nullable=True),
        moment("asked_at"),
        moment("due_at"),
        sa.Column("calls", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("written_down_by", sa.Uuid(), nullable=True),
        moment("ended_at", nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(state = 'open') = (ended_at IS NULL)", name="ck_question_ended_iff_not_open"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_question_case_id"),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name="fk_question_asked_by"),
        sa.ForeignKeyConstraint(["kept_by"], ["person.id"], name="fk_question_kept_by"),
        sa.ForeignKeyConstraint(
            ["written_down_by"], ["person.id"], name="fk_question_written_down_by"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_question"),
    )
    op.create_index("ix_question_case_id", "question", ["case_id"])
    op.create_index("ix_question_kept_by", "question", ["kept_by"])
    op.create_index(
        "uq_question_open",
        "question",
        ["case_id", "side"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )


def _answers() -> None:
    op.add_column("passage", sa.Column("question_id", sa.Uuid(), nullable=True))
    op.create_foreign_key("fk_passage_question_id", "passage", "question", ["question_id"], ["id"])
    op.create_index("ix_passage_question_id", "passage", ["question_id"])
    _passages_are(*KINDS, "answer")
    _passages_are_one_a(*UNIQUE, "question_id")
    op.create_check_constraint(
        "ck_passage_answers_question",
        "passage",
        "(kind = 'answer') = (question_id IS NOT NULL)",
    )


def _passages_are(*kinds: str) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.drop_constraint("ck_passage_known_kind", "passage", type_="check")
    op.create_check_constraint("ck_passage_known_kind", "passage", f"kind IN ({listed})")


def _passages_are_one_a(*columns: str) -> None:
    op.drop_constraint("uq_passage_of_side", "passage", type_="unique")
    op.create_unique_constraint(
        "uq_passage_of_side", "passage", list(columns), postgresql_nulls_not_distinct=True
    )


def _reviews() -> None:
    op.add_column("review", moment("taken_at", nullable=True))
    op.add_column("review", sa.Column("given_to", sa.Uuid(), nullable=True))
    op.add_column("review", sa.Column("given_by", sa.Uuid(), nullable=True))
    op.add_column("review", sa.Column("given_because", sa.Text(), nullable=True))
    op.create_foreign_key("fk_review_given_to", "review", "person", ["given_to"], ["id"])
    op.create_foreign_key("fk_review_given_by", "review", "person", ["given_by"], ["id"])
    op.create_index("ix_review_given_to", "review", ["given_to"])
    op.create_check_constraint(
        "ck_review_given_whole",
        "review",
        "(given_to IS NULL) = (given_by IS NULL) AND (given_to IS NULL) = (given_because IS NULL)",
    )


def _proposals() -> None:
    op.create_table(
        "proposal",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            words("proposed", "waiting", "confirmed", "sent_back", "withdrawn"),
            nullable=False,
        ),
        sa.Column("decision", words("decision", *DECISIONS), nullable=False),
        sa.Column("side", side(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        moment("proposed_at"),
        sa.Column("view_side", side("view_side"), nullable=False),
        sa.Column("view_reason", sa.Text(), nullable=False),
        moment("viewed_at"),
        moment("taken_at", nullable=True),
        sa.Column("second_by", sa.Uuid(), nullable=True),
        sa.Column("second_side", side("second_side"), nullable=True),
        sa.Column("because", sa.Text(), nullable=True),
        moment("ended_at", nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("second_by <> proposed_by", name="ck_proposal_two_people"),
        sa.CheckConstraint(
            "(state IN ('confirmed', 'sent_back')) = (second_by IS NOT NULL)"
            " AND (second_by IS NULL) = (second_side IS NULL)",
            name="ck_proposal_seconded_whole",
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (ended_at IS NULL)", name="ck_proposal_ended_iff_not_waiting"
        ),
        sa.CheckConstraint(
            "(state = 'sent_back') = (because IS NOT NULL)", name="ck_proposal_sent_back_because"
        ),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name="fk_proposal_review_id"),
        sa.ForeignKeyConstraint(["proposed_by"], ["person.id"], name="fk_proposal_proposed_by"),
        sa.ForeignKeyConstraint(["second_by"], ["person.id"], name="fk_proposal_second_by"),
        sa.PrimaryKeyConstraint("id", name="pk_proposal"),
    )
    for column in ("review_id", "proposed_by", "second_by"):
        op.create_index(f"ix_proposal_{column}", "proposal", [column])
    op.create_index(
        "uq_proposal_waiting",
        "proposal",
        ["review_id"],
        unique=True,
        postgresql_where=sa.text("state = 'waiting'"),
    )


def _asides() -> None:
    op.create_table(
        "stood_aside",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("because", words("because", *BECAUSE), nullable=False),
        moment("at"),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_stood_aside_case_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_stood_aside_person_id"),
        sa.PrimaryKeyConstraint("case_id", "person_id", name="pk_stood_aside"),
    )
    op.create_index("ix_stood_aside_person_id", "stood_aside", ["person_id"])


def _texts() -> None:
    op.create_table(
        "ready_text",
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("decision", words("decision", *DECISIONS), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        moment("written_at"),
        moment("retired_at", nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("language IN ('zh', 'en')", name="ck_ready_text_known_language"),
        sa.ForeignKeyConstraint(["written_by"], ["person.id"], name="fk_ready_text_written_by"),
        sa.PrimaryKeyConstraint("id", name="pk_ready_text"),
    )
    op.create_index(
        "uq_ready_text_title",
        "ready_text",
        ["language", "decision", "title"],
        unique=True,
        postgresql_where=sa.text("retired_at IS NULL"),
    )


def downgrade() -> None:
    for table in ("ready_text", "stood_aside", "proposal"):
        op.drop_table(table)
    op.drop_constraint("ck_review_given_whole", "review", type_="check")
    for column in ("given_because", "given_by", "given_to", "taken_at"):
        op.drop_column("review", column)
    op.execute("DELETE FROM passage WHERE kind = 'answer'")
    op.drop_constraint("ck_passage_answers_question", "passage", type_="check")
    _passages_are(*KINDS)
    _passages_are_one_a(*UNIQUE)
    op.drop_column("passage", "question_id")
    op.execute("DELETE FROM deadline WHERE kind = 'question_ends'")
    op.drop_table("question")
