"""Truths about the case file: who may have it, what stands in it, and what never does."""

import hashlib
import importlib.util
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from jury.court import bringing, deciding, exhibits, forgetting
from jury.court.record import CLOCK
from jury.rules.words import Side
from jury.store.ledger import Entry
from jury.store.panels import Summons
from jury.web.pictures import vault
from tests.appeal_makers import RULED_AT, appeal, decide_as_staff
from tests.factories import (
    T0,
    make_account,
    make_gold,
    make_order,
    make_panel,
    make_person,
    make_policy,
    make_policy_review,
    make_staff,
    seated,
    tick,
    vote,
)
from tests.money_makers import HOUR, make_ruling, reply, wind

VERIFY = Path(__file__).parents[2] / "docs" / "verify"
PIXELS = b"pixels as we encoded them"


def verifier(name):
    spec = importlib.util.spec_from_file_location(name, VERIFY / f"{name}.py")
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def taken(web, case, side=Side.BUYER):
    """The files of the download, by name."""
    web.sign_in(case.person_on(side))
    answer = web.get(f"/cases/{case.id}/file.zip")
    assert answer.status_code == 200 and answer.mimetype == "application/zip"
    assert "attachment" in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def page(web, case, side=Side.BUYER):
    web.sign_in(case.person_on(side))
    return web.page(f"/cases/{case.id}/file")


@pytest.fixture
def panel(session, web, app):
    """A panel that votes, in a case of people with names, with a picture shown and one withheld."""
    people = {
        "buyer": make_person(session, name="Zhao Minjun"),
        "seller": make_person(session, name="Qian Duoduo"),
    }
    sides = {side: make_account(session, person) for side, person in people.items()}
    make_policy(session, seats=5, quorum=3)
    panel = make_panel(session, policy=object(), order=make_order(session, **sides))
    case = panel.hearing.case
    for side in Side:
        bringing.close_statement(session, case, side, None, T0, CLOCK)
    for passage in case.passages:
        passage.released_at, passage.raw = T0, f"{passage.raw} Qian Duoduo, 13900002222."
    for number, shown in enumerate(("show", "withhold"), 1):
        with app.app_context():
            name = vault().keep(io.BytesIO(PIXELS + shown.encode()))
        picture = exhibits.cleaned(name, "image/jpeg", 4, 3, PIXELS + shown.encode())
        added = exhibits.Exhibit(
            case=case, side=Side.SELLER, number=number, file=picture.file, width=4, height=3,
            media_type=picture.media_type, sha256=picture.sha256, brought_at=T0, shown=shown,
        )  # fmt: skip
        session.add(added)
    session.commit()
    return panel


@pytest.fixture
def ruled(session, panel):
    """The same, with its ruling; one juror wrote words, and the case has been made gold since."""
    for summons in seated(session, panel):
        vote(session, summons, text="The photo shows it.")
    deciding.close_panel(session, panel.hearing.case, panel, RULED_AT)
    session.commit()
    return panel.hearing.case


def test_both_parties_may_have_it_and_nobody_else_learns_that_there_is_one(web, session, ruled):
    for side in Side:
        assert "File of case" in page(web, ruled, side)
        assert taken(web, ruled, side)
    juror = ruled.hearings[0].panel.summonses[0].juror.person
    for stranger in (make_person(session), make_staff(session), juror):
        web.sign_in(stranger)
        for name in ("file", "file.zip"):
            assert web.get(f"/cases/{ruled.id}/{name}").status_code == 404


def test_the_page_of_the_case_leads_to_it(web, ruled):
    web.sign_in(ruled.person_on(Side.BUYER))
    assert f"/cases/{ruled.id}/file" in web.get(f"/cases/{ruled.id}").text


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_the_page_tells_the_whole_case(web, session, ruled, locale):
    ruled.person_on(Side.BUYER).locale = locale
    told = page(web, ruled)
    for words in ("What the buyer says.", "What the seller says.", "The photo shows it."):
        assert words in told
    assert ruled.code in told and ruled.order.ref in told and "129.00" in told
    assert "2026-09-01 20:00+08:00" in told and "Asia/Shanghai" in told
    if locale == "en":
        assert "What a verdict needs" in told and "5 votes" in told
        assert "Time to appeal" in told and "How each side was told" in told


def test_nothing_in_it_names_the_other_party_or_a_juror(web, session, ruled):
    files = taken(web, ruled, Side.BUYER)
    everything = web.get(f"/cases/{ruled.id}/file").text + b"".join(files.values()).decode(
        "utf-8", "replace"
    )
    seller, order = ruled.person_on(Side.SELLER), ruled.order
    secrets = [seller.name, seller.email, "13900002222", order.shop, order.seller.ref]
    for summons in session.scalars(select(Summons)):
        juror = summons.juror
        secrets += [juror.code, juror.person.name, juror.person.email, str(juror.person_id)]
        secrets += [str(summons.id), summons.code, juror.account.ref]
    assert [secret for secret in secrets if secret and secret in everything] == []


def test_the_sums_match_and_the_proofs_are_sound(web, session, ruled):
    files = taken(web, ruled)
    sums = dict(reversed(line.split("  ")) for line in files["SHA256SUMS"].decode().splitlines())
    assert sums.keys() == files.keys() - {"SHA256SUMS"}
    assert all(hashlib.sha256(files[name]).hexdigest() == said for name, said in sums.items())
    for name in ("verify_panel.py", "verify_entries.py"):
        assert files[name] == (VERIFY / name).read_bytes()
        assert name.encode() in files["README.txt"]
    assert verifier("verify_panel").faults(json.loads(files["certificate-1.json"])) == []
    told = json.loads(files["entries.json"])
    assert verifier("verify_entries").faults(told) == []
    acts = [entry.get("act") for entry in told["entries"]]
    assert {"case_filed", "hearing_opened", "panel_closed", "ruled"} <= set(acts)
    assert acts.count("ballot_cast") == 0 and acts[-1] is not None
    readme = files["README.txt"].decode()
    assert "verify_panel.py" in readme and "如何验证" in readme and ruled.code in readme


def test_only_the_pictures_that_were_shown_are_in_it(web, ruled):
    files = taken(web, ruled)
    assert files["exhibit-seller-1.jpg"] == PIXELS + b"show"
    assert [name for name in files if name.startswith("exhibit")] == ["exhibit-seller-1.jpg"]
    assert b'src="exhibit-seller-1.jpg"' in files["case.html"]


def test_a_picture_that_jurors_did_not_see_is_named_without_its_pixels(web, session, ruled):
    html, shown = taken(web, ruled)["case.html"].decode(), page(web, ruled)
    for told in (html, shown):
        assert told.count("Not shown to jurors: it tells who somebody is") == 1
        assert "Seller&#39;s exhibit 2" in told or "Seller's exhibit 2" in told
    own = web.get(f"/cases/{ruled.id}").text
    assert own.count("Not shown to jurors: it tells who somebody is") == 1
    assert "exhibit 1" in own and "exhibit 2" in own


def test_what_an_appeal_adds_hides_no_picture_of_the_first_hearing(web, session, ruled):
    appeal(session, ruled)
    session.commit()
    assert any(p.instance == 2 and not p.released_at for p in ruled.evidence)
    assert taken(web, ruled)["exhibit-seller-1.jpg"] == PIXELS + b"show"


def test_no_picture_is_in_it_before_the_texts_are_released(web, session, panel):
    panel.hearing.case.passages[0].released_at = None
    assert not [name for name in taken(web, panel.hearing.case) if name.startswith("exhibit")]


def test_while_a_panel_votes_nothing_tells_of_ballots_or_calls(web, session, panel):
    case = panel.hearing.case
    before, page_before = taken(web, case), page(web, case)
    for summons in seated(session, panel)[:2]:
        vote(session, summons)
    session.commit()
    after = taken(web, case)
    assert after["entries.json"] == before["entries.json"]
    assert after["case.html"] == before["case.html"] and page(web, case) == page_before
    told = json.loads(after["entries.json"])["entries"]
    assert not {"jurors_called", "hearing_opened"} & {entry.get("act") for entry in told}
    assert all("act" in entry for entry in told[-1:])
    assert "certificate-1.json" not in after
    assert "How the votes stood is told with the ruling." in page(web, case)


def test_how_a_panel_voted_is_not_told_before_staff_have_ruled(web, session, panel):
    case = panel.hearing.case
    for n, summons in enumerate(seated(session, panel)):
        vote(session, summons, Side.BUYER if n % 2 else Side.SELLER)
    session.commit()
    deciding.close_panel(session, case, panel, panel.closes_at)
    session.commit()
    assert not case.rulings
    files = taken(web, case)
    acts = {entry.get("act") for entry in json.loads(files["entries.json"])["entries"]}
    assert "panel_closed" not in acts and "review_opened" in acts
    assert "Probability that the buyer is right" not in page(web, case)
    decide_as_staff(session, case, make_staff(session), Side.BUYER, panel.closes_at)
    session.commit()
    assert "panel_closed" in {
        e.get("act") for e in json.loads(taken(web, case)["entries.json"])["entries"]
    }
    assert "The weighing slip shows what was sent." in page(web, case)
    assert "Probability that the buyer is right" in page(web, case)


def test_a_case_made_gold_since_tells_nothing_of_it(web, session):
    gold = make_gold(session)
    session.commit()
    written = select(func.count()).select_from(Entry).where(Entry.act.like("gold_%"))
    assert session.scalar(written)
    told = taken(web, gold.case)["entries.json"].decode()
    assert "gold" not in told and "audit" not in told
    assert "act" in json.loads(told)["entries"][-1]


def test_an_appeal_stands_in_it_with_its_ground_and_words(web, session, ruled):
    appeal(session, ruled)
    session.commit()
    told = page(web, ruled)
    assert "Appeals" in told and "The courier found the weighing slip only yesterday." in told


def test_the_steps_of_carrying_out_stand_in_it_with_their_amounts(web, session):
    case = make_ruling(session).case
    wind(session, case, T0 + timedelta(hours=72))
    reply(session, case, True, T0 + timedelta(hours=72) + HOUR)
    session.commit()
    told = page(web, case)
    carried_out = told[told.index("Carrying out") :]
    assert "The refund was paid" in carried_out and "CN¥129.00" in carried_out


def test_a_due_date_that_may_move_is_said_to_be_provisional(web, session):
    review = make_policy_review(session)
    review.is_provisional = True
    session.commit()
    assert "provisional: may move later" in page(web, review.case)


def test_erased_texts_and_pictures_are_gone_from_it_and_the_proofs_remain(web, session, panel):
    ruled = panel.hearing.case
    for summons in seated(session, panel):
        vote(session, summons, Side.SELLER, text="The photo shows it.")
    deciding.close_panel(session, ruled, panel, RULED_AT)
    tick(session, T0 + timedelta(days=9))
    forgetting.forget(session, ruled, None, T0 + timedelta(days=365))
    session.commit()
    files = taken(web, ruled)
    for told in (page(web, ruled), files["case.html"].decode()):
        assert "was erased on" in told and "What the buyer says." not in told
        assert "The photo shows it." not in told
    assert not [name for name in files if name.startswith("exhibit")]
    assert verifier("verify_entries").faults(json.loads(files["entries.json"])) == []
