"""What anybody may read: what this is, how jurors are drawn, how to join."""

from flask import Blueprint

bp = Blueprint("public", __name__)
