"""The fit on a cluster is the fit at home."""

import numpy as np
import pytest

from jury.outside import clusters
from jury.reliability import dawid_skene, one_coin
from jury.reliability.simulate import crowd

distributed = pytest.importorskip("distributed", reason="requirements-dask.txt is optional")
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def client():
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster, set_as_default=False) as client,
    ):
        yield client


@pytest.mark.parametrize("model", [dawid_skene, one_coin])
@pytest.mark.parametrize("n_classes", [2, 3])
@pytest.mark.parametrize("n_parts", [1, 5])
def test_a_fit_in_parts_is_the_whole_fit(client, model, n_classes, n_parts):
    rng = np.random.default_rng(n_classes)
    rows = 0.6 * np.eye(n_classes) + 0.4 * rng.dirichlet(np.ones(n_classes), (20, 1))
    made = crowd(rng, rows, 300, 7)
    order = rng.permutation(2100)
    votes = tuple(column[order] for column in made.votes)
    gold = (np.array([250, 3, 77]), made.truth[[250, 3, 77]])
    home = model.fit(votes, n_classes, gold=gold)
    away = clusters.fit(client, votes, n_classes, model.ROWS, gold, n_parts)
    assert away.iterations == home.iterations
    for part in ("posterior", "confusion", "prior", "counts", "log_likelihood"):
        np.testing.assert_allclose(getattr(away, part), getattr(home, part), rtol=0, atol=1e-9)


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
