"""Waiting for a condition instead of for time."""

import time


# Far longer than anything takes on an idle machine: nothing may depend on a machine being fast.
TIMEOUT = 60.0


def eventually(condition, what, timeout=TIMEOUT, interval=0.02):
    """Returns the first truthy value of `condition()`; fails with `what` when there is none in time."""
    deadline = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < deadline, f"waited {timeout} s in vain for {what}"
        time.sleep(interval)
