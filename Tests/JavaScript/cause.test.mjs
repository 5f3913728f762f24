import assert from "node:assert/strict";
import { test } from "node:test";
import { byValue, changeText } from "../../templates/assets/js/model/bar-figures.js";
import { fewSamplesText, quantiles } from "../../templates/assets/js/model/cause-figure.js";
import { seriesGaps } from "../../templates/assets/js/model/gaps.js";
import { lineTraces, pointMeaning, valueAt } from "../../templates/assets/js/model/lines.js";
import { momentHead, momentTable } from "../../templates/assets/js/model/moments.js";
import { busySpan, chosenFilesystems, countsOperations, panelsOf, stalls } from "../../templates/assets/js/model/panels.js";
import { tailFigures } from "../../templates/assets/js/model/tail-figure.js";
import { Units } from "../../templates/assets/js/model/units.js";
import { whyTable } from "../../templates/assets/js/model/why.js";
import { definition, DEFINITIONS, UNITS } from "./support/reports.mjs";

const style = { color: "#123456", dash: "solid", symbol: "circle" };
const seconds = (count, value) => ({ x: Array.from({ length: count }, (_, index) => index + 1), y: Array.from({ length: count }, (_, index) => value(index)), count });

function figure(key, y, disk = "vda", group = "iostat") {
    const lines = Object.entries(y).map(([filesystem, values]) => ({ filesystem, key, disk, count: values.length, x: values.map((_, index) => index + 1), y: values }));
    return { group, metric: { key }, unit: null, axis: "iostat samples (1 s apart by default)", lines };
}

test("up to four filesystems are drawn, of more the best and the worst", () => {
    assert.deepEqual(chosenFilesystems(["a", "b", "c", "d"]), ["a", "b", "c", "d"]);
    assert.deepEqual(chosenFilesystems(["a", "b", "c", "d", "e"]), ["a", "e"]);
});

test("the best value comes first, by direction, and what has none last", () => {
    const values = { a: 2, b: undefined, c: 3 };
    const order = (direction) => byValue(["a", "b", "c"], { key: "k", direction }, (name) => values[name]);
    assert.deepEqual(order("higher"), ["c", "a", "b"]);
    assert.deepEqual(order("lower"), ["a", "c", "b"]);
});

test("a stall is a stretch below a fifth of the median, within the busy interval", () => {
    const line = seconds(12, (index) => (index >= 5 && index < 8 ? 1 : 100));
    assert.deepEqual(stalls(line, [1, 12]), [[5, 8]]);
    assert.deepEqual(stalls(line, [9, 12]), []);
});

test("panels take the busiest disk, leave out an idle direction and name what is flat", () => {
    const figures = [
        figure("read_iops", { a: [5, 9] }, "vdb"), figure("read_iops", { a: [1, 2] }), figure("write_iops", { a: [0, 0] }),
        figure("cpu_user", { a: [1, 2, 5] }, null), figure("cpu_system", { a: [3, null, 4] }, null), figure("cpu_iowait", { a: [0, 0] }, null),
    ];
    const { panels, flat } = panelsOf({ figures }, [{ filesystem: "a", busy: { first: 1, last: 2, disk: "vda" } }], true);
    assert.deepEqual(panels.map(({ id, lines }) => [id, lines[0].y]), [["read_iops", [1, 2]], ["cpu", [4, null, 9]]]);
    assert.deepEqual(flat.map(({ id }) => id), ["cpu_iowait"]);
});

test("a busy interval stands at the times of its samples", () => {
    const line = { ...seconds(10, () => 1), x: Array.from({ length: 10 }, (_, index) => 2 * index) };
    assert.deepEqual(busySpan({ busy: { first: 2, last: 5 } }, line), [2, 8]);
    assert.equal(busySpan({ busy: null }, line), null);
});

test("small blocks are counted in operations, large ones in bytes", () => {
    const of = (bs) => countsOperations({ group: "iops" }, [{ metrics: { table: { bs } } }]);
    assert.deepEqual(["4k", "64k", "4096", "1m", "1024k"].map(of), [true, true, true, false, false]);
    assert.equal(countsOperations({ group: "throughput" }, []), false);
});

test("a band has a shape for each stretch between gaps", () => {
    const line = { filesystem: "a", key: "k", disk: null, x: [1, 2, 3, 4], y: [2, null, 5, 6], low: [1, null, 4, 5], high: [3, null, 6, 7], count: 40 };
    const [band, mean] = lineTraces(line, (value) => value, "", style);
    assert.deepEqual(band.x, [1, 1, 1, null, 3, 4, 4, 3, 3]);
    assert.deepEqual(band.y, [3, 1, 3, null, 6, 7, 5, 4, 6]);
    assert.deepEqual(mean.y, [2, null, 5, 6]);
    assert.equal(pointMeaning([line]), "A point is 1 s, 10 samples: the line is their mean, the band goes from the lowest to the highest.");
});

test("the value at a place is that of the nearest point, none in a gap or beyond", () => {
    const line = { x: [1, 2, 3], y: [5, null, 7] };
    assert.deepEqual([1.2, 2.1, 2.9, 9].map((place) => valueAt(line, place)), [5, null, 7, null]);
});

test("the distribution has every value, and of many their quantiles", () => {
    assert.deepEqual(quantiles([3, 1, 2]).map(({ value, share }) => [value, share]), [[1, 0], [1, 1 / 3], [2, 2 / 3], [3, 1]]);
    const many = quantiles(Array.from({ length: 10_000 }, (_, index) => index));
    assert.equal(many.length, 401);
    assert.deepEqual(many.at(-1), { value: 9_999, share: 1 });
});

test("a distribution of few samples says how many they are", () => {
    const of = (filesystem, count) => ({ filesystem, values: Array.from({ length: count }, () => 1) });
    assert.equal(fewSamplesText([of("a", 1), of("b", 5), of("c", 4)]), "a: 1 sample, c: 4 samples");
    assert.equal(fewSamplesText([of("b", 5)]), "");
});

test("latencies of one direction are points of one figure", () => {
    const keys = ["read_lat_ns_mean", "read_lat_ns_p99", "read_lat_ns_max", "write_lat_ns_mean", "tps"];
    const metrics = keys.map((key) => ({ ...definition(key), group: key === "tps" ? "throughput" : "latency", unit: "ns" }));
    assert.deepEqual(tailFigures(metrics).map(({ id, points }) => [id, points.map(({ name }) => name)]), [["tail:read", ["mean", "p99", "max"]]]);
});

test("bytes by powers of 1024 have their own names", () => {
    const units = new Units(DEFINITIONS.units, true);
    assert.equal(units.format(1.5 * 1024 ** 2, "bytes"), "1.5 MiB");
    assert.equal(units.format(2048, "KiB/s"), "2 MiB/s");
    assert.equal(units.format(1500, "ns"), "1.5 µs");
});

test("a change far above is a factor", () => {
    assert.deepEqual([changeText(110, 100), changeText(50, 100), changeText(2000, 100)], ["+10.0 %", "−50.0 %", "20 ×"]);
});

const derived = (name, value, unknown = null) => ({ name, value, unknown, iteration: null });

test("why says limits with their numbers, and what is not known with its reason", () => {
    const known = { filesystem: "a", derived: [derived("limited_by", "device"), derived("device_utilisation", 95.2), derived("cpu_utilisation", 20), derived("stall_count", 0)] };
    const unknown = { filesystem: "b", derived: [derived("limited_by", null, "no device"), derived("stall_count", null, "no device")] };
    const { rows, notes } = whyTable([known, unknown], UNITS);
    assert.deepEqual(rows, [["Limited by", "the device (device 95.2 %, CPU 20 %)", "–"], ["Stalls", "none", "–"]]);
    assert.deepEqual(notes, ["Not known: limited by of b, stalls of b (no device)."]);
});

test("a device that was not recorded has its reason, by the disk's name", () => {
    const answer = { figures: [figure("cpu_user", { a: [1, 2] }, null)] };
    const entries = [{ filesystem: "a", busy: null, iostat: { has_series: true }, docker_stats: null, derived: [derived("busy_start", null, "too short")] }];
    const texts = (path) => seriesGaps({ panels: [], flat: [], entries, answer }, { target_disk: { path } }, UNITS);
    assert.equal(texts("/dev/nvme0n1")[0], "iostat recorded no device; the suite skips disks whose names end in a digit, such as nvme0n1.");
    assert.equal(texts("/dev/vdb")[0], "iostat recorded no device.");
    assert.ok(texts("/dev/vdb").includes("The busy interval of a is not known: too short."));
});

test("means of the busy interval, and those of Docker of all its samples, are named so", () => {
    const docker = { ...figure("cpu_perc", { a: [100, 150], b: [50, 60] }, null, "docker_stats"), unit: "% of one core" };
    const entries = [{ filesystem: "a", busy: null, corrected: { iostat: { cpu_iowait: 4 }, docker_stats: { cpu_perc: 125 } } }, { filesystem: "b", busy: null, corrected: { docker_stats: { cpu_perc: 55 } } }];
    const { panels: labels } = panelsOf({ figures: [figure("cpu_iowait", { a: [3, 5] }, null), docker] }, entries, true);
    const table = (place) => momentTable({ labels, entries }, (value, unit) => UNITS.formatWithUnit(value, unit), place);
    assert.deepEqual(table(null), {
        head: ["Mean of the busy interval", "a", "b"],
        rows: [["CPU waiting for I/O", "4", "–"], ["Docker CPU, mean of all its samples", "1.25 cores", "0.55 cores (−56.0 %)"]],
    });
    assert.deepEqual(table(1).rows, [["CPU waiting for I/O", "3", "–"], ["Docker CPU", "1 cores", "0.5 cores (−50.0 %)"]]);
    const heads = (place) => labels.map((panel, index) => momentHead(panel, index, place));
    assert.deepEqual(heads(null), ["Mean of the busy interval", "Mean of all samples"]);
    assert.equal(heads(1)[1], "");
});
