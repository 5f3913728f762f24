"""What people say of runs, on the pages: as text, whatever it holds, and in few bytes."""

from html.parser import HTMLParser

import pytest

from Support.marks import exclude, note
from Support.reports import REPORT, put, small

HOSTILE = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{page_title}} {{> head}} {{/mark}}", "a&lt;b &amp; c",
    "x" * 100, "\u05e2\u05d1\u05e8\u05d9\u05ea 3", "\U0001f680\u0301" * 10, "javascript:alert(1)",
]


class Page(HTMLParser):
    """The text of a page, and the text of the elements of a class."""

    def __init__(self, body):
        super().__init__()
        self._classes, self.found, self.tags = [], {}, []
        self.feed(body)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in ("meta", "link", "img", "br", "input"):
            self._classes.append((dict(attributes).get("class") or "").split())

    def handle_endtag(self, tag):
        if self._classes:
            self._classes.pop()

    def handle_data(self, text):
        for classes in self._classes:
            for name in classes:
                self.found[name] = self.found.get(name, "") + text


@pytest.fixture
def run(daemon):
    put(daemon.inbox / "rig", small("one"))
    return daemon.receipt(f"rig/{REPORT}")["uuid"]


def page(daemon, path):
    answer = daemon.web.get(path)
    assert answer.status == 200, answer
    return Page(answer.body.decode())


@pytest.mark.parametrize("text", HOSTILE)
def test_words_are_shown_as_they_are_on_both_pages(daemon, run, text):
    before = [tag for tag in page(daemon, f"/benchmarks/{run}").tags if tag[0] in ("script", "img")]
    tag = text.replace(",", "")[:12]
    assert note(daemon.data, run, "--label", text, "--note", f"{text}\n{text}", "--tag", tag).returncode == 0
    assert exclude(daemon.data, run, "--reason", text).returncode == 0

    of_run, of_list = page(daemon, f"/benchmarks/{run}"), page(daemon, "/")
    assert of_run.found["run-label"] == of_list.found["run-label"] == text
    assert of_run.found["run-note"] == f"{text}\n{text}"
    assert tag in of_run.found["run-tags"] and tag in of_list.found["tag"]
    assert text in of_run.found["notice-warning"] and of_list.found["excluded"] == text
    assert [found for found in of_run.tags if found[0] in ("script", "img")] == before


def test_a_run_of_which_nothing_is_said_shows_nothing(daemon, run):
    for path in (f"/benchmarks/{run}", "/"):
        assert not {"run-label", "run-note", "run-tags", "excluded"} & page(daemon, path).found.keys()


def test_a_page_has_new_words_at_once(daemon, run):
    for path in (f"/benchmarks/{run}", "/"):
        tag = daemon.web.get(path).header("ETag")
        assert note(daemon.data, run, "--label", f"for {path}").returncode == 0
        assert daemon.web.get(path, If_None_Match=tag).status == 200
        assert page(daemon, path).found["run-label"] == f"for {path}"
        assert note(daemon.data, run, "--label", "").returncode == 0
