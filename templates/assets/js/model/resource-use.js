// How much of the machine a filesystem used in a benchmark, on the same base as "Why": the corrected means.

const MEANS = {
    cpu: ({ docker }) => docker.cpu_perc,
    memory: ({ docker }) => docker.mem_usage_bytes,
    machine_cpu: ({ iostat }) => (isKnown(iostat.cpu_user) && isKnown(iostat.cpu_system) ? iostat.cpu_user + iostat.cpu_system : null),
    iowait: ({ iostat }) => iostat.cpu_iowait,
    util: ({ iostat }) => largest(Object.keys(iostat).filter((key) => key.endsWith("_util")).map((key) => iostat[key])),
};

/**
 * @param entry of the summary
 * @param use the means of all samples, for what has no corrected mean; may be undefined
 * @param id of a resource: `cpu`, `memory`, `machine_cpu`, `iowait`, `util`
 */
export function usedOf({ corrected }, use, id) {
    const mean = MEANS[id]?.({ iostat: corrected?.iostat ?? {}, docker: corrected?.docker_stats ?? {} });
    return isKnown(mean) ? mean : use?.[id];
}

function largest(values) {
    const known = values.filter(isKnown);
    return known.length > 0 ? Math.max(...known) : null;
}

function isKnown(value) {
    return Number.isFinite(value);
}
