"""Listening to what happens."""

import json

from .contract import expect_described_event


class Stream:
    """A client of /api/events that keeps what it reads."""

    def __init__(self, daemon, last=None):
        self._socket = daemon.web.connect()
        field = f"Last-Event-ID: {last}\r\n" if last else ""
        self._socket.sendall(f"GET /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\n{field}\r\n".encode())
        self._file = self._socket.makefile("rb")
        self.status = int(self._file.readline().split()[1])
        self.headers = {}
        while line := self._file.readline().strip():
            name, value = line.decode().split(": ", 1)
            self.headers[name.lower()] = value
        self.last = None
        self._text = ""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._file.close()
        self._socket.close()

    def next(self):
        """The next event as (name, data); None at the end of the stream."""
        while True:
            while "\n\n" not in self._text:
                size = int(self._file.readline(), 16)
                self._text += self._file.read(size).decode()
                self._file.readline()
                if size == 0:
                    return None
            block, self._text = self._text.split("\n\n", 1)
            fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
            self.last = fields.get("id", self.last)
            if "data" in fields:
                data = json.loads(fields["data"])
                expect_described_event(fields["event"], data)
                return fields["event"], data

    def wait_for(self, name):
        """The data of the next event with a name; others are passed over."""
        while True:
            event = self.next()
            assert event, "the stream ended"
            if event[0] == name:
                return event[1]
