"""What we are measured against: the smallest Flask application that stores and shows rows."""

import os
from datetime import UTC, datetime

from flask import Flask, redirect, render_template_string, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import Mapped, mapped_column

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = os.environ.get("DATABASE_URL", "postgresql://").replace(
    "postgresql://", "postgresql+psycopg://", 1
)
db = SQLAlchemy(app)

PAGE = """<!doctype html>
<html lang="en"><head><title>{{ dispute.code }}</title></head>
<body><h1>{{ dispute.code }}</h1><p>{{ dispute.story }}</p></body></html>
"""


class Vote(db.Model):  # type: ignore[name-defined]
    __tablename__ = "smallest_vote"
    id: Mapped[int] = mapped_column(primary_key=True)
    dispute: Mapped[str]
    choice: Mapped[str]
    text: Mapped[str]
    cast_at: Mapped[datetime]


class Dispute(db.Model):  # type: ignore[name-defined]
    __tablename__ = "smallest_dispute"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    story: Mapped[str]


TABLES = """
CREATE TABLE smallest_vote (id serial PRIMARY KEY, dispute text NOT NULL, choice text NOT NULL,
                            text text NOT NULL, cast_at timestamp NOT NULL);
CREATE TABLE smallest_dispute (id serial PRIMARY KEY, code text NOT NULL, story text NOT NULL);
INSERT INTO smallest_dispute (code, story) SELECT 'D-' || n, repeat('A story. ', 50)
  FROM generate_series(1, 1000) n;
GRANT ALL ON smallest_vote, smallest_dispute TO PUBLIC;
GRANT ALL ON smallest_vote_id_seq TO PUBLIC;
"""


@app.get("/healthz")
def healthz() -> str:
    return "alive"


@app.post("/<dispute>/vote")
def vote(dispute: str):
    form, cast_at = request.form, datetime.now(UTC).replace(tzinfo=None)
    db.session.add(Vote(dispute=dispute, choice=form["choice"], text=form["text"], cast_at=cast_at))
    db.session.commit()
    return redirect(f"/{dispute}/receipt")


@app.get("/dispute/<int:dispute_id>")
def dispute(dispute_id: int):
    return render_template_string(PAGE, dispute=db.get_or_404(Dispute, dispute_id))
