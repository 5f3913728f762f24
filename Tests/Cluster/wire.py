"""A way to a PostgreSQL that counts what a client sends, and cuts or falls silent at a chosen statement (the protocol of version 3)."""

import contextlib
import socket
import struct
import threading
from dataclasses import dataclass, field
from pathlib import Path

PORT = 5432


@dataclass(frozen=True)
class Statement:
    sql: str
    is_in_transaction: bool
    # Sent on the connection that waits for news, on which old news is removed, too.
    is_of_follower: bool


def every(statement):
    return True


def of_transactions(statement):
    """From BEGIN to COMMIT, both included: filing, as long as nobody marks or removes runs."""
    return statement.is_in_transaction and not statement.is_of_follower


def beginning(text):
    return lambda statement: statement.sql.startswith(text)


@dataclass
class Session:
    """What a client has sent on one connection."""

    prepared: dict = field(default_factory=dict)
    sql: str = ""
    is_in_transaction: bool = False
    is_of_follower: bool = False
    # The order that lets the answers be lost.
    losing: object = None

    def takes(self, kind, data):
        """The statement that a message executes; None for any other message."""
        if kind == b"P":
            name, sql = data[5:].split(b"\0")[:2]
            self.prepared[name] = sql.decode()
        elif kind == b"B":
            self.sql = self.prepared.get(data[5:].split(b"\0")[1], "")
        elif kind == b"E":
            is_begin, is_end = self.sql.startswith("BEGIN"), self.sql in ("COMMIT", "ROLLBACK")
            self.is_of_follower = self.is_of_follower or self.sql.startswith("LISTEN")
            statement = Statement(self.sql, is_begin or self.is_in_transaction, self.is_of_follower)
            self.is_in_transaction = statement.is_in_transaction and not is_end
            return statement
        return None


@dataclass
class Order:
    """At which statement to do what."""

    left: int
    which: object
    loses: str
    act: object


def read_exactly(source, count):
    data = b""
    while len(data) < count:
        piece = source.recv(count - len(data))
        if not piece:
            raise ConnectionError
        data += piece
    return data


def message(source):
    """A message with its type; b"" for the end."""
    kind = read_exactly(source, 1)
    head = read_exactly(source, 4)
    return kind, kind + head + read_exactly(source, struct.unpack("!I", head)[0] - 4)


class Wire:
    """Listens in a folder of its own, like the server in its folder."""

    def __init__(self, folder, server_folder):
        self.folder = Path(folder)
        self.folder.mkdir()
        self._target = f"{server_folder}/.s.PGSQL.{PORT}"
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(f"{self.folder}/.s.PGSQL.{PORT}")
        self._listener.listen(64)
        self._lock = threading.Lock()
        self._open = set()
        self._is_shut = False
        self._carries = threading.Event()
        self._carries.set()
        self._order = None
        # The statement at which the last order was carried out.
        self.cut_at = None
        threading.Thread(target=self._accept, daemon=True).start()

    def store(self, store):
        """The connection string of a database by this way."""
        return " ".join(f"host={self.folder}" if part.startswith("host=") else part for part in store.split())

    def arm(self, count, *, loses, which=every, act=lambda: None):
        """At the statement with this number from now on, of those that `which` counts, does `act`.

        `loses` is "statement": the server does not get it, and the connection ends; "answer": it ends when the server has answered;
        "nothing": the statement goes on.
        """
        with self._lock:
            self._order, self.cut_at = Order(count, which, loses, act), None

    def disarm(self):
        with self._lock:
            self._order = None

    def shut(self):
        """Cuts every connection, and takes none until `open`."""
        with self._lock:
            self._is_shut = True
            for end in list(self._open):
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def open(self):
        with self._lock:
            self._is_shut = False

    def silence(self):
        """Carries nothing until `speak`, not even that an end was closed; what is sent meanwhile comes late, as by TCP."""
        self._carries.clear()

    def speak(self):
        self._carries.set()

    @property
    def is_silent(self):
        return not self._carries.is_set()

    def refuse(self):
        """Takes no connection any more, as a machine that is gone: libpq goes on to its next host."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def close(self):
        self.speak()
        self.shut()
        self.refuse()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self._is_shut:
                client.close()
                continue
            threading.Thread(target=self._serve, args=[client], daemon=True).start()

    def _serve(self, client):
        server, session = socket.socket(socket.AF_UNIX), Session()
        with contextlib.suppress(OSError):
            with self._lock:
                self._open |= {client, server}
            self._carries.wait()
            server.connect(self._target)
            head = read_exactly(client, 4)
            server.sendall(head + read_exactly(client, struct.unpack("!I", head)[0] - 4))
            threading.Thread(target=self._back, args=[server, client, session], daemon=True).start()
            self._forward(client, server, session)
        self._carries.wait()
        with self._lock:
            self._open -= {client, server}
        # The server learns of it by this: another thread still reads from there.
        for end in (client, server):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _forward(self, client, server, session):
        while True:
            kind, data = message(client)
            order = self._due(session.takes(kind, data))
            if order and order.loses == "answer":
                session.losing = order
            elif order:
                order.act()
                if order.loses == "statement":
                    return
            self._carries.wait()
            server.sendall(data)

    def _due(self, statement):
        """The order, if it is for this statement."""
        with self._lock:
            order = self._order
            if statement is None or order is None or not order.which(statement):
                return None
            order.left -= 1
            if order.left != 0:
                return None
            self._order, self.cut_at = None, statement.sql
            return order

    def _back(self, server, client, session):
        with contextlib.suppress(OSError):
            while True:
                kind, data = message(server)
                if session.losing:
                    if kind == b"Z":
                        session.losing.act()
                        break
                    continue
                self._carries.wait()
                client.sendall(data)
        self._carries.wait()
        for end in (client, server):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
