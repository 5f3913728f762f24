import assert from "node:assert/strict";
import { test } from "node:test";
import { percent } from "../../templates/assets/js/model/trend-figures.js";
import { trendText } from "../../templates/assets/js/trends/sparkline.js";

const text = (values, ...ratios) => trendText({ points: values.map((value) => ({ value })), steps: ratios.map((ratio) => ({ ratio })) }, percent, (value) => `${value} ms`);

test("the change beside the first and the last value is theirs, that of the last step stands apart", () => {
    assert.equal(text([31.36, 17, 34.64], 0.5, 1.998), "31.36 ms → 34.64 ms, +10.5 %: 3 runs, 2 steps (last step +99.8 %)");
    assert.equal(text([2, 1], 0.5), "2 ms → 1 ms, −50.0 %: 2 runs, 1 step (last step −50.0 %)");
});

test("one run, and a first value of 0, have no change", () => {
    assert.equal(text([5]), "5 ms: 1 run, 0 steps");
    assert.equal(text([0, 3]), "0 ms → 3 ms: 2 runs, 0 steps");
});
