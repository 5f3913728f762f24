"""The description of the API: it is valid OpenAPI, whole, the same as docs/api.md, and true."""

import re

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from Support.contract import Contract
from Support.paths import ROOT
from Support.web import query

DOCUMENTATION = (ROOT / "docs/api.md").read_text()
# What an address takes when it is asked with as little as it needs.
NEEDED = {
    "/api/compare": {"runs": "latest,latest"},
    "/api/compare/config": {"runs": "latest,latest"},
    "/api/trends": {"benchmark": "fio-randread-4k", "filesystem": "ext4_overlay2"},
    "/api/plan": {"benchmark": "fio-randread-4k"},
    "/api/benchmarks/{uuid}/part": {"bytes": "0-10"},
    "/benchmarks/{uuid}/chart.svg": {"benchmark": "fio-randread-4k"},
    "/api/benchmarks/{uuid}/series": {
        "benchmark": "fio-randread-4k", "filesystem": "ext4_overlay2", "group": "iostat"},
}
# The same for parameters that mean nothing there.
NEEDED_BY = {
    ("/api/compare/config", "from"): {"runs": "latest,latest", "status": "same"},
    ("/api/benchmarks/{uuid}/series", "entries"): {"from": "0"},
    **{("/benchmarks/{uuid}/chart.svg", name): {"benchmark": "fio-randread-4k", "series": "vdb_read_iops"}
       for name in ("series", "group", "from", "to")},
    **{("/benchmarks/{uuid}/badge.svg", name): {"benchmark": "fio-randread-4k", "filesystem": "ext4_overlay2"}
       for name in ("benchmark", "filesystem", "metric")},
}


@pytest.fixture(scope="module")
def document(shared_daemon):
    return shared_daemon.web.json("/api/openapi.json")


@pytest.fixture(scope="module")
def operations(document):
    """Every (path, method, operation, parameters), without HEAD."""
    return [
        (path, method, operation, item.get("parameters", []) + operation.get("parameters", []))
        for path, item in document["paths"].items() for method, operation in item.items()
        if method in ("get", "post")]


def needed(path, name):
    return NEEDED_BY.get((path, name), NEEDED.get(path, {}))


def is_strict(path):
    """Pages, and what they load, pass over what they do not know."""
    return path.startswith("/api/") or path.endswith(".svg") or path in ("/healthz", "/readyz", "/metrics")


def target(path, **parameters):
    return path.replace("{uuid}", "latest").replace("{path}", "vars/paths.yaml") + (query(**parameters) if parameters else "")


def test_the_document_is_valid(document):
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_every_schema_and_response_is_used(document):
    text = str(document)
    components = document["components"]
    named = [f"#/components/{kind}/{name}" for kind in ("schemas", "responses") for name in components[kind]]

    assert len(named) > 30
    assert [name for name in named if f"'{name}'" not in text] == []


def test_every_operation_has_a_name_of_its_own_and_links_lead_to_operations(document):
    found = [
        operation for item in document["paths"].values() for method, operation in item.items() if method != "parameters"]
    names = [operation["operationId"] for operation in found]
    links = [
        link["operationId"] for operation in found for answer in operation["responses"].values()
        for link in answer.get("links", {}).values()]

    assert len(set(names)) == len(names)
    assert len(links) > 10
    assert set(links) <= set(names)


def documented_routes():
    """What the table at the top of docs/api.md has."""
    table = DOCUMENTATION.split("\n## ")[0]
    found = re.findall(r"`(GET|POST) (/[^`?]*)[^`]*`", table)
    return {(method.lower(), path) for method, path in found}


def test_the_documentation_has_the_same_routes(operations):
    assert documented_routes() == {(method, path) for path, method, _, _ in operations}


def section(method, path):
    """What docs/api.md says below the heading of an address; empty for one that only the table has."""
    match = re.search(rf"^## {method.upper()} {re.escape(path)}\n(.*?)(?=^## |\Z)", DOCUMENTATION, re.MULTILINE | re.DOTALL)
    return match[1] if match else ""


def table_names(text):
    """The parameters that are rows of tables."""
    rows = re.findall(r"^\| parameter \|.*\n\| --- .*\n((?:\|.*\n)+)", text, re.MULTILINE)
    cells = [line.split("|")[1] for row in rows for line in row.splitlines()]
    return {name for cell in cells for name in re.findall(r"`(\w+)", cell)}


def test_the_documentation_has_the_same_parameters(operations):
    lacking, unknown = [], []
    for path, method, _, parameters in operations:
        names = {parameter["name"] for parameter in parameters if parameter["in"] == "query"}
        if not is_strict(path):
            continue
        text = section(method, path)
        if "the filters of the list" in text:
            text += section("get", "/api/benchmarks")
            names |= {"sort"}
        lacking += [f"{path}: {name}" for name in names if not re.search(rf"`\??{name}\b|[?&]{name}=", text)]
        unknown += [f"{path}: {name}" for name in table_names(text) - names]

    assert (lacking, unknown) == ([], [])


def test_an_address_takes_the_parameters_of_its_description_and_no_other(shared_daemon, run, operations):
    for path, method, _, parameters in operations:
        if method == "post" or not is_strict(path):
            continue
        names = [parameter["name"] for parameter in parameters if parameter["in"] == "query"]

        problem = shared_daemon.web.get(target(path, colour="red")).problem()

        assert problem["parameter"] == "colour", path
        assert problem["expected"] == (", ".join(names) or "no parameters"), path


def test_pages_pass_over_what_they_do_not_know(shared_daemon, run):
    for path in ("/", "/benchmarks/latest", "/favicon.ico?v=1", "/assets/css/base.css"):
        assert shared_daemon.web.get(path + ("" if "?" in path else "?colour=red")).status == 200, path


def test_a_needed_parameter_is_asked_for(shared_daemon, run, operations):
    asked = 0
    for path, method, _, parameters in operations:
        for name in [parameter["name"] for parameter in parameters if parameter["in"] == "query" and parameter["required"]]:
            asked += 1
            rest = {key: value for key, value in needed(path, name).items() if key != name}
            problem = shared_daemon.web.get(target(path, **rest)).problem()
            assert (problem["status"], problem.get("parameter"), problem.get("found")) == (400, name, None), path
    assert asked == 7


def bad_values(schema):
    """Values that the schema does not take."""
    kind = schema.get("type")
    if kind == "integer":
        bounds = [schema["minimum"] - 1, *([schema["maximum"] + 1] if "maximum" in schema else [])]
        return [*map(str, bounds), "", "x", "+5", "1.5", "0x10", "1e2", " 5"]
    if "enum" in schema:
        return [value for value in ("", "no-such", schema["enum"][0].upper() + "X") if value not in schema["enum"]]
    if "pattern" in schema:
        shape = re.compile(schema["pattern"])
        values = ["", "~", "x y z", "latest,,latest", "latest,", "+5", "2026-13", "1-", "-", "%"]
        return [value for value in values if not shape.search(value)]
    return []


def test_values_that_the_description_does_not_have_are_refused(shared_daemon, run, operations):
    tried = 0
    for path, method, _, parameters in operations:
        if not is_strict(path) or method != "get":
            continue
        for parameter in parameters:
            for value in bad_values(parameter["schema"]) if parameter["in"] == "query" else []:
                asked = needed(path, parameter["name"]) | {parameter["name"]: value}
                answer = shared_daemon.web.get(target(path, **asked))
                assert answer.status == 400, (path, asked, answer.body)
                assert answer.problem().get("parameter") == parameter["name"], (path, asked, answer.body)
                tried += 1
    assert tried > 200


def test_bounds_and_examples_are_taken(shared_daemon, run, operations):
    for path, method, _, parameters in operations:
        if not is_strict(path) or method != "get":
            continue
        for parameter in parameters:
            schema = parameter["schema"]
            values = [str(schema[key]) for key in ("minimum", "maximum", "default") if key in schema]
            values += schema.get("enum", []) + schema.get("examples", [])
            for value in values if parameter["in"] == "query" else []:
                asked = needed(path, parameter["name"]) | {parameter["name"]: value}
                answer = shared_daemon.web.get(target(path, **asked))
                assert answer.status in (200, 404), (path, asked, answer.body)


@pytest.mark.parametrize(("status", "kind", "body", "expected"), [
    (200, "application/json", b'{"runs": 1}', "required"),
    (200, "application/json", b'{"status": "odd", "version": "1", "runs": 0, "problems": [], "quarantined": []}', "/status"),
    (200, "application/json", b'{"status": "ok", "version": "1", "runs": 0, "problems": [], "quarantined": [], "more": 1}', "more"),
    (200, "text/plain", b"", "the type 'text/plain' is not described for the status 200"),
    (204, "application/json", b"", "the status 204 is not described"),
])
def test_what_breaks_the_contract_is_seen(document, status, kind, body, expected):
    headers = {"Content-Type": kind, "Cache-Control": "no-store"}
    [breach, *_] = Contract(document).breaches("GET", "/healthz", status, headers.get, body)

    assert expected in breach


@pytest.mark.parametrize(("name", "value"), [("ETag", None), ("ETag", 'W/"a"'), ("Cache-Control", None)])
def test_a_field_that_breaks_the_contract_is_seen(document, name, value):
    headers = {"Content-Type": "application/json", "ETag": '"a"', "Cache-Control": "no-cache"} | {name: value}

    assert Contract(document).breaches("GET", "/api/benchmarks/latest/audit", 200, headers.get, b"") == [
        f"the field {name} is {value!r}"]


def test_who_may_do_what_is_as_described(start_daemon, tmp_path, operations):
    tokens = tmp_path / "tokens"
    tokens.write_text("ada:read:0123456789abcdef\nrig:upload:fedcba9876543210\n")
    tokens.chmod(0o600)
    closed = start_daemon("--read-token-file", str(tokens))
    token = {"Authorization": "Bearer 0123456789abcdef"}
    refused = set()
    for path, method, operation, _ in operations:
        allowed = {name for requirement in operation["security"] for name in requirement}
        without = closed.web.request(method.upper(), target(path))
        assert ("401" in operation["responses"]) == (allowed != set() and path not in ("/healthz", "/readyz")), path
        if without.status == 401:
            assert "Bearer" in without.header("WWW-Authenticate"), path
            refused.add(path)
        if path != "/api/events":
            shown = closed.web.request(method.upper(), target(path), token)
            assert shown.status != 401 and (shown.status != 403 or path == "/api/upload"), (path, shown.status)
    assert refused == {path for path, _, operation, _ in operations if "401" in operation["responses"]}
