// Series of several sides on one axis: whose line is whose is told by dash and name, not by colour alone.

import { axis, axisTitle, baseLayout, plainText } from "../model/layout.js";
import { largestOf } from "../model/units.js";

const DASHES = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "4px 2px 1px 2px", "1px 3px"];
const SYMBOLS = ["circle", "square", "diamond", "triangle-up", "cross", "x", "star", "pentagon"];
/** Up to this many points each sample is marked; beyond, the line alone is clearer. */
const MARKED_POINTS = 60;

/**
 * The points of a series as `{ x, mean, low, high }`: of a bucket its middle, of a sample its place.
 * @param series of the answer: `values` with `no_samples`, or `buckets`
 * @param start the number of the sample at 0
 */
export function pointsOf(series, start) {
    if (series.buckets) {
        return series.buckets.map(({ from, to, min, mean, max }) => ({ x: (from + to - 1) / 2 - start, mean, low: min, high: max }));
    }
    const missing = new Set(series.no_samples);
    return series.values.map((value, index) => {
        const place = series.from + index;
        const known = missing.has(place) ? null : value;
        return { x: place - start, mean: known, low: known, high: known };
    });
}

/**
 * @param lines `[{ place, title, filesystem, series, start }]`, of which `series` is null where a side has none
 * @param units how values are shown
 */
export function seriesFigure(lines, { key, metric, isFromZero }, units, styles, look) {
    const drawn = lines.filter(({ series }) => series !== null).map((line) => ({ ...line, points: pointsOf(line.series, line.start) }));
    const unit = metric?.unit ?? null;
    const { name, scale } = units.axisScale(unit, largestOf(drawn.flatMap(({ points }) => points.map(({ high }) => high))));
    const end = largestOf(drawn.flatMap(({ points }) => points.slice(-1).map(({ x }) => x)));
    const data = drawn.flatMap((line) => [...band(line, scale, styles), trace(line, scale, name, styles)]);
    const layout = {
        ...baseLayout(look, 300),
        showlegend: true,
        legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom", font: { size: 11 } },
        margin: { l: 62, r: 12, t: 30 + 14 * Math.max(0, drawn.length - 2), b: 44 },
        hovermode: "x unified",
        dragmode: "zoom",
        xaxis: axis(look, isFromZero ? "sample of the series, from the first" : "sample of the series, from the busy start", {
            range: [isFromZero ? 0 : Math.min(0, ...drawn.flatMap(({ points }) => points.slice(0, 1).map(({ x }) => x))), Math.max(end, 1) * 1.01],
            fixedrange: false,
            zeroline: !isFromZero,
        }),
        yaxis: axis(look, axisTitle(metric?.label ?? key, name), { rangemode: "tozero" }),
    };
    return { data, layout, isEmpty: data.length === 0 };
}

/** What lies between the lowest and the highest sample of each bucket. */
function band({ series, points, place, filesystem }, scale, styles) {
    if (!series.buckets) return [];
    const { color } = styles(filesystem);
    const edge = (values, fill) => ({
        type: "scatter", mode: "lines", x: points.map(({ x }) => x), y: values.map((value) => (value === null ? null : scale(value))),
        line: { color, width: 0 }, fill, fillcolor: `${color}26`, hoverinfo: "skip", showlegend: false, name: `band ${place}`, meta: { isBand: true },
    });
    return [edge(points.map(({ low }) => low), "none"), edge(points.map(({ high }) => high), "tonexty")];
}

function trace({ place, title, filesystem, points }, scale, unitName, styles) {
    const { color } = styles(filesystem);
    const isMarked = points.length <= MARKED_POINTS;
    return {
        type: "scatter",
        mode: isMarked ? "lines+markers" : "lines",
        name: plainText(title),
        x: points.map(({ x }) => x),
        y: points.map(({ mean }) => (mean === null ? null : scale(mean))),
        connectgaps: false,
        opacity: place === 0 ? 1 : 0.85,
        line: { color, dash: DASHES[place % DASHES.length], width: place === 0 ? 2 : 1.75 },
        marker: { color, symbol: SYMBOLS[place % SYMBOLS.length], size: 5 },
        meta: { place, filesystem, unit: plainText(unitName) },
        hovertemplate: "%{y:.4~g} %{meta.unit}",
    };
}

/** Mean, lowest and highest of a series from its start on, in the samples that it has; null without one. */
export function momentsOf(series, start) {
    const points = pointsOf(series, start).filter(({ x, mean }) => x >= 0 && mean !== null);
    if (points.length === 0) return null;
    const counts = series.buckets ? series.buckets.filter(({ from, to, mean }) => (from + to - 1) / 2 >= start && mean !== null).map(({ samples }) => samples) : points.map(() => 1);
    const count = counts.reduce((sum, each) => sum + each, 0);
    const mean = points.reduce((sum, point, index) => sum + point.mean * counts[index], 0) / count;
    const low = Math.min(...points.map((point) => point.low));
    const high = Math.max(...points.map((point) => point.high));
    return { count, mean, low, high };
}

/**
 * The key that shows a metric best among `keys`: the device's rate of the same kind, else what the device did, else the first.
 * @param metric the key of the compared metric, such as "write_iops"
 */
export function bestKey(keys, metric) {
    const wanted = metric.startsWith("read") ? ["_read_iops"] : metric.startsWith("write") ? ["_write_iops"] : ["_write_iops", "_read_iops"];
    for (const end of [...wanted, "_util"]) {
        const found = keys.find((key) => key.endsWith(end));
        if (found) return found;
    }
    return keys[0] ?? null;
}
