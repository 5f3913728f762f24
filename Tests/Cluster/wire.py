"""A way to a PostgreSQL that counts what a client sends, and cuts at a chosen message (the protocol of version 3)."""

import contextlib
import socket
import struct
import threading
from pathlib import Path

PORT = 5432


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
        self.disarm()
        threading.Thread(target=self._accept, daemon=True).start()

    def store(self, store):
        """The connection string of a database by this way."""
        return " ".join(f"host={self.folder}" if part.startswith("host=") else part for part in store.split())

    def arm(self, count, *, loses_answer, shuts=False):
        """Cuts at the statement with this number from now on: before the server has it, or when it has answered.

        With `shuts` no connection is taken then until `open`.
        """
        with self._lock:
            self._left, self._loses_answer, self._shuts, self.has_cut = count, loses_answer, shuts, False

    def disarm(self):
        with self._lock:
            self._left, self._loses_answer, self._shuts, self.has_cut = None, False, False, False

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

    def close(self):
        self.shut()
        self._listener.close()

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
        server = socket.socket(socket.AF_UNIX)
        state = {"is_lost": False}
        with contextlib.suppress(OSError):
            with self._lock:
                self._open |= {client, server}
            server.connect(self._target)
            head = read_exactly(client, 4)
            server.sendall(head + read_exactly(client, struct.unpack("!I", head)[0] - 4))
            threading.Thread(target=self._back, args=[server, client, state], daemon=True).start()
            while True:
                kind, data = message(client)
                cut = self._counts(kind)
                if cut == "before":
                    break
                if cut == "after":
                    state["is_lost"] = True
                server.sendall(data)
        with self._lock:
            self._open -= {client, server}
        # The server learns of it by this: another thread still reads from there.
        for end in (client, server):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _counts(self, kind):
        """Whether a message of a client is the one to cut at."""
        if kind != b"E":
            return None
        with self._lock:
            if self._left is None:
                return None
            self._left -= 1
            if self._left != 0:
                return None
            self._left, self.has_cut = None, True
            self._is_shut = self._is_shut or self._shuts
            return "after" if self._loses_answer else "before"

    def _back(self, server, client, state):
        with contextlib.suppress(OSError):
            while True:
                kind, data = message(server)
                if not state["is_lost"]:
                    client.sendall(data)
                elif kind == b"Z":
                    break
        for end in (client, server):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
