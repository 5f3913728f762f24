// The time series of a benchmark: asked from the server for the part of the axis that is shown, at the resolution that is drawn.

import { getJSON } from "../page/http.js";
import { links } from "../page/links.js";
import { once } from "./parts.js";

/** The points of a line: more would not be seen apart. */
const POINTS = 480;
/** Up to so many samples the server gives them as they are. */
const SAMPLE_LIMIT = 10_000;

/**
 * @param benchmark its object in the summary, with the entries that the page shows
 * @returns `{ all(), part(zoom), samples(filesystem, key) }`, promises of what the server answers
 */
export function benchmarkSeries(uuid, { name, index, entries_from: first, entries }) {
    const place = { from: `${index}.${first}`, entries: Math.max(1, entries.length), points: POINTS, bands: true };
    const ask = once((zoom) => {
        const [start, end] = zoom.split("-");
        return getJSON(links.series(uuid, zoom ? { ...place, start, end } : place));
    });
    const all = () => ask();
    const askSamples = once((address) => getJSON(address).then(({ series: [found] }) => samplesOf(found)));
    return {
        all,
        /** A part of the axis; where all samples are there already, all of them. */
        async part(zoom) {
            const whole = await all();
            const isWhole = whole.figures.every(({ lines }) => lines.every(({ low }) => low === undefined));
            return zoom && !isWhole ? ask(zoom.join("-")) : whole;
        },
        /** The samples of one series of iostat; null where there are too many. */
        samples: (filesystem, key) => {
            const parameters = { benchmark: name, filesystem, group: "iostat", key, points: SAMPLE_LIMIT };
            return askSamples(links.series(uuid, parameters));
        },
    };
}

function samplesOf(series) {
    if (!series?.values) return null;
    const none = new Set(series.no_samples);
    return series.values.map((value, index) => (none.has(index) ? null : value));
}
