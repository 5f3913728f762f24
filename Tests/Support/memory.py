"""The memory of a daemon while it works."""

import threading

from .waiting import eventually

MIB = 1 << 20


class Peak:
    """The highest anonymous memory of a daemon while a block runs."""

    def __init__(self, daemon):
        self._daemon = daemon
        self._over = threading.Event()
        self._sampler = threading.Thread(target=self._sample)
        self.value = 0

    def _sample(self):
        while not self._over.wait(0.005):
            self.value = max(self.value, self._daemon.anonymous_memory())

    def __enter__(self):
        self._sampler.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._sampler.join()


def check_memory(daemon, act, while_busy, afterwards=None):
    """Expects that `act` costs the daemon at most so many bytes above idle, and at most `afterwards` when it is done."""
    idle = daemon.anonymous_memory()
    with Peak(daemon) as peak:
        result = act()
    assert peak.value <= idle + while_busy, f"{(peak.value - idle) / MIB:.1f} MiB above idle"
    if afterwards is not None:
        eventually(
            lambda: daemon.anonymous_memory() <= idle + afterwards,
            f"memory to be back at {idle / MIB:.1f} MiB; it is {daemon.anonymous_memory() / MIB:.1f} MiB")
    return result
