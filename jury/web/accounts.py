"""Signing in and out, recovering a password, the inbox and settings."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)
