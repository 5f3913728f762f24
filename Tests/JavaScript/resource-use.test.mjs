import assert from "node:assert/strict";
import { test } from "node:test";
import { usedOf } from "../../templates/assets/js/model/resource-use.js";

const corrected = {
    iostat: { cpu_user: 20, cpu_system: 5, cpu_iowait: 3, vda_util: 40, vdb_util: 90, vdb_read_iops: 5000 },
    docker_stats: { cpu_perc: 150, mem_usage_bytes: 1e9 },
};
const use = { cpu: 1, memory: 2, machine_cpu: 3, iowait: 4, util: 5 };
const used = (entry) => Object.keys(use).map((id) => usedOf(entry, use, id));

test("what was used is the corrected mean, of which the busiest disk's counts", () => {
    assert.deepEqual(used({ corrected }), [150, 1e9, 25, 3, 90]);
});

test("what has no corrected mean is the mean of all samples", () => {
    assert.deepEqual(used({ corrected: { iostat: { ...corrected.iostat, cpu_system: null, vda_util: null, vdb_util: null }, docker_stats: {} } }), [1, 2, 3, 3, 5]);
    assert.deepEqual(used({ corrected: null }), [1, 2, 3, 4, 5]);
    assert.equal(usedOf({}, undefined, "cpu"), undefined);
});
