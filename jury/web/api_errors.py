"""What a machine reads when a call fails: JSON with a sentence, whatever went wrong and where."""

from typing import Any

from flask import Response, jsonify, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

SENTENCES = {
    400: "The request cannot be read. Nothing was taken in.",
    401: "The header Authorization: Bearer does not hold the orders token. Nothing was taken in.",
    403: "This is not allowed. Nothing was taken in.",
    404: "There is nothing at this address. Nothing was taken in.",
    413: "The request is too large. Nothing was taken in; send fewer at once.",
    429: "Too many requests. Nothing was taken in; wait a minute and send it again.",
    500: "Something went wrong here. Nothing was taken in; send it again later.",
    503: "The court is away for a moment. Nothing was taken in; send it again in a few seconds.",
}


def is_asked() -> bool:
    """Whether the caller is a machine of the marketplace."""
    return f"{request.path}/".startswith("/api/")


def told(code: int, sentence: str | None = None) -> Response:
    """The body of the answer."""
    body: dict[str, Any] = {"error": sentence or SENTENCES.get(code, SENTENCES[500])}
    return jsonify(body | {"taken_in": 0})


def sentence_of(error: HTTPException) -> str | None:
    """What a view said itself, or what the address takes; None for a sentence of ours."""
    if isinstance(error, MethodNotAllowed):
        takes = ", ".join(sorted({*(error.valid_methods or ())} - {"HEAD", "OPTIONS"}))
        return f"This address takes {takes}, not {request.method}. Nothing was taken in."
    said = error.description
    return said if said != type(error).description else None
