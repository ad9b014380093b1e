"""The admin office: who is reliable, and is the court well."""

from flask import Blueprint

bp = Blueprint("admin", __name__)
