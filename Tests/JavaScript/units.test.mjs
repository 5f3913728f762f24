import assert from "node:assert/strict";
import { test } from "node:test";
import { formatSize } from "../../templates/assets/js/model/units.js";
import { UNITS } from "./support/reports.mjs";

const FORMATTED = [
    [0, "count", "0"],
    [10, "count", "10"],
    [4210.3333, "count", "4.21k"],
    [48870.528237, "operations/s", "48.87k"],
    [999.94, "operations/s", "999.9"],
    [999.95, "operations/s", "1k"],
    [999950, "operations/s", "1M"],
    [-1234, null, "-1.234k"],
    [9.9994, null, "9.999"],
    [9.9996, null, "10"],
    [0.001, null, "0.001"],
    [0.00001234, null, "1.234e-5"],
    [1.5e21, null, "1.5e9T"],
    [726373.452893, "ns", "726.4 µs"],
    [0.5, "ns", "0.5 ns"],
    [250, "us", "250 µs"],
    [7.504, "ms", "7.504 ms"],
    [40090, "ms", "40.09 s"],
    [1200.5, "s", "1200.5 s"],
    [8029999999.999999, "bytes", "8.03 GB"],
    [200173683, "bytes/s", "200.2 MB/s"],
    [107220.69, "KiB/s", "109.8 MB/s"],
    [12.345, "%", "12.35 %"],
    [111.1, "% of one core", "1.111 cores"],
    [5e-324, null, "5e-324"],
    [5e-324, "s", "5e-324 s"],
    [-5e-324, "ns", "-5e-324 ns"],
    [-0, "s", "0 ns"],
    [1e-300, null, "1e-300"],
    [9e-301, "count", "9e-301"],
    [2.5e-310, "% of one core", "2.5e-310 % of one core"],
    [1e300, "bytes", "1e288 TB"],
    [1e303, "ms", "1e+303 ms"],
    [1e306, "KiB/s", "1e+306 KiB/s"],
    [1.7976931348623157e308, null, "1.7976931348623157e+308"],
    [-1.7976931348623157e308, "%", "-1.7976931348623157e+308 %"],
    [2 ** 63, "bytes", "9.223e6 TB"],
    [2 ** 64, null, "1.845e7T"],
    [2 ** 53 + 1, "ns", "9.007e6 s"],
    [0.1 + 0.2, "ms", "300 µs"],
];

for (const [value, unit, text] of FORMATTED) {
    test(`${value} ${unit} reads ${text}`, () => assert.equal(UNITS.format(value, unit), text));
}

test("a unit that has no steps is said after the number", () => {
    assert.equal(UNITS.formatWithUnit(58430, "operations/s"), "58.43k operations/s");
    assert.equal(UNITS.formatWithUnit(58430, null), "58.43k");
    assert.equal(UNITS.formatWithUnit(2e6, "ns"), "2 ms");
});

const SCALES = [
    ["operations/s", 58430, "operations/s", 58430],
    [null, 3, "", 3],
    ["ns", 999999, "µs", 999.999],
    ["ns", 1e6, "ms", 1],
    ["ms", 0, "ns", 0],
    ["bytes/s", 239e6, "MB/s", 239],
    ["KiB/s", 1000, "MB/s", 1.024],
    ["KiB/s", 1e306, "TB/s", 1.024e297],
    ["bytes/sample", 5e6, "MB/sample", 5],
    ["% of one core", 250, "cores", 2.5],
    ["%", 50, "%", 50],
];

for (const [unit, largest, name, scaled] of SCALES) {
    test(`an axis up to ${largest} ${unit} is in ${name || "plain numbers"}`, () => {
        const axis = UNITS.axisScale(unit, largest);
        assert.equal(axis.name, name);
        assert.equal(axis.scale(largest), scaled);
    });
}

test("a file's size reads as a value in bytes does", () => {
    for (const size of [0, 999, 450361, 2 ** 53]) assert.equal(formatSize(size), UNITS.format(size, "bytes"));
});
