"""Signing in and out, recovering a password, taking up an invitation, the inbox, settings."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask_babel import force_locale, get_locale
from flask_babel import gettext as _
from flask_login import current_user, logout_user
from flask_wtf import FlaskForm
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jury.clock import now
from jury.court import joining, links, notices, passwords, profile, signing
from jury.outside import letters
from jury.store.base import db
from jury.store.notices import Notice
from jury.store.people import Juror

from . import access, errors, filters, sessions
from .forms.accounts import (
    AddressForm,
    ChangePasswordForm,
    HandleForm,
    NameForm,
    NewPasswordForm,
    RecoverForm,
    SignInForm,
    WelcomeForm,
)
from .translations import LANGUAGES
from .waiting import home_of

bp = Blueprint("accounts", __name__)

SCHEMES = ("auto", "light", "dark")
INBOX_SHOWS = 100


@bp.get("/sign-in")
@access.public
def sign_in() -> Any:
    to = sessions.local(request.args.get("next"))
    if current_user.is_authenticated:
        return redirect(to or home_of(access.me()))
    return render_template("accounts/sign_in.html", form=SignInForm(), kept="", next=to)


@bp.post("/sign-in")
@sessions.limiter.limit("120 per minute")
@access.public
def sign_in_now() -> Any:
    """Open a session. An expired session's form, carried along, is offered to be sent again."""
    form, kept = SignInForm(), request.form.get("kept", "")
    to = sessions.local(request.form.get("next"))
    token = form.validate() and signing.sign_in(
        db.session(),
        form.email.data or "",
        form.password.data or "",
        sessions.device(),
        now(),
        sessions.lasts(),
        sessions.known(),
    )
    db.session.commit()
    if not token:
        page = render_template("accounts/sign_in.html", form=form, kept=kept, next=to, failed=True)
        return page, 422
    sessions.begin(token)
    if again := sessions.kept_form(kept):
        return render_template("accounts/send_again.html", again=again)
    return redirect(to or home_of(access.me()))


@bp.post("/sign-out")
@access.public
def sign_out() -> Any:
    if current_user.is_authenticated:
        locale = access.me().locale
        signing.sign_out(db.session(), current_user.sign_in, now())
        db.session.commit()
        logout_user()
        session.clear()
        session["locale"] = locale
        with force_locale(locale):
            flash(_("You are signed out."), "success")
    return redirect(url_for("public.index"))


@bp.get("/recover")
@access.public
def recover() -> Any:
    return render_template("accounts/recover.html", form=RecoverForm())


@bp.post("/recover")
@sessions.limiter.limit("20 per minute")
@access.public
def ask_recovery() -> Any:
    """Owe a link, if there is such a person; the answer is the same if there is not."""
    form = RecoverForm()
    if not form.validate():
        return render_template("accounts/recover.html", form=form), 422
    signing.ask_recovery(db.session(), form.email.data or "", now())
    db.session.commit()
    return render_template("accounts/recover_sent.html", email=form.email.data)


@bp.route("/recover/<token>", methods=["GET", "POST"])
@sessions.limiter.limit("60 per minute")
@access.public
def new_password(token: str) -> Any:
    links.find_link(db.session(), token, "recover", now())
    form = NewPasswordForm()
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return render_template("accounts/new_password.html", form=form), status
    signing.reset_password(db.session(), token, form.password.data or "", now())
    db.session.commit()
    flash(_("Your password is set. Sign in with it."), "success")
    return redirect(url_for(".sign_in"))


@bp.get("/welcome/<token>")
@sessions.limiter.limit("60 per minute")
@access.public
def welcome(token: str) -> Any:
    account = signing.invited_account(db.session(), token, now())
    form = WelcomeForm(name=account.name)
    return render_template("accounts/welcome.html", form=form, account=account, token=token)


@bp.post("/welcome/<token>")
@access.public
def accept_invite(token: str) -> Any:
    account = signing.invited_account(db.session(), token, now())
    form = WelcomeForm()
    if not form.validate():
        page = render_template("accounts/welcome.html", form=form, account=account, token=token)
        return page, 422
    name, password = form.name.data or "", form.password.data or ""
    locale = get_locale().language
    person = signing.accept_invite(db.session(), token, name, password, locale, now())
    opened = signing.open_session(db.session(), person, sessions.device(), now(), sessions.lasts())
    db.session.commit()
    sessions.begin(opened)
    flash(_("Your account is ready. Your orders are listed here."), "success")
    return redirect(home_of(person))


@bp.post("/welcome/<token>/link")
@access.signed_in
def link_account(token: str) -> Any:
    signing.link_account(db.session(), token, access.me(), now())
    db.session.commit()
    flash(_("Your marketplace account is linked."), "success")
    return redirect(home_of(access.me()))


@bp.get("/inbox")
@access.signed_in
def inbox() -> Any:
    mine = select(Notice).where(Notice.person_id == access.me().id).options(joinedload(Notice.case))
    latest = db.session.scalars(mine.order_by(Notice.owed_at.desc()).limit(INBOX_SHOWS))
    locale, zone = get_locale().language, str(filters.reader_zone())
    messages = [(row, letters.render(row.kind, row.facts, locale, zone)) for row in latest]
    return render_template("accounts/inbox.html", messages=messages)


@bp.post("/inbox/<uuid:notice_id>/read")
@access.signed_in
def read(notice_id: UUID) -> Any:
    """Mark one message read, and go where it leads."""
    notice = db.session.get(Notice, notice_id)
    if notice is None or notice.person_id != access.me().id:
        abort(404)
    notices.mark_read(db.session(), notice, now())
    db.session.commit()
    return redirect(sessions.local(notice.path) or url_for(".inbox"))


@bp.post("/inbox/read")
@access.signed_in
def read_all() -> Any:
    notices.mark_all_read(db.session(), access.me(), now())
    db.session.commit()
    return redirect(url_for(".inbox"))


@bp.get("/settings")
@access.signed_in
def settings() -> Any:
    return settings_page()


def settings_page(**typed: FlaskForm) -> str:
    """The page; a form that was sent and cannot be taken stands in it as it was typed."""
    me = access.me()
    forms = {
        "name_form": NameForm(formdata=None, obj=me),
        "password_form": ChangePasswordForm(formdata=None),
        "address_form": AddressForm(formdata=None),
        "handle_form": HandleForm(formdata=None, handle=me.im),
    }
    return render_template(
        "accounts/settings.html",
        **forms | typed,
        visits=signing.sessions_of(db.session(), access.me(), now()),
        juror=access.me().juror,
    )


@bp.post("/settings/name")
@access.signed_in
def rename() -> Any:
    form = NameForm()
    if not form.validate():
        return settings_page(name_form=form), 422
    profile.rename(db.session(), access.me(), form.name.data or "")
    db.session.commit()
    flash(_("Your name is changed."), "success")
    return redirect(url_for(".settings"))


@bp.post("/settings/password")
@access.signed_in
def change_password() -> Any:
    form = ChangePasswordForm()
    try:
        if form.validate():
            current, password = form.current.data or "", form.password.data or ""
            signing.change_password(db.session(), current_user.sign_in, current, password, now())
    except passwords.WrongPassword as wrong:
        db.session.rollback()
        form.current.errors = [errors.sentence(wrong)]
    if form.errors:
        return settings_page(password_form=form), 422
    db.session.commit()
    flash(_("Your password is changed, and your other devices are signed out."), "success")
    return redirect(url_for(".settings"))


@bp.post("/settings/sessions/end")
@access.signed_in
def end_sessions() -> Any:
    """Sign out one other device, or all of them."""
    which = request.form.get("session", "")
    if which == "all":
        signing.revoke_all(db.session(), access.me(), now(), but=current_user.sign_in)
    else:
        visits = signing.sessions_of(db.session(), access.me(), now())
        visit = next((each for each in visits if each.token_hash[:16] == which), None)
        if visit is None:
            abort(404)
        signing.sign_out(db.session(), visit, now())
    db.session.commit()
    flash(_("Signed out there."), "success")
    return redirect(url_for(".settings"))


@bp.post("/settings/languages")
@access.juror
def languages(juror: Juror) -> Any:
    joining.set_languages(db.session(), juror, request.form.getlist("languages"), now())
    db.session.commit()
    flash(_("From the next roll on you are called to cases in these languages."), "success")
    return redirect(url_for(".settings"))


@bp.post("/language")
@access.public
def language() -> Any:
    chosen = request.form.get("language")
    if chosen not in LANGUAGES:
        abort(400)
    session["locale"] = chosen
    if current_user.is_authenticated:
        profile.set_locale(db.session(), access.me(), chosen)
        db.session.commit()
    return redirect(sessions.local(request.form.get("next")) or url_for("public.index"))


@bp.post("/scheme")
@access.public
def scheme() -> Any:
    chosen = request.form.get("scheme")
    if chosen not in SCHEMES:
        abort(400)
    session["scheme"] = chosen
    if current_user.is_authenticated:
        profile.set_scheme(db.session(), access.me(), chosen)
        db.session.commit()
    return redirect(sessions.local(request.form.get("next")) or url_for("public.index"))


from . import accounts_messages  # noqa: E402,F401  (its views belong to the same blueprint)
