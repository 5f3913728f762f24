"""Variations of one test that cost seconds each: some of them every time, all with --slow."""

import pytest


def usually(kept, all_names):
    """All names as parameters; those that are not kept are for --slow."""
    names = list(all_names)
    assert set(kept) <= set(names), kept
    return [pytest.param(name, id=name, marks=[] if name in kept else [pytest.mark.slow]) for name in names]
