import assert from "node:assert/strict";
import { test } from "node:test";
import { dropPairs } from "../../templates/assets/js/model/drop-pairs.js";
import { adviceOn, factsOf, faultsOf, problemOf } from "../../templates/assets/js/model/problem-text.js";
import { duration, Transfer } from "../../templates/assets/js/model/transfer.js";

/** What is paired and what is left of files by their paths: "report+config", "report", and the left ones. */
function paired(...paths) {
    const { drops, left } = dropPairs(paths.map((path) => ({ path })));
    return [drops.map(({ report, config }) => (config === null ? report.path : `${report.path}+${config.path}`)), left.map(({ file }) => file.path)];
}

const PAIRS = [
    ["the suite's names", ["config.zip", "aggregated_report.json"], ["aggregated_report.json+config.zip"], []],
    ["config.zip before the other names", ["aggregated_report.json", "aggregated_report.zip", "config.zip"], ["aggregated_report.json+config.zip"], ["aggregated_report.zip"]],
    ["many of one directory", ["b.json", "b.zip", "a_config.zip", "a.json", "c.json"], ["a.json+a_config.zip", "b.json+b.zip", "c.json"], []],
    ["NAME_config.zip before NAME.zip", ["a.json", "a.zip", "a_config.zip"], ["a.json+a_config.zip"], ["a.zip"]],
    ["the first report takes an archive that fits two", ["a.json", "a_config.json", "a_config.zip"], ["a.json+a_config.zip", "a_config.json"], []],
    ["only within one directory", ["x/a.json", "y/a.zip", "y/b.json", "z/c.json"], ["x/a.json", "y/b.json", "z/c.json"], ["y/a.zip"]],
    ["many directories of a rig", ["r/1/aggregated_report.json", "r/1/config.zip", "r/2/aggregated_report.json", "r/2/config.zip"], ["r/1/aggregated_report.json+r/1/config.zip", "r/2/aggregated_report.json+r/2/config.zip"], []],
    ["one report and one archive whatever their names", ["night 3.json", "vars.zip"], ["night 3.json+vars.zip"], []],
    ["no other archive where there are two reports", ["a.json", "b.json", "vars.zip"], ["a.json", "b.json"], ["vars.zip"]],
    ["raw files of a results directory stay", ["r/aggregated_report.json", "r/fio/ext4/run_1/result.json", "r/system_info/cpu.json", "r/summary.json"], ["r/aggregated_report.json"], ["r/fio/ext4/run_1/result.json", "r/summary.json", "r/system_info/cpu.json"]],
    ["raw by their directory alone", ["run_12/result.json", "run_x/a.json"], ["run_x/a.json"], ["run_12/result.json"]],
    ["temporaries, hidden files and others stay", [".a.json.Xa12bC", "a.json.part", "b.json~", "reason.json", "notes.txt", ".git/x.json", "benchd.yaml"], [], [".a.json.Xa12bC", ".git/x.json", "a.json.part", "b.json~", "benchd.yaml", "notes.txt", "reason.json"]],
    ["an archive alone", ["config.zip"], [], ["config.zip"]],
    ["nothing", [], [], []],
];
for (const [title, paths, drops, left] of PAIRS) {
    test(`files are paired: ${title}`, () => assert.deepEqual(paired(...paths), [drops, left.sort()]));
}

test("each file that is left says why", () => {
    const { left } = dropPairs(["r/aggregated_report.json", "r/run_1/x.json", "lone.zip", "a.txt"].map((path) => ({ path })));
    assert.deepEqual(left.map(({ reason }) => reason.split(" ").slice(0, 3).join(" ")), ["neither a report", "a raw file"]);
    assert.match(dropPairs([{ path: "a.json" }, { path: "b.json" }, { path: "x.zip" }]).left[0].reason, /without its report/);
});

test("a transfer says how fast it is and how long it takes", () => {
    const transfer = new Transfer(200e6);
    assert.equal(transfer.text, "0 B of 200 MB");
    for (let second = 0; second <= 2; second += 1) transfer.note(second * 20e6, second * 1000);
    assert.equal(transfer.text, "40 MB of 200 MB, 20 MB/s, 8 s left");
    transfer.note(300e6, 3000);
    assert.equal(transfer.share, 1);
    assert.match(transfer.text, /^Sent\./);
});

test("the rate is that of the last seconds", () => {
    const transfer = new Transfer(1000e6);
    transfer.note(0, 0);
    transfer.note(100e6, 1000);
    for (let time = 2000; time <= 20000; time += 1000) transfer.note(100e6 + (time - 1000) * 1e3, time);
    assert.equal(Math.round(transfer.rate), 1e6);
    const stalled = new Transfer(10);
    stalled.note(5, 0);
    stalled.note(5, 9000);
    assert.equal(stalled.rate, null);
    assert.equal(new Transfer(0).share, 1);
});

test("times read as people say them", () => {
    assert.deepEqual([0, 0.2, 59.5, 61, 3600, 7322].map(duration), ["1 s", "1 s", "1 min 0 s", "1 min 1 s", "1 h 0 min", "2 h 2 min"]);
});

test("a problem says its place, its other faults, and what to do", () => {
    const problem = {
        type: "/problems/report-shape", title: "t", detail: "d", status: 422, pointer: "/data/x", expected: "an object", found: "an array",
        faults: [{ pointer: "/data/x", expected: "an object", found: "an array" }, { pointer: "/data/y", expected: "an object", found: "a text" }],
    };
    assert.deepEqual(factsOf(problem), [
        { name: "Place in the report (JSON Pointer)", value: "/data/x" }, { name: "Expected", value: "an object" }, { name: "Found", value: "an array" }]);
    assert.deepEqual(faultsOf(problem), ["/data/y: expected an object, found a text"]);
    assert.match(adviceOn(problem), /aggregated_report\.json/);
    assert.equal(adviceOn({ type: "/problems/of-tomorrow" }), "");
    assert.deepEqual(factsOf({ offset: 0, found: null }), [{ name: "Byte", value: "0" }]);
});

test("an answer that is no problem object is not shown as it is", () => {
    for (const text of ["<html>Bad Gateway", "", "null", "[1]", '{"error": "x"}']) {
        assert.equal(problemOf(502, text).title, "The server answered 502");
        assert.ok(!problemOf(502, text).detail.includes("html"));
    }
    assert.equal(problemOf(422, '{"title": "a", "detail": "b"}').detail, "b");
});
