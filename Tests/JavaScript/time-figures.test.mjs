import assert from "node:assert/strict";
import { test } from "node:test";
import { timeFigure } from "../../templates/assets/js/model/time-figures.js";
import { UNITS } from "./support/reports.mjs";
import { stylesOf } from "./support/styles.mjs";

const look = { ink: "#000", muted: "#555", rule: "#ddd", surface: "#fff", font: "sans-serif" };

function draw(figure, shown = () => true) {
    const styles = stylesOf(figure.lines.map(({ filesystem }) => filesystem));
    return timeFigure(figure, UNITS, shown, styles, look);
}

function figureOf(unit, values) {
    const lines = Object.entries(values).map(([filesystem, y]) => ({
        filesystem,
        key: "vdb_read_kbps",
        disk: "vdb",
        x: y.map((_, index) => index + 1),
        y,
    }));
    return { id: "series:iostat:read_kbps", unit, axis: "iostat samples", lines };
}

test("values are drawn in the unit of the axis, gaps as gaps", () => {
    const { data, layout, isEmpty } = draw(figureOf("KiB/s", { a: [1000, null, 2000], b: [3000] }));
    assert.equal(layout.yaxis.title.text, "MB/s");
    assert.equal(layout.xaxis.title.text, "iostat samples");
    assert.deepEqual(data.map(({ name, x, y }) => [name, x, y]), [
        ["a", [1, 2, 3], [1.024, null, 2.048]],
        ["b", [1], [3.072]],
    ]);
    assert.deepEqual(data[0].meta, { filesystem: "a", key: "vdb_read_kbps", disk: "vdb", label: "a, vdb", unit: "MB/s" });
    assert.equal(isEmpty, false);
});

test("hidden filesystems are not drawn, but count for the scale", () => {
    const { data, layout } = draw(figureOf("bytes", { a: [5], b: [5e9] }), (name) => name === "a");
    assert.equal(layout.yaxis.title.text, "GB");
    assert.deepEqual(data.map(({ name, y }) => [name, y]), [["a", [5e-9]]]);
});

test("a figure without values is empty", () => {
    assert.ok(draw(figureOf(null, { a: [null], b: [] })).isEmpty);
});
