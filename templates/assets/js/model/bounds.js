// How much of a benchmark is drawn: a report may hold thousands of filesystems and metrics. The server bounds the series.

/** The most figures of one kind in a benchmark, and the most metrics in a figure. */
export const FIGURE_LIMIT = 60;

/** The most filesystems in a figure. */
export const FILESYSTEM_LIMIT = 50;

/** The filesystems of some entries that a figure shows. */
export function drawnFilesystems(entries, isShown) {
    return entries.map(({ filesystem }) => filesystem).filter(isShown).slice(0, FILESYSTEM_LIMIT);
}
