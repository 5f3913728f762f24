import assert from "node:assert/strict";
import { test } from "node:test";
import { barFigure, describeBars, metricFigures } from "../../templates/assets/js/model/bar-figures.js";
import { filesystemsOf } from "../../templates/assets/js/model/filesystem-styles.js";
import { stylesOf } from "./support/styles.mjs";
import { withReported } from "../../templates/assets/js/model/reported-marks.js";
import { scoreFigure } from "../../templates/assets/js/model/score-figures.js";
import { definition, fixture, FIXTURES, summaryOf, UNITS as units } from "./support/reports.mjs";

const look = { ink: "#000", muted: "#555", rule: "#ddd", surface: "#fff", font: "sans-serif" };
const everything = () => true;

/** What one unit of a report is on the axis, computed apart from the code under test. */
const AXIS_UNITS = {
    "operations/s": 1,
    "transactions/s": 1,
    "queries/s": 1,
    "requests/s": 1,
    "MB/s": 1e-6,
    "GB/s": 1e-9,
    "kB/s": 1e-3,
};
const NANOSECONDS = { ns: 1, µs: 1e3, ms: 1e6, s: 1e9 };

function expectedOnAxis(value, unit, axisUnit) {
    if (axisUnit in NANOSECONDS) return (value * NANOSECONDS[unit]) / NANOSECONDS[axisUnit];
    return value * AXIS_UNITS[axisUnit];
}

for (const name of FIXTURES) {
    test(`every plotted value of ${name} is a bar, in the axis's unit`, () => {
        const report = fixture(name);
        const summary = summaryOf(report);
        const filesystems = filesystemsOf(summary);
        const styles = stylesOf(filesystems);
        for (const benchmark of summary.benchmarks) {
            const drawn = new Set();
            const valueOf = (filesystem, key) => report.data[benchmark.name][filesystem]?.metrics.plot[key];
            for (const { metrics } of metricFigures(benchmark.metrics.plot)) {
                const { data, layout } = barFigure({ metrics, filesystems, valueOf, units }, styles, look);
                const axisUnit = layout.xaxis.title.text.split(",")[0];
                for (const trace of data) {
                    trace.meta.keys.forEach((key, index) => {
                        const value = report.data[benchmark.name][trace.name].metrics.plot[key];
                        const expected = expectedOnAxis(value, definition(key).unit, axisUnit);
                        assert.ok(Math.abs(trace.x[index] - expected) <= 1e-9 * expected, `${key} of ${trace.name}`);
                        drawn.add(`${trace.name} ${key}`);
                    });
                }
            }
            const expected = Object.entries(report.data[benchmark.name]).flatMap(([filesystem, { metrics }]) =>
                Object.keys(metrics.plot).map((key) => `${filesystem} ${key}`),
            );
            assert.deepEqual([...drawn].sort(), expected.sort());
        }
    });
}

test("metrics of one group share a figure only with the same unit and direction", () => {
    const figures = metricFigures(["read_iops", "write_iops", "tps", "qps", "colour", "taste"].map(definition));
    assert.deepEqual(
        figures.map(({ id, metrics }) => [id, metrics.map(({ key }) => key)]),
        [
            ["plot:iops", ["read_iops", "write_iops"]],
            ["plot:throughput", ["tps"]],
            ["plot:throughput:qps", ["qps"]],
            ["plot::colour", ["colour"]],
            ["plot::taste", ["taste"]],
        ],
    );
});

test("the axis says unit and direction", () => {
    const figure = (key, value) => {
        const rows = { metrics: [definition(key)], filesystems: ["a"], valueOf: () => value, units };
        return barFigure(rows, stylesOf(["a"]), look).layout.xaxis.title.text;
    };
    assert.equal(figure("read_lat_ns_mean", 273_500), "µs, lower is better");
    assert.equal(figure("read_bw_bytes", 3.9e9), "GB/s, higher is better");
    assert.equal(figure("colour", 3), "");
});

test("a missing value keeps its row, empty and named", () => {
    const rows = { metrics: [definition("tps")], filesystems: ["a", "b"], valueOf: (name) => (name === "a" ? 5 : undefined), units };
    const { data, layout, isEmpty } = barFigure(rows, stylesOf(["a", "b"]), look);
    assert.deepEqual(data.map(({ x }) => x), [[5], [null]]);
    assert.deepEqual(layout.annotations.map(({ y, text }) => [y, text]), [[0, "5"], [1, "no value"]]);
    assert.deepEqual(layout.yaxis.ticktext, ["a", "b"]);
    assert.equal(isEmpty, false);
    assert.match(describeBars("test", rows), /a 5 transactions\/s, b no value/);
});

test("no text of a figure is read as markup", () => {
    const name = "<b>x</b>&amp;";
    const rows = { metrics: [{ ...definition(name), direction: "lower" }], filesystems: [name], valueOf: () => 1, units };
    const { data, layout } = barFigure(rows, stylesOf([name]), look);
    const shown = JSON.stringify([layout, data.map(({ name: _, meta: __, ...drawn }) => drawn)]);
    assert.ok(!shown.includes("<b>"));
    assert.ok(layout.yaxis.ticktext[0].startsWith("&lt;b&gt;x&lt;/b&gt;&amp;amp;"));
});

function scorePoint(resource, used) {
    const entries = [{ filesystem: "a", metrics: { plot: { tps: 100 } } }];
    const values = { entries, usedBy: (filesystem, id) => (filesystem === "a" && id === resource.id ? used : null), units };
    return scoreFigure(resource, definition("tps"), values, everything, stylesOf(["a"]), look);
}

test("a score is set against a resource, both in the units of their axes", () => {
    const { data, layout, isEmpty } = scorePoint({ id: "memory", unit: "bytes" }, 3e9);
    assert.deepEqual([data[0].x[0], data[0].y[0]], [3, 100]);
    assert.deepEqual([layout.xaxis.title.text, layout.yaxis.title.text], ["GB", "transactions/s, higher is better"]);
    assert.deepEqual([data[0].meta.used, data[0].meta.score], ["3 GB", "100 transactions/s"]);
    assert.equal(isEmpty, false);
});

test("a filesystem of which the use is not known has no point", () => {
    assert.deepEqual(scorePoint({ id: "cpu", unit: "% of one core" }, null).isEmpty, true);
});

test("a whisker is the interval of its value, and ends where the axis ends", () => {
    const intervals = { a: [80, 125], b: [1, 9_000], c: null };
    const values = { a: 100, b: 90, c: 50 };
    const rows = { metrics: [definition("tps")], filesystems: ["a", "b", "c"], valueOf: (name) => values[name], units, intervalOf: (name) => intervals[name] };
    const { data, layout } = barFigure(rows, stylesOf(["a", "b", "c"]), look);
    assert.deepEqual(data.map(({ error_x: whisker }) => whisker && [whisker.arrayminus[0], whisker.array[0]]), [[20, 25], [89, 60], undefined]);
    assert.ok(layout.xaxis.range[1] > 150);
    assert.match(data[0].hovertext[0], /95 % interval 80 transactions\/s to 125 transactions\/s/);
    assert.deepEqual(layout.annotations.map(({ x }) => x), [125, 150, 50]);
});

test("the suite's means are marks beside the bars, and rows beside them in the table", () => {
    const metric = { ...definition("cpu_perc"), label: "Container CPU", unit: "% of one core" };
    const [own, reported] = [{ a: 150, b: 50 }, { a: 120, b: undefined }];
    const rows = { metrics: [metric], filesystems: ["a", "b"], valueOf: (name) => own[name], units };
    const { data, table, words } = withReported(barFigure(rows, stylesOf(["a", "b"]), look), rows, (name) => reported[name], look);
    assert.deepEqual(data.map(({ x, y }) => [x, y]), [[[1.5], [0]], [[0.5], [1]], [[1.2], [0]], [[null], [1]]]);
    assert.deepEqual(table(), { head: ["", "a", "b"], rows: [["Container CPU, mean", "1.5 cores", "0.5 cores"], ["Container CPU, as reported", "1.2 cores", "–"]] });
    assert.equal(words(data[2], 0), "a, Container CPU, as reported: 1.2 cores");
    assert.equal(words(data[0], 0), undefined);
});
