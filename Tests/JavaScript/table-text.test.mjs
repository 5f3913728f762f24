// A copied table is one of values, whatever its names are.

import assert from "node:assert/strict";
import { test } from "node:test";

import { tableText } from "../../templates/assets/js/model/table-text.js";

const marked = (...texts) => ({ querySelectorAll: () => texts.map((copy) => ({ dataset: { copy } })) });
const cell = (parts) => ({ textContent: parts.text ?? "", querySelector: (name) => (name in parts ? { textContent: parts[name] } : null) });
const plain = (...cells) => ({ querySelectorAll: () => [], cells: cells.map(cell) });

test("a row is copied by its marked parts", () => {
    assert.equal(tableText({ rows: [marked("metric", "A"), marked("a\tb\n", "-1.5"), marked("=1+1", "-x")] }), "metric\tA\na b \t-1.5\n'=1+1\t'-x\n");
});

test("a row without marked parts is copied by its cells, with exact values", () => {
    const rows = [plain({ text: " benchmark\n " }, { text: "@sum" }), plain({ text: "b" }, { ".raw": "48870.5", ".value": "48.87k", text: "48.87k 1" }, { ".value": "failed", text: "failed 2" })];
    assert.equal(tableText({ rows }), "benchmark\t'@sum\nb\t48870.5\tfailed\n");
});
