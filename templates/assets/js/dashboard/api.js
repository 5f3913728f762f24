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

/** How the run stands among the others: the noise of its benchmarks, the intervals of its values. */
export function fetchStanding(uuid) {
    return getJSON(links.standing(uuid));
}
