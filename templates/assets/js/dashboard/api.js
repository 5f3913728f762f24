// The part of benchd's HTTP interface that a dashboard reads.

async function getJSON(path) {
    const response = await fetch(path, { headers: { Accept: "application/json" } });
    if (response.ok) return response.json();
    const problem = await response.json().catch(() => ({}));
    throw new Error(problem.detail ?? `${path} answered ${response.status}`);
}

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
