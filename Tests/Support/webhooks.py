"""A receiver of webhooks that keeps what comes, and answers as it is told."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .waiting import eventually


class Receiver:
    """Serves on a free port of loopback; `with` it."""

    def __init__(self):
        self.taken = []
        self.refused = []
        self.statuses = []
        self._lock = threading.Lock()

    def __enter__(self):
        handler = type("Handler", (_Handler,), {"receiver": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

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
