"""The judge of these tests finds what is lost, doubled or half."""

import pytest

from history import History, bytes_of


class Library:
    """Answers as a daemon with some runs does."""

    def __init__(self, runs):
        self._runs = runs
        self.web = self

    def json(self, path):
        return {"runs": [{"uuid": uuid} for uuid in self._runs], "next": None}

    def report(self, uuid):
        return self._runs[uuid][0]

    def config(self, uuid):
        return self._runs[uuid][1]


def history(*names):
    history = History()
    for name in names:
        history.sent[name] = bytes_of(name)
        history.note(name, f"run {name}")
    return history


ONE, OTHER = bytes_of("one"), bytes_of("other")


def test_a_library_with_all_runs_is_right():
    assert history("one", "other").check(Library({"run one": ONE, "run other": OTHER})) == 2


@pytest.mark.parametrize("runs", [
    {"run one": ONE}, {"run one": ONE, "run other": OTHER, "run third": ONE}, {"run one": ONE, "run other": (OTHER[0][:-1], OTHER[1])},
    {"run one": ONE, "run other": (OTHER[0], ONE[1])}, {"run one": ONE, "another": OTHER}, {"run one": ONE, "run other": OTHER, "run third": (b"{}", b"")},
], ids=["lost", "doubled", "half", "with another config", "under another id", "of nobody"])
def test_what_is_wrong_is_found(runs):
    with pytest.raises(AssertionError):
        history("one", "other").check(Library(runs))


def test_a_report_that_is_acknowledged_as_two_runs_is_found():
    with pytest.raises(AssertionError, match="two runs"):
        history("one").note("one", "run third")
