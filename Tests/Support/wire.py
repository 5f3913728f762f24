"""What goes over a connection byte for byte: raw requests out, and the answers as they come."""

import socket
from dataclasses import dataclass

# Nothing here may depend on a machine being fast.
PATIENCE = 60


@dataclass(frozen=True)
class RawAnswer:
    status: int
    fields: tuple
    body: bytes
    head: bytes

    def field(self, name):
        """The values of a field, in order."""
        return [value for key, value in self.fields if key == name.lower()]


def converse(port, pieces, ends=False):
    """Sends pieces on a connection of its own, and returns all that comes until the other side closes it.

    What cannot be sent because the other side has ended is left.
    """
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            for piece in pieces:
                connection.sendall(piece)
            if ends:
                connection.shutdown(socket.SHUT_WR)
        except (BrokenPipeError, ConnectionResetError):
            pass
        return read_to_end(connection)


def read_to_end(connection):
    """All that comes until the other side ends or resets the connection."""
    received = b""
    try:
        while block := connection.recv(1 << 16):
            received += block
    except ConnectionResetError:
        pass
    return received


def answers(received, methods=()):
    """The answers in what was received, in order; `methods` are those of the requests, GET where it has none.

    Expects that there is nothing but whole answers.
    """
    found = []
    while received:
        head, separator, received = received.partition(b"\r\n\r\n")
        assert separator, f"the head of an answer does not end: {head[:300]!r}"
        status, *lines = head.split(b"\r\n")
        assert status.startswith(b"HTTP/1.1 "), f"no status line: {status[:300]!r}"
        fields = tuple((name.decode().lower(), value.strip().decode()) for name, value in (line.split(b":", 1) for line in lines))
        body, received = body_of(int(status[9:12]), dict(fields), received, (methods[len(found):] or ["GET"])[0])
        found.append(RawAnswer(int(status[9:12]), fields, body, head))
    return found


def body_of(status, fields, received, method):
    """The body at the beginning of what was received, and the rest."""
    if method == "HEAD" or status < 200 or status in (204, 304):
        return b"", received
    if fields.get("transfer-encoding") == "chunked":
        return dechunked(received)
    length = int(fields["content-length"]) if "content-length" in fields else len(received)
    assert len(received) >= length, f"{len(received)} of {length} bytes came"
    return received[:length], received[length:]


def dechunked(received):
    body = b""
    while True:
        size, _, received = received.partition(b"\r\n")
        size = int(size.partition(b";")[0], 16)
        body, received = body + received[:size], received[size + 2:]
        if size == 0:
            return body, received
