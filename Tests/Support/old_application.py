"""The application that benchd replaces, written from its contract: what it answers, and what it leaves in its folder."""

import json
import re
import secrets
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler

from .local_server import LocalServer

RESULT = re.compile(r"/(api/)?results/([0-9a-f]{12}|latest)(/config)?")


class OldApplication(LocalServer):
    """Serves from a folder."""

    def __init__(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        super().__init__(_Handler, folder=folder)


class _Handler(BaseHTTPRequestHandler):
    folder = None

    def log_message(self, *_):
        pass

    def do_POST(self):
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        message = BytesParser().parsebytes(head + self.rfile.read(int(self.headers["Content-Length"])))
        parts = {part.get_param("name", header="content-disposition"): part.get_payload(decode=True) for part in message.get_payload()}
        # Python's json takes NaN, which is no JSON.
        json.loads(parts["file"])
        name = secrets.token_hex(6)
        for stem in (name, "latest"):
            (self.folder / f"{stem}.json").write_bytes(parts["file"])
            config = self.folder / f"{stem}_config.zip"
            config.unlink(missing_ok=True)
            if parts.get("config_file"):
                config.write_bytes(parts["config_file"])
        self._answer(200, "application/json", json.dumps({"link": f"/results/{name}"}).encode())

    def do_GET(self):
        match = RESULT.fullmatch(self.path)
        file = match and self.folder / f"{match[2]}{'_config.zip' if match[3] else '.json'}"
        if not file or not file.exists():
            return self._answer(404, "text/plain", b"Not Found")
        if match[3]:
            return self._answer(200, "application/zip", file.read_bytes())
        if match[1]:
            return self._answer(200, "application/json", file.read_bytes())
        return self._answer(200, "text/html", b"<h1>Results</h1>")

    def _answer(self, status, kind, body):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
