"""Looks at one answer of a server before it is asked a hundred thousand times."""

import hashlib
import http.client
from dataclasses import dataclass

from .places import Unfit


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes


def ask(port, path, headers=None, method="GET", body=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body=body, headers=headers or {})
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())
    except (OSError, http.client.HTTPException) as error:
        raise Unfit(f"{path} of port {port} cannot be asked for: {error}") from error
    finally:
        connection.close()


def expect(name, port, path, headers=None, status=200, body=None):
    """Asks, and expects a status, a connection that stays open and, where it is given, a body; returns the answer."""
    answer = ask(port, path, headers)
    if (answer.headers["Connection"] or "").lower() == "close":
        raise Unfit(f"{name} ends the connection after its answer to {path}; a load would measure connections")
    if answer.status != status:
        raise Unfit(f"{name} answers {path} with {answer.status} instead of {status}: {answer.body[:300]!r}")
    if body is not None and answer.body != body:
        raise Unfit(
            f"{name} answers {path} with {len(answer.body)} bytes of SHA-256 {digest(answer.body)},"
            f" instead of {len(body)} bytes of SHA-256 {digest(body)}")
    return answer


def digest(content):
    return hashlib.sha256(content).hexdigest()[:16]
