"""Run the benches and print their tables: ``python -m bench [requests] [draw] [speed] …``."""

import argparse

from bench import draw, http_requests, speed

BENCHES = {
    "requests": lambda chosen: http_requests.measure(),
    "draw": lambda chosen: draw.measure(chosen.roll),
    "speed": lambda chosen: speed.measure(chosen.largest),
}

parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
parser.add_argument("benches", nargs="*", choices=BENCHES, default=list(BENCHES))
parser.add_argument("--roll", type=int, default=100_000, help="how many jurors to draw from")
parser.add_argument(
    "--largest", type=int, default=10_000_000, help="votes of the largest crowd fitted"
)
chosen = parser.parse_args()
for name in chosen.benches:
    print("\n".join(BENCHES[name](chosen)), end="\n\n", flush=True)
