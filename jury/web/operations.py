"""Is the process alive, is the court ready, how is it doing."""

from flask import Blueprint

bp = Blueprint("operations", __name__)
