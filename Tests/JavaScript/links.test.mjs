import assert from "node:assert/strict";
import { test } from "node:test";
import { Links } from "../../templates/assets/js/model/links.js";

test("every link begins with the base path, which is empty where the page names none", () => {
    for (const [links, base] of [[new Links(undefined), ""], [new Links(""), ""], [new Links("/bench"), "/bench"]]) {
        assert.equal(links.runs(), `${base}/api/benchmarks`);
        assert.equal(links.report("0199"), `${base}/api/benchmarks/0199`);
        assert.equal(links.summary("0199", { from: "0.0", limit: 5 }), `${base}/api/benchmarks/0199/summary?from=0.0&limit=5`);
        assert.equal(links.series("0199", { benchmark: "a b" }), `${base}/api/benchmarks/0199/series?benchmark=a+b`);
        assert.equal(links.archive("0199"), `${base}/api/benchmarks/0199/config`);
        assert.equal(links.listing("0199", 250), `${base}/api/benchmarks/0199/config/files?from=250`);
    }
});

test("an entry's own address has its name encoded", () => {
    const links = new Links("/bench");
    const address = "/bench/api/benchmarks/0199/config/files/a/%C3%BC%20%3F%23.txt?index=3";
    assert.equal(links.entry("0199", { path: "a/ü ?#.txt", index: 3 }), address);
});
