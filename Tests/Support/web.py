"""A small HTTP client that shows an answer as it was sent."""

import http.client
import json
import socket
from dataclasses import dataclass
from urllib.parse import quote

from .contract import expect_described


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self):
        return json.loads(self.body)

    def header(self, name):
        return self.headers.get(name)

    def problem(self):
        """The problem object, after checking that it is sent as one."""
        assert self.header("Content-Type") == "application/problem+json", self
        problem = self.json()
        assert problem["status"] == self.status, problem
        return problem


class Client:
    """Requests to one server, each on a connection of its own; every answer must be as the API is described."""

    #: Seconds.
    _timeout = 30

    def __init__(self, port):
        self.port = port

    def request(self, method, path, headers=None, body=None):
        answer = self._exchange(method, path, headers, body)
        expect_described(method, path, answer)
        return answer

    def _exchange(self, method, path, headers, body):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self._timeout)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def get(self, path, **headers):
        return self.request("GET", path, {name.replace("_", "-"): value for name, value in headers.items()})

    def json(self, path):
        answer = self.get(path)
        assert answer.status == 200, f"{path}: {answer.status} {answer.body[:500]!r}"
        return answer.json()

    def connect(self):
        """A plain connection, for requests that no honest client sends."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)


def query(**parameters):
    return "?" + "&".join(f"{name}={quote(value, safe='')}" for name, value in parameters.items())


FORM_TYPE = "multipart/form-data; boundary=XboundaryX"


def form(*parts, closed=True):
    """A multipart body of (name, filename or None, bytes); left open it has no last boundary."""
    body = b""
    for name, filename, content in parts:
        body += b'--XboundaryX\r\nContent-Disposition: form-data; name="%s"' % name.encode()
        if filename is not None:
            body += b'; filename="%s"\r\nContent-Type: application/octet-stream' % filename.encode()
        body += b"\r\n\r\n" + content + b"\r\n"
    return body + (b"--XboundaryX--\r\n" if closed else b"")
