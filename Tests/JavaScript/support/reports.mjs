// Reports for the tests, and the summary the server makes of one (only what the charts read).

import { readFileSync } from "node:fs";
import { Units } from "../../../templates/assets/js/model/units.js";

const RUNS = process.env.BENCHD_FIXTURES ?? new URL("../../../examples", import.meta.url).pathname;

export const FIXTURES = ["baseline", "baseline-repeat", "minute-baseline", "minute-mount-options", "mount-options", "readahead-16k"];

export function fixture(name) {
    return JSON.parse(readFileSync(`${RUNS}/${name}/aggregated_report.json`, "utf8"));
}

/** What the server says of metrics and units; a Swift test compares it with the server's own. */
export const DEFINITIONS = JSON.parse(readFileSync(new URL("definitions.json", import.meta.url), "utf8"));
export const UNITS = new Units(DEFINITIONS.units);

/** The definition of a metric of a benchmark's `plot`, as the server describes it. */
export function definition(key) {
    const unknown = { key, label: key, unit: null, direction: null, group: null, group_label: null };
    return DEFINITIONS.plot.find((known) => known.key === key) ?? unknown;
}

/** The part of `GET /api/benchmarks/{uuid}/summary` that the charts read. */
export function summaryOf(report) {
    const benchmarks = Object.keys(report.data).sort().map((name) => benchmarkOf(name, report.data[name]));
    return { uuid: "test", benchmarks };
}

function benchmarkOf(name, byFilesystem) {
    const entries = Object.keys(byFilesystem).sort().map((filesystem) => entryOf(filesystem, byFilesystem[filesystem]));
    const keys = [...new Set(entries.flatMap(({ metrics }) => Object.keys(metrics.plot ?? {})))];
    const plot = keys.sort().map(definition);
    return { name, kind: null, metrics: { plot, table: [] }, entries };
}

function entryOf(filesystem, { metrics, monitoring }) {
    const part = (group) => {
        const { plot = null, table = null, series = null } = monitoring?.[group] ?? {};
        return { plot, table, has_series: series !== null && Object.keys(series).length > 0 };
    };
    return {
        filesystem,
        metrics: { plot: metrics?.plot ?? null, table: metrics?.table ?? null },
        docker_stats: part("docker_stats"),
        iostat: part("iostat"),
    };
}
