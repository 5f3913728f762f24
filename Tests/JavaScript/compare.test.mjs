// What the scripts of the comparison's page compute: points of series, what fits a metric, text for spreadsheets.

import assert from "node:assert/strict";
import { test } from "node:test";

import { bestKey, momentsOf, pointsOf, seriesFigure } from "../../templates/assets/js/compare/series-figure.js";
import { Units } from "../../templates/assets/js/model/units.js";

const UNITS = new Units([{ unit: null, factor: 1, steps: [{ name: "", size: 1 }, { name: "k", size: 1000 }] }]);
const LOOK = { ink: "#000", muted: "#111", rule: "#222", surface: "#fff", font: "x" };
const STYLES = () => ({ color: "#2b3aa9" });

test("samples keep their places, and what is no sample is a gap", () => {
    const points = pointsOf({ from: 0, values: [9, 1, 2], no_samples: [0] }, 1);
    assert.deepEqual(points.map(({ x, mean }) => [x, mean]), [[-1, null], [0, 1], [1, 2]]);
});

test("a bucket stands at its middle, with its lowest and highest sample", () => {
    const [point] = pointsOf({ buckets: [{ from: 10, to: 20, min: 1, mean: 2, max: 5, samples: 10 }] }, 4);
    assert.deepEqual(point, { x: 10.5, mean: 2, low: 1, high: 5 });
});

test("the mean counts from the start and weighs buckets by their samples", () => {
    const buckets = [{ from: 0, to: 2, min: 0, mean: 50, max: 100, samples: 2 }, { from: 2, to: 4, min: 1, mean: 1, max: 1, samples: 1 }, { from: 4, to: 6, min: 4, mean: 4, max: 9, samples: 2 }];
    assert.deepEqual(momentsOf({ buckets }, 2), { count: 3, mean: 3, low: 1, high: 9 });
    assert.deepEqual(momentsOf({ from: 0, values: [7, 1, 3], no_samples: [] }, 1), { count: 2, mean: 2, low: 1, high: 3 });
    assert.equal(momentsOf({ from: 0, values: [7], no_samples: [0] }, 0), null);
});

test("the series that fits the metric is drawn first", () => {
    const keys = ["cpu_user", "vdb_read_iops", "vdb_util", "vdb_write_iops"];
    assert.equal(bestKey(keys, "read_iops"), "vdb_read_iops");
    assert.equal(bestKey(keys, "write_lat_ns_mean"), "vdb_write_iops");
    assert.equal(bestKey(keys, "tps"), "vdb_write_iops");
    assert.equal(bestKey(["cpu_user"], "tps"), "cpu_user");
    assert.equal(bestKey([], "tps"), null);
});

test("sides of one filesystem are told apart by dash and marker, and names are no markup", () => {
    const series = { from: 0, values: [1, 2], no_samples: [] };
    const lines = [0, 1].map((place) => ({ place, title: `<b>${place}`, filesystem: "ext4", series, start: 0 }));
    const { data, isEmpty } = seriesFigure([...lines, { ...lines[0], place: 2, series: null }], { key: "k", metric: null, axisText: "samples" }, UNITS, STYLES, LOOK);
    assert.equal(isEmpty, false);
    assert.deepEqual(data.map(({ name }) => name), ["&lt;b&gt;0", "&lt;b&gt;1"]);
    assert.notEqual(data[0].line.dash, data[1].line.dash);
    assert.notEqual(data[0].marker.symbol, data[1].marker.symbol);
});
