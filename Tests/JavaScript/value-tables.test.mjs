// The tables below figures: every number has its unit, and "Exact values" shows the numbers of the report.

import assert from "node:assert/strict";
import { test } from "node:test";
import { seriesFigure } from "../../templates/assets/js/compare/series-figure.js";
import { barFigure } from "../../templates/assets/js/model/bar-figures.js";
import { distributionFigure } from "../../templates/assets/js/model/cause-figure.js";
import { EXACT } from "../../templates/assets/js/model/exact-units.js";
import { scoreFigure } from "../../templates/assets/js/model/score-figures.js";
import { timeFigure } from "../../templates/assets/js/model/time-figures.js";
import { trendFigure } from "../../templates/assets/js/model/trend-figures.js";
import { barTable } from "../../templates/assets/js/model/value-tables.js";
import { definition, UNITS as units } from "./support/reports.mjs";
import { stylesOf } from "./support/styles.mjs";

const look = { ink: "#000", muted: "#555", rule: "#ddd", surface: "#fff", font: "sans-serif" };
const styles = stylesOf(["a", "b"]);

test("bars have a row each", () => {
    const rows = { metrics: [definition("tps")], filesystems: ["a", "b"], valueOf: (name) => (name === "a" ? 1234.5678 : undefined), units };
    const { data } = barFigure(rows, styles, look);
    assert.deepEqual(barTable(data, units).rows, [["a, Transactions", "1.235k transactions/s"], ["b, Transactions", "no value"]]);
    assert.equal(barTable(data, EXACT).rows[0][1], "1234.5678 transactions/s");
});

test("lines have the unit of the axis in their heads, or that of the report", () => {
    const lines = [{ filesystem: "a", key: "k", disk: null, x: [2, 10], y: [1000.12345678, null] }, { filesystem: "b", key: "k", disk: null, x: [2], y: [3000] }];
    const { table } = timeFigure({ unit: "KiB/s", axis: "time", lines }, units, () => true, styles, look);
    assert.deepEqual(table(), { head: ["time", "a, MB/s", "b, MB/s"], rows: [["2", "1.02413", "3.072"], ["10", "–", "–"]] });
    assert.deepEqual(table(EXACT), { head: ["time", "a, KiB/s", "b, KiB/s"], rows: [["2", "1000.12345678", "3000"], ["10", "–", "–"]] });
});

test("the distribution names the unit of its rates and of its shares", () => {
    const { table } = distributionFigure([{ filesystem: "a", values: [756736.5, 1e6] }], "KiB/s", { units, styles, look, isLog: false });
    assert.deepEqual(table(), { head: ["At most, GB/s", "a, % of samples"], rows: [["0.774898", "50"], ["1.024", "100"]] });
    assert.deepEqual(table(EXACT), { head: ["At most, KiB/s", "a, % of samples"], rows: [["756736.5", "50"], ["1000000", "100"]] });
});

test("a score and what was used have their units, in tables and for those who listen", () => {
    const [resource, entries] = [{ id: "cpu", label: "Container CPU", unit: "% of one core" }, [{ filesystem: "a", metrics: { plot: { tps: 100.25 } } }]];
    const { data, table, words } = scoreFigure(resource, definition("tps"), { entries, usedBy: () => 28.63289, units }, () => true, styles, look);
    assert.deepEqual(table(), { head: ["", "Transactions", "Container CPU"], rows: [["a", "100.3 transactions/s", "0.286 cores"]] });
    assert.deepEqual(table(EXACT).rows, [["a", "100.25 transactions/s", "28.63289 % of one core"]]);
    assert.equal(words(data[0], 0), "a: 100.3 transactions/s at 0.286 cores");
});

test("sides and runs have their units", () => {
    const side = { place: 0, title: "A", filesystem: "a", start: 0, series: { key: "k", disk: null, from: 0, to: 1, values: [2048.5], no_samples: [] } };
    const compared = seriesFigure([side], { key: "k", metric: { label: "Reads", unit: "KiB/s" }, axisText: "samples", zoom: null }, units, styles, look);
    assert.deepEqual([compared.table().head, compared.table(EXACT).rows], [["samples", "A, MB/s"], [["0", "2048.5"]]]);

    const answer = { unit: "ns", direction: "lower", steps: [], segments: [], points: [{ value: 1234567, filed: "2026-11-23T18:41:18.123Z", segment: null }] };
    const { table } = trendFigure(answer, units, styles("a"), look, {});
    assert.deepEqual(table(), { head: ["Run", "Filed", "Value"], rows: [["1", "2026-11-23 18:41 UTC", "1.235 ms"]] });
    assert.equal(table(EXACT).rows[0][2], "1234567 ns");
});
