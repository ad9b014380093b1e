"""Questions of staff to a party, as the page of its case shows them."""

from typing import Any

from flask import g, request

from jury.rules.asking import Asked

from .parties_story import Stage


def shown(at: Stage) -> dict[str, Any]:
    """What the page of the case shows of it: what was asked before, and an answer not yet taken."""
    asked = [q for q in at.case.questions if q is not at.question]
    return {
        "questions": [q for q in asked if q.state is not Asked.TAKEN_BACK],
        "answer_typed": request.form.get("answer", ""),
        "answer_fault": g.get("answer_fault"),
    }
