"""The terms a case is judged under, frozen into it when it is filed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self
from zoneinfo import available_timezones

from holidays.registry import COUNTRIES

from .errors import N_, Invalid

BODIES = ("crowd", "staff", "choice")  # choice: the crowd, unless a party asks for staff
KNOWN_COUNTRIES = frozenset(codes[1] for codes in COUNTRIES.values())


class BadPolicy(Invalid):
    sentence = N_("A policy cannot have %(name)s = %(value)s, so it was not adopted. %(why)s")


@dataclass(frozen=True)
class Policy:
    """Every number of the law that staff might argue about.

    Units are in the names. ``Policy()`` holds the defaults; ``from_terms``
    reads what a row stored and refuses, with BadPolicy, what cannot be meant.
    """

    body: str = "crowd"
    country: str = "CN"
    timezone: str = "Asia/Shanghai"
    intervention_hours: int = 72
    refusal_days: int = 9
    seats: int = 17
    quorum: int = 9
    threshold: float = 0.95
    voting_hours: int = 48
    summons_hours: int = 24
    reminder_hours: int = 4
    max_open_summonses: int = 5
    unclear_share: float = 1 / 3
    newcomer_share: float = 0.4
    stratum_share: float = 1 / 3
    newcomer_ballots: int = 10
    traded_days: int = 365
    sat_before_days: int = 30
    evidence_hours: int = 72
    answer_hours: int = 24
    crowd_max_minor: int = 500_000
    low_value_minor: int = 2_000
    gold_share: float = 0.10
    audit_share: float = 0.05
    staff_working_days: int = 4
    claim_minutes: int = 30
    second_person_minor: int = 200_000
    clear_posterior: float = 0.9
    question_hours: int = 48
    appeal_days: int = 7
    appeal_answer_hours: int = 24
    appeal_staff_max_minor: int = 5_000
    comply_hours: int = 72
    comply_reminder_hours: int = 24
    return_days: int = 7
    payment_hours: int = 24
    campaign_refunds: int = 5
    restriction_days: int = 0  # 0: until the month ends
    retention_days: int = 365
    quiz_cases: int = 5
    quiz_pass: int = 4
    quiz_wait_hours: int = 24
    account_days: int = 180
    completed_orders: int = 10

    @classmethod
    def from_terms(cls, terms: dict[str, Any]) -> Self:
        known = {field.name for field in fields(cls)}
        for name in terms.keys() - known:
            raise BadPolicy(name=name, value=terms[name], why="There is no such term.")
        policy = cls(**terms)
        policy.check()
        return policy

    def terms(self) -> dict[str, Any]:
        return asdict(self)

    def check(self) -> None:
        """Refuse, with BadPolicy, terms that no panel could meet."""
        for field in fields(self):
            value = getattr(self, field.name)
            why = _fault(field.name, value, is_whole=field.type is int)
            if why:
                raise BadPolicy(name=field.name, value=str(value), why=why)
        if not 1 <= self.quorum <= self.seats:
            raise BadPolicy(name="quorum", value=self.quorum, why="A panel could never reach it.")
        for name in ("threshold", "clear_posterior"):
            if not 0.5 < getattr(self, name) < 1:
                raise BadPolicy(name=name, value=getattr(self, name), why="It lies in (0.5, 1).")
        if self.quiz_pass > self.quiz_cases:
            raise BadPolicy(name="quiz_pass", value=self.quiz_pass, why="Nobody could pass.")


def _fault(name: str, value: object, is_whole: bool) -> str | None:
    """What is wrong with one term by itself."""
    if name in _WORDS:
        return None if value in _WORDS[name] else _UNKNOWN[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:
        return "It must be a number from 0 up."
    if is_whole and not isinstance(value, int):
        return "It must be a whole number."
    if name.endswith("_share") and value > 1:
        return "A share lies between 0 and 1."
    if name.endswith("_hours") and value == 0 and name not in _MAY_BE_NONE:
        return "Nobody could answer in no time."
    return None


_WORDS: Mapping[str, frozenset[str]] = {
    "body": frozenset(BODIES),
    "country": KNOWN_COUNTRIES,
    "timezone": frozenset(available_timezones()),
}
_UNKNOWN = {
    "body": "It is one of: crowd, staff, choice.",
    "country": "It is a country's two letters, such as CN.",
    "timezone": "It is the name of a time zone, such as Asia/Shanghai.",
}
_MAY_BE_NONE = frozenset({"intervention_hours"})
