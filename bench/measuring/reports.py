"""Reports of any size, made of a real one: longer series, fewer cells, and a place that makes each copy unique."""

import functools
import io
import itertools
import json
import random
import zipfile

from .places import BUILD, EXAMPLES

EXAMPLE = EXAMPLES / "minute-baseline"
# bench/programs/filing.h puts another number in its place, too. `timestamp` of a real report differs with every run as well.
TAG = "bench-{:014}"


def tagged(report, number):
    """The bytes of a report with another number."""
    return report.replace(TAG.format(0).encode(), TAG.format(number).encode(), 1)


def config():
    return (EXAMPLE / "config.zip").read_bytes()


def example(name=EXAMPLE.name):
    """A real report with the tag as its time; of the same length as the real one."""
    text = (EXAMPLES / name / "aggregated_report.json").read_text()
    return text.replace(json.loads(text)["system_info"]["timestamp"], TAG.format(0), 1).encode()


def of_size(byte_count):
    """The file of a report of about so many bytes."""
    path = BUILD / "reports" / f"{byte_count}.json"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(with_cells(byte_count) if byte_count < len(example()) else with_samples(byte_count))
        part.rename(path)
    return path


def with_cells(byte_count):
    """As many cells of the real report as fit, at least one."""
    report = json.loads(example())
    cells = [(benchmark, filesystem, cell) for benchmark, cells in report["data"].items() for filesystem, cell in cells.items()]
    report["data"] = {}
    fitting = None
    for benchmark, filesystem, cell in cells:
        report["data"].setdefault(benchmark, {})[filesystem] = cell
        text = json.dumps(report).encode()
        if fitting is not None and len(text) > byte_count:
            break
        fitting = text
    return fitting


def with_samples(byte_count):
    """The real report with longer series."""
    report = json.loads(example())
    rest = len(json.dumps(without_series(report)))
    factor = (byte_count - rest) / (len(json.dumps(report)) - rest)
    # Later samples take a little more room, such as the larger times.
    return lengthened(report, factor * byte_count / len(lengthened(report, factor)))


def lengthened(report, factor):
    copy = json.loads(json.dumps(report))
    chance = random.Random(1)
    for series in all_series(copy):
        lengthen(series, factor, chance)
    return json.dumps(copy).encode()


def all_series(report):
    for cells in report["data"].values():
        for cell in cells.values():
            for monitoring in cell.get("monitoring", {}).values():
                yield monitoring["series"]


def without_series(report):
    copy = json.loads(json.dumps(report))
    for series in all_series(copy):
        for key in series:
            series[key] = []
    return copy


def lengthen(series, factor, chance):
    """Adds samples of the same kind: what only grows goes on growing; the rest is as at some moment before, all of it at the same."""
    length = max(map(len, series.values()))
    moments = [(chance.randrange(length), chance.uniform(0.97, 1)) for _ in range(int(length * (factor - 1)))]
    for samples in series.values():
        last = samples[-1]
        if samples[0] < last and all(low <= high for low, high in itertools.pairwise(samples)):
            step = (last - samples[0]) / (len(samples) - 1)
            samples.extend(type(last)(round(last + step * number, 2)) for number in range(1, len(moments) + 1))
        else:
            samples.extend([round(samples[at % len(samples)] * share, 2) for at, share in moments])


@functools.cache
def archive(member_count):
    """The file of a config archive with so many small members."""
    path = BUILD / "archives" / f"{member_count}.zip"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
            for number in range(member_count):
                target.writestr(f"group_vars/host-{number // 100:04}/{number:06}.yml", f"number: {number}\nname: host-{number}\n")
        path.write_bytes(buffer.getvalue())
    return path
