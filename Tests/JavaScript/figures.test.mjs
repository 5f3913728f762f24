import assert from "node:assert/strict";
import { test } from "node:test";
import { barFigure, describeBars, metricFigures } from "../../templates/assets/js/model/bar-figures.js";
import { filesystemsOf, filesystemStyles } from "../../templates/assets/js/model/filesystem-styles.js";
import { mainScore, RESOURCES, scoreFigure } from "../../templates/assets/js/model/score-figures.js";
import { definition, fixture, FIXTURES, MONITORING, summaryOf } from "./support/reports.mjs";

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
        const styles = filesystemStyles(filesystems, "light");
        for (const benchmark of summary.benchmarks) {
            const drawn = new Set();
            const valueOf = (filesystem, key) => report.data[benchmark.name][filesystem]?.metrics.plot[key];
            for (const { metrics } of metricFigures(benchmark.metrics.plot)) {
                const { data, layout } = barFigure({ metrics, filesystems, valueOf }, styles, look);
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
        const rows = { metrics: [definition(key)], filesystems: ["a"], valueOf: () => value };
        return barFigure(rows, filesystemStyles(["a"], "light"), look).layout.xaxis.title.text;
    };
    assert.equal(figure("read_lat_ns_mean", 273_500), "µs, lower is better");
    assert.equal(figure("read_bw_bytes", 3.9e9), "GB/s, higher is better");
    assert.equal(figure("colour", 3), "");
});

test("a missing value keeps its row, empty and named", () => {
    const rows = { metrics: [definition("tps")], filesystems: ["a", "b"], valueOf: (name) => (name === "a" ? 5 : undefined) };
    const { data, layout, isEmpty } = barFigure(rows, filesystemStyles(["a", "b"], "light"), look);
    assert.deepEqual(data.map(({ x }) => x), [[5], [null]]);
    assert.deepEqual(layout.annotations.map(({ y, text }) => [y, text]), [[1, "no value"]]);
    assert.deepEqual(layout.yaxis.ticktext, ["a", "b"]);
    assert.equal(isEmpty, false);
    assert.match(describeBars("test", rows), /a 5 transactions\/s, b no value/);
});

test("no text of a figure is read as markup", () => {
    const name = "<b>x</b>&amp;";
    const rows = { metrics: [{ ...definition(name), direction: "lower" }], filesystems: [name], valueOf: () => 1 };
    const { data, layout } = barFigure(rows, filesystemStyles([name], "light"), look);
    const shown = JSON.stringify([layout, data.map(({ name: _, meta: __, ...drawn }) => drawn)]);
    assert.ok(!shown.includes("<b>"));
    assert.ok(layout.yaxis.ticktext[0].startsWith("&lt;b&gt;x&lt;/b&gt;&amp;amp;"));
});

test("the main score is IOPS, tps or requests, whatever the order of the keys", () => {
    const score = (...keys) => mainScore(keys.map(definition), [entryOf(keys.map((key) => [key, 1]))]).key;
    assert.equal(score("read_lat_ns_mean", "read_bw_bytes", "read_iops"), "read_iops");
    assert.equal(score("latency_avg", "tps"), "tps");
    assert.equal(score("latency_avg_ms", "transfer_per_sec_bytes", "requests_per_sec"), "requests_per_sec");
    assert.equal(score("colour"), "colour");
    assert.equal(mainScore([], []), null);
});

test("the main score is one that has a value", () => {
    const entries = [entryOf([["colour", null], ["read_iops", null], ["speed", 3]]), entryOf([])];
    assert.equal(mainScore(["colour", "read_iops", "speed"].map(definition), entries).key, "speed");
    assert.equal(mainScore([definition("colour")], [entryOf([["colour", null]])]).key, "colour");
});

function entryOf(values) {
    return { metrics: { plot: Object.fromEntries(values) } };
}

const entry = {
    filesystem: "a",
    metrics: { plot: { tps: 100 } },
    docker_stats: { plot: { cpu_perc: 250, mem_usage_bytes: 3e9 } },
    iostat: { plot: { cpu_user_avg: 50, cpu_system_avg: 9, cpu_iowait_avg: 70, vda_util_avg: 10, vdb_util_avg: 20 } },
};

function scorePoint(id, series) {
    const resource = RESOURCES.find((candidate) => candidate.id === id);
    const values = { entries: [entry], iostatOf: () => series, definitions: MONITORING.iostat };
    const styles = filesystemStyles(["a"], "light");
    const { data, layout } = scoreFigure(resource, definition("tps"), values, everything, styles, look);
    return [data[0].x[0], data[0].y[0], layout.xaxis.title.text, layout.yaxis.title.text];
}

test("a score is set against cores, memory, CPU time and the busiest device", () => {
    const up = "transactions/s, higher is better";
    assert.deepEqual(scorePoint("cpu", {}), [2.5, 100, "cores", up]);
    assert.deepEqual(scorePoint("memory", {}), [3, 100, "GB", up]);
    assert.deepEqual(scorePoint("machine_cpu", {}), [59, 100, "%", up]);
    assert.deepEqual(scorePoint("util", {}), [20, 100, "%", up]);
});

test("our means of iostat leave out the sample since boot", () => {
    const series = { cpu_iowait: [70, 2, 4], vda_util: [0, 90, 90], timestamp: [0, 1, 2] };
    assert.equal(scorePoint("iowait", series)[0], 3);
    assert.equal(scorePoint("util", series)[0], 90);
});
