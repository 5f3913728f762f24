import assert from "node:assert/strict";
import { test } from "node:test";
import {
    decimate,
    dockerPoints,
    iostatPoints,
    iostatSpan,
    isNumberList,
    mean,
    rates,
} from "../../templates/assets/js/model/series.js";

test("sample 0 of iostat is not drawn", () => {
    assert.deepEqual(iostatPoints([90, 1, 2], [0, 1, 2]), { x: [1, 2], y: [1, 2] });
});

test("without timestamps, or with too few, iostat samples count themselves", () => {
    assert.deepEqual(iostatPoints([90, 1, 2], undefined).x, [1, 2]);
    assert.deepEqual(iostatPoints([90, 1, 2], [0, 5]).x, [5, 2]);
});

test("null samples stay gaps", () => {
    assert.deepEqual(iostatPoints([0, null, 2], [0, 1, 2]).y, [null, 2]);
});

test("Docker samples are spread evenly over the iostat series of their entry", () => {
    const span = iostatSpan({ timestamp: [0, 1, 2, 3, 4], cpu_user: [0, 0, 0, 0, 0] });
    assert.deepEqual(span, { start: 0, end: 4 });
    assert.deepEqual(dockerPoints([7, 8, 9], span), { x: [0, 2, 4], y: [7, 8, 9] });
});

test("without iostat, Docker samples are numbered", () => {
    assert.equal(iostatSpan({}), null);
    assert.equal(iostatSpan({ timestamp: [0] }), null);
    assert.deepEqual(dockerPoints([7, 8, 9], null).x, [0, 1, 2]);
});

test("a single Docker sample stands at the start", () => {
    assert.deepEqual(dockerPoints([7], { start: 0, end: 4 }), { x: [0], y: [7] });
});

const COUNTERS = [
    ["growth per step", [10, 20, 40], [10, 20]],
    ["a counter that starts at zero", [0, 0, 4], [0, 4]],
    ["a false zero inside: a gap on both sides of it", [5, 6, 0, 8, 9], [1, null, null, 1]],
    ["a restarted counter: one gap", [5, 6, 1, 2], [1, null, 1]],
    ["a missing sample", [1, null, 3], [null, null]],
    ["one sample has no rate", [5], []],
];

for (const [what, counter, expected] of COUNTERS) {
    test(`rates: ${what}`, () => {
        assert.deepEqual(rates({ x: counter.map((_, index) => index), y: counter }).y, expected);
    });
}

test("rates are per unit of the axis and stand at the end of their step", () => {
    assert.deepEqual(rates({ x: [0, 2, 4], y: [0, 10, 40] }), { x: [2, 4], y: [5, 15] });
});

test("a million samples become at most 2,000 points with every extreme kept", () => {
    const y = Array.from({ length: 1_000_000 }, (_, index) => Math.sin(index / 1000));
    y[123_456] = 50;
    y[654_321] = -50;
    const points = decimate({ x: y.map((_, index) => index), y });
    assert.ok(points.x.length <= 2000 && points.x.length > 1500);
    assert.equal(points.y[points.x.indexOf(123_456)], 50);
    assert.equal(points.y[points.x.indexOf(654_321)], -50);
    assert.ok(points.x.every((x, index) => index === 0 || x > points.x[index - 1]));
});

test("few samples are all drawn, and a long gap stays a gap", () => {
    const few = { x: [0, 1], y: [1, 2] };
    assert.deepEqual(decimate(few), few);
    const y = Array.from({ length: 100 }, (_, index) => (index < 50 ? 1 : null));
    assert.deepEqual(decimate({ x: y.map((_, index) => index), y }, 4).y, [1, null]);
});

test("the mean leaves out what is not known", () => {
    assert.equal(mean([1, null, 3]), 2);
    assert.equal(mean([null]), null);
});

test("only lists of numbers and nulls can be drawn", () => {
    assert.ok(isNumberList([1, null]));
    assert.ok(!isNumberList([1, "2"]));
    assert.ok(!isNumberList({ 0: 1 }));
});
