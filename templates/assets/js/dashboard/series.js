// The time series of a benchmark: asked from the server for the part of the axis that is shown, at the resolution that is drawn.

import { getJSON } from "../page/http.js";
import { links } from "../page/links.js";
import { once } from "./parts.js";

/** The points of a line: more would not be seen apart, in a wide figure and in a narrow one. */
const POINTS = 480;
const NARROW_POINTS = 120;
const WIDE = 500;
/** Up to so many samples the server gives them as they are. */
const SAMPLE_LIMIT = 10_000;

/** How many points a line has in a figure of so many pixels. */
export function pointCount(width) {
    return width >= WIDE ? POINTS : NARROW_POINTS;
}

/**
 * @param benchmark its object in the summary, with the entries that the page shows
 * @returns `{ all(points), part(zoom, points), samples(filesystem, key) }`, promises of what the server answers
 */
export function benchmarkSeries(uuid, { name, index, entries_from: first, entries }) {
    const place = { from: `${index}.${first}`, entries: Math.max(1, entries.length), bands: true };
    const answer = once((query) => getJSON(links.series(uuid, query)));
    const ask = (parameters) => answer(String(new URLSearchParams({ ...place, ...parameters })));
    const all = async (points = POINTS) => {
        const whole = await ask({ points: POINTS });
        const isShort = linesOf(whole).every(({ x }) => x.length <= points);
        return isShort ? whole : ask({ points });
    };
    const askSamples = once((address) => getJSON(address).then(({ series: [found] }) => samplesOf(found)));
    return {
        all,
        /** A part of the axis; where all samples are there already, all of them. */
        async part(zoom, points) {
            const whole = await all(points);
            const [start, end] = zoom ?? [];
            return zoom && linesOf(whole).some(({ low }) => low !== undefined) ? ask({ points, start, end }) : whole;
        },
        /** The samples of one series of iostat; null where there are too many. */
        samples: (filesystem, key) => {
            const parameters = { benchmark: name, filesystem, group: "iostat", key, points: SAMPLE_LIMIT };
            return askSamples(links.series(uuid, parameters));
        },
    };
}

function linesOf({ figures }) {
    return figures.flatMap(({ lines }) => lines);
}

function samplesOf(series) {
    if (!series?.values) return null;
    const none = new Set(series.no_samples);
    return series.values.map((value, index) => (none.has(index) ? null : value));
}
