// The part of benchd's HTTP interface that a dashboard reads.

import { getJSON } from "../page/http.js";

/** Everything about a run but its time series. */
export function fetchSummary(uuid) {
    return getJSON(`/api/benchmarks/${encodeURIComponent(uuid)}/summary`);
}

/** The series of all entries of one benchmark, an empty object for a part that was not sampled. */
export function fetchSeries(uuid, benchmark) {
    const seriesOf = (filesystem, group, part) => {
        if (!part?.has_series) return {};
        const query = new URLSearchParams({ benchmark: benchmark.name, filesystem, group });
        return getJSON(`/api/benchmarks/${encodeURIComponent(uuid)}/series?${query}`);
    };
    return Promise.all(
        benchmark.entries.map(async ({ filesystem, docker_stats, iostat }) => {
            const [docker, disk] = await Promise.all([
                seriesOf(filesystem, "docker_stats", docker_stats),
                seriesOf(filesystem, "iostat", iostat),
            ]);
            return { filesystem, docker_stats: docker ?? {}, iostat: disk ?? {} };
        }),
    );
}
