// Bars that compare the filesystems of one benchmark.

import { axis, axisTitle, baseLayout, plainText, shortText, textWidth } from "./layout.js";
import { directionText, largestOf } from "./units.js";

const ROW_HEIGHT = 24;
const AXIS_HEIGHT = 54;
/** A whisker ends at so many times the longest bar at most. */
const LONGEST_WHISKER = 1.5;

/**
 * The figures that show every plotted metric once: metrics of one group share a figure,
 * as long as they share unit and direction; a metric without a group has its own.
 */
export function metricFigures(definitions) {
    const figures = new Map();
    for (const metric of definitions) {
        const shared = JSON.stringify([metric.group, metric.unit, metric.direction]);
        const id = metric.group === null ? JSON.stringify(metric.key) : shared;
        if (!figures.has(id)) figures.set(id, []);
        figures.get(id).push(metric);
    }
    const taken = new Set();
    return [...figures.values()].map((metrics) => ({
        id: figureId(metrics[0], taken),
        title: metrics.length > 1 ? metrics[0].group_label : metrics[0].label,
        metrics,
    }));
}

/** `plot:GROUP` for the first figure of a group, `plot:GROUP:KEY` for its others, `plot::KEY` without a group. */
function figureId({ group, key }, taken) {
    if (group === null || taken.has(group)) return `plot:${group ?? ""}:${key}`;
    taken.add(group);
    return `plot:${group}`;
}

/** Filesystems with the best value of a metric first, those without one last; without a direction the highest is first. */
export function byValue(filesystems, { key, direction }, valueOf) {
    const sign = direction === "lower" ? 1 : -1;
    const known = (filesystem) => Number.isFinite(valueOf(filesystem, key));
    return filesystems.toSorted((one, other) => {
        if (!known(one) || !known(other)) return Number(known(other)) - Number(known(one));
        return sign * (valueOf(one, key) - valueOf(other, key));
    });
}

/**
 * One bar for each filesystem, in one block of rows for each metric.
 * Every row has the filesystem's name beside it, so that colour is never the only sign; a missing value keeps its row.
 *
 * @param rows `{ metrics, filesystems, valueOf(filesystem, key), units, intervalOf(filesystem, key), isLog }`; `intervalOf` gives the
 * interval of a value as `[low, high]` or null; it may be missing
 * @param styles name → `{ color, pattern }`
 */
export function barFigure({ metrics, filesystems, valueOf, units, intervalOf = () => null, isLog = false }, styles, look) {
    const blockRows = filesystems.length + (metrics.length > 1 ? 1 : 0);
    const rowOf = (block, index) => block * blockRows + index + (metrics.length > 1 ? 1 : 0);
    const values = filesystems.map((filesystem) => metrics.map(({ key }) => numberOrNull(valueOf(filesystem, key))));
    const largest = largestOf(values.flat());
    const { unit, direction } = metrics[0];
    const { name, scale } = units.axisScale(unit, largest);
    const intervals = filesystems.map((filesystem) => metrics.map(({ key }) => intervalOf(filesystem, key)));
    // A wide interval would leave nothing to see of the bars.
    const limit = largest * LONGEST_WHISKER;
    const ends = intervals.flatMap((ofRow) => ofRow.map((interval) => (interval === null ? null : Math.min(interval[1], limit))));

    const data = filesystems.map((filesystem, index) => ({
        type: "bar",
        orientation: "h",
        name: filesystem,
        x: values[index].map((value) => (value === null ? null : scale(value))),
        y: metrics.map((_, block) => rowOf(block, index)),
        width: 0.74,
        text: values[index].map((value) => (value === null ? "" : units.format(value, unit))),
        textposition: "none",
        error_x: whiskers(values[index], intervals[index], scale, limit, look),
        marker: barMarker(styles(filesystem)),
        meta: { filesystem, keys: metrics.map(({ key }) => key), labels: metrics.map(({ label }) => label), values: values[index], metrics },
        hoverinfo: "text",
        hovertext: metrics.map((metric, place) => plainText(barWords(filesystem, metric, values, index, place, { units, filesystems, interval: intervals[index][place] })).replaceAll("\n", "<br>")),
    }));

    const isLogarithmic = isLog && values.flat().every((value) => value === null || value > 0) && largest > 0;
    const rowCount = metrics.length * blockRows;
    const rows = metrics.flatMap((_, block) => filesystems.map((_, index) => rowOf(block, index)));
    const layout = {
        ...baseLayout(look, rowCount * ROW_HEIGHT + AXIS_HEIGHT),
        barmode: "overlay",
        xaxis: axis(look, axisTitle(name, directionText(direction)), isLogarithmic ? { type: "log", range: logRange([...values.flat(), ...ends], scale) } : { range: valueRange([...values.flat(), ...ends], scale) }),
        yaxis: axis(look, "", {
            range: [rowCount - 0.5, -0.5],
            tickvals: rows,
            ticktext: metrics.flatMap(() => filesystems.map((filesystem) => plainText(shortText(filesystem)))),
            ticks: "",
            showgrid: false,
            zeroline: false,
            tickfont: { size: 11, color: look.ink },
            ticklabelstandoff: 6,
        }),
        annotations: [...blockTitles(metrics, blockRows, look), ...valueTexts(data, isLogarithmic, look), ...gaps(values, rowOf, look, isLogarithmic)],
    };
    const longest = largestOf(filesystems.map((filesystem) => textWidth(shortText(filesystem))));
    layout.margin = { l: longest + 14, r: 8, t: 4, b: 44 };
    return { data, layout, units, isEmpty: values.flat().every((value) => value === null) };
}

function numberOrNull(value) {
    return Number.isFinite(value) ? value : null;
}

function barMarker({ color, pattern }) {
    return { color, pattern: { shape: pattern, fillmode: "overlay", fgcolor: "#fff", fgopacity: 0.75, size: 6 } };
}

/** From zero to the largest value, with room for the number at the bar's end. */
function valueRange(values, scale) {
    const known = values.filter((value) => value !== null).map(scale);
    const [lowest, highest] = [Math.min(0, ...known), Math.max(0, ...known)];
    const room = (highest - lowest) * 0.46 || 1;
    return [lowest < 0 ? lowest - room : 0, highest + room];
}

/** From a decade below the smallest value; bars of a logarithmic axis have no zero to begin at. */
function logRange(values, scale) {
    const known = values.filter((value) => value !== null).map((value) => Math.log10(scale(value)));
    const [lowest, highest] = [Math.floor(Math.min(...known)), Math.max(...known)];
    return [lowest - (Math.min(...known) - lowest < 0.1 ? 1 : 0), highest + (highest - lowest + 1) * 0.3];
}

/** The number of each bar, after its whisker. */
function valueTexts(bars, isLogarithmic, look) {
    return bars.flatMap(({ x, y, text, error_x: whisker }) =>
        x.flatMap((value, place) => {
            if (value === null) return [];
            const end = Math.max(0, value + (whisker?.array[place] ?? 0));
            return { x: isLogarithmic ? Math.log10(end) : end, y: y[place], text: text[place], showarrow: false, xanchor: "left", xshift: 2, font: { size: 11, color: look.ink } };
        }),
    );
}

/** The interval of each value, as far as the axis goes. */
function whiskers(values, intervals, scale, limit, look) {
    const isKnown = values.map((value, place) => value !== null && intervals[place] !== null);
    if (!isKnown.includes(true)) return undefined;
    const reach = (side) => values.map((value, place) => (isKnown[place] ? Math.max(0, side(scale(value), intervals[place])) : 0));
    return {
        type: "data",
        symmetric: false,
        array: reach((value, [, high]) => scale(Math.min(high, limit)) - value),
        arrayminus: reach((value, [low]) => value - scale(low)),
        color: look.ink,
        thickness: 1,
        width: 4,
    };
}

/** What hovering says of a bar: value, unit, the difference to the first one, the interval. */
function barWords(filesystem, { key, label, unit }, values, index, place, { units, filesystems, interval }) {
    const value = values[index][place];
    if (value === null) return `${filesystem}, ${label}: no value`;
    const lines = [`${filesystem}, ${label}`, units.formatWithUnit(value, unit)];
    const first = values[0][place];
    if (index > 0 && first) lines.push(`${changeText(value, first)} against ${filesystems[0]}`);
    if (interval !== null) lines.push(`95 % interval ${interval.map((end) => (Number.isFinite(end) ? units.formatWithUnit(end, unit) : "any value above")).join(" to ")}`);
    return lines.join("\n");
}

/** How far a value lies from another: `+12.3 %`; far above it `13.6 ×`. */
export function changeText(value, other) {
    const change = 100 * (value / other - 1);
    if (!Number.isFinite(change)) return "–";
    if (change >= 900) return `${Number((value / other).toPrecision(3))} ×`;
    const digits = Math.abs(change) < 9.995 ? 2 : Math.abs(change) < 99.95 ? 1 : 0;
    return `${change < 0 ? "−" : "+"}${Math.abs(change).toFixed(digits)} %`;
}

/** Names each block where a figure has several, above the block's first row. */
function blockTitles(metrics, blockRows, look) {
    if (metrics.length < 2) return [];
    return metrics.map(({ label }, block) => ({
        xref: "paper",
        x: 0,
        y: block * blockRows,
        text: plainText(label),
        showarrow: false,
        xanchor: "left",
        font: { size: 12, color: look.muted },
    }));
}

function gaps(values, rowOf, look, isLogarithmic) {
    const notes = [];
    values.forEach((byMetric, index) => {
        byMetric.forEach((value, block) => {
            if (value === null) notes.push(gapNote(rowOf(block, index), look, isLogarithmic));
        });
    });
    return notes;
}

function gapNote(y, look, isLogarithmic) {
    const font = { size: 11, color: look.muted };
    return { x: 0, ...(isLogarithmic ? { xref: "paper" } : {}), y, text: "no value", showarrow: false, xanchor: "left", xshift: 4, font };
}

/** The bars in words, for readers who do not see them. */
export function describeBars(title, { metrics, filesystems, valueOf, units }) {
    const sentences = metrics.map(({ key, label, unit }) => {
        const values = filesystems.map((filesystem) => {
            const value = valueOf(filesystem, key);
            return `${filesystem} ${Number.isFinite(value) ? units.formatWithUnit(value, unit) : "no value"}`;
        });
        return `${label}: ${values.join(", ")}.`;
    });
    return `Bar chart, ${title}. ${sentences.join(" ")}`;
}
