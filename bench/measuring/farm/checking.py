"""Reads every run back from every daemon: which are lost, doubled or half of all that were acknowledged."""

import http.client
import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from ..places import Unfit
from .sending import digest

READERS = 4


@dataclass
class Verdict:
    runs: int = 0
    # Acknowledged, and not to be read, or under another id.
    lost: int = 0
    # The same report under two ids.
    doubled: int = 0
    # Other bytes than anybody has sent, or a config that is not the report's.
    half: int = 0
    # Filed, and whoever sent them does not know yet.
    unacknowledged: int = 0
    # Runs that not every daemon lists.
    uneven: int = 0

    @property
    def is_right(self):
        return not (self.lost or self.doubled or self.half or self.uneven)


def check(ports, acknowledged, sent):
    """`acknowledged` has ids by digests of reports, None where nobody has kept the id; `sent` has digests of configs by those of reports."""
    libraries = [Library(port) for port in ports]
    known = [set(library.ids()) for library in libraries]
    everywhere = set.intersection(*known)
    verdict = Verdict(runs=len(everywhere), uneven=len(set.union(*known) - everywhere))
    for library in libraries:
        found = library.digests(sorted(everywhere))
        count = Counter(report for report, _ in found.values())
        verdict.doubled += sum(times - 1 for times in count.values())
        verdict.half += sum(sent.get(report) != config for report, config in found.values())
        verdict.lost += sum(count[report] == 0 if uuid is None else found.get(uuid, (None,))[0] != report for report, uuid in acknowledged.items())
        verdict.unacknowledged = sum(report not in acknowledged for report in count)
    return verdict


class Library:
    def __init__(self, port):
        self._port = port

    def ids(self):
        connection, cursor = self._connect(), ""
        while cursor is not None:
            page = json.loads(self._get(connection, f"/api/benchmarks?limit=500{cursor and f'&cursor={cursor}'}"))
            yield from (run["uuid"] for run in page["runs"])
            cursor = page["next"]

    def digests(self, ids):
        """The digests of report and config of each run."""
        with ThreadPoolExecutor(READERS) as pool:
            found = {}
            for part in pool.map(self._digests, [ids[place::READERS] for place in range(READERS)]):
                found |= part
        return found

    def _digests(self, ids):
        connection = self._connect()
        path = "/api/benchmarks/"
        return {uuid: (digest(self._get(connection, path + uuid)), digest(self._get(connection, f"{path}{uuid}/config"))) for uuid in ids}

    def _connect(self):
        return http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)

    def _get(self, connection, path):
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise Unfit(f"{path} of port {self._port} is answered with {response.status}: {body[:200]!r}")
        return body
