"""The fit on a cluster is the fit at home."""

import numpy as np
import pytest

from jury.outside import clusters
from jury.reliability import dawid_skene, one_coin
from jury.reliability.simulate import crowd
from jury.reliability.sweep import first_guess
from jury.reliability.table import lay_out
from tests.cluster_makers import need

distributed = need("distributed")
sizeof = need("dask.sizeof").sizeof
pytestmark = pytest.mark.filterwarnings("ignore")
NO_GOLD = (np.zeros(0, np.int64), np.zeros(0, np.int64))


@pytest.fixture(scope="module")
def client():
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster, set_as_default=False) as client,
    ):
        yield client


def cast(n_classes):
    """Votes of a crowd in no order, and some truths."""
    rng = np.random.default_rng(n_classes)
    rows = 0.6 * np.eye(n_classes) + 0.4 * rng.dirichlet(np.ones(n_classes), (20, 1))
    made = crowd(rng, rows, 300, 7)
    order = rng.permutation(2100)
    votes = tuple(column[order] for column in made.votes)
    gold = (np.array([250, 3, 77]), made.truth[[250, 3, 77]])
    return votes, gold


@pytest.mark.parametrize("model", [dawid_skene, one_coin])
@pytest.mark.parametrize("n_classes", [2, 3])
@pytest.mark.parametrize("n_parts", [1, 5])
def test_a_fit_in_parts_is_the_whole_fit(client, model, n_classes, n_parts):
    votes, gold = cast(n_classes)
    home = model.fit(votes, n_classes, gold=gold)
    away = clusters.fit(client, votes, n_classes, model.ROWS, gold, n_parts)
    same(away, home)


def same(away, home):
    assert away.iterations == home.iterations
    for part in ("posterior", "confusion", "prior", "counts", "log_likelihood"):
        np.testing.assert_allclose(getattr(away, part), getattr(home, part), rtol=0, atol=1e-9)


@pytest.mark.parametrize("model", [dawid_skene, one_coin])
@pytest.mark.parametrize("n_classes", [2, 3])
@pytest.mark.parametrize("of", ["a fit", "posteriors"])
def test_a_warm_start_in_parts_is_the_warm_start_at_home(client, model, n_classes, of):
    """With jurors and cases that the former fit did not know, and some that nobody knows yet."""
    votes, gold = cast(n_classes)
    old = (votes[0] < 200) & (votes[1] < 15)
    before = model.fit(tuple(column[old] for column in votes), n_classes, n_cases=310)
    start = before if of == "a fit" else before.posterior
    sizes = {"n_cases": 310, "n_jurors": 22}
    home = model.fit(votes, n_classes, gold=gold, start=start, **sizes)
    told = []
    away = clusters.fit(
        client, votes, n_classes, model.ROWS, gold, 3, start=start, **sizes,
        told=lambda step, most: told.append((step, most)),
    )  # fmt: skip
    same(away, home)
    assert told == [(n + 1, 300) for n in range(len(told))]
    cold = model.fit(votes, n_classes, gold=gold, **sizes)
    assert np.abs(cold.log_likelihood[0] - away.log_likelihood[0]) > 1e-6


@pytest.mark.parametrize(
    ("start", "says"),
    [
        (np.full((2, 2), 0.5), "start must be"),
        (np.full((1, 3), 1 / 3), "start must be"),
        (np.array([[0.5, 0.6]]), "sum to 1"),
        (dawid_skene.fit(([0], [0], [0]), 3), "other classes"),
        (dawid_skene.fit(([0], [1], [0]), 2), "more jurors"),
    ],
)
def test_a_start_of_another_size_is_refused_as_at_home(client, start, says):
    one = tuple(np.zeros((3, 1), np.int64))
    with pytest.raises(ValueError, match=says):
        clusters.fit(client, one, 2, dawid_skene.ROWS, NO_GOLD, start=start)


def test_before_its_first_sweep_a_crowd_in_parts_holds_what_it_begins_with(client):
    votes, _ = cast(2)
    sent = [lambda: client.submit(clusters.Part, lay_out(votes, 2), pure=False)]
    crowd = clusters.Spread(client, sent, 2, len(votes[0]))
    np.testing.assert_array_equal(crowd.posterior(), first_guess(lay_out(votes, 2)))


def test_a_part_is_worth_its_bytes_so_that_it_is_not_fetched_as_if_it_were_small(client):
    votes, _ = cast(2)
    assert sizeof(clusters.Part(lay_out(votes, 2))) > 4 * len(votes[0])


def test_votes_that_cannot_be_are_refused_before_they_are_sent(client):
    votes = tuple(np.array([0, n]) for n in (1, 1, 2))
    with pytest.raises(ValueError, match="vote must lie between 0 and 1"):
        clusters.fit(client, votes, 2, dawid_skene.ROWS, NO_GOLD)


def test_a_scheduler_that_does_not_answer_is_named(monkeypatch):
    monkeypatch.setattr(clusters, "WAIT_SECONDS", 1)
    with (
        pytest.raises(clusters.NoScheduler, match=r"tcp://127\.0\.0\.1:9"),
        clusters.connected("tcp://127.0.0.1:9"),
    ):
        pass


def test_a_cluster_without_workers_is_named(monkeypatch):
    monkeypatch.setattr(clusters, "WAIT_SECONDS", 1)
    with (
        distributed.LocalCluster(n_workers=0, processes=False, dashboard_address=None) as empty,
        pytest.raises(clusters.NoWorkers, match="has no workers"),
        clusters.connected(empty.scheduler_address),
    ):
        pass
