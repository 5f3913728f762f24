// The part of benchd's HTTP interface that a dashboard reads.

import { getJSON } from "../page/http.js";
import { links } from "../page/links.js";

/**
 * A part of a run without its time series.
 * @param part `{ from, benchmarks, entries }`: where it begins, and how much of it the page shows
 */
export function fetchSummary(uuid, { from, benchmarks, entries }) {
    const limits = { limit: Math.max(1, benchmarks), entries: Math.max(1, entries) };
    return getJSON(links.summary(uuid, { from, ...limits }));
}

/** The series of some entries of one benchmark, an empty object for a part that was not sampled. */
export function fetchSeries(uuid, benchmark, entries) {
    const seriesOf = (filesystem, group, part) => {
        if (!part?.has_series) return {};
        return getJSON(links.series(uuid, { benchmark: benchmark.name, filesystem, group }));
    };
    return Promise.all(
        entries.map(async ({ filesystem, docker_stats, iostat }) => {
            const [docker, disk] = await Promise.all([
                seriesOf(filesystem, "docker_stats", docker_stats),
                seriesOf(filesystem, "iostat", iostat),
            ]);
            return { filesystem, docker_stats: docker ?? {}, iostat: disk ?? {} };
        }),
    );
}
