"""Pictures people hand in: kept under random names, decoded in a process that may die alone."""

import json
import os
import re
import secrets
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from jury.redaction import pictures
from jury.redaction.pictures import LIMITS, BadPicture, Box, CleanPicture

PIECE = 64 * 1024
NAME = re.compile(r"[0-9a-f]{32}")
WAIT_SECONDS = 20
DECODER = Path(pictures.__file__)


def clean_in_subprocess(
    source: bytes | Path,
    boxes: Sequence[Box] = (),
    *,
    wait_seconds: float = WAIT_SECONDS,
    decoder: Path = DECODER,
) -> CleanPicture:
    """The picture cleaned (and the boxes burnt in) by a process of its own.

    The process has little memory, little time and no environment; if it dies, the picture is bad.
    Raises BadPicture.
    """
    data = source if isinstance(source, bytes) else _read(source)
    command = [sys.executable, "-I", str(decoder), json.dumps([list(box) for box in boxes])]
    try:
        ran = subprocess.run(  # noqa: S603 - our own script
            command, input=data, capture_output=True, timeout=wait_seconds, env={}, check=False
        )
    except subprocess.TimeoutExpired as slow:
        raise BadPicture("too_large") from slow
    head, _, body = ran.stdout.partition(b"\n")
    if ran.returncode or not head:
        raise BadPicture("too_large" if ran.returncode < 0 else "not_a_picture")
    told = json.loads(head)
    if "reason" in told:
        raise BadPicture(told["reason"])
    return CleanPicture(body, told["format"], told["width"], told["height"])


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LIMITS.file_bytes + 1)


class Vault:
    """A folder of files under names of 128 random bits; what users called them is forgotten."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, stream: BinaryIO, limit_bytes: int = LIMITS.file_bytes) -> str:
        """Store the stream piece by piece and return its new name.

        Raises BadPicture("too_large") as soon as the limit is passed, leaving nothing behind.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = secrets.token_hex(16)
        written = 0
        try:
            with self._create(name) as file:
                while piece := stream.read(PIECE):
                    written += len(piece)
                    if written > limit_bytes:
                        raise BadPicture("too_large")
                    file.write(piece)
        except BaseException:
            self.delete(name)
            raise
        return name

    def path(self, name: str) -> Path:
        """Where the file lies; ValueError for anything that is not a name of ours."""
        if not NAME.fullmatch(name):
            raise ValueError("not a name of this vault")
        return self.folder / name

    def replace(self, name: str, data: bytes) -> None:
        """Put other bytes under the name, at once; the old ones are gone."""
        path, new = self.path(name), secrets.token_hex(16)
        with self._create(new) as file:
            file.write(data)
        self.path(new).replace(path)

    def delete(self, name: str) -> None:
        """Remove the file, if it is there."""
        self.path(name).unlink(missing_ok=True)

    def _create(self, name: str) -> BinaryIO:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        return os.fdopen(os.open(self.path(name), flags, 0o600), "wb")
