"""What people say of runs, from a shell and on the disk."""

import json
import socket

from .daemon import benchd, daemon_of

CONTROL = ".control"


def note(data, run, *options, environment=None):
    return benchd("note", "--data", data, *options, "--", run, environment=environment)


def exclude(data, run, *options):
    return benchd("exclude", "--data", data, *options, "--", run)


def notes(data, uuid):
    """What is kept of what people say of a run: a file, or a column of the database."""
    daemon = daemon_of(data)
    if daemon is None or daemon.has_files:
        return json.loads((data / f"{uuid}.notes.json").read_text())
    kept = daemon.sql(f"SELECT convert_from(mark, 'UTF8') FROM benchd.runs WHERE id = '{uuid}'")
    return json.loads(kept) if kept else mark()


def mark(label=None, note=None, tags=(), excluded=None, pinned=False):
    """What an answer or a file says of a run."""
    return {"label": label, "note": note, "tags": list(tags), "excluded": excluded, "pinned": pinned}


def connect(data):
    """A connection to the control socket of a daemon."""
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(str(data / CONTROL))
    connection.settimeout(30)
    return connection


def ask(data, line):
    """Sends a line of bytes to the control socket; returns what comes back."""
    with connect(data) as connection:
        connection.sendall(line + b"\n")
        answer = b""
        while part := connection.recv(4096):
            answer += part
        return answer
