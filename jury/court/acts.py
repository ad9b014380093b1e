"""What each kind of deadline sets off."""

from jury.rules.words import Due

from .due import Act

ACTS: dict[Due, Act] = {}
