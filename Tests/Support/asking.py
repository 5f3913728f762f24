"""A client that never rests."""

import http.client
import threading


class Asking(threading.Thread):
    """A client that asks again and again, each time on a new connection."""

    def __init__(self, port):
        super().__init__()
        self.port, self.answers, self.faults = port, [], []
        self._is_over = threading.Event()

    def run(self):
        while not self._is_over.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            try:
                connection.request("GET", "/readyz")
                self.answers.append(connection.getresponse().status)
            except (OSError, http.client.HTTPException) as error:
                self.faults.append(repr(error))
            finally:
                connection.close()

    def stop(self):
        self._is_over.set()
        self.join(120)
