"""Time in the town's past: deadlines fall due, jurors answer, and stories go on, in their order."""

import heapq
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import count
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.court import due
from jury.court.acts import ACTS
from jury.rules.errors import Refusal
from jury.rules.words import Answer
from jury.store.cases import Case, Deadline
from jury.store.panels import Summons

from . import bench, carrying, desk
from .bench import Mood
from .residents import Residents

Story = Iterator[datetime]  # yields when it wants to go on
AGAIN = timedelta(hours=1)


class Walk:
    """The hand-wound clock. It only goes forward."""

    def __init__(self, session: Session, living: Residents, now: datetime) -> None:
        self.session, self.now = session, now
        self.jurors, self.agents = living.jurors, living.agents
        self.moods: dict[UUID, Mood] = {}
        self.silent_since: dict[UUID, datetime] = {}  # jurors who leave what comes after
        self.slow: set[UUID] = set()  # cases whose story tells what is carried out
        self._numbers = count()
        self._stories: list[tuple[datetime, int, Story]] = []
        self._votes: list[tuple[datetime, int, UUID]] = []
        self._seen: set[UUID] = set()
        self._looked_at = now
        self._carried_at = now

    def tell(self, story: Story) -> None:
        """Let a story begin at the first moment it yields."""
        self._push(story)

    def _push(self, story: Story) -> None:
        for at in story:
            heapq.heappush(self._stories, (at, next(self._numbers), story))
            return

    def go_to(self, end: datetime) -> None:
        """Live on until ``end``; stories that are not over stay where they are."""
        while True:
            vote, deadline = self._next_vote(), self._next_deadline()
            at = min(vote, deadline, self._next_story(), end)
            self.now = max(self.now, at)
            self._carry_out()
            if at == end:
                return
            if at == deadline:
                due.tick_within(self.session, self.now, ACTS)
            elif at == vote:
                self._vote(heapq.heappop(self._votes)[2])
            else:
                self._push(heapq.heappop(self._stories)[2])
            self._notice_summonses()

    def _carry_out(self) -> None:
        """Now and then staff audit, parties do what was ruled, and the marketplace answers."""
        if self.now - self._carried_at >= carrying.LOOK_EVERY:
            self._carried_at = self.now
            carrying.answer_all(self.session, self.now)
            desk.audit(self.session, self.agents, self.now)
            carrying.comply(self.session, self.now, slow=self.slow)

    def _next_vote(self) -> datetime:
        return self._votes[0][0] if self._votes else self._far

    def _next_story(self) -> datetime:
        return self._stories[0][0] if self._stories else self._far

    @property
    def _far(self) -> datetime:
        return self.now + timedelta(days=9999)

    def _next_deadline(self) -> datetime:
        first = select(Deadline.due_at).where(Deadline.done_at.is_(None))
        return self.session.scalar(first.order_by(Deadline.due_at).limit(1)) or self._far

    def _notice_summonses(self) -> None:
        """Plan the answers to what was sent out since the last look."""
        waiting = select(Summons.id, Summons.called_at).where(
            Summons.answer == Answer.AWAITED, Summons.called_at >= self._looked_at
        )
        for summons_id, called_at in self.session.execute(waiting):
            if summons_id not in self._seen:
                self._seen.add(summons_id)
                at = bench.answers_at(summons_id, called_at)
                heapq.heappush(self._votes, (at, next(self._numbers), summons_id))
        self._looked_at = self.now

    def _vote(self, summons_id: UUID) -> None:
        summons = self.session.get_one(Summons, summons_id)
        silent_since = self.silent_since.get(summons.juror_id)
        is_silent = silent_since is not None and summons.called_at >= silent_since
        if summons.answer is not Answer.AWAITED or is_silent:
            return
        if summons.panel.paused_at:
            later = self.now + AGAIN
            heapq.heappush(self._votes, (later, next(self._numbers), summons_id))
            return
        mood = self.moods.get(summons.case.id, Mood.NATURAL)
        with suppress(Refusal):  # too late: the panel closes while the juror reads
            took = bench.look(self.session, summons, self.jurors, self.now)
            if bench.vote(self.session, summons, self.jurors, mood, self.now + took):
                self.now += took

    def set_mood(self, case: Case, mood: Mood) -> None:
        self.moods[case.id] = mood
