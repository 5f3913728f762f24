"""What the server draws: charts whose geometry is that of the report's values, badges that say a value, a run as one file."""

import base64
import csv
import io
import json
import math
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest

from Support.reports import encode, fixture, fixture_bytes, fixture_config, put
from Support.waiting import eventually
from Support.web import FORM_TYPE, form, query

SVG = "{http://www.w3.org/2000/svg}"
BENCHMARK = "fio-randread-4k"
REPORT = fixture("minute-baseline")
UPLOAD, READ, BADGE = "upload-token-of-rig-01", "read-token-of-ada-lovelace", "badge-token-for-readmes"
HOSTILE = ["</svg><script>alert(1)</script>", "\"'&<>", "a\x00\x1b\ufffeb", "\u202eevil", "W" * 10_000, "]]>", "e\u0301" * 500]


def upload(daemon, report, config=None, source="rig-01"):
    parts = [("source", None, source.encode()), ("file", "report.json", report if isinstance(report, bytes) else encode(report))]
    if config:
        parts.append(("config_file", "config.zip", config))
    answer = daemon.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, form(*parts))
    assert answer.status == 200, answer.body
    return answer.json()["link"]


@pytest.fixture(scope="module")
def library(shared_daemon):
    """Three repeats, so that noise is known; the last is `minute-baseline`."""
    for name in ("baseline", "baseline-repeat"):
        upload(shared_daemon, fixture_bytes(name), fixture_config(name))
    shared_daemon.link = upload(shared_daemon, fixture_bytes("minute-baseline"), fixture_config("minute-baseline"))
    return shared_daemon


class Picture:
    """An SVG document as an XML parser reads it."""

    def __init__(self, answer):
        assert answer.status == 200, answer.body[:500]
        assert answer.header("Content-Type") == "image/svg+xml"
        self.root = ET.fromstring(answer.body)
        self.words = self.root.findtext(f"{SVG}desc")

    def all(self, name, style=None):
        return [element for element in self.root.iter(SVG + name) if style is None or element.get("class") == style]

    @property
    def texts(self):
        return ["".join(element.itertext()) for element in self.all("text")]

    @property
    def bars(self):
        """{filesystem: (start, length, words)} from the top."""
        found = {}
        for group in self.all("g", "bar"):
            name, words = group.findtext(f"{SVG}title").split(": ", 1)
            rect = group.find(f"{SVG}rect")
            found[name] = (None, None, words) if rect is None else (float(rect.get("x")), float(rect.get("width")), words)
        return found

    @property
    def lines(self):
        """{filesystem: [pieces, each a list of (x, y)]}."""
        found = {}
        for group in self.all("g", "series"):
            pieces = []
            for element in group:
                if element.tag == SVG + "path":
                    pieces.append([tuple(map(float, point.split(","))) for point in element.get("d")[1:].split("L")])
                elif element.tag == SVG + "circle":
                    pieces.append([(float(element.get("cx")), float(element.get("cy")))])
            found[group.findtext(f"{SVG}title")] = pieces
        return found


def chart(daemon, link=None, **parameters):
    return Picture(daemon.web.get(f"{link or daemon.link}/chart.svg{query(**parameters)}"))


def values(report, benchmark, key, section="plot"):
    return {name: cell["metrics"][section][key] for name, cell in report["data"][benchmark].items() if cell["metrics"][section].get(key) is not None}


# Bars

@pytest.mark.parametrize(("benchmark", "key"), [(name, key) for name in REPORT["data"] for key in next(iter(REPORT["data"][name].values()))["metrics"]["plot"]])
def test_bars_are_as_long_as_the_values_of_the_report(library, benchmark, key):
    expected = values(REPORT, benchmark, key)

    bars = chart(library, benchmark=benchmark, metric=key).bars

    assert set(bars) == set(expected)
    longest = max(expected, key=expected.get)
    scale = bars[longest][1] / expected[longest]
    assert scale > 0
    for name, value in expected.items():
        assert bars[name][1] == pytest.approx(value * scale, abs=0.02), name
    assert len({start for start, _, _ in bars.values()}) == 1


def test_the_best_bar_is_on_top(library):
    expected = values(REPORT, BENCHMARK, "read_iops")
    assert list(chart(library, benchmark=BENCHMARK).bars) == sorted(expected, key=expected.get, reverse=True)
    latencies = values(REPORT, BENCHMARK, "read_lat_ns_mean")
    assert list(chart(library, benchmark=BENCHMARK, metric="read_lat_ns_mean").bars) == sorted(latencies, key=latencies.get)


def test_bars_of_a_logarithmic_chart_are_as_long_as_logarithms(library):
    expected = values(REPORT, BENCHMARK, "read_lat_ns_mean")
    bars = chart(library, benchmark=BENCHMARK, metric="read_lat_ns_mean", log="1").bars
    first, *rest = expected
    unit = {other: (bars[other][1] - bars[first][1]) / math.log10(expected[other] / expected[first]) for other in rest}
    for other in rest:
        assert unit[other] == pytest.approx(unit[rest[0]], rel=0.02), other


def test_whiskers_are_intervals_of_the_noise_of_repeats(library):
    """The interval is symmetric in the logarithm, and as wide as its words say."""
    picture = chart(library, benchmark=BENCHMARK)
    assert "Noise " in " ".join(picture.texts)
    for group in picture.all("g", "bar"):
        rect, ends = group.find(f"{SVG}rect"), [line for line in group.findall(f"{SVG}line") if line.get("class") == "line"][0]
        start, length = float(rect.get("x")), float(rect.get("width"))
        low, high = ((float(ends.get(end)) - start) / length for end in ("x1", "x2"))
        assert low < 1 < high
        assert low * high == pytest.approx(1, abs=0.02)
        assert "95 % interval" in group.findtext(f"{SVG}title")


def test_without_repeats_there_is_no_whisker_and_it_is_said(start_daemon):
    daemon = start_daemon()
    link = upload(daemon, fixture_bytes("minute-baseline"))
    picture = chart(daemon, link, benchmark=BENCHMARK)
    assert picture.all("line", "line") == []
    assert any("Noise is not known" in text for text in picture.texts)


def test_the_picture_says_where_it_is_from(library):
    texts = " ".join(chart(library, benchmark=BENCHMARK).texts)
    for part in ("rig-01", REPORT["system_info"]["kernel_version"], "bs 4k", f"http://127.0.0.1:{library.web.port}{library.link}"):
        assert part in texts


def test_what_failed_or_counted_errors_is_hatched_and_never_first(library):
    report = json.loads(json.dumps(REPORT))
    cells = report["data"][BENCHMARK]
    broken, failed, missing, best = sorted(cells)
    cells[broken]["metrics"]["plot"]["read_iops"] = 9e9
    cells[broken]["metrics"]["table"]["error"] = 10**9
    cells[failed]["metrics"]["plot"]["read_iops"] = 0
    del cells[missing]
    bars = chart(library, upload(library, report, source="rig-09"), benchmark=BENCHMARK)
    assert list(bars.bars) == [best, broken, failed, missing]
    assert [rect.get("fill") for rect in bars.all("rect")].count("url(#hatch)") == 2
    assert bars.bars[broken][2].endswith("tool errors") and bars.bars[failed][2].endswith("failed")
    assert bars.bars[missing] == (None, None, "not run")


# Lines

def samples(filesystem, key="vdb_read_iops"):
    return REPORT["data"][BENCHMARK][filesystem]["monitoring"]["iostat"]["series"][key]


def test_lines_go_through_the_samples_of_the_report(library):
    lines = chart(library, benchmark=BENCHMARK, series="vdb_read_iops").lines
    assert set(lines) == set(REPORT["data"][BENCHMARK])
    last = max(len(samples(name)) for name in lines) - 1
    places = [(number, value, point) for name, (piece,) in lines.items()
              for (number, value), point in zip(list(enumerate(samples(name)))[1:], piece, strict=True)]
    left, right = min(point[0] for _, _, point in places), max(point[0] for _, _, point in places)
    top = max(places, key=lambda place: place[1])
    bottom = min(places, key=lambda place: place[1])
    for number, value, (x, y) in places:
        assert x == pytest.approx(left + (number - 1) / (last - 1) * (right - left), abs=0.02)
        share = (value - bottom[1]) / (top[1] - bottom[1])
        assert y == pytest.approx(bottom[2][1] + share * (top[2][1] - bottom[2][1]), abs=0.02)


def test_a_missing_value_is_a_gap(library):
    report = json.loads(json.dumps(REPORT))
    name = sorted(report["data"][BENCHMARK])[0]
    series = report["data"][BENCHMARK][name]["monitoring"]["iostat"]["series"]["vdb_read_iops"]
    series[5] = series[10] = series[12] = None
    picture = chart(library, upload(library, report, source="rig-08"), benchmark=BENCHMARK, series="vdb_read_iops", filesystems=name)
    assert [len(piece) for piece in picture.lines[name]] == [4, 4, 1, len(series) - 13]
    assert "3 gaps" in picture.words
    assert any("Gaps" in text for text in picture.texts)


def test_a_long_series_is_drawn_with_a_band_that_holds_every_sample(library):
    report = json.loads(json.dumps(REPORT))
    name = sorted(report["data"][BENCHMARK])[0]
    series = report["data"][BENCHMARK][name]["monitoring"]["iostat"]["series"]
    count = 20_000
    values = [1000 + (number * 7919) % 100 for number in range(count)]
    values[7_000] = 5_000
    for key in list(series):
        series[key] = [1_700_000_000 + number for number in range(count)] if key == "timestamp" else values
    picture = chart(library, upload(library, report, source="rig-07"), benchmark=BENCHMARK, series="vdb_read_iops", filesystems=name)
    (piece,) = picture.lines[name]
    band = [path for path in picture.all("path") if path.get("opacity")]
    assert len(piece) <= 400 and len(band) == 1
    ys = [float(point.split(",")[1]) for point in band[0].get("d")[1:-1].split("L")]
    # The spike is the top of the band, and the lines are means far below.
    base = max(y for _, y in piece)
    assert min(ys) < min(y for _, y in piece) - 50 and max(ys) >= base
    assert "1k to 5k" in picture.words
    assert any(re.search(r"means of \d+ samples", text) for text in picture.texts)


def test_a_part_of_a_series_is_drawn(library):
    picture = chart(library, benchmark=BENCHMARK, series="vdb_read_iops", filesystems="xfs_overlay2", **{"from": "5", "to": "9"})
    assert [len(piece) for piece in picture.lines["xfs_overlay2"]] == [4]


def test_busy_interval_and_stalls_are_those_of_the_summary(library):
    report = json.loads(json.dumps(REPORT))
    name = "xfs_overlay2"
    series = report["data"][BENCHMARK][name]["monitoring"]["iostat"]["series"]
    series["vdb_read_kbps"][20] = series["vdb_read_kbps"][21] = 1
    link = upload(library, report, source="rig-06")
    picture = chart(library, link, benchmark=BENCHMARK, series="vdb_read_kbps", filesystems=name)
    (busy,) = picture.all("g", "busy")
    answer = library.web.json(f"/api{link}/series{query(benchmark=BENCHMARK, filesystem=name, group='iostat', points='10')}")["busy"]
    assert re.findall(r"\d+", busy.findtext(f"{SVG}title"))[-2:] == re.findall(r"\d+", json.dumps(answer))[:2]
    assert len(picture.all("line", "stall")) == 1 and "1 stall" in picture.words


# Parameters

@pytest.mark.parametrize(("parameters", "name"), [
    ({}, "benchmark"), ({"width": "319"}, "width"), ({"width": "x"}, "width"), ({"theme": "blue"}, "theme"), ({"log": "2"}, "log"),
    ({"series": "a", "group": "disk"}, "group"), ({"group": "iostat"}, "group"), ({"from": "1"}, "from"), ({"series": "a", "metric": "b"}, "metric"),
    ({"series": "a", "from": "5", "to": "5"}, "to"), ({"filesystems": ""}, "filesystems"), ({"filesystems": "a,,b"}, "filesystems"),
    ({"series": "a", "filesystems": ",".join("abcdefghi")}, "filesystems"), ({"colour": "red"}, "colour"),
])
def test_a_bad_parameter_is_named(library, parameters, name):
    given = {} if not parameters else {"benchmark": BENCHMARK, **parameters}
    problem = library.web.get(f"{library.link}/chart.svg{query(**given) if given else ''}").problem()
    assert (problem["status"], problem["parameter"]) == (400, name), problem


@pytest.mark.parametrize("parameters", [
    {"benchmark": "nothing"}, {"benchmark": BENCHMARK, "metric": "nothing"}, {"benchmark": BENCHMARK, "series": "nothing"},
    {"benchmark": BENCHMARK, "filesystems": "nothing"}, {"benchmark": BENCHMARK, "series": "vdb_read_iops", "filesystems": "nothing"},
])
def test_what_is_not_there_is_said_with_what_is(library, parameters):
    problem = library.web.get(f"{library.link}/chart.svg{query(**parameters)}").problem()
    assert problem["status"] == 404 and '"nothing"' in problem["detail"] and (" has " in problem["detail"] or "there is" in problem["detail"])


def test_a_picture_is_asked_for_again_by_its_tag(library):
    path = f"{library.link}/chart.svg{query(benchmark=BENCHMARK)}"
    first = library.web.get(path)
    assert library.web.get(path, If_None_Match=first.header("ETag")).status == 304
    assert library.web.get(path).body == first.body


@pytest.mark.parametrize("width", [320, 1600])
def test_a_picture_is_as_wide_as_asked(library, width):
    picture = chart(library, benchmark=BENCHMARK, width=str(width))
    assert picture.root.get("width") == str(width)
    assert all(float(rect.get("x") or 0) + float(rect.get("width")) <= width for rect in picture.all("rect"))


# Badges

@pytest.fixture(scope="module")
def odd(library):
    """A run with cells that the audit doubts."""
    return upload(library, fixture_bytes("minute-mount-options"), fixture_config("minute-mount-options"), source="rig-03")


def badge(daemon, link=None, **parameters):
    return Picture(daemon.web.get(f"{link or daemon.link}/badge.svg{query(**parameters) if parameters else ''}"))


def test_a_badge_says_the_value_of_the_report(library):
    for name, value in values(REPORT, BENCHMARK, "read_iops").items():
        label, message = badge(library, benchmark=BENCHMARK, filesystem=name).texts
        assert label == BENCHMARK
        number, unit = re.fullmatch(rf"{name} ([\d.]+)k (IOPS)(?:, odd)?", message).groups()
        assert float(number) == pytest.approx(value / 1000, rel=0.0005)


def test_a_badge_of_a_run_says_what_the_audit_says(library, odd):
    audit = library.web.json(f"/api{odd}/audit")["counts"]
    label, message = badge(library, odd).texts
    assert audit["odd"]
    expected = f"{len(REPORT['data'])} benchmarks on 4 filesystems"
    for verdict in ("broken", "odd"):
        expected += f", {audit[verdict]} {verdict}" if audit[verdict] else ""
    assert (label, message) == ("benchd", expected)
    assert badge(library, label="nightly").texts[0] == "nightly"


def test_the_colour_of_a_badge_is_the_verdict_of_the_audit(library, odd):
    report = json.loads(json.dumps(REPORT))
    cell = report["data"][BENCHMARK]["xfs_overlay2"]["metrics"]
    cell["table"]["error"] = 10**9
    broken = upload(library, report, source="rig-05")
    marked = next(iter(library.web.json(f"/api{odd}/audit?verdict=odd")["findings"]))
    fills = [badge(library, link, benchmark=benchmark, filesystem=name).all("rect")[1].get("fill")
             for link, benchmark, name in [
                 (None, BENCHMARK, "xfs_overlay2"), (odd, marked["benchmark"], marked["filesystem"]), (broken, BENCHMARK, "xfs_overlay2")]]
    assert badge(library, odd, benchmark=marked["benchmark"], filesystem=marked["filesystem"]).texts[1].endswith(", odd")
    assert len(set(fills)) == 3


@pytest.mark.parametrize(("parameters", "status", "name"), [
    ({"benchmark": BENCHMARK}, 400, "filesystem"), ({"filesystem": "a"}, 400, "benchmark"), ({"metric": "a"}, 400, "benchmark"),
    ({"token": "secret"}, 400, "token"), ({"benchmark": BENCHMARK, "filesystem": "nothing"}, 404, None),
])
def test_a_badge_refuses_what_it_cannot_show(library, parameters, status, name):
    problem = library.web.get(f"{library.link}/badge.svg{query(**parameters)}").problem()
    assert (problem["status"], problem.get("parameter")) == (status, name)


def test_in_a_closed_installation_a_token_for_badges_shows_badges_alone(start_daemon, tmp_path):
    tokens = tmp_path / "tokens"
    tokens.write_text(f"rig-01:upload:{UPLOAD}\nada:read:{READ}\nreadme:badge:{BADGE}\n")
    tokens.chmod(0o600)
    daemon = start_daemon("--read-token-file", tokens)
    put(daemon.inbox / "rig-01", fixture_bytes("minute-baseline"))
    bearer = {"Authorization": f"Bearer {BADGE}"}
    basic = {"Authorization": "Basic " + base64.b64encode(f"x:{BADGE}".encode()).decode()}
    reader = {"Authorization": f"Bearer {READ}"}
    uploader = {"Authorization": f"Bearer {UPLOAD}"}
    path = "/benchmarks/latest/badge.svg"
    eventually(lambda: daemon.web.request("GET", path, reader).status == 200, "the run")
    assert [daemon.web.request("GET", path, headers).status for headers in (bearer, basic, reader, uploader, {})] == [200, 200, 200, 403, 401]
    for other in ("/benchmarks/latest/chart.svg?benchmark=" + BENCHMARK, "/benchmarks/latest.html", "/benchmarks/latest", "/api/benchmarks/latest"):
        assert daemon.web.request("GET", other, bearer).status == 403, other
    answer = daemon.web.request("GET", path, bearer)
    assert answer.header("Cache-Control") == "private, no-cache"
    # What a reader is told of the run's names is not for it.
    for wrong in ({"benchmark": "x", "filesystem": "y"}, {"benchmark": BENCHMARK, "filesystem": "y"}, {"benchmark": BENCHMARK, "metric": "x"}):
        for_badges = daemon.web.request("GET", path + query(**wrong), bearer)
        for_readers = daemon.web.request("GET", path + query(**wrong), reader)
        assert for_badges.status == for_readers.status >= 400
        assert for_badges.problem()["detail"] == "There is no such badge." != for_readers.problem()["detail"]


# The run as one file

class File(HTMLParser):
    """The texts of a page, its pictures, and what it would load."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.pictures, self.links, self.texts = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.tags.append(tag)
        if tag == "img":
            self.pictures.append(attributes)
        if tag == "a":
            self.links.append(attributes)

    def handle_data(self, data):
        self.texts.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.texts).split())


def citable(daemon, link=None):
    answer = daemon.web.get(f"{link or daemon.link}.html")
    assert answer.status == 200, answer.body[:500]
    assert len(answer.body) <= 2_000_000
    return answer, File(answer.body.decode())


def saved_csv(file):
    (link,) = [link for link in file.links if link["href"].startswith("data:text/csv")]
    return list(csv.DictReader(io.StringIO(base64.b64decode(link["href"].split(",", 1)[1]).decode(), newline="")))


def test_the_file_is_an_attachment_that_needs_nothing(library):
    answer, file = citable(library)
    filed = library.web.json(f"/api{library.link}/receipt")["filed"]
    uuid = library.link.split("/")[-1]
    assert answer.header("Content-Disposition") == f'attachment; filename="benchd-rig-01-{filed[:10]}-{uuid[:8]}.html"'
    assert not set(file.tags) & {"script", "link", "iframe", "object", "form", "base", "svg"}
    assert all(picture["src"].startswith("data:image/svg+xml;base64,") and picture["alt"] for picture in file.pictures)
    address = f"http://127.0.0.1:{library.web.port}{library.link}"
    assert {link["href"] for link in file.links if not link["href"].startswith("data:")} == {address}
    for part in (uuid, library.web.json(f"/api{library.link}/receipt")["report"]["sha256"], address, REPORT["system_info"]["kernel_version"]):
        assert part in file.text
    assert library.web.get("/benchmarks/latest.html").status == 200


def test_the_matrix_of_the_file_is_the_standing(library):
    _, file = citable(library)
    standing = library.web.json(f"/api{library.link}/standing")
    assert f"Main metrics against {standing['baseline']}" in file.text
    main = [cell for cell in standing["cells"] if cell["main"]]
    assert main
    for cell in main:
        for difference in filter(None, cell["against"]):
            assert difference["verdict"] is None or difference["verdict"] in file.text
        for side in filter(None, cell["sides"]):
            assert shown(side["value"]) in file.text


def shown(value):
    """The digits of a number as pages show it, where it is from 1 to 1,000,000."""
    number, suffix = (value / 1000, "k") if value >= 999.95 else (value, "")
    decimals = 3 if number < 9.9995 else 2 if number < 99.995 else 1
    text = f"{math.floor(number * 10**decimals + 0.5) / 10**decimals:.{decimals}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) + suffix


def test_the_file_has_a_chart_of_each_benchmark_with_the_values_of_the_report(library):
    _, file = citable(library)
    pictures = [ET.fromstring(base64.b64decode(picture["src"].split(",", 1)[1])) for picture in file.pictures]
    titles = [picture.findtext(f"{SVG}title") for picture in pictures]
    for benchmark in REPORT["data"]:
        # Bars of the main metric, and the series of the device.
        assert len([title for title in titles if title.endswith(f" of {benchmark}")]) == 2, titles


def test_the_file_has_every_value_as_csv(library):
    _, file = citable(library)
    rows = saved_csv(file)
    for benchmark, cells in REPORT["data"].items():
        for name, cell in cells.items():
            for key, value in cell["metrics"]["plot"].items():
                (row,) = [row for row in rows if (row["benchmark"], row["filesystem"], row["section"], row["metric"]) == (benchmark, name, "/metrics/plot", key)]
                assert float(row["value"]) == value
    exported = list(csv.DictReader(io.StringIO(library.web.get(f"/api/export{query(source='rig-01')}").body.decode(), newline="")))
    assert rows == [row for row in exported if row["run"] == library.link.split("/")[-1]]


def test_what_the_audit_doubts_is_in_the_file(library, odd):
    _, file = citable(library, odd)
    findings = library.web.json(f"/api{odd}/audit?verdict=odd")["findings"]
    assert findings
    for finding in findings:
        assert " ".join(finding["detail"].split()) in file.text


def test_a_large_run_has_a_file_that_says_what_it_leaves_out(library):
    def cell(factor):
        return {"metrics": {"plot": {"read_iops": factor}, "table": {f"key_{number:03}": number * factor for number in range(100)}}}
    report = {"data": {f"fio-{number:02}": {f"fs{place}": cell(1.25 + number + place) for place in range(4)} for number in range(40)}}
    answer, file = citable(library, upload(library, report, source="rig-04"))
    left = file.text.split("so it leaves out:")[1].split("The run itself has them")[0]
    assert "the values as CSV" in left and re.search(r"the sections of \d+ more benchmarks", left)
    assert len(answer.body) > 100_000
    assert "Main metrics against" in file.text


def test_hostile_names_leave_pictures_and_file_whole(library):
    report = {"system_info": {"hostname": HOSTILE[0], "kernel_version": HOSTILE[1]}, "data": {}}
    names = [name for name in HOSTILE if "\x00" not in name] + ["a\u0001\u001bb\ufffe"]
    for benchmark in names:
        report["data"][f"fio-{benchmark}"] = {
            filesystem: {"metrics": {"plot": {"read_iops": 10 + number}}, "monitoring": {"iostat": {"series": {"timestamp": [1, 2, 3], "cpu_user": [1, 2, 3]}}}}
            for number, filesystem in enumerate(names)}
    link = upload(library, report, source="<b>\"'")
    for benchmark in report["data"]:
        short = next(part["name"] for part in library.web.json(f"/api{link}/summary")["benchmarks"] if part["name"][:60] == benchmark[:60])
        for parameters in ({}, {"series": "cpu_user"}, {"metric": "read_iops", "log": "1"}):
            picture = chart(library, link, benchmark=short, **parameters)
            assert not {element.tag for element in picture.root.iter()} & {SVG + "script"}
            assert max(len(text) for text in picture.texts) <= 400
            assert "\u202e" not in "".join(picture.root.itertext())
        assert len(badge(library, link, benchmark=short, filesystem=names[0], label=benchmark[:2_000]).texts) == 2
    answer, file = citable(library, link)
    assert not set(file.tags) & {"script", "b\"'"}
    assert re.search(r'filename="benchd--b----[-\w]*\.html"', answer.header("Content-Disposition")), answer.header("Content-Disposition")
    for picture in file.pictures:
        ET.fromstring(base64.b64decode(picture["src"].split(",", 1)[1]))
