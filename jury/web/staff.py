"""The staff desk: release, claim, look blind, decide."""

from flask import Blueprint

bp = Blueprint("staff", __name__)
