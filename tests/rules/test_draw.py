"""Truths about the draw."""

from collections import Counter
from hashlib import sha256
from itertools import islice, pairwise
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jury.rules import draw
from jury.rules.draw import Outcome
from jury.rules.recusal import SkipCode
from jury.rules.words import Side

SEEDS = st.binary(min_size=32, max_size=32)
ROLLS = st.integers(1, 60)


def panel(seed, n, seats, skip=lambda slot: None):
    """The slots called to so many seats, and all steps it took."""
    called, steps, counter = [], [], 0
    while len(called) < seats:
        new, counter = draw.call(seed, n, counter, set(called), skip)
        steps += new
        if not new or new[-1].outcome is not Outcome.CALLED:
            break
        called.append(new[-1].slot)
    return called, steps


def test_the_published_vector_comes_out():
    first = [slot for _, slot in islice(draw.slots(bytes(32), 1000), 5)]
    assert first == [762, 665, 215, 165, 300]
    assert panel(bytes(32), 1000, 5)[0] == first


def test_commitment_and_seed_are_the_hashes_their_description_gives():
    """Retyped from the module's description, byte by byte."""
    case, day, r_s = b"\0\0\0\x042026", b"\0\0\0\x0223", b"\0\0\0\x20" + b"s" * 32
    committed = sha256(b"jury/v1/commit" + case + day + r_s).digest()
    assert draw.commitment("2026", "23", b"s" * 32) == committed
    root, claimant = b"\0\0\0\x20" + b"r" * 32, b"\0\0\0\x10" + b"c" * 16
    absent = b"\0\0\0\x10" + bytes(16) + b"\0\0\0\x20" + bytes(32)
    seeded = sha256(b"jury/v1/seed" + case + root + r_s + claimant + absent).digest()
    assert draw.seed("2026", b"r" * 32, b"s" * 32, b"c" * 16) == seeded


def test_fields_cannot_run_into_each_other():
    assert draw.commitment("1", "23", bytes(32)) != draw.commitment("12", "3", bytes(32))


def test_every_part_of_the_seed_counts():
    parts = [bytes(32), bytes(32), bytes(16), bytes(16), bytes(32)]
    plain = draw.seed("case", *parts)
    assert draw.seed("case", bytes(32), bytes(32)) == plain  # absent is zero bytes
    changed = {draw.seed("other", *parts)}
    for place, part in enumerate(parts):
        changed.add(draw.seed("case", *parts[:place], b"\1" + part[1:], *parts[place + 1 :]))
    assert len(changed - {plain}) == 6


@pytest.mark.parametrize("short", [{"r_claimant": b"1"}, {"beacon": b""}, {"r_s": bytes(31)}])
def test_a_part_of_the_wrong_length_is_refused(short):
    parts = {"epoch_root": bytes(32), "r_s": bytes(32)} | short
    with pytest.raises(ValueError, match="are due"):
        draw.seed("case", **parts)


@pytest.mark.parametrize("seed", range(5))
def test_each_slot_is_called_as_often_as_any_other(seed):
    n, seats, panels = 1000, 15, 2000
    called = Counter()
    for number in range(panels):
        mine = draw.seed(f"{seed}/{number}", bytes(32), bytes(32))
        called.update(panel(mine, n, seats)[0])
    share = seats / n
    variance = panels * share * (1 - share)
    spread = sum((called[slot] - panels * share) ** 2 for slot in range(n)) / variance
    chi_squared = spread * (n - 1) / n  # a panel holds a juror once: counts are tied together
    assert called.total() == panels * seats
    assert abs(chi_squared - (n - 1)) / sqrt(2 * (n - 1)) < 4


def test_numbers_that_would_favour_some_slots_are_rejected():
    n = 2**255 + 1  # all but half of the numbers lie past the last full round
    drawn = [slot for _, slot in islice(draw.slots(bytes(32), n), 200)]
    assert 60 < drawn.count(None) < 140
    steps, _ = draw.call(bytes(32), n, drawn.index(None), set(), lambda slot: None)
    assert steps[0].outcome is Outcome.REJECTED and steps[0].slot is None


@given(SEEDS, ROLLS, st.integers(1, 20))
def test_a_replacement_continues_the_same_counter(seed, n, seats):
    called, steps = panel(seed, n, seats)
    assert [step.counter for step in steps] == list(range(len(steps)))
    assert panel(seed, n, seats + 1)[0][: len(called)] == called
    assert len(set(called)) == len(called) == min(n, seats)


@given(SEEDS, st.integers(5, 60), st.data())
def test_a_juror_passed_over_is_replaced_by_the_next_and_nobody_else_moves(seed, n, data):
    order, _ = panel(seed, n, n)
    seats = data.draw(st.integers(1, n - 1))
    out = data.draw(st.sampled_from(order))
    called, steps = panel(seed, n, seats, {out: SkipCode.LOAD}.get)
    assert called == [slot for slot in order if slot != out][:seats]
    assert all(step.slot == out for step in steps if step.outcome is Outcome.SKIPPED)


@given(SEEDS, ROLLS, st.data())
def test_an_exhausted_roll_ends_the_call_after_each_was_asked_once(seed, n, data):
    taken = data.draw(st.sets(st.integers(0, n - 1)))
    asked = []

    def skip(slot):
        asked.append(slot)
        return SkipCode.OFF_DUTY

    steps, counter = draw.call(seed, n, 7, taken, skip)
    assert sorted(asked) == sorted(set(range(n)) - taken)
    assert not any(step.outcome is Outcome.CALLED for step in steps)
    assert counter == 7 + len(steps)
    for step in steps:
        assert (step.outcome is Outcome.REPEAT) == (step.slot in taken)
        assert (step.code is SkipCode.OFF_DUTY) == (step.slot not in taken)


def test_a_call_ends_though_a_long_roll_holds_nobody_who_may_sit():
    steps, _ = draw.call(bytes(32), 1_000_000, 0, set(), lambda slot: SkipCode.OFF_DUTY)
    assert len(steps) == draw.LONGEST_CALL


def test_a_roll_without_slots_calls_nobody():
    assert draw.call(bytes(32), 1, 0, {0}, lambda slot: None) == ([], 0)
    with pytest.raises(ValueError, match="without slots"):
        next(draw.slots(bytes(32), 0))


def test_left_and_right_are_shuffled_evenly_and_stay_put():
    sides = [draw.left_side(bytes(32), slot) for slot in range(4000)]
    assert sides == [draw.left_side(bytes(32), slot) for slot in range(4000)]
    assert abs(sides.count(Side.BUYER) - 2000) < 4 * sqrt(1000)
    turns = sum(one is not other for one, other in pairwise(sides))
    assert abs(turns - 2000) < 4 * sqrt(1000)


def test_lots_are_even_and_one_label_does_not_tell_another():
    gold = [draw.chance(bytes(32), "gold", c) for c in range(10_000)]
    audit = [draw.chance(bytes(32), "audit", c) for c in range(10_000)]
    assert all(0 <= lot < 1 for lot in gold)
    for tenth in range(10):
        count = sum(tenth <= lot * 10 < tenth + 1 for lot in gold)
        assert abs(count - 1000) < 4 * sqrt(900)
    both = sum(one < 0.5 and other < 0.5 for one, other in zip(gold, audit, strict=True))
    assert abs(both - 2500) < 4 * sqrt(1875)
