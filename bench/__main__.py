"""Run the benches and print their tables: ``python -m bench [requests] [draw]``."""

import argparse

from bench import draw, http_requests

BENCHES = {"requests": http_requests.measure, "draw": draw.measure}

parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
parser.add_argument("benches", nargs="*", choices=BENCHES, default=list(BENCHES))
for name in parser.parse_args().benches:
    print("\n".join(BENCHES[name]()), end="\n\n", flush=True)
