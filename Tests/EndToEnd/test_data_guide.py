"""The guides for data: the queries for Grafana and the code for Python find what they name."""

import csv
import datetime
import io
import json
import re

import pytest
from benchd_client import client as client_module

from Support.answers import NAMES, Library
from Support.paths import ROOT
from Support.reports import fixture_bytes, fixture_config

GRAFANA = (ROOT / "docs" / "grafana.md").read_text()
DATA = (ROOT / "docs" / "data.md").read_text()
ROW = re.compile(r"^\| (.+?) \| (.+?) \|(?: (.+?) \|)?$", re.MULTILINE)


def queries():
    """The queries of the document: {title: (options, [(selector, format)])}."""
    found = {}
    for section in GRAFANA.split("\n## ")[1:]:
        rows = [match.groups() for match in ROW.finditer(section)]
        options = {name: value.strip("`") for name, value, rest in rows if rest is None}
        columns = [(name.strip("`"), rest) for name, _, rest in rows if rest is not None and name.startswith("`")]
        found[section.partition("\n")[0]] = (options, columns)
    return found


QUERIES = queries()
EVERYTHING = {"__from": "0", "__to": "4102444800000"}


@pytest.fixture(scope="module")
def library(shared_daemon, tmp_path_factory):
    library = Library(shared_daemon, tmp_path_factory.mktemp("library"))
    for name in NAMES[:4]:
        library.file(name, fixture_bytes(name), fixture_config(name))
    library.variables = {
        **EVERYTHING, "rig": "rig-01", "benchmark": "fio-seqwrite-1m", "filesystem": "ext4_overlay2",
        "baseline": library.ids["baseline"], "run": library.ids["mount-options"]}
    return library


MISSING = object()


def selected(value, path):
    """What a selector finds: names and places with dots between."""
    for name in path.split("."):
        try:
            value = value[int(name)] if isinstance(value, list) else value[name]
        except (KeyError, IndexError, TypeError):
            return MISSING
    return value


def is_of(form, value):
    if form == "Timestamp":
        return datetime.datetime.fromisoformat(value.replace("Z", "+00:00")).tzinfo is not None
    if form == "Number":
        return isinstance(value, (int, float)) or float(value) == float(value)
    return form == "String" and isinstance(value, str)


@pytest.mark.parametrize("title", QUERIES)
def test_a_query_for_grafana_finds_its_columns(library, title):
    options, columns = QUERIES[title]
    url = re.sub(r"\$\{(\w+)\}", lambda match: library.variables[match[1]], options["URL"])
    answer = library.web.get(url)
    assert answer.status == 200, answer
    if options["Type"] == "CSV":
        rows = list(csv.DictReader(io.StringIO(answer.body.decode(), newline="")))
    else:
        rows = selected(json.loads(answer.body), options["Rows/Root"])
    assert rows and columns
    for selector, form in columns:
        values = [selected(row, selector) for row in rows]
        assert MISSING not in values, selector
        assert all(is_of(form, value) for value in values if value is not None), (selector, values)


def test_the_columns_that_may_be_empty_are_few(library):
    """A selector that finds null alone could be any name that is there; these are null in the real runs."""
    empty = set()
    for options, columns in QUERIES.values():
        if options["Type"] == "JSON":
            rows = selected(library.json(re.sub(r"\$\{(\w+)\}", lambda match: library.variables[match[1]], options["URL"])), options["Rows/Root"])
            empty |= {selector for selector, _ in columns if all(selected(row, selector) is None for row in rows)}
    assert empty <= {"label", "excluded", "audit"}


def test_the_range_of_a_dashboard_is_a_filter(library):
    options, _ = QUERIES["Runs"]
    url = re.sub(r"\$\{(\w+)\}", lambda match: {**library.variables, "__to": "1000"}[match[1]], options["URL"])
    assert library.json(url)["runs"] == []


def test_the_code_of_the_guide_runs(library, capsys):
    [code] = [re.sub(r"^    ", "", block, flags=re.MULTILINE) for block in re.findall(r"(?:^(?:    .*)?\n)+", DATA, re.MULTILINE) if "import Client" in block]
    exec(compile(code.replace("https://bench.example", f"http://127.0.0.1:{library.web.port}"), "docs/data.md", "exec"), {})
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 5 and library.ids["baseline"] in lines[3] and "_" in lines[4]


def test_the_guide_has_every_method():
    methods = {name for name in vars(client_module.Client) if not name.startswith("_")}
    assert {name for name in methods if f"`{name}" not in DATA} == set()
