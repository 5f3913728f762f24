// Series of several sides on one axis: whose line is whose is told by dash and name, not by colour alone.

import { axis, axisTitle, baseLayout, plainText } from "../model/layout.js";
import { lineTraces, valuesOf } from "../model/lines.js";
import { largestOf } from "../model/units.js";
import { columnOf, lineTable, rounded } from "../model/value-tables.js";

const DASHES = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "4px 2px 1px 2px", "1px 3px"];
const SYMBOLS = ["circle", "square", "diamond", "triangle-up", "cross", "x", "star", "pentagon"];

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

/** A series as a line: its means, and of buckets the lowest and the highest. */
export function lineOf({ series, start, filesystem }) {
    const points = pointsOf(series, start);
    const list = (name) => points.map((point) => point[name]);
    const bands = series.buckets ? { low: list("low"), high: list("high") } : {};
    return { filesystem, key: series.key, disk: series.disk, count: series.to - series.from, x: list("x"), y: list("mean"), ...bands };
}

/**
 * @param sides `[{ place, title, filesystem, series, start }]`, of which `series` is null where a side has none
 * @param axisText what the numbers of the horizontal axis are
 * @param zoom the part of the axis that is shown; null for all
 * @param units how values are shown
 */
export function seriesFigure(sides, { key, metric, axisText, zoom }, units, styles, look) {
    const drawn = sides.filter(({ series }) => series !== null).map((side) => ({ ...side, line: lineOf(side) }));
    const { name, scale } = units.axisScale(metric?.unit ?? null, largestOf(drawn.flatMap(({ line }) => valuesOf(line))));
    const ends = drawn.flatMap(({ line: { x } }) => [x[0] ?? 0, x.at(-1) ?? 0]);
    const data = drawn.flatMap((side) => tracesOf(side, scale, name, styles));
    const layout = {
        ...baseLayout(look, 300),
        showlegend: true,
        legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom", font: { size: 11 } },
        margin: { l: 62, r: 12, t: 30 + 14 * Math.max(0, drawn.length - 2), b: 44 },
        hovermode: "x unified",
        dragmode: "zoom",
        xaxis: axis(look, axisText, {
            range: zoom ?? [Math.min(0, ...ends), Math.max(1, ...ends) * 1.01],
            fixedrange: false,
            zeroline: drawn.some(({ start }) => start > 0),
        }),
        yaxis: axis(look, axisTitle(metric?.label ?? key, name), { rangemode: "tozero" }),
    };
    const tabled = drawn.map(({ title, line: { x, y } }) => ({ name: title, x, y }));
    const table = (exact) => lineTable(tabled, { head: axisText, textOf: rounded }, columnOf(metric?.unit, { name, scale }, exact));
    return { data, layout, table, isEmpty: data.length === 0 };
}

function tracesOf({ place, title, filesystem, line }, scale, unitName, styles) {
    const { color } = styles(filesystem);
    const style = { color, dash: DASHES[place % DASHES.length], symbol: SYMBOLS[place % SYMBOLS.length] };
    return lineTraces(line, scale, unitName, style).map((trace) => ({
        ...trace,
        name: plainText(title),
        meta: { ...trace.meta, place },
        ...(trace.meta.isBand ? { showlegend: false } : { hovertemplate: "%{y:.4~g} %{meta.unit}" }),
    }));
}

/** Mean, lowest and highest of a series from its start on, or within a zoom, in the samples that it has; null without one. */
export function momentsOf(series, start, zoom = null) {
    const [from, to] = zoom ?? [0, Infinity];
    const samples = series.buckets?.map((bucket) => bucket.samples);
    const points = pointsOf(series, start)
        .map((point, index) => ({ ...point, weight: samples?.[index] ?? 1 }))
        .filter(({ x, mean }) => x >= from && x <= to && mean !== null);
    if (points.length === 0) return null;
    const count = points.reduce((sum, { weight }) => sum + weight, 0);
    const mean = points.reduce((sum, point) => sum + point.mean * point.weight, 0) / count;
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
