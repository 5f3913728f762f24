"""Files that are not reports, each with where and why, for every way a report can come in."""

import json
from dataclasses import dataclass

from .daemon import benchd

MARK = "§"


@dataclass(frozen=True)
class BadReport:
    name: str
    content: bytes
    #: What the problem must have besides its kind's own members.
    expected: dict


def syntax(name, text, **expected):
    """Text with a mark where the fault is; line, column and offset are counted here."""
    before, after = text.split(MARK)
    return _syntax(name, before.encode(), after.encode(), **expected)


def _syntax(name, before, after, **expected):
    line_start = before.rfind(b"\n") + 1
    place = {
        "type": "/problems/report-syntax", "offset": len(before), "line": before.count(b"\n") + 1,
        "column": len(before[line_start:].decode()) + 1}
    return BadReport(name, before + after, {**place, **expected})


def shape(name, report, pointer, **expected):
    text = report if isinstance(report, str) else json.dumps(report, indent=1)
    return BadReport(name, text.encode(), {"type": "/problems/report-shape", "pointer": pointer, **expected})


def _entry(entry):
    return {"data": {"fio-x": {"ext4": entry}}}


def _monitoring(group, section):
    return _entry({"monitoring": {group: section}})


AT = "/data/fio-x/ext4"

SYNTAX = [
    syntax("nothing", "§", found="the end of the text"),
    syntax("cut off", '{"data": {"a": {§', found="the end of the text"),
    syntax("no JSON", "§hello", expected="a value", found="'hello'"),
    syntax("NaN", '{"data": {},\n "x": [1,\n  §NaN]}', found="NaN, which is not a JSON number"),
    syntax("Infinity", '{"data": {}, "x": §Infinity}', found="Infinity, which is not a JSON number"),
    syntax("-Infinity", '{"data": {}, "x": §-Infinity}', found="-Infinity, which is not a JSON number"),
    syntax("a number beyond a Double", '{"data": {}, "x": §1e400}'),
    syntax("a leading zero", '{"data": {}, "x": §01}'),
    syntax("a number without digits", '{"data": {}, "x": 1.§}'),
    syntax("a comma before a brace", '{"data": {},§}', found="'}'"),
    syntax("a comma before a bracket", '{"data": {}, "x": [1,§]}', found="']'"),
    syntax("no comma", '{"data": {} §"x": 1}', expected="',' or '}'"),
    syntax("no colon", '{"data" §{}}', expected="':' after a key"),
    syntax("single quotes", "{§'data': {}}", expected="a key in double quotes"),
    syntax("a comment", '{"data": {}} §// done', expected="the end of the text"),
    syntax("two values", '{"data": {}}\n§{"data": {}}', expected="the end of the text"),
    syntax("a key twice", '{"data": {}, §"data": {}}', found='a second "data"'),
    syntax("a key twice, escaped", '{"data": {"b": {}, §"\\u0062": {}}}', found='a second "b"'),
    syntax("a byte order mark", '§\ufeff{"data": {}}', found="a byte order mark"),
    syntax("a lone surrogate", '{"data": {}, "x": "a§\\udc80"}'),
    syntax("half a pair", '{"data": {}, "x": "§\\ud83d\\u0041"}'),
    syntax("a raw newline in a string", '{"data": {}, "x": "a§\nb"}'),
    syntax("an unknown escape", '{"data": {}, "x": "\\§x41"}'),
    syntax("65 levels", '{"data": {}, "x": ' + "[" * 63 + "§[" + "]" * 64 + "}"),
    syntax("columns in characters", '{"data": {},\n "größe ベンチ": §NaN}', line=2, column=15),
    _syntax("no UTF-8", b'{"data": {}, "x": "a', b'\xff"}'),
    _syntax("an overlong form", b'{"data": {}, "x": "', b'\xc0\xaf"}'),
    _syntax("UTF-16", b"", '{"data": {}}'.encode("utf-16")),
    _syntax("zeros", b"", bytes(10)),
]

SHAPE = [
    shape("a list", [], "", expected="an object", found="an array"),
    shape("a string", '"data"', "", found='the string "data"'),
    shape("no data", {"system_info": {}}, "/data", found="nothing"),
    shape("data null", {"data": None}, "/data", expected="an object", found="null"),
    shape("data a list", {"data": []}, "/data", found="an array"),
    shape("a benchmark null", {"data": {"fio-x": None}}, "/data/fio-x", found="null"),
    shape("an entry a number", {"data": {"fio-x": {"ext4": 7}}}, AT, expected="an object"),
    shape("metrics a list", _entry({"metrics": []}), f"{AT}/metrics", expected="an object or null"),
    shape("plot a string", _entry({"metrics": {"plot": "no"}}), f"{AT}/metrics/plot"),
    shape("table a list", _entry({"metrics": {"table": []}}), f"{AT}/metrics/table"),
    shape("a plot value a string", _entry({"metrics": {"plot": {"tps": "12"}}}), f"{AT}/metrics/plot/tps",
          expected="a number or null", found='the string "12"'),
    shape("a plot value a boolean", _entry({"metrics": {"plot": {"tps": True}}}), f"{AT}/metrics/plot/tps", found="true"),
    shape("monitoring a boolean", _entry({"monitoring": False}), f"{AT}/monitoring"),
    shape("docker_stats a list", _monitoring("docker_stats", []), f"{AT}/monitoring/docker_stats"),
    shape("iostat a number", _monitoring("iostat", 1), f"{AT}/monitoring/iostat"),
    shape("series a list", _monitoring("iostat", {"series": []}), f"{AT}/monitoring/iostat/series"),
    shape("a monitoring plot value a list", _monitoring("docker_stats", {"plot": {"cpu_perc": []}}),
          f"{AT}/monitoring/docker_stats/plot/cpu_perc"),
    shape("a Docker series a number", _monitoring("docker_stats", {"series": {"cpu_perc": 1}}),
          f"{AT}/monitoring/docker_stats/series/cpu_perc", expected="a list of numbers or nulls"),
    shape("a sample a string", _monitoring("iostat", {"series": {"cpu_user": [1, None, "2"]}}),
          f"{AT}/monitoring/iostat/series/cpu_user/2", found='the string "2"'),
    shape("a disk's series null", _monitoring("iostat", {"series": {"nvme0n1_util": None}}),
          f"{AT}/monitoring/iostat/series/nvme0n1_util"),
    shape("names to escape", {"data": {"a/b~c": {"ä\"": 1}}}, '/data/a~1b~0c/ä"'),
    shape("two faults, the first counts", {"data": {"a": 1, "b": 2}}, "/data/a"),
]

BAD_REPORTS = SYNTAX + SHAPE


def check(file, *options):
    """What `benchd check` says of one file: its problem object, or None when it is good."""
    result = benchd("check", *options, file)
    assert result.stderr == "", result.stderr
    assert result.returncode in (0, 1), result
    assert result.stdout.startswith(f"{file}: "), result.stdout
    first_line, _, rest = result.stdout.partition("\n")
    if result.returncode == 0:
        # What is odd or should not be shared is said, but costs nothing.
        assert all(line.startswith("  ") for line in rest.splitlines()), result.stdout
        return None
    problem = json.loads(rest)
    assert first_line == f"{file}: {problem['detail']}"
    return problem
