// Ages as the server says them (Tests/WebTests/Site/RunListTests.swift has the same rows).

import assert from "node:assert/strict";
import { test } from "node:test";

import { ageText } from "../../templates/assets/js/model/age.js";

test("an age is one number and one word", () => {
    const rows = [
        [0, "now"], [59_999, "now"], [60_000, "1 min ago"], [3_599_999, "59 min ago"], [3_600_000, "1 h ago"],
        [172_799_000, "47 h ago"], [172_800_000, "2 d ago"], [5_184_000_000, "2 months ago"],
        [63_072_000_000, "2 years ago"], [-59_999, "now"], [-120_000, "in 2 min"],
    ];
    for (const [age, text] of rows) assert.equal(ageText(1_800_000_000_000 - age, 1_800_000_000_000), text, `${age}`);
});
