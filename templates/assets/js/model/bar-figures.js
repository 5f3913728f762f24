// Bars that compare the filesystems of one benchmark.

import { axis, axisTitle, baseLayout, plainText, shortText, textWidth } from "./layout.js";
import { directionText, largestOf } from "./units.js";

const ROW_HEIGHT = 24;
const AXIS_HEIGHT = 54;

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

/**
 * One bar for each filesystem, in one block of rows for each metric.
 * Every row has the filesystem's name beside it, so that colour is never the only sign; a missing value keeps its row.
 *
 * @param rows `{ metrics, filesystems, valueOf(filesystem, key), units }`
 * @param styles name → `{ color, pattern }`
 */
export function barFigure({ metrics, filesystems, valueOf, units }, styles, look) {
    const blockRows = filesystems.length + (metrics.length > 1 ? 1 : 0);
    const rowOf = (block, index) => block * blockRows + index + (metrics.length > 1 ? 1 : 0);
    const values = filesystems.map((filesystem) => metrics.map(({ key }) => numberOrNull(valueOf(filesystem, key))));
    const largest = largestOf(values.flat());
    const { unit, direction } = metrics[0];
    const { name, scale } = units.axisScale(unit, largest);

    const data = filesystems.map((filesystem, index) => ({
        type: "bar",
        orientation: "h",
        name: filesystem,
        x: values[index].map((value) => (value === null ? null : scale(value))),
        y: metrics.map((_, block) => rowOf(block, index)),
        width: 0.74,
        text: values[index].map((value) => (value === null ? "" : units.format(value, unit))),
        textposition: "outside",
        textfont: { size: 11, color: look.ink },
        cliponaxis: false,
        marker: barMarker(styles(filesystem)),
        meta: { filesystem, keys: metrics.map(({ key }) => key) },
        customdata: metrics.map(({ label }) => plainText(`${filesystem}, ${label}`)),
        hovertemplate: "%{customdata}: %{text}<extra></extra>",
    }));

    const rowCount = metrics.length * blockRows;
    const rows = metrics.flatMap((_, block) => filesystems.map((_, index) => rowOf(block, index)));
    const layout = {
        ...baseLayout(look, rowCount * ROW_HEIGHT + AXIS_HEIGHT),
        barmode: "overlay",
        xaxis: axis(look, axisTitle(name, directionText(direction)), { range: valueRange(values.flat(), scale) }),
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
        annotations: [...blockTitles(metrics, blockRows, look), ...gaps(values, rowOf, look)],
    };
    const longest = largestOf(filesystems.map((filesystem) => textWidth(shortText(filesystem))));
    layout.margin = { l: longest + 14, r: 8, t: 4, b: 44 };
    return { data, layout, isEmpty: values.flat().every((value) => value === null) };
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

function gaps(values, rowOf, look) {
    const notes = [];
    values.forEach((byMetric, index) => {
        byMetric.forEach((value, block) => {
            if (value === null) notes.push(gapNote(rowOf(block, index), look));
        });
    });
    return notes;
}

function gapNote(y, look) {
    const font = { size: 11, color: look.muted };
    return { x: 0, y, text: "no value", showarrow: false, xanchor: "left", xshift: 4, font };
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
