"""A server before a daemon that does to each connection what a test has written down: what networks and servers do to rigs."""

import contextlib
import fcntl
import socket
import ssl
import struct
import termios
import threading

from .waiting import eventually

PATIENCE = 60


class Front:
    """Does to its connections, in order, what `deeds` say; the last one is for all that follow.

    A deed is a function of (front, connection). `heads` are the heads of all requests, `received` says how many bytes of each came.
    """

    def __init__(self, *deeds, port=None, tls=None):
        self._deeds = list(deeds)
        self._upstream = port
        self._context = None
        if tls is not None:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(*tls)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://{'localhost' if tls else '127.0.0.1'}:{self.port}"
        self.heads = []
        self.received = []
        self._thread = threading.Thread(target=self._accept)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        # A close alone does not wake who waits in accept().
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.settimeout(PATIENCE)
            with contextlib.suppress(OSError), contextlib.closing(self._secured(connection)) as connection:
                deed = self._deeds.pop(0) if len(self._deeds) > 1 else self._deeds[0]
                deed(self, connection)

    def _secured(self, connection):
        return connection if self._context is None else self._context.wrap_socket(connection, server_side=True)

    def read_head(self, connection):
        """The head of a request, and what came of its body with it."""
        received = b""
        while b"\r\n\r\n" not in received:
            block = connection.recv(1 << 16)
            if not block:
                raise ConnectionError
            received += block
        head, _, rest = received.partition(b"\r\n\r\n")
        self.heads.append(head.decode())
        self.received.append(len(rest))
        return head, rest

    def read_body(self, connection, head, rest):
        """The whole body of a request by its length, after a go-ahead if it asks for one."""
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        if b"expect" in fields:
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        body = bytearray(rest)
        while len(body) < int(fields.get(b"content-length", 0)):
            block = connection.recv(1 << 20)
            if not block:
                raise ConnectionError
            body += block
        self.received[-1] = len(body)
        return body

    def ask(self, head, body):
        """The daemon's answer to a request, as it comes."""
        lines = [line for line in head.split(b"\r\n") if not line.lower().startswith((b"expect:", b"connection:"))] + [b"Connection: close"]
        with socket.create_connection(("127.0.0.1", self._upstream), timeout=PATIENCE) as upstream:
            upstream.sendall(b"\r\n".join(lines) + b"\r\n\r\n")
            upstream.sendall(body)
            answer = b""
            while block := upstream.recv(1 << 16):
                answer += block
        return answer


def message(status, body=b"", **fields):
    """An answer; the names of fields have `_` for `-`."""
    head = f"HTTP/1.1 {status} Said\r\nContent-Length: {len(body)}\r\nConnection: close\r\n"
    return (head + "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items()) + "\r\n").encode() + body


# Deeds


def passes(front, connection):
    """Passes the request on, and the answer back."""
    head, rest = front.read_head(connection)
    connection.sendall(front.ask(head, front.read_body(connection, head, rest)))


def hangs_up(front, connection):
    """Ends the connection without a word."""


def forgets(front, connection):
    """Passes the request on, and loses the answer."""
    head, rest = front.read_head(connection)
    front.ask(head, front.read_body(connection, head, rest))


def answers(status, body=b"", **fields):
    """Reads the request, and answers it itself."""
    def deed(front, connection):
        head, rest = front.read_head(connection)
        front.read_body(connection, head, rest)
        connection.sendall(message(status, body, **fields))
    return deed


def refuses(status, body=b"", after=0):
    """Answers after so many bytes of the body, and ends the connection with the rest unread; with 0 before any of it was asked for."""
    def deed(front, connection):
        _, rest = front.read_head(connection)
        received = len(rest)
        if after:
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        while received < after:
            received += len(connection.recv(1 << 16))
        connection.sendall(message(status, body))
        while not after and (block := connection.recv(1 << 16)):
            received += len(block)
        front.received[-1] = received
    return deed


def refuses_a_client_that_waits(status, body, is_over):
    """Reads none of the body; answers when the client cannot send more, and ends the connection when the event `is_over` is set."""
    def deed(front, connection):
        front.read_head(connection)
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        seen = []
        eventually(lambda: seen.append(_unread(connection)) or (seen[-1] and len(seen) > 5 and len(set(seen[-5:])) == 1), "a full connection")
        connection.sendall(message(status, body))
        is_over.wait()
    return deed


def _unread(connection):
    """How many bytes the kernel has received and nobody has read (FIONREAD of ioctl_tty(2))."""
    return struct.unpack("i", fcntl.ioctl(connection, termios.FIONREAD, bytes(4)))[0]


def silent(front, connection):
    """Reads the request, and says nothing until the client has gone."""
    front.read_head(connection)
    while connection.recv(1 << 16):
        pass


def interrupts(action, after):
    """Does `action` when so many bytes of the body have come; then it passes on what comes."""
    def deed(front, connection):
        head, rest = front.read_head(connection)
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        while len(rest) < after:
            rest += connection.recv(min(1 << 16, after - len(rest)))
        action()
        head = b"\r\n".join(line for line in head.split(b"\r\n") if not line.lower().startswith(b"expect:"))
        body = front.read_body(connection, head, rest)
        connection.sendall(front.ask(head, body))
    return deed


def corrupts(front, connection):
    """Passes the request on with one byte of its body changed."""
    head, rest = front.read_head(connection)
    body = front.read_body(connection, head, rest)
    body[body.index(b"hostname") + 1] ^= 2
    connection.sendall(front.ask(head, body))
