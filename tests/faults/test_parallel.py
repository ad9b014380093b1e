"""The same ballot sent fifty times at once, to the real web server over the real database."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from jury.clock import now
from jury.court import empanelling, rolling
from jury.rules import reasons
from jury.rules.words import Choice
from jury.store.ledger import Entry
from jury.store.panels import Ballot, Summons
from jury.store.people import Juror
from tests.factories import make_jurors, make_policy, make_released, seated
from tests.running import Answer, Caller, Installation, cookie_of, eventually

pytestmark = pytest.mark.faults

N_POSTS = 50
SEATS = 5


def summon(session: Session, n: int) -> list[Summons]:
    """So many summonses, on panels of five of one roll."""
    moment = now()
    make_policy(session, moment, seats=SEATS, quorum=3)
    rolling.freeze(session, make_jurors(session, 20 + n), moment)
    summonses: list[Summons] = []
    while len(summonses) < n:
        panel = empanelling.open_hearing(session, make_released(session, moment), moment)
        summonses += seated(session, panel)
    return summonses[:n]


def post_at_once(port: int, cookie: str, token: str, path: str, ballot: dict) -> list[Answer]:
    together = Barrier(N_POSTS)

    def post(_: int) -> Answer:
        together.wait()
        with Caller(port, cookie, token) as caller:
            return caller.post(path, ballot)

    with ThreadPoolExecutor(N_POSTS) as hands:
        return list(hands.map(post, range(N_POSTS)))


def test_fifty_equal_posts_store_one_ballot_and_get_one_answer(
    engine: Engine, installation: Installation, whole: bool
) -> None:
    n = 200 if whole else 6
    with Session(engine, expire_on_commit=False) as session:
        summonses = summon(session, n)
        people = [session.get_one(Juror, summons.juror_id).person for summons in summonses]
        cookies = [cookie_of(session, person) for person in people]
        voted_before = sum({person.id: person.juror.n_ballots for person in people}.values())
        session.commit()

    with installation.web_server():
        assert eventually(installation.answers)
        for at, (summons, (cookie, token)) in enumerate(zip(summonses, cookies, strict=True)):
            choice = list(Choice)[at % len(Choice)]
            ballot = {"choice": choice.value, "reason": reasons.codes(choice)[0], "text": "Same."}
            path = f"/bench/{summons.id}/ballot"
            answers = post_at_once(installation.port, cookie, token, path, ballot)
            said = {(a.status, a.headers["Location"]) for a in answers}
            assert said == {(302, f"/bench/{summons.id}/receipt")}

    with Session(engine) as session:
        of_ours = Ballot.summons_id.in_([summons.id for summons in summonses])
        assert session.scalar(select(func.count()).where(of_ours)) == n
        assert session.scalar(select(func.count()).where(Entry.act == "ballot_cast")) == n
        voters = select(func.sum(Juror.n_ballots)).where(
            Juror.person_id.in_([person.id for person in people])
        )
        assert session.scalar(voters) == voted_before + n
