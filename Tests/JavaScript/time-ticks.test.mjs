import assert from "node:assert/strict";
import { test } from "node:test";
import { momentText, timeTicks } from "../../templates/assets/js/model/time-ticks.js";

const TICKS = [
    ["a minute has Plotly's own", [0, 60], undefined],
    ["three minutes", [0, 181.8], ["0:00 min", "0:30 min", "1:00 min", "1:30 min", "2:00 min", "2:30 min", "3:00 min"]],
    ["an hour", [0, 3_635], ["0 min", "10 min", "20 min", "30 min", "40 min", "50 min", "60 min"]],
    ["an hour in a narrow figure", [0, 3_635], ["0 min", "15 min", "30 min", "45 min", "60 min"], 280],
    ["some minutes of an hour", [1_190, 1_500], ["20 min", "21 min", "22 min", "23 min", "24 min", "25 min"]],
    ["some seconds of an hour", [1_190, 1_230], ["19:50 min", "20:00 min", "20:10 min", "20:20 min", "20:30 min"]],
    ["a night", [0, 30_000], ["0 h", "2 h", "4 h", "6 h", "8 h"]],
    ["more than a week", [0, 1_000_000], undefined],
];

for (const [name, range, texts, width] of TICKS) {
    test(`the ticks of an axis of seconds: ${name}`, () => {
        const { ticktext, tickvals } = timeTicks(range, width);
        assert.deepEqual(ticktext, texts);
        for (const place of tickvals ?? []) assert.ok(place >= range[0] && place <= range[1]);
    });
}

test("a moment reads in seconds, minutes or hours", () => {
    assert.deepEqual([12.54, 120, 1_201, 4_801].map(momentText), ["12.5 s", "120 s", "20:01 min", "1:20:01 h"]);
});
