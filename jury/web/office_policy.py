"""The office's pages of the policy: terms, bands and versions; a new version, looked at first."""

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from jury.clock import now
from jury.court import policies
from jury.store import office_queries
from jury.store.base import db
from jury.store.cases import PolicyVersion

from . import access, errors, policy_words
from .admin import bp
from .forms.policy import Draft, Wrong, text_of


@bp.app_context_processor
def _words() -> dict[str, Any]:
    return {"policy_words": policy_words}


@bp.get("/policy")
@access.admin
def policy() -> Any:
    """The terms in force, and what each version changed."""
    return _policy(policies.current(db.session(), now()))


@bp.get("/policy/<int:version_id>")
@access.admin
def policy_version(version_id: int) -> Any:
    """The terms of one version, whether in force or not."""
    return _policy(_version(version_id))


def _version(version_id: int) -> PolicyVersion:
    version = db.session.get(PolicyVersion, version_id) if version_id < 2**31 else None
    return version or abort(404)


def _policy(shown: PolicyVersion, fault: tuple[int, str] | None = None, typed: str = "") -> Any:
    session, at = db.session(), now()
    versions = office_queries.policy_versions(session)
    standing = [version for version in versions if not version.withdrawal]
    before = dict(zip(standing, standing[1:], strict=False))
    return render_template(
        "admin/policy.html",
        shown=shown,
        in_force=policies.current(session, at),
        coming=policies.coming(session, at),
        versions=[(v, _differences(v, before.get(v))) for v in versions],
        fault=fault,
        typed=typed,
        shortest=policies.SHORTEST_REASON,
        longest=policies.LONGEST_REASON,
    )


def _differences(version: PolicyVersion, before: PolicyVersion | None) -> list[policy_words.Told]:
    return policy_words.told(before.book, version.book) if before else []


@bp.get("/policy/new")
@access.admin
def new_policy() -> Any:
    """The form of a new version, filled with the newest terms: in force, or adopted to come.

    But for the closing posterior, where a link proposes one.
    """
    ground = _newest()
    draft = Draft.of(ground.book)
    proposed = request.args.get("sure_posterior", type=float)
    if proposed is not None and 0.5 < proposed <= 1:
        draft.base["sure_posterior"] = text_of("sure_posterior", proposed, draft.currency)
    return _form(draft, ground, to_see="sure_posterior" if proposed else "")


@bp.post("/policy/new")
@access.admin
def change_draft() -> Any:
    """Change the form's bands as its button says, or show what the version would change."""
    draft, ground = _sent()
    do = request.form.get("do", "look")
    if do != "look":
        draft.change(do)
        return _form(draft, ground)
    if faults := draft.faults(now()):
        return _form(draft, ground, faults), 422
    return _look(draft, ground)


def _newest() -> PolicyVersion:
    """The version that counts last as things stand, so that nothing adopted is put back unseen."""
    session, at = db.session(), now()
    return (policies.coming(session, at) or [policies.current(session, at)])[-1]


def _sent() -> tuple[Draft, PolicyVersion]:
    session = db.session()
    ground = session.get(PolicyVersion, request.form.get("ground", 0, type=int) % 2**31)
    ground = ground or _newest()
    return Draft.sent(ground.book, request.form), ground


def _form(
    draft: Draft, ground: PolicyVersion, faults: Sequence[Wrong] = (), to_see: str = ""
) -> str:
    broken = {f"base-{to_see}", *(wrong.field for wrong in faults)}
    groups = [
        (title, names, any(f"base-{name}" in broken for name in names))
        for title, names in policy_words.GROUPS.values()
    ]
    return render_template(
        "admin/policy_new.html",
        draft=draft,
        ground=ground,
        is_coming=ground.starts_at > now(),
        groups=groups,
        faults=faults,
        lines=[wrong.line for wrong in faults],
    )


def _look(draft: Draft, ground: PolicyVersion, fault: str = "") -> Any:
    """The differences from the version that this one would follow, and the question."""
    session, at = db.session(), now()
    starts_at = draft.starts_at()
    before = policies.version_at(session, starts_at or at) or policies.current(session, at)
    told = policy_words.told(before.book, draft.book())
    if not told:
        return _form(
            draft, ground, [Wrong("", _("These are the terms of no. %(n)s.", n=before.id))]
        ), 422
    after = [v for v in policies.coming(session, at) if v.starts_at > (starts_at or at)]
    return render_template(
        "admin/policy_look.html",
        draft=draft,
        ground=ground,
        before=before,
        told=told,
        starts_at=starts_at,
        after=after,
        fault=fault,
    )


@bp.post("/policy")
@access.admin
def adopt_policy() -> Any:
    """Adopt the version whose differences were read."""
    (draft, ground), at = _sent(), now()
    if faults := draft.faults(at):
        return _form(draft, ground, faults), 422
    read_against = request.form.get("read_against", 0, type=int)
    args = (draft.book(), draft.reason, draft.starts_at(), read_against, access.me(), at)
    try:
        version = policies.revise(db.session(), *args)
    except policies.AnotherCameFirst as late:
        db.session.rollback()
        return _look(draft, ground, errors.sentence(late)), 409
    db.session.commit()
    flash(_("No. %(n)s is adopted.", n=version.id), "success")
    return redirect(url_for(".policy") + f"#v{version.id}")


@bp.post("/policy/<int:version_id>/withdraw")
@access.admin
def withdraw_policy(version_id: int) -> Any:
    """Take a version back before it starts."""
    version, reason = _version(version_id), request.form.get(f"reason-{version_id}", "")
    try:
        policies.withdraw(db.session(), version, reason, access.me(), now())
    except policies.ReasonMissing as missing:
        db.session.rollback()
        in_force, fault = policies.current(db.session(), now()), errors.sentence(missing)
        return _policy(in_force, (version.id, fault), reason), 422
    db.session.commit()
    flash(_("No. %(n)s is withdrawn and will not start.", n=version.id), "success")
    return redirect(url_for(".policy") + f"#v{version.id}")
