// What a picture of a chart says: whole names in lines that fit, what stands for what, which runs.

import assert from "node:assert/strict";
import { test } from "node:test";

import { textWidth } from "../../templates/assets/js/model/layout.js";
import { drawable, fileName, inRows, legendOf, wrapped } from "../../templates/assets/js/model/picture-text.js";
import { pointsWithin, trendWords } from "../../templates/assets/js/model/trend-words.js";

/** Every character is ten wide. */
const measure = (text) => 10 * [...text].length;

test("lines fit, break after spaces and separators, and hold the whole text", () => {
    const address = "http://bench.example/trends?benchmark=fio-randread-4k&filesystem=ext4_overlay2";
    const lines = wrapped(address, 250, measure);
    assert.ok(lines.every((line) => measure(line) <= 250));
    assert.equal(lines.join(""), address);
    assert.deepEqual(wrapped("read IOPS of ext4", 100, measure), ["read IOPS", "of ext4"]);
});

test("a word wider than the picture breaks anywhere", () => {
    const lines = wrapped("x".repeat(95), 300, measure);
    assert.deepEqual(lines.map((line) => line.length), [30, 30, 30, 5]);
});

test("a text of too many lines ends in an ellipsis that fits", () => {
    const lines = wrapped("y".repeat(10_000), 300, measure, 2);
    assert.deepEqual(lines, ["y".repeat(30), `${"y".repeat(29)}…`]);
    assert.deepEqual(wrapped("", 300, measure, 2), [""]);
});

test("characters that XML has not, and those that turn the direction, are not drawn as they are", () => {
    assert.equal(drawable("a\u0000b\u001Bc\uFFFEd\uD800e"), "a\uFFFDb\uFFFDc\uFFFDd\uFFFDe");
    assert.equal(drawable("\u202Egnp.exe"), "U+202Egnp.exe");
    assert.equal(drawable("two\r\nlines\tand <b>&amp;"), "two lines and <b>&amp;");
    assert.equal(drawable("größe 😀"), "größe 😀");
});

test("a legend names each line once, and bars only where their names are shortened", () => {
    const line = { name: "ext4", mode: "lines", line: { color: "#111", dash: "dot" }, meta: { filesystem: "ext4" } };
    const long = "a-filesystem-with-a-very-long-name";
    const found = legendOf([
        line, { ...line, yaxis: "y2" }, { ...line, hoverinfo: "skip" },
        { name: "B, &lt;nightly&gt;", mode: "lines+markers", line: { color: "#222" }, meta: { place: 1, filesystem: "ext4" } },
        { name: "xfs", type: "bar", marker: { color: "#333" }, meta: { filesystem: "xfs" } },
        { name: long, type: "bar", marker: { color: "#444" }, meta: { filesystem: long } },
    ]);
    assert.deepEqual(found, [
        { name: "ext4", color: "#111", dash: "dot", isLine: true },
        { name: "B, <nightly>", color: "#222", dash: "solid", isLine: true },
        { name: long, color: "#444", dash: "solid", isLine: false },
    ]);
});

test("boxes stand side by side while there is room", () => {
    const box = { width: 40, height: 10 };
    assert.deepEqual(inRows([box, { ...box, height: 30 }, box], 100, 10), { places: [{ x: 0, y: 0 }, { x: 50, y: 0 }, { x: 0, y: 30 }], height: 40 });
    assert.deepEqual(inRows([], 100, 10), { places: [], height: 0 });
});

test("a file has a name that every system takes", () => {
    assert.equal(fileName("fio/../x: Read\u0000 IOPS?"), "fio-..-x- Read- IOPS-");
    assert.equal(fileName("..hidden"), "hidden");
    assert.equal(fileName("///"), "-");
    assert.equal(fileName(""), "chart");
    assert.equal(fileName("z".repeat(500)).length, 100);
});

const POINTS = ["2026-11-23T08:00:00.000Z", "2026-11-24T08:00:00.000Z", "2026-11-25T08:00:00.000Z"].map((filed) => ({ filed }));

test("a zoom shows the runs within it, by number and by time", () => {
    assert.equal(pointsWithin(POINTS, null).length, 3);
    assert.deepEqual(pointsWithin(POINTS, [1.5, 2.5]), [POINTS[1]]);
    assert.deepEqual(pointsWithin(POINTS, ["2026-11-24", "2026-11-26T00:00:00"]), POINTS.slice(1));
    // A time of Plotly has no zone and is UTC.
    assert.deepEqual(pointsWithin(POINTS, ["2026-11-24T07:59:59", "2026-11-24T08:00:01"]), [POINTS[1]]);
});

test("a picture of a trend says place, runs, kernel of the newest and settings", () => {
    const more = { rig: "rig-01", filesystem: "ext4", kernel: "kernel 6.8.0", settings: "by time" };
    assert.deepEqual(trendWords({ direction: "higher" }, POINTS, more), ["ext4 on rig-01, higher is better", "3 runs, 2026-11-23 08:00 UTC to 2026-11-25 08:00 UTC; newest run: kernel 6.8.0", "by time"]);
    const [place, runs] = trendWords({ direction: null }, POINTS.slice(0, 1), { ...more, rig: undefined, kernel: "kernel not known" });
    assert.deepEqual([place, runs], ["ext4 on all rigs", "one run, 2026-11-23 08:00 UTC; newest run: kernel not known"]);
    assert.deepEqual(trendWords({ direction: null }, [], more), ["ext4 on rig-01", "no run in this part", "by time"]);
});

test("the margin of names has room for wide letters", () => {
    assert.ok(textWidth("wwwwwwwwww") >= 90 && textWidth("MMMMMMMMMM") >= 108);
    assert.ok(textWidth("ext4_overlay2") < 100);
});
