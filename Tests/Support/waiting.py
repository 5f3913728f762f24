"""Waiting for a condition instead of for time."""

import time


def eventually(condition, what, timeout=15.0, interval=0.02):
    """Returns the first truthy value of `condition()`; fails with `what` when there is none in time."""
    deadline = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < deadline, f"waited {timeout} s in vain for {what}"
        time.sleep(interval)
