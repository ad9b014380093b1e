"""What a fit on a real cluster does when a process of it is killed: it goes on, or says why not."""

import os
import signal
import threading

import numpy as np
import pytest

from jury.outside import clusters
from jury.reliability import dawid_skene
from jury.reliability.simulate import crowd, two_sided
from tests.cluster_makers import Town, need
from tests.running import eventually

distributed = need("distributed")
pytestmark = [pytest.mark.faults, pytest.mark.filterwarnings("ignore")]
NO_GOLD = (np.zeros(0, np.int64), np.zeros(0, np.int64))


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    town = Town(tmp_path_factory.mktemp("town"))
    town.scheduler()
    assert eventually(lambda: "Scheduler at:" in town.processes[0].said())
    yield town
    town.end()


@pytest.fixture
def town(whole):
    """The scheduler, without the workers of the test before."""
    yield whole
    while len(whole.processes) > 1:
        whole.processes.pop().__exit__(None, None, None)


def made(n_cases=20_000):
    rng = np.random.default_rng(6)
    return crowd(rng, two_sided(rng, 200), n_cases, 9).votes


def later(seconds, what):
    """What to be told of steps: soon after the third, something happens."""

    def told(step, most):
        if step == 3:
            threading.Timer(seconds, what).start()

    return told


@pytest.fixture
def impatient(monkeypatch):
    """Nobody waits long for whoever does not come back."""
    monkeypatch.setattr(clusters, "WAIT_SECONDS", 3)


def fitted(town, votes, told, n_workers, n_parts=6):
    with distributed.Client(town.address, set_as_default=False) as early:
        early.wait_for_workers(n_workers, timeout=90)
        early.run(clusters._ready)
    with clusters.connected(town.address) as client:
        return clusters.fit(client, votes, 2, dawid_skene.ROWS, NO_GOLD, n_parts, told=told(client))


def test_a_fit_goes_on_without_a_worker_that_was_killed(town):
    town.worker("--no-nanny")
    lost = town.worker("--no-nanny")
    votes = made()
    away = fitted(town, votes, lambda client: later(0.02, lost.kill), 2)
    assert not lost.is_alive
    home = dawid_skene.fit(votes, 2)
    assert away.iterations == home.iterations
    np.testing.assert_allclose(away.posterior, home.posterior, rtol=0, atol=1e-9)


def test_a_fit_waits_for_its_only_worker_to_be_started_again(town):
    town.worker("--nanny")

    def killing(client):
        (pid,) = client.run(os.getpid).values()
        return later(0.02, lambda: os.kill(pid, signal.SIGKILL))

    votes = made()
    away = fitted(town, votes, killing, 1)
    np.testing.assert_allclose(
        away.posterior, dawid_skene.fit(votes, 2).posterior, rtol=0, atol=1e-9
    )


def test_when_the_last_worker_is_killed_it_is_said(town, impatient):
    only = town.worker("--no-nanny")
    with pytest.raises(clusters.WorkersGone, match="they went away"):
        fitted(town, made(), lambda client: later(0.02, only.kill), 1)


def test_workers_that_die_of_too_many_votes_are_not_tried_for_ever(town, monkeypatch):
    monkeypatch.setattr(clusters, "TRIES", 2)
    town.worker("--nanny", "--memory-limit", "250MB")
    rng = np.random.default_rng(1)
    case = np.repeat(np.arange(1_500_000), 9)
    votes = case, (case + np.tile(np.arange(9), 1_500_000)) % 5000, rng.integers(0, 2, len(case))
    with pytest.raises(
        (clusters.WorkersFail, clusters.WorkersGone), match="memory was full|is full"
    ):
        fitted(town, votes, lambda client: None, 1, n_parts=1)


def test_when_the_scheduler_is_killed_it_is_said(town, impatient):
    town.worker("--no-nanny")
    with pytest.raises(clusters.SchedulerGone, match=f"{town.address} went away in the middle"):
        fitted(town, made(), lambda client: later(0.02, town.processes[0].kill), 1)
