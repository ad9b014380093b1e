"""The terms a case is judged under, frozen into it when it is filed."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, NamedTuple, Self
from zoneinfo import available_timezones

from holidays.registry import COUNTRIES

from .errors import N_, Invalid
from .quiz import MOCK_CASES

BODIES = ("crowd", "staff", "choice")  # choice: the crowd, unless a party asks for staff
KNOWN_COUNTRIES = frozenset(codes[1] for codes in COUNTRIES.values())
MOST_TIME, MOST_MINOR, MOST = 100_000, 10**14, 2**31 - 1  # no date, sum or row holds more
TIMES = ("_hours", "_days", "_minutes")


class BadPolicy(Invalid):
    sentence = N_("A policy cannot have %(name)s = %(value)s, so it was not adopted. %(why)s")


class Fault(NamedTuple):
    """What is wrong with a term; ``why`` is a sentence marked for translation."""

    name: str
    value: str
    why: str


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
    alpha: float = 0.05  # 0: no certificate is ever used
    delta: float = 0.10
    fallback_posterior: float = 0.99
    fallback_dissent: int = 1
    sure_posterior: float = 0.99  # 1: no panel closes for being sure
    voting_hours: int = 48
    summons_hours: int = 24
    wave_margin: int = 3
    wave_seats: int = 3
    wave_hours: int = 8
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
    audit_share: float = 0.10
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
            raise BadPolicy(name=name, value=terms[name], why=N_("There is no such term."))
        policy = cls(**terms)
        policy.check()
        return policy

    def terms(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def uncertified(self) -> Self:
        """The terms of a panel drawn without a certificate: it closes no sooner than it may rule.

        That is a stricter stopping rule, so its audits serve the looser one as well.
        """
        return replace(self, sure_posterior=max(self.sure_posterior, self.fallback_posterior))

    def check(self) -> None:
        """Refuse, with BadPolicy, terms that no panel could meet."""
        for fault in self.faults():
            raise BadPolicy(**fault._asdict())

    def faults(self) -> list[Fault]:
        """All that is wrong: each term by itself, and those that stand against each other."""
        alone = [
            Fault(field.name, str(value), why)
            for field in fields(self)
            for value in [getattr(self, field.name)]
            if (why := _fault(field.name, value, is_whole=field.type is int))
        ]
        return alone or list(self._faults_together())

    def _faults_together(self) -> Iterator[Fault]:
        if not 1 <= self.quorum <= self.seats:
            yield Fault("quorum", str(self.quorum), N_("A panel could never reach it."))
        yield from self._faults_of_sureness()
        if self.quiz_pass > self.quiz_cases:
            yield Fault("quiz_pass", str(self.quiz_pass), N_("Nobody could pass."))
        if self.quiz_cases > len(MOCK_CASES):
            yield Fault("quiz_cases", str(self.quiz_cases), N_("There are not so many mock cases."))
        if self.reminder_hours > self.summons_hours:
            why = N_("The reminder would come before the summons.")
            yield Fault("reminder_hours", str(self.reminder_hours), why)

    def _faults_of_sureness(self) -> Iterator[Fault]:
        """Where there are certificates, a panel without one closes by its ``uncertified`` terms."""
        if not self.alpha and self.fallback_posterior > self.sure_posterior:
            why = N_("Panels would close before they could be sure enough to rule.")
            yield Fault("sure_posterior", str(self.sure_posterior), why)


def _fault(name: str, value: object, is_whole: bool) -> str | None:
    """What is wrong with one term by itself."""
    if name in _WORDS:
        return None if value in _WORDS[name] else _UNKNOWN[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:
        return N_("It must be a number from 0 up.")
    if is_whole and not isinstance(value, int):
        return N_("It must be a whole number.")
    if name.endswith("_share") and value > 1:
        return N_("A share lies between 0 and 1.")
    return _fault_of_size(name, value)


def _fault_of_size(name: str, value: float) -> str | None:
    if value == 0 and (name in _AT_LEAST_ONE or name.endswith("_hours") and name not in _MAY_BE_0):
        return N_("With none of it nobody could act.")
    most = MOST_TIME if name.endswith(TIMES) else MOST
    if value > (MOST_MINOR if name.endswith("_minor") else _AT_MOST.get(name, most)):
        return N_("That is more than could be meant.")
    return _fault_of_chance(name, value)


def _fault_of_chance(name: str, value: float) -> str | None:
    """A probability outside of what it can mean; each is named, whatever else is wrong."""
    if name in ("fallback_posterior", "clear_posterior") and not 0.5 < value < 1:
        return N_("It lies between 0.5 and 1.")
    if name == "sure_posterior" and not 0.5 < value <= 1:
        return N_("It lies between 0.5 and 1.")
    if name == "alpha" and not value < 0.5:
        return N_("It lies below 0.5.")
    if name == "delta" and not 0 < value <= 0.5:
        return N_("It lies above 0 and up to 0.5.")
    return None


_WORDS: Mapping[str, frozenset[str]] = {
    "body": frozenset(BODIES),
    "country": KNOWN_COUNTRIES,
    "timezone": frozenset(available_timezones()),
}
_UNKNOWN = {
    "body": N_("It is one of: crowd, staff, choice."),
    "country": N_("It is a country's two letters, such as CN."),
    "timezone": N_("It is the name of a time zone, such as Asia/Shanghai."),
}
_AT_MOST = {"seats": 1_001, "staff_working_days": 1_000}  # each a turn
_MAY_BE_0 = frozenset({"intervention_hours"})
_AT_LEAST_ONE = frozenset(
    {
        *("staff_working_days", "claim_minutes", "max_open_summonses", "return_days"),
        *("quiz_cases", "wave_seats"),
    }
)
