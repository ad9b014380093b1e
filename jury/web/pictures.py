"""Exhibits, served after an authorisation check each time."""

from flask import Blueprint

bp = Blueprint("pictures", __name__)
