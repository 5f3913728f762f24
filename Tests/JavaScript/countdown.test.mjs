import assert from "node:assert/strict";
import { test } from "node:test";
import { timeLeft } from "../../templates/assets/js/model/countdown.js";

test("what waits counts down", () => {
    const cases = [[0, "ends now"], [-5000, "ends now"], [1, "1 s left"], [4000, "4 s left"], [59_500, "1 min 0 s left"], [125_000, "2 min 5 s left"], [12_000_000, "3 h 20 min left"]];
    for (const [milliseconds, text] of cases) assert.equal(timeLeft(1e12 + milliseconds, 1e12), text);
});
