"""Staff and admins are made by whoever runs the machine, never over the web."""

import os

import click

from jury.clock import now
from jury.config import Settings
from jury.court import signing

from .opening import session

EMAIL = click.argument("email")
NAME = click.option("--name", required=True, help="The name colleagues see.")


@click.command("make-staff")
@EMAIL
@NAME
@click.option("--senior", is_flag=True, help="May overrule a clear panel.")
def make_staff(email: str, name: str, senior: bool) -> None:
    """Make somebody a staff agent and print a link to choose a password."""
    with session() as open_session:
        link = signing.make_staff(open_session, email, name, senior, now())
        open_session.commit()
    click.echo(f"{email} is staff. They choose a password at {_address(link)} (works once).")


@click.command("make-admin")
@EMAIL
@NAME
def make_admin(email: str, name: str) -> None:
    """Make somebody an admin and print a link to choose a password."""
    with session() as open_session:
        link = signing.make_admin(open_session, email, name, now())
        open_session.commit()
    click.echo(f"{email} is an admin. They choose a password at {_address(link)} (works once).")


def _address(link: str) -> str:
    return f"{Settings.from_env(os.environ).base_url}/recover/{link}"


COMMANDS = (make_staff, make_admin)
