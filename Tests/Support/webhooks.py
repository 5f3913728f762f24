"""A receiver of webhooks that keeps what comes, and answers with the statuses that a test gives it."""

import threading
from http.server import BaseHTTPRequestHandler

from .local_server import LocalServer
from .waiting import eventually


class Receiver(LocalServer):
    """Takes what is sent to `hook`."""

    def __init__(self):
        super().__init__(_Handler, receiver=self)
        self.taken = []
        self.refused = []
        self.statuses = []
        self._lock = threading.Lock()

    @property
    def hook(self):
        return f"{self.url}/hook"

    def take(self, path, headers, body):
        with self._lock:
            status = self.statuses.pop(0) if self.statuses else 200
            (self.taken if 200 <= status < 300 else self.refused).append((path, headers, body))
            return status

    def wait_for(self, count):
        """Waits for so many messages that were taken; returns them."""
        eventually(lambda: len(self.taken) >= count, f"{count} messages")
        return self.taken


class _Handler(BaseHTTPRequestHandler):
    receiver = None

    def log_message(self, *_):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status = self.receiver.take(self.path, dict(self.headers), body)
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()
