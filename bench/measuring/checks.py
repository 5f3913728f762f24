"""Looks at one answer of a server before it is asked a hundred thousand times."""

import gzip
import hashlib
import http.client
import re
from dataclasses import dataclass

from .places import Unfit

AGE = re.compile(rb'(<span class="age"[^>]*>)[^<]*')


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def is_compressed(self):
        return self.headers["Content-Encoding"] == "gzip"

    @property
    def content(self):
        """The body without its coding."""
        return gzip.decompress(self.body) if self.is_compressed else self.body


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
    """Asks, and expects a status, a connection that stays open and, where it is given, a body, however coded; returns the answer."""
    answer = ask(port, path, headers)
    if (answer.headers["Connection"] or "").lower() == "close":
        raise Unfit(f"{name} ends the connection after its answer to {path}; a load would measure connections")
    if answer.status != status:
        raise Unfit(f"{name} answers {path} with {answer.status} instead of {status}: {answer.body[:300]!r}")
    if body is not None and without_ages(answer.content) != without_ages(body):
        raise Unfit(
            f"{name} answers {path} with {len(answer.content)} bytes of SHA-256 {digest(answer.content)},"
            f" instead of {len(body)} bytes of SHA-256 {digest(body)}")
    return answer


def without_ages(page):
    """Pages say how long ago a run was filed: these texts change while the page is the same."""
    return AGE.sub(rb"\1", page)


def digest(content):
    return hashlib.sha256(content).hexdigest()[:16]
