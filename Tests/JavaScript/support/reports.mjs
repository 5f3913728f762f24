// Reports for the tests, and the summary the server makes of one (only what the charts read).

import { readFileSync } from "node:fs";

const RUNS = process.env.BENCHD_FIXTURES ?? new URL("../../Fixtures/runs", import.meta.url).pathname;

export const FIXTURES = ["baseline", "baseline-repeat", "minute-baseline", "minute-mount-options", "mount-options", "readahead-16k"];

export function fixture(name) {
    return JSON.parse(readFileSync(`${RUNS}/${name}/aggregated_report.json`, "utf8"));
}

const metric = (key, label, unit, direction, group, more = {}) => ({
    key,
    label,
    unit,
    direction,
    group,
    per_disk: false,
    counter: false,
    ...more,
});

const METRICS = [
    metric("read_iops", "Read IOPS", "operations/s", "higher", "iops"),
    metric("write_iops", "Write IOPS", "operations/s", "higher", "iops"),
    metric("read_bw_bytes", "Read bandwidth", "bytes/s", "higher", "bandwidth"),
    metric("write_bw_bytes", "Write bandwidth", "bytes/s", "higher", "bandwidth"),
    metric("read_lat_ns_mean", "Read latency, mean", "ns", "lower", "latency"),
    metric("write_lat_ns_mean", "Write latency, mean", "ns", "lower", "latency"),
    metric("tps", "Transactions", "transactions/s", "higher", "throughput"),
    metric("qps", "Queries", "queries/s", "higher", "throughput"),
    metric("requests_per_sec", "Requests", "requests/s", "higher", "throughput"),
    metric("transfer_per_sec_bytes", "Transfer", "bytes/s", "higher", "bandwidth"),
    metric("latency_avg", "Latency, mean", "ms", "lower", "latency"),
    metric("latency_p95", "Latency, 95th percentile", "ms", "lower", "latency"),
    metric("latency_avg_ms", "Latency, mean", "ms", "lower", "latency"),
];

const disk = (key, label, unit) => metric(key, label, unit, null, "disk", { per_disk: true });
const counter = (key, label, group) => metric(key, label, "bytes", null, group, { counter: true });

export const MONITORING = {
    docker_stats: [
        metric("cpu_perc", "Container CPU", "% of one core", null, "cpu"),
        metric("mem_usage_bytes", "Container memory", "bytes", null, "memory"),
        metric("mem_limit_bytes", "Memory limit", "bytes", null, "memory"),
        counter("block_read_bytes", "Block read", "block"),
        counter("block_write_bytes", "Block write", "block"),
        counter("net_rx_bytes", "Network received", "network"),
        counter("net_tx_bytes", "Network sent", "network"),
    ],
    iostat: [
        metric("cpu_user", "CPU user", "%", null, "cpu"),
        metric("cpu_system", "CPU system", "%", null, "cpu"),
        metric("cpu_iowait", "CPU waiting for I/O", "%", null, "cpu"),
        metric("cpu_idle", "CPU idle", "%", null, "cpu"),
        disk("read_iops", "Device read IOPS", "operations/s"),
        disk("write_iops", "Device write IOPS", "operations/s"),
        disk("read_kbps", "Device read", "KiB/s"),
        disk("write_kbps", "Device write", "KiB/s"),
        disk("read_await", "Device read await", "ms"),
        disk("write_await", "Device write await", "ms"),
        disk("util", "Device utilisation", "%"),
    ],
};

/** The definition of a metric, as the server describes it. */
export function definition(key) {
    return METRICS.find((known) => known.key === key) ?? metric(key, key, null, null, null);
}

/** The part of `GET /api/benchmarks/{uuid}/summary` that the charts read. */
export function summaryOf(report) {
    const benchmarks = Object.keys(report.data).sort().map((name) => benchmarkOf(name, report.data[name]));
    return { uuid: "test", benchmarks, monitoring: MONITORING };
}

function benchmarkOf(name, byFilesystem) {
    const entries = Object.keys(byFilesystem).sort().map((filesystem) => entryOf(filesystem, byFilesystem[filesystem]));
    const keys = [...new Set(entries.flatMap(({ metrics }) => Object.keys(metrics.plot ?? {})))];
    const rank = (key) => (METRICS.findIndex((known) => known.key === key) + METRICS.length + 1) % (METRICS.length + 1);
    const plot = keys.sort((a, b) => rank(a) - rank(b)).map(definition);
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

/** The entries of a benchmark with their series, as `fetchSeries` returns them. */
export function seriesOf(report, benchmark) {
    const byFilesystem = report.data[benchmark];
    return Object.keys(byFilesystem).sort().map((filesystem) => ({
        filesystem,
        docker_stats: byFilesystem[filesystem].monitoring?.docker_stats?.series ?? {},
        iostat: byFilesystem[filesystem].monitoring?.iostat?.series ?? {},
    }));
}
