"""An upload as a client sends it."""

import json

from .checks import ask
from .places import Unfit

TYPE = "multipart/form-data; boundary=benchdbenchdbenchd"


def upload(server, report, config=None):
    """Uploads and returns the new run's id."""
    body = part("file", "aggregated_report.json", report)
    if config is not None:
        body += part("config_file", "config.zip", config)
    answer = ask(server.port, "/api/upload", {"Content-Type": TYPE}, "POST", body + b"--benchdbenchdbenchd--\r\n")
    if answer.status != 200:
        raise Unfit(f"{server.name} answers an upload with {answer.status}: {answer.body[:500]!r}")
    return json.loads(answer.body)["uuid"]


def part(name, filename, content):
    head = f'--benchdbenchdbenchd\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\nContent-Type: application/octet-stream\r\n\r\n'
    return head.encode() + content + b"\r\n"
