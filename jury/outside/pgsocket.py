"""The folder of the embedded server's socket: short, closed to others, and one server's alone."""

import contextlib
import os
import tempfile
from pathlib import Path
from stat import S_ISDIR

from .pgbinaries import NoServer, Programs, short_hash

PORT = 5432  # only a part of the socket's name: the server listens on no network
LONGEST_BYTES = 100  # of the 107 (on macOS 103) that the path of a socket may have


def place_for(data_dir: Path) -> Path:
    """Outside the checkout, whose path may be too long for a socket."""
    name = f"jury-pg-{short_hash(data_dir)}"
    folder = Path(tempfile.gettempdir()).resolve() / name
    full_name = os.fsencode(folder / f".s.PGSQL.{PORT}.lock")
    return folder if len(full_name) <= LONGEST_BYTES else Path("/tmp") / name


def make(folder: Path, programs: Programs) -> None:
    """An empty folder of our own. Refuses with NoServer a folder that somebody else may enter.

    What a killed server left in it goes: its number may by now be another program's, and a
    server that starts would respect that.
    """
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        programs.give(folder)
    found = folder.lstat()
    is_ours = S_ISDIR(found.st_mode) and found.st_uid == programs.uid
    if not is_ours or found.st_mode & 0o077:
        raise NoServer(f"{folder} belongs to somebody else. Remove it, or set TMPDIR.")
    _empty(folder)


def remove(folder: Path) -> None:
    with contextlib.suppress(OSError):  # never made, or not ours
        _empty(folder)
        folder.rmdir()


def _empty(folder: Path) -> None:
    for left in folder.glob(".s.PGSQL.*"):
        left.unlink()
