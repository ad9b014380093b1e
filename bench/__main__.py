"""Run the benches and print their tables: ``python -m bench [requests] [draw] [certified] ...``."""

import argparse
from importlib import import_module
from pathlib import Path

RECORDED = Path(__file__).resolve().parents[2] / "shared" / "data" / "votes"
BENCHES = {
    "requests": ("http_requests", ()),
    "draw": ("draw", ("roll",)),
    "speed": ("speed", ("largest",)),
    "certified": ("certified", ("votes", "cache")),
    "promise": ("promise", ()),
    "sparse": ("sparse", ("votes",)),
    "accuracy": ("accuracy", ("votes", "cache")),
    "stopping": ("stopping", ("votes",)),
}

parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
parser.add_argument("benches", nargs="*", choices=BENCHES, default=list(BENCHES))
parser.add_argument("--roll", type=int, default=100_000, help="how many jurors to draw from")
parser.add_argument("--votes", type=Path, default=RECORDED, help="a folder of recorded crowds")
parser.add_argument("--cache", type=Path, help="a folder to keep crowd-kit's slow answers in")
parser.add_argument(
    "--largest", type=int, default=10_000_000, help="votes of the largest crowd fitted"
)
chosen = parser.parse_args()
for name in chosen.benches:
    module, terms = BENCHES[name]
    measured = import_module(f"bench.{module}").measure(*(getattr(chosen, t) for t in terms))
    print("\n".join(measured), end="\n\n", flush=True)
