"""Rigs that send at their times, each report until it is acknowledged, whatever became of those before."""

import asyncio
import hashlib
import io
import json
import random
import re
import time
import zipfile
from dataclasses import dataclass

from .. import reports
from ..form import TYPE, part

PATIENCE = 60
STATUS = re.compile(rb"HTTP/1\.1 (\d+)")
ASKED = re.compile(rb"\r\nRetry-After: (\d+)\r\n", re.IGNORECASE)


@dataclass
class Sent:
    """One report: when it was ready, and what became of it; times in seconds from the begin."""

    number: int
    ready: float
    attempts: int = 0
    acknowledged: float | None = None
    uuid: str | None = None

    @property
    def latency(self):
        return self.acknowledged - self.ready


def config(number):
    """A config archive that no other run has."""
    buffer = io.BytesIO(reports.config())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(zipfile.ZipInfo(f"bench/{number}.yml"), f"number: {number}\n")
    return buffer.getvalue()


def report(number):
    return reports.tagged(reports.example(), number)


def digest(content):
    return hashlib.sha256(content).hexdigest()


class Farm:
    def __init__(self, model, ports):
        self._model, self._ports = model, ports
        self._chance = random.Random(model.seed)
        self._report = reports.example()
        self.sent = []
        self.begun = None

    @property
    def now(self):
        return time.monotonic() - self.begun

    def waiting(self):
        """How many reports were tried and are not acknowledged."""
        return sum(one.acknowledged is None and one.attempts > 0 for one in self.sent)

    async def send_all(self, events, deadline):
        """Sends what the model says; `events` are [(seconds, call)], of which each runs in a thread. Ends when all are acknowledged."""
        self.begun = time.monotonic()
        self.sent = [Sent(number, ready) for number, (ready, _) in enumerate(self._model.arrivals(), 1)]
        tasks = [asyncio.create_task(self._happen(*event)) for event in events]
        tasks += [asyncio.create_task(self._send(one)) for one in self.sent]
        await asyncio.wait(tasks, timeout=deadline)
        for task in tasks:
            task.cancel()
        for ended in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(ended, Exception):
                raise ended

    async def _happen(self, moment, call):
        await asyncio.sleep(max(0, moment - self.now))
        await asyncio.to_thread(call)

    async def _send(self, one):
        await asyncio.sleep(max(0, one.ready - self.now))
        while True:
            status, asked, body = await self._attempt(one)
            if status == 200:
                one.acknowledged, one.uuid = self.now, json.loads(body)["uuid"]
                return
            await asyncio.sleep(self._model.pause(one.attempts - 1, asked, self._chance))

    async def _attempt(self, one):
        """The status, the seconds of Retry-After and the body; 0 where there was no answer."""
        port = self._ports[(one.number + one.attempts) % len(self._ports)]
        one.attempts += 1
        try:
            async with asyncio.timeout(PATIENCE):
                return await exchange(port, form(reports.tagged(self._report, one.number), config(one.number)))
        except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError):
            return 0, 0, b""


def form(content, archive):
    return part("file", "aggregated_report.json", content) + part("config_file", "config.zip", archive) + b"--benchdbenchdbenchd--\r\n"


async def exchange(port, body):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        head = (
            f"POST /api/upload HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: {TYPE}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n")
        writer.write(head.encode() + body)
        answer = await reader.read()
        status = STATUS.match(answer)
        if not status:
            raise ValueError("the connection ended without an answer")
        head, _, content = answer.partition(b"\r\n\r\n")
        asked = ASKED.search(head + b"\r\n")
        return int(status[1]), int(asked[1]) if asked else 0, content
    finally:
        writer.close()
