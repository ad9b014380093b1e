"""Recusal: who may not sit on a panel, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import ceil, floor

from .policy import Policy
from .words import Stratum

ROUNDING = 1e-9  # 0.3 * 10 is a hair above 3 in binary; a share must not cost a seat for it
SPARE = 3  # jurors of a stratum the roll must hold for each seat kept for it


class SkipCode(StrEnum):
    """Why the draw passed over a juror, or why one who was called gave up the seat."""

    PARTY = "party"
    RELATED = "related"  # same device, address or payment cluster as a party or a seated juror
    TRADED = "traded"
    SAME_SHOP = "same_shop"
    SAT_BEFORE = "sat_before"
    LOAD = "load"
    OFF_DUTY = "off_duty"
    SUSPENDED = "suspended"
    LANGUAGE = "language"
    QUOTA = "quota"
    RECUSED = "recused"
    LAPSED = "lapsed"

    @property
    def gives_up_a_seat(self) -> bool:
        """Whether it befalls a juror already called, rather than one passed over."""
        return self in (SkipCode.RECUSED, SkipCode.LAPSED)


@dataclass(frozen=True)
class JurorFacts:
    """What the law needs to know of one juror with regard to one case."""

    stratum: Stratum
    languages: frozenset[str]
    is_party: bool = False
    clusters: frozenset[str] = frozenset()
    has_traded: bool = False
    is_of_same_shop: bool = False
    sat_before: bool = False
    open_summonses: int = 0
    is_on_duty: bool = True
    is_suspended: bool = False
    is_newcomer: bool = False


@dataclass(frozen=True)
class PanelFacts:
    """What the law needs to know of the panel being filled; jurors who gave up a seat left out."""

    language: str
    seats: int
    seated: Mapping[Stratum, int] = field(default_factory=dict)
    newcomers: int = 0
    clusters: frozenset[str] = frozenset()
    party_clusters: frozenset[str] = frozenset()
    has_quotas: bool = True


def reasons_to_skip(juror: JurorFacts, panel: PanelFacts, policy: Policy) -> list[SkipCode]:
    """Every reason why this juror may not take the next seat, the gravest first."""
    found = {
        SkipCode.PARTY: juror.is_party,
        SkipCode.RELATED: bool(juror.clusters & (panel.party_clusters | panel.clusters)),
        SkipCode.TRADED: juror.has_traded,
        SkipCode.SAME_SHOP: juror.is_of_same_shop,
        SkipCode.SAT_BEFORE: juror.sat_before,
        SkipCode.SUSPENDED: juror.is_suspended,
        SkipCode.OFF_DUTY: not juror.is_on_duty,
        SkipCode.LANGUAGE: panel.language not in juror.languages,
        SkipCode.LOAD: juror.open_summonses >= policy.max_open_summonses,
        SkipCode.QUOTA: _breaks_a_quota(juror, panel, policy),
    }
    return [code for code, holds in found.items() if holds]


def least_seats(seats: int, policy: Policy) -> int:
    """Seats of a panel of ``seats`` kept for each side of the market."""
    return ceil(seats * policy.stratum_share - ROUNDING)


def most_newcomers(seats: int, policy: Policy) -> int:
    return floor(seats * policy.newcomer_share + ROUNDING)


def quotas_hold(roll: Mapping[Stratum, int], seats: int, policy: Policy) -> bool:
    """Whether a roll with so many jurors of each stratum can bear the quotas.

    Jurors lapse, recuse themselves and are passed over, so a stratum needs
    several jurors for each seat kept for it.
    """
    needed = SPARE * least_seats(seats, policy)
    return all(roll.get(stratum, 0) >= needed for stratum in Stratum)


def _breaks_a_quota(juror: JurorFacts, panel: PanelFacts, policy: Policy) -> bool:
    if not panel.has_quotas:
        return False
    if juror.is_newcomer and panel.newcomers >= most_newcomers(panel.seats, policy):
        return True
    room = panel.seats - least_seats(panel.seats, policy)
    return panel.seated.get(juror.stratum, 0) >= room
