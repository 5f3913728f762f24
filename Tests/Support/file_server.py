"""A web server of files on loopback, which curl takes up again where it was broken off.

With `?slowly` it sends for as long as a test may take to break it off: curl's own --limit-rate begins with a burst.
"""

import contextlib
import os
import re
import threading
import time
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PIECE, PAUSE = 4096, 0.02


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        content = Path(self.translate_path(self.path)).read_bytes()
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        start = int(asked[1]) if asked else 0
        self.send_response(206 if asked else 200)
        if asked:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        with contextlib.suppress(ConnectionError):  # a transfer that is broken off
            if not self.path.endswith("?slowly"):
                self.wfile.write(content[start:])
                return
            for position in range(start, len(content), PIECE):
                self.wfile.write(content[position:position + PIECE])
                time.sleep(PAUSE)

    def log_message(self, *_):
        pass


class FileServer:
    def __init__(self, folder):
        self._folder = folder
        self._server = ThreadingHTTPServer(
            ("127.0.0.1", 0), lambda *arguments: _Handler(*arguments, directory=str(folder)))
        self._thread = threading.Thread(target=self._server.serve_forever)

    def start(self):
        self._thread.start()
        return self

    def stop(self):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def url(self, path):
        return f"http://127.0.0.1:{self._server.server_port}/{os.path.relpath(path, self._folder)}"
