import assert from "node:assert/strict";
import { test } from "node:test";

import { RunSelection } from "../../templates/assets/js/model/run-selection.js";

const run = (number) => ({ uuid: `u${number}`, filed: `2026-11-0${number}T00:00:00.000Z`, text: `run ${number}` });
const selected = (...numbers) => new RunSelection(numbers.map(run));

test("the oldest run is the baseline, unless another is chosen", () => {
    assert.deepEqual(selected(3, 1, 2).compared, ["u1", "u2", "u3"]);
    assert.deepEqual(selected(3, 1, 2).against("u3").compared, ["u3", "u1", "u2"]);
    assert.equal(selected(3, 1).against("u1").chosen, null);
});

test("a baseline that is taken out is none any more", () => {
    const chosen = selected(1, 2, 3).against("u3");
    assert.equal(chosen.toggled(run(3)).baseline, "u1");
    assert.equal(chosen.toggled(run(1)).baseline, "u3");
});

test("two to eight runs are compared", () => {
    assert.equal(selected(1).compared, null);
    assert.match(selected(1).text, /Select one more/);
    assert.equal(selected(1, 2, 3, 4, 5, 6, 7, 8).compared.length, 8);
    assert.equal(selected(1, 2, 3, 4, 5, 6, 7, 8, 9).compared, null);
    assert.match(selected(1, 2, 3, 4, 5, 6, 7, 8, 9).text, /at most eight/);
});
