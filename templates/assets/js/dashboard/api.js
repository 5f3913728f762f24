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

/**
 * What is drawn of the series of a benchmark's entries, and what each of them used of the machine.
 * @param benchmark its object in the summary, with the entries that the page shows
 */
export function fetchSeries(uuid, { index, entries_from: first, entries }) {
    return getJSON(links.series(uuid, { from: `${index}.${first}`, entries: Math.max(1, entries.length) }));
}
