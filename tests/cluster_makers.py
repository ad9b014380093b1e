"""A dask cluster of real processes, and whether there is any dask."""

import importlib
import os
import sys
from typing import Any

import pytest

from tests.running import Process, free_port


def need(module: str) -> Any:
    """A module of dask; without it a developer gets a skip, CI an error."""
    if os.environ.get("CI") == "true":
        return importlib.import_module(module)
    return pytest.importorskip(module, reason="requirements-dask.txt is not installed")


class Town:
    """A scheduler and its workers, each a process that a test may kill."""

    def __init__(self, folder):
        self.folder, self.address = folder, f"tcp://127.0.0.1:{free_port()}"
        self.processes = []

    def start(self, what, *options):
        words = [sys.executable, "-m", f"distributed.cli.dask_{what}", "--no-dashboard", *options]
        n = len(self.processes)
        process = Process(words, os.environ, self.folder / f"{what}{n}.txt")
        self.processes.append(process.__enter__())
        return process

    def scheduler(self):
        host, _, port = self.address.removeprefix("tcp://").partition(":")
        return self.start("scheduler", "--host", host, "--port", port)

    def worker(self, *options):
        folder = self.folder / f"w{len(self.processes)}"
        terms = ("--nthreads", "1", "--local-directory", str(folder), *options)
        return self.start("worker", self.address, *terms)

    def end(self):
        for process in reversed(self.processes):
            process.__exit__(None, None, None)
