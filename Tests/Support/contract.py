"""The description of the API at /api/openapi.json, and whether answers are as it says."""

import functools
import gzip
import json
import re
import tempfile
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import jsonschema_rs

# Larger answers are whole reports and the like; to check them would take seconds.
LARGEST = 1 << 20
# Of many lines, so many are checked.
LINES = 200


class Contract:
    """What a description promises."""

    def __init__(self, document):
        self.document = document
        self.operations = [
            (Pattern(path), method.upper(), operation)
            for path, item in document["paths"].items() for method, operation in item.items() if method != "parameters"]

    def operation(self, method, target):
        """The operation of a request; None where the description has none."""
        path = urlsplit(target).path
        return next((found for pattern, name, found in self.operations if name == method and pattern.fits(path)), None)

    def breaches(self, method, target, status, headers, body):
        """What is not as it is described, in sentences; `headers` gives the value of a field, or None."""
        content_type = headers("Content-Type") or ""
        kind = content_type.split(";")[0].strip()
        operation = self.operation(method, target)
        if operation is None:
            # No route, or another method: a problem of any kind.
            return self.faults({"$ref": "#/components/schemas/Problem"}, kind, body, method) if "problem" in kind else []
        answer = operation["responses"].get(str(status))
        if answer is None:
            return [f"the status {status} is not described"]
        answer = self.resolved(answer)
        wrong = [name for name, header in answer.get("headers", {}).items() if not fits(headers(name), header)]
        if wrong:
            return [f"the field {name} is {headers(name)!r}" for name in wrong]
        if status == 304 or method == "HEAD":
            return []
        if "content" not in answer and not body:
            return []
        if kind not in answer.get("content", {}):
            return [f"the type {content_type!r} is not described for the status {status}"]
        content = answer["content"][kind]
        schema = content.get("schema") or content.get("x-line-schema")
        return self.faults(schema, kind, body, method) if schema else []

    def resolved(self, value):
        if "$ref" not in value:
            return value
        return functools.reduce(lambda part, name: part[name], value["$ref"].split("/")[1:], self.document)

    def faults(self, schema, kind, body, method):
        """The first faults of a body in JSON, or of lines of JSON."""
        if method == "HEAD" or not body or len(body) > LARGEST:
            return []
        texts = body.splitlines()[:LINES] if "ndjson" in kind else [body]
        validator = self.validator(json.dumps(schema))
        found = [error for text in texts for error in validator.iter_errors(read(text))]
        return [f"/{'/'.join(map(str, error.instance_path))}: {error.message[:400]}" for error in found[:5]]

    @functools.cache  # noqa: B019 - there is one contract in a process
    def validator(self, schema):
        return jsonschema_rs.validator_for({**json.loads(schema), "components": self.document["components"]})


def fits(value, header):
    """Whether a field is as it is described."""
    if value is None:
        return not header["required"]
    schema = header["schema"]
    if schema["type"] == "integer":
        return value.isdigit()
    if schema["type"] == "boolean":
        return value in ("true", "false")
    return re.search(schema.get("pattern", ""), value) is not None


class Pattern:
    """A path of the description."""

    def __init__(self, text):
        shape = re.escape(text).replace(r"\{uuid\}", "[^/]+")
        # All segments that are left, also none.
        self._shape = re.compile(shape.replace(r"/\{path\}", "(/.*)?"))

    def fits(self, path):
        return self._shape.fullmatch(path) is not None


def read(text):
    """A value of JSON; numbers that no double holds become ones that it does, of the same type."""
    return json.loads(
        text, parse_int=lambda digits: max(-(2**63), min(2**63, int(digits[:25]))),
        parse_float=lambda digits: max(-1e308, min(1e308, float(digits))))


def decoded(answer):
    """The body without its content coding; empty, which is not checked, in one that is not known here."""
    coding = answer.header("Content-Encoding")
    if coding == "gzip":
        return gzip.decompress(answer.body)
    return answer.body if coding is None else b""


@functools.cache
def contract():
    """The contract of the built daemon, asked of one that is only started for that."""
    from .daemon import Daemon

    with tempfile.TemporaryDirectory(prefix="benchd-contract-") as folder:
        daemon = Daemon(Path(folder)).start()
        try:
            with urllib.request.urlopen(f"{daemon.url}/api/openapi.json", timeout=60) as answer:
                return Contract(json.load(answer))
        finally:
            daemon.stop()


def expect_described(method, target, answer):
    """Expects of an answer that the description has its status and type, and that its JSON is of the schema there."""
    breaches = contract().breaches(method, target, answer.status, answer.header, decoded(answer))
    assert breaches == [], f"{method} {target} is not as /api/openapi.json says: {breaches}\n{answer.status} {answer.body[:2000]!r}"


def expect_described_event(name, data):
    """The same of the data of an event of the stream."""
    content = contract().operation("GET", "/api/events")["responses"]["200"]["content"]["text/event-stream"]
    schema = content["x-event-schemas"][name]
    faults = contract().faults(schema, "application/json", json.dumps(data).encode(), "GET")
    assert faults == [], f"the event {name} is not as /api/openapi.json says: {faults}\n{data}"
