"""The jurors' pages: the bench, a case, the ballot and its receipt."""

from flask import Blueprint

bp = Blueprint("jurors", __name__)
