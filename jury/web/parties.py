"""The parties' pages: orders, filing, statements, following a case."""

from flask import Blueprint

bp = Blueprint("parties", __name__)
