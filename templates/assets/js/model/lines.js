// Lines over time as Plotly draws them: the mean, and a light band from the lowest to the highest.

import { plainText } from "./layout.js";

/** Up to this many points each sample is marked; beyond, the line alone is clearer. */
const MARKED_POINTS = 100;

/** A line whose points stand for many samples has `low` and `high`. */
export function hasBand(line) {
    return line.low !== undefined;
}

/** All values of a line, its band's too, without gaps. */
export function valuesOf({ y, low = [], high = [] }) {
    return [...y, ...low, ...high].filter((value) => value !== null);
}

/**
 * The traces of a line: its band, if it has one, then the line itself.
 * @param line `{ filesystem, key, disk, x, y, low, high }`
 * @param axes `{ xaxis, yaxis }` in a figure of several panels
 */
export function lineTraces(line, scale, unitName, { color, dash, symbol }, axes = {}) {
    const { filesystem, key, disk, x, y } = line;
    const scaled = (value) => (value === null ? null : scale(value));
    const isMarked = y.length <= MARKED_POINTS;
    const label = disk ? `${filesystem}, ${disk}` : filesystem;
    const trace = {
        type: "scatter",
        mode: isMarked ? "lines+markers" : "lines",
        name: filesystem,
        x,
        y: y.map(scaled),
        connectgaps: false,
        line: { color, dash, width: 1.75 },
        marker: { color, symbol, size: y.length > 20 ? 3 : 6 },
        meta: { filesystem, key, disk, label: plainText(label), unit: plainText(unitName) },
        ...axes,
    };
    return hasBand(line) ? [bandTrace(line, scaled, color, axes), trace] : [trace];
}

/** The traces of the lines of one panel, the bands below all lines. */
export function panelTraces(lines, scale, unitName, styles, axes = {}) {
    const traces = lines.flatMap((line) => lineTraces(line, scale, unitName, styles(line.filesystem), axes));
    return [...traces.filter(({ meta }) => meta.isBand), ...traces.filter(({ meta }) => !meta.isBand)];
}

/** A band as one shape for each stretch without a gap. */
function bandTrace({ filesystem, x, low, high }, scaled, color, axes) {
    const outline = { x: [], y: [] };
    let start = 0;
    for (let end = 0; end <= x.length; end += 1) {
        if (end < x.length && low[end] !== null && high[end] !== null) continue;
        if (end > start) addStretch(outline, x.slice(start, end), low.slice(start, end).map(scaled), high.slice(start, end).map(scaled));
        start = end + 1;
    }
    return {
        type: "scatter",
        mode: "lines",
        name: filesystem,
        ...outline,
        fill: "toself",
        fillcolor: color,
        opacity: 0.2,
        line: { width: 0, color },
        hoverinfo: "skip",
        meta: { filesystem, isBand: true },
        ...axes,
    };
}

function addStretch(outline, x, low, high) {
    if (outline.x.length > 0) {
        outline.x.push(null);
        outline.y.push(null);
    }
    outline.x.push(...x, ...x.toReversed(), x[0]);
    outline.y.push(...high, ...low.toReversed(), high[0]);
}

/** What a point of some lines stands for, in words. */
export function pointMeaning(lines) {
    const longest = longestOf(lines);
    if (!longest) return "";
    if (!hasBand(longest)) return `A point is one sample, about ${stepText(longest)} apart.`;
    return `A point is ${stepText(longest)}, ${Math.round(longest.count / longest.x.length)} samples: the line is their mean, the band goes from the lowest to the highest.`;
}

/** The same, short enough for a narrow figure. */
export function pointLength(lines) {
    const longest = longestOf(lines);
    if (!longest) return "";
    return hasBand(longest) ? `A point is ${stepText(longest)}: mean, lowest, highest` : "A point is one sample";
}

function longestOf(lines) {
    const longest = lines.reduce((one, other) => (other.count > (one?.count ?? 0) ? other : one), null);
    return longest && longest.x.length > 1 ? longest : null;
}

function stepText({ x }) {
    return `${Number(((x.at(-1) - x[0]) / (x.length - 1)).toPrecision(2))} s`;
}

/** The value of a line at the point nearest to a place; null in a gap, and beyond its ends. */
export function valueAt({ x, y }, place) {
    if (x.length === 0) return null;
    let [low, high] = [0, x.length - 1];
    while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (x[middle] <= place) low = middle;
        else high = middle;
    }
    const nearest = place - x[low] <= x[high] - place ? low : high;
    const step = x.length > 1 ? Math.abs(x[high] - x[low]) || 1 : 1;
    return Math.abs(x[nearest] - place) <= step ? y[nearest] : null;
}
