"""What options of the commands take: shares, and files that can be written."""

import math
import os
from pathlib import Path
from typing import Any

import click

from jury.outside import files


class Output(click.Path):
    """A file to write; a place where none can be is refused before anything is computed."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        file = Path(os.fsdecode(super().convert(value, param, ctx)))
        if not file.parent.is_dir():
            self.fail(f"There is no folder {file.parent}: make it, or name another file.")
        if not file.exists() and not os.access(file.parent, os.W_OK):
            self.fail(f"Nothing can be written into {file.parent}: name a file elsewhere.")
        return file


class Share(click.FloatRange):
    """A number between 0 and 1, both left out; "nan" is none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        share = super().convert(value, param, ctx)
        if math.isnan(share):
            self.fail(f"{value} is not in the range {self._describe_range()}.", param, ctx)
        return share


def keep(file: Path, columns: dict[str, Any]) -> None:
    """Write the columns as a CSV file; refuses where there is no room or no right."""
    try:
        files.write_rows(file, columns)
    except OSError as why:
        raise click.ClickException(
            f"{file} could not be written ({why.strerror}). What stands there, if "
            "anything, is not whole. Make room, or name another file, and run the command again."
        ) from why
