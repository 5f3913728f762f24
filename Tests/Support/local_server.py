"""An HTTP server of a test, on a free port of loopback."""

import threading
from http.server import ThreadingHTTPServer


class LocalServer:
    """Serves with a handler, whose class gets some attributes; `with` it."""

    def __init__(self, handler, **attributes):
        self._handler = type("Handler", (handler,), attributes)

    def __enter__(self):
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
