"""The reader of one benchd."""

import datetime
import json
import os
import re
from urllib.parse import quote, urlencode

from .answers import Comparison, Rows, Run, Series, Trend
from .transport import Transport

LARGEST_PAGE = 500


class Client:
    """Reads from the benchd at `url`, such as `https://bench.example` or `http://127.0.0.1:8000/bench`.

    `token` is one with the scope `read`, for closed installations. `timeout` is how many seconds the server may be silent. `ca_file` names
    the certificates to trust instead of the system's. Every method raises BenchdError if the server does not give what was asked for.

    A parameter is a text, a number, a bool, a date or a datetime with a zone; None leaves it out. A run is its id, or `latest`.
    """

    def __init__(self, url, token=None, timeout=60.0, ca_file=None):
        self._transport = Transport(url, token, timeout, ca_file)

    def runs(self, **filters):
        """The runs that the filters of `GET /api/benchmarks` leave, newest first, from all pages: an iterator of Run."""
        filters.setdefault("limit", LARGEST_PAGE)
        while True:
            page = self.get("/api/benchmarks", **filters)
            yield from (Run.of(fields) for fields in page["runs"])
            if page["next"] is None:
                return
            filters["cursor"] = page["next"]

    def values(self, **filters):
        """Every number of the runs that the filters leave, in long form: Rows, a list of dicts with `frame()`."""
        return Rows(self.iter_values(**filters))

    def iter_values(self, **filters):
        """The same one after the other, for more than memory holds."""
        target = _target("/api/export", dict(filters, format="ndjson"))
        while target:
            with self._transport.get(target, "application/x-ndjson", coded=True) as answer:
                for line in answer.lines():
                    yield json.loads(line)
                target = answer.next

    def report(self, run):
        """The report of a run, parsed."""
        return json.loads(self._bytes(f"/api/benchmarks/{_segment(run)}", "application/json"))

    def config(self, run):
        """The config archive of a run: the bytes of a zip."""
        return self._bytes(f"/api/benchmarks/{_segment(run)}/config", "application/zip, */*")

    def save_report(self, run, path):
        """Writes the report of a run to a file, byte for byte, without keeping it in memory."""
        self._save(f"/api/benchmarks/{_segment(run)}", path)

    def save_config(self, run, path):
        """Writes the config archive of a run to a file."""
        self._save(f"/api/benchmarks/{_segment(run)}/config", path)

    def summary(self, run):
        """Everything of a run but its series, with what benchd computes from it."""
        return self.get(f"/api/benchmarks/{_segment(run)}/summary")

    def series(self, run, benchmark, filesystem, group="iostat"):
        """The series of a cell, `iostat` or `docker_stats`, as the report has them: Series, a dict of lists with `frame()`."""
        return Series(self.get(f"/api/benchmarks/{_segment(run)}/series", benchmark=benchmark, filesystem=filesystem, group=group))

    def compare(self, *sides, **parameters):
        """Two to eight sides, the first of which is the baseline: Comparison, a dict with `frame()`.

        A side is a run, or a pair of a run and one of its filesystems. `repeats`, `margin`, `gate` and the filters are those of `GET /api/compare`.
        """
        flags = {name: int(value) if isinstance(value, bool) else value for name, value in parameters.items()}
        return Comparison(self.get("/api/compare", runs=",".join(map(_side, sides)), **flags))

    def trends(self, benchmark, filesystem, **parameters):
        """A metric of a cell of a rig in time: Trend, a dict with `frame()`. `metric`, `source`, `as_of` and `margin` are those of `GET /api/trends`."""
        return Trend(self.get("/api/trends", benchmark=benchmark, filesystem=filesystem, **parameters))

    def get(self, path, **parameters):
        """The JSON of any other address of the API, such as `/api/plan`."""
        return json.loads(self._bytes(_target(path, parameters), "application/json", coded=True))

    def _bytes(self, target, accept, coded=False):
        with self._transport.get(target, accept, coded) as answer:
            return answer.content()

    def _save(self, target, path):
        temporary = f"{os.fspath(path)}.{os.getpid()}.part"
        try:
            with self._transport.get(target, "*/*") as answer, open(temporary, "wb") as file:
                for block in answer.blocks():
                    file.write(block)
            os.replace(temporary, path)
        except BaseException:
            if os.path.exists(temporary):
                os.remove(temporary)
            raise


def _target(path, parameters):
    """A path with the parameters that have a value."""
    query = urlencode([(name, _text(value)) for name, value in parameters.items() if value is not None])
    return f"{path}?{query}" if query else path


def _text(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        if value.tzinfo is None:
            raise ValueError("a time needs a zone, such as datetime.timezone.utc")
        return value.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return ",".join(map(_text, value))
    return str(value)


def _segment(run):
    return quote(str(getattr(run, "uuid", run)), safe="")


def _side(side):
    """`RUN`, or `RUN:FILESYSTEM` with what would end the name percent-encoded."""
    if isinstance(side, (tuple, list)):
        run, filesystem = side
        return f"{_segment(run)}:{re.sub('[%,:]', lambda match: quote(match.group(), safe=''), filesystem)}"
    return _segment(side)
