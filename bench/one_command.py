"""One command of Python's, for its time and its memory: run by ``bench.speed``.

Run: python -m bench.one_command MODULE ARGUMENT ...; prints JSON. A process of its own, and a
small one, because what a command was started from counts as memory of the command.
"""

import json
import resource
import subprocess
import sys
import time

began = time.perf_counter()
subprocess.run([sys.executable, "-m", *sys.argv[1:]], check=True, stdout=subprocess.DEVNULL)
seconds = time.perf_counter() - began
used = resource.getrusage(resource.RUSAGE_CHILDREN)
processor = used.ru_utime + used.ru_stime
print(json.dumps({"seconds": seconds, "processor": processor, "megabytes": used.ru_maxrss / 1000}))
