"""The admin office: is the court well today, under which terms, and how do staff decide."""

from datetime import timedelta

from flask import Blueprint, render_template

from jury.clock import now
from jury.court import policies, posting
from jury.reliability import audits as certifying
from jury.store import office_ledger, office_queries
from jury.store.base import db

from . import access, office_words

bp = Blueprint("admin", __name__, url_prefix="/office")
bp.add_app_template_filter(office_words.word, "word")
bp.add_app_template_filter(office_words.act, "act")
bp.add_app_template_filter(office_words.term, "term")
bp.add_app_template_filter(office_words.found, "found")
bp.add_app_template_filter(office_words.source, "source")
bp.add_app_template_filter(office_words.span, "span")
bp.add_app_template_filter(office_words.signed, "signed")

WEEK, MONTH, YEAR = timedelta(days=7), timedelta(days=30), timedelta(days=365)


@bp.get("")
@access.admin
def index() -> str:
    """The sentences that say whether the court is well, each figure a link to what is behind."""
    session, at = db.session(), now()
    audited = office_queries.audits(session)
    return render_template(
        "admin/index.html",
        ruled=office_queries.ruled(session, at - WEEK),
        escalated=office_queries.escalated(session, at - MONTH),
        median=office_queries.median_time_to_ruling(session, at - MONTH),
        late=office_queries.late_reviews(session, at),
        on_duty=office_queries.on_duty(session),
        duty=office_queries.duty(session),
        policy=policies.current(session, at).policy,
        audited=audited,
        needed=certifying.needed(audited.wrong),
        most_wrong=certifying.most_wrong(audited.wrong, audited.n),
        machine=office_queries.machine(session, at),
        now=at,
    )


@bp.get("/work")
@access.admin
def work() -> str:
    """What the worker did last, is late with, and could not deliver."""
    session, at = db.session(), now()
    return render_template(
        "admin/work.html",
        beats=office_queries.beats(session),
        overdue=office_queries.overdue(session, at),
        letters=office_queries.failed_letters(session),
        now=at,
    )


@bp.app_template_filter("without_address")
def without_address(text: str | None) -> str:
    """What a mail server said, without the addresses it named."""
    return posting.without_addresses(text or "")


@bp.get("/policy")
@access.admin
def policy() -> str:
    """The terms in force, and what each version before changed."""
    session, at = db.session(), now()
    in_force = policies.current(session, at)
    versions = office_queries.policy_versions(session)
    return render_template(
        "admin/policy.html",
        in_force=in_force,
        terms=in_force.policy.terms(),
        versions=[
            (version, _changed(version.terms, before.terms if before else None))
            for version, before in zip(versions, [*versions[1:], None], strict=True)
        ],
    )


def _changed(
    terms: dict[str, object], before: dict[str, object] | None
) -> list[tuple[str, object, object]]:
    if before is None:
        return []
    names = terms.keys() | before.keys()
    pairs = [(name, before.get(name), terms.get(name)) for name in sorted(names)]
    return [(name, old, new) for name, old, new in pairs if old != new]


@bp.get("/staff")
@access.admin
def staff() -> str:
    """How staff decide, agent by agent, beside what the panels leaned to."""
    agents = office_ledger.agents(db.session(), now() - YEAR)
    return render_template(
        "admin/staff.html", agents=agents, audited=office_queries.audits(db.session())
    )


from . import office_cases, office_jurors, office_ledger_page  # noqa: E402, F401
