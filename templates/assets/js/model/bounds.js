// How much of a benchmark is drawn: a report may hold thousands of filesystems, metrics and disks.

/** The most figures of one kind in a benchmark, and the most metrics in a figure. */
export const FIGURE_LIMIT = 60;

/** The most filesystems in a figure. */
export const FILESYSTEM_LIMIT = 50;

/** How much JSON of time series is loaded for one benchmark. */
export const SERIES_BYTE_LIMIT = 64 << 20;

/** The most entries whose time series are loaded. */
const SAMPLED_LIMIT = 24;

/** The filesystems of some entries that a figure shows. */
export function drawnFilesystems(entries, isShown) {
    return entries.map(({ filesystem }) => filesystem).filter(isShown).slice(0, FILESYSTEM_LIMIT);
}

/** The entries whose series are drawn: the first ones, as far as their bytes stay within the limit. */
export function withDrawableSeries(entries) {
    let rest = SERIES_BYTE_LIMIT;
    let count = 0;
    return entries.filter(({ docker_stats, iostat }) => {
        const bytes = (docker_stats?.series_bytes ?? 0) + (iostat?.series_bytes ?? 0);
        if (bytes === 0) return true;
        if (bytes > rest || count === SAMPLED_LIMIT) return false;
        rest -= bytes;
        count += 1;
        return true;
    });
}
