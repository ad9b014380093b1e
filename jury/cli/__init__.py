"""The operator's door: ``flask jury …``. Thin commands that call the court."""

import click
from flask.cli import AppGroup

from . import care, crowds, data, demo, law, measure, people, work

group = AppGroup("jury", help="Run and look after the court.")

COMMANDS: tuple[click.Command, ...] = (
    *people.COMMANDS,
    *data.COMMANDS,
    *demo.COMMANDS,
    *work.COMMANDS,
    *measure.COMMANDS,
    *crowds.COMMANDS,
    *care.COMMANDS,
    *law.COMMANDS,
)
for command in COMMANDS:
    group.add_command(command)
