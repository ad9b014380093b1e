"""``flask jury aggregate`` and ``jurors``: votes in a file, and no court."""

import csv
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from jury.cli.crowds import aggregate, jurors
from jury.reliability import dawid_skene
from jury.reliability.audits import needed
from jury.reliability.simulate import crowd, two_sided

DATA = Path(__file__).parents[1] / "data"
VOTES, TRUTH = DATA / "simulated_votes.csv", DATA / "simulated_truth.csv"


def run(command, *arguments):
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def rows(file):
    with file.open(newline="") as lines:
        return list(csv.DictReader(lines))


def written(folder, n_cases, strength=12.0):
    """Simulated votes, and their truth, as files."""
    rng = np.random.default_rng(3)
    made = crowd(rng, two_sided(rng, 40, mean=(0.85, 0.8), strength=strength), n_cases, 9)
    with (folder / "votes.csv").open("w", newline="") as out:
        table = csv.writer(out)
        table.writerow(("task", "worker", "label"))
        table.writerows(
            (f"t{i}", f"w{j}", ["no", "yes"][v]) for i, j, v in zip(*made.votes, strict=True)
        )
    truths = [(f"t{i}", ["no", "yes"][k]) for i, k in enumerate(made.truth)]
    return folder / "votes.csv", truths


def told(folder, name, truths):
    with (folder / name).open("w", newline="") as out:
        csv.writer(out).writerows([("task", "label"), *truths])
    return folder / name


def test_every_task_gets_a_label_and_without_audits_none_is_decided(tmp_path):
    out = tmp_path / "out.csv"
    done = run(aggregate, VOTES, "--output", out, "--json")
    figures = json.loads(done.stdout)
    assert list(figures) == [
        "cases", "decided_share", "threshold", "certified_error", "audited", "classes", "seconds"
    ]  # fmt: skip
    assert (figures["cases"], figures["classes"]) == (40, 2)
    assert figures["decided_share"] == 0.0
    assert figures["threshold"] is None and figures["certified_error"] is None
    assert "without audits nothing is proved" in done.stderr and "45 random cases" in done.stderr
    assert list(rows(out)[0]) == ["task", "label", "posterior", "confidence", "decided"]
    assert {row["decided"] for row in rows(out)} == {"0"}
    right = {row["task"]: row["label"] for row in rows(TRUTH)}
    assert np.mean([right[row["task"]] == row["label"] for row in rows(out)]) > 0.9


@pytest.mark.parametrize("model", ["majority", "one-coin", "dawid-skene", "left-out"])
def test_each_model_gives_labels_their_probability(tmp_path, model):
    out = tmp_path / "out.csv"
    done = run(aggregate, VOTES, "--model", model, "--output", out)
    assert done.exit_code == 0, done.output
    assert all(0.5 <= float(row["posterior"]) <= 1 for row in rows(out))


def test_majority_is_the_share_of_votes(tmp_path):
    votes = tmp_path / "votes.csv"
    votes.write_text("task,worker,label\nt,a,x\nt,b,x\nt,c,y\n")
    run(aggregate, votes, "--model", "majority", "--output", tmp_path / "out.csv")
    (row,) = rows(tmp_path / "out.csv")
    assert row["label"] == "x" and float(row["posterior"]) == pytest.approx(2 / 3)


def test_the_labels_are_those_of_the_library_and_gold_is_kept(tmp_path):
    votes, truths = written(tmp_path, 100)
    gold = told(tmp_path, "gold.csv", truths[:10])
    run(aggregate, votes, "--gold", gold, "--output", tmp_path / "out.csv")
    found = {row["task"]: row for row in rows(tmp_path / "out.csv")}
    assert [found[task]["label"] for task, _ in truths[:10]] == [label for _, label in truths[:10]]
    read = [(row["task"], row["worker"], row["label"]) for row in rows(votes)]
    columns = [[int(task[1:]) for task, _, _ in read], [int(w[1:]) for _, w, _ in read]]
    classes = [int(label == "yes") for _, _, label in read]
    known = (range(10), [int(label == "yes") for _, label in truths[:10]])
    fit = dawid_skene.fit((*columns, classes), 2, gold=tuple(map(list, known)))
    stated = [float(found[f"t{i}"]["posterior"]) for i in range(100)]
    np.testing.assert_allclose(stated, fit.posterior.max(axis=1), atol=1e-6)


def test_the_order_of_lines_does_not_matter(tmp_path):
    header, *lines = VOTES.read_text().splitlines()
    mixed = tmp_path / "mixed.csv"
    mixed.write_text("\n".join([header, *lines[::-1]]))
    for votes, out in ((VOTES, "one.csv"), (mixed, "other.csv")):
        run(aggregate, votes, "--output", tmp_path / out)
    one, other = ({r["task"]: r for r in rows(tmp_path / out)} for out in ("one.csv", "other.csv"))
    assert all(one[task]["label"] == other[task]["label"] for task in one)
    assert all(
        float(one[task]["posterior"]) == pytest.approx(float(other[task]["posterior"]))
        for task in one
    )


def test_too_few_audits_decide_nothing_and_it_says_how_many_it_takes(tmp_path):
    votes, truths = written(tmp_path, 200)
    done = run(aggregate, votes, "--audited", told(tmp_path, "a.csv", truths[:20]), "--json")
    figures = json.loads(done.stdout)
    assert (figures["audited"], figures["threshold"], figures["decided_share"]) == (20, None, 0.0)
    assert "20 audits are too few" in done.stderr and "at least 45" in done.stderr


def test_a_gold_task_is_no_audit(tmp_path):
    votes, truths = written(tmp_path, 200)
    gold = told(tmp_path, "gold.csv", truths[:15])
    done = run(
        aggregate,
        votes,
        "--gold",
        gold,
        "--audited",
        told(tmp_path, "a.csv", truths[:20]),
        "--json",
    )
    assert json.loads(done.stdout)["audited"] == 5


def test_truths_of_tasks_without_votes_are_left_out_and_it_says_so(tmp_path):
    votes, truths = written(tmp_path, 50)
    done = run(aggregate, votes, "--gold", told(tmp_path, "gold.csv", [*truths[:5], ("zz", "no")]))
    assert done.exit_code == 0 and "1 tasks of" in done.stderr


def test_a_fault_ends_the_command_with_its_sentence(tmp_path):
    votes = tmp_path / "votes.csv"
    votes.write_text("task,worker,label\nt,a,x\nt,b,y\nt,a,y\n")
    for command in (aggregate, jurors):
        done = run(command, votes)
        assert done.exit_code == 1
        assert "a votes twice on t: lines 2 and 4" in done.stderr


def test_each_juror_is_shown_with_intervals_that_hold_the_estimate(tmp_path):
    found = json.loads(run(jurors, VOTES, "--json").stdout)
    assert found["labels"] == ["0", "1"] and len(found["jurors"]) == 30
    for juror in found["jurors"]:
        low, likely, high = (np.array(juror[name]) for name in ("low", "probability", "high"))
        assert np.all(low <= likely) and np.all(likely <= high)
        np.testing.assert_allclose(likely.sum(axis=1), 1, atol=1e-3)
    assert sum(np.sum(juror["votes"]) for juror in found["jurors"]) == pytest.approx(360, abs=0.1)


def test_jurors_may_be_read_or_kept_as_rows(tmp_path):
    assert run(jurors, VOTES).stdout.startswith("j00\ntruth ")
    run(jurors, VOTES, "--output", tmp_path / "out.csv")
    kept = rows(tmp_path / "out.csv")
    assert list(kept[0]) == ["worker", "truth", "label", "votes", "probability", "low", "high"]
    assert len(kept) == 30 * 4


@pytest.mark.parametrize("model", ["majority", "one-coin", "dawid-skene"])
def test_enough_audits_decide_what_they_prove(tmp_path, model):
    votes, truths = written(tmp_path, 600)
    audited = told(tmp_path, "a.csv", truths[::4])
    done = run(
        aggregate,
        votes,
        "--audited",
        audited,
        "--model",
        model,
        "--output",
        tmp_path / "o.csv",
        "--json",
    )
    figures = json.loads(done.stdout)
    assert figures["audited"] == 150 and figures["decided_share"] > 0.4
    assert figures["certified_error"] == 0.05
    n_decided, above, bad = map(
        int, re.search(r"(\d+) of 600 .* the (\d+) .* (\d+) found", done.stderr).groups()
    )
    assert n_decided == sum(row["decided"] == "1" for row in rows(tmp_path / "o.csv"))
    assert 45 <= above <= 150 and bad <= above * 0.05
    decided = {
        row["task"]: row["label"] for row in rows(tmp_path / "o.csv") if row["decided"] == "1"
    }
    assert len(decided) == pytest.approx(600 * figures["decided_share"], abs=1)
    assert np.mean([decided[t] != label for t, label in truths if t in decided]) <= 0.05


def test_audits_that_find_the_crowd_wrong_decide_nothing_and_it_says_so(tmp_path):
    votes, truths = written(tmp_path, 300)
    other = {"no": "yes", "yes": "no"}
    wrong = [(task, other[label] if n % 2 else label) for n, (task, label) in enumerate(truths)]
    done = run(aggregate, votes, "--audited", told(tmp_path, "a.csv", wrong), "--json")
    assert json.loads(done.stdout)["threshold"] is None
    assert "300 audits do not prove an error of at most 0.05 with confidence 0.9" in done.stderr
    above, bad, needs = map(
        int, re.search(r"Of the (\d+) .* (\d+) found .* takes (\d+)", done.stderr).groups()
    )
    assert bad > 10 and needed(bad) == needs > above


@pytest.mark.parametrize("terms", [(), ("--scheduler", "tcp://here:1", "--model", "majority")])
def test_a_cluster_needs_an_address_and_a_model_that_can_be_parted(terms):
    done = run(aggregate, VOTES, "--engine", "dask", *terms)
    assert done.exit_code == 2
    assert "needs --scheduler ADDRESS and a model of one-coin, dawid-skene" in done.stderr


def test_on_a_terminal_reading_and_fitting_are_seen_to_move_and_elsewhere_not():
    ours, theirs = pty.openpty()
    command = "from jury.cli.crowds import aggregate; aggregate()"
    words = [sys.executable, "-c", command, VOTES, "--model", "left-out", "--json"]
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=theirs, check=True, text=True)
    os.close(theirs)
    seen = os.read(ours, 2**16).decode()
    os.close(ours)
    assert json.loads(done.stdout)["cases"] == 40
    assert "Reading" in seen and "1/300" in seen and "2/300" in seen
    last = seen.rpartition("Fitting")[2].split("without audits")[0]
    bar, share = re.search(r"\[(.+)\] +(\d+/\d+)", last).groups()
    assert set(bar) == {"#"} and len(set(share.split("/"))) == 1
    assert "Fitting" not in run(aggregate, VOTES).stderr


@pytest.mark.parametrize("command", [aggregate, jurors])
def test_a_place_where_nothing_can_be_written_is_refused_with_a_sentence(tmp_path, command):
    done = run(command, VOTES, "--output", tmp_path / "none" / "out.csv")
    assert done.exit_code == 2 and f"There is no folder {tmp_path / 'none'}" in done.stderr
    done = run(command, VOTES, "--output", "/dev/full")
    assert done.exit_code == 1 and "/dev/full could not be written (No space left" in done.stderr


@pytest.mark.parametrize(
    ("command", "option"), [(aggregate, "--alpha"), (aggregate, "--delta"), (jurors, "--level")]
)
@pytest.mark.parametrize("share", ["0", "1", "nan", "-0.1"])
def test_what_is_no_share_is_refused(command, option, share):
    done = run(command, VOTES, option, share)
    assert done.exit_code == 2 and "is not in the range 0<x<1" in done.stderr


def test_a_scheduler_without_its_engine_is_not_silently_left_unused():
    done = run(aggregate, VOTES, "--scheduler", "tcp://here:1")
    assert done.exit_code == 2 and "--scheduler is for --engine dask" in done.stderr
