// Latency as points: mean, percentiles and the extremes of each filesystem in one row.

import { axis, axisTitle, baseLayout, plainText, shortText, textWidth } from "./layout.js";
import { changeText } from "./bar-figures.js";
import { largestOf } from "./units.js";

const ROW_HEIGHT = 26;
const AXIS_HEIGHT = 76;

/** What a key says of the distribution, in the order of the points; the first that fits. */
const STATISTICS = [
    { pattern: /(^|_)min(_|$)/, name: "min", symbol: "line-ns-open" },
    { pattern: /(^|_)(mean|avg)(_|$)/, name: "mean", symbol: "circle" },
    { pattern: /(^|_)p95(_|$)/, name: "p95", symbol: "diamond" },
    { pattern: /(^|_)p99(_|$)/, name: "p99", symbol: "triangle-up" },
    { pattern: /(^|_)max(_|$)/, name: "max", symbol: "x-thin-open" },
];

/**
 * The figures of a benchmark's latencies: those of one direction and unit together.
 * @param metrics the definitions of `plot` and `table`
 * @returns `[{ id, title, unit, points: [{ key, label, name, symbol }] }]`; only figures of more than one point
 */
export function tailFigures(metrics) {
    const figures = new Map();
    for (const { key, label, unit, group } of metrics) {
        const place = STATISTICS.findIndex(({ pattern }) => pattern.test(key));
        if (group !== "latency" || place < 0) continue;
        const side = /^(read|write)_/.exec(key)?.[1] ?? "";
        const id = `tail:${side || "latency"}`;
        const title = side === "read" ? "Read latency" : side === "write" ? "Write latency" : "Latency";
        const figure = figures.get(id) ?? { id, title, unit, points: [] };
        if (figure.unit !== unit || figure.points.some((point) => point.key === key)) continue;
        figure.points.push({ key, label, place, ...STATISTICS[place] });
        figures.set(id, figure);
    }
    const all = [...figures.values()].filter(({ points }) => points.length > 1);
    for (const { points } of all) points.sort((one, other) => one.place - other.place);
    return all;
}

/** @param rows `{ filesystems, valueOf(filesystem, key), units, isLog }` */
export function tailFigure({ points, unit }, { filesystems, valueOf, units, isLog }, styles, look) {
    const values = filesystems.map((filesystem) => points.map(({ key }) => (Number.isFinite(valueOf(filesystem, key)) ? valueOf(filesystem, key) : null)));
    const known = values.flat().filter((value) => value !== null);
    const { name, scale } = units.axisScale(unit, largestOf(known));
    const positive = known.filter((value) => value > 0);
    const isLogarithmic = known.length > 0 && positive.length === known.length && (isLog || Math.max(...known) > 10 * Math.min(...known));
    const data = filesystems.map((filesystem, row) => ({
        type: "scatter",
        mode: "lines+markers",
        name: filesystem,
        x: values[row].map((value) => (value === null ? null : scale(value))),
        y: points.map(() => row),
        connectgaps: true,
        cliponaxis: false,
        line: { color: styles(filesystem).color, width: 1 },
        marker: { color: styles(filesystem).color, symbol: points.map(({ symbol }) => symbol), size: 9, line: { color: styles(filesystem).color, width: 2 } },
        meta: { filesystem, keys: points.map(({ key }) => key) },
        hoverinfo: "text",
        hovertext: points.map((point, place) => plainText(pointText(filesystem, point, values, row, place, filesystems, units, unit)).replaceAll("\n", "<br>")),
    }));
    const keyText = points.map(({ name: statistic, symbol }) => `${SIGNS[symbol]} ${statistic}`).join("  ");
    const layout = {
        ...baseLayout(look, filesystems.length * ROW_HEIGHT + AXIS_HEIGHT),
        xaxis: axis(look, axisTitle(name, "lower is better", isLogarithmic ? "logarithmic" : ""), isLogarithmic ? { type: "log", dtick: "D1" } : { rangemode: "tozero" }),
        yaxis: axis(look, "", {
            range: [filesystems.length - 0.5, -0.5],
            tickvals: filesystems.map((_, row) => row),
            ticktext: filesystems.map((filesystem) => plainText(shortText(filesystem))),
            showgrid: false,
            zeroline: false,
            tickfont: { size: 11, color: look.ink },
        }),
        annotations: [{ xref: "paper", yref: "paper", x: 0, y: 1, yshift: 18, xanchor: "left", text: plainText(keyText), showarrow: false, font: { size: 11, color: look.muted } }],
    };
    if (isLogarithmic) layout.xaxis.dtick = Math.log10(Math.max(...known) / Math.min(...known)) > 2.2 ? 1 : "D2";
    layout.margin = { l: largestOf(filesystems.map((filesystem) => textWidth(shortText(filesystem)))) + 14, r: 14, t: 26, b: 44 };
    const head = ["", ...points.map(({ label }) => label)];
    const rows = (words) => filesystems.map((filesystem, row) => [filesystem, ...values[row].map((value) => (value === null ? "–" : words.formatWithUnit(value, unit)))]);
    return {
        data,
        layout,
        isEmpty: known.length === 0,
        table: (exact = units) => ({ head, rows: rows(exact) }),
        words: (trace, index) => pointText(trace.name, points[index], values, filesystems.indexOf(trace.name), index, filesystems, units, unit).replaceAll("\n", ", "),
    };
}

const SIGNS = { "line-ns-open": "|", circle: "●", diamond: "◆", "triangle-up": "▲", "x-thin-open": "✕" };

function pointText(filesystem, { label }, values, row, place, filesystems, units, unit) {
    const value = values[row][place];
    if (value === null) return `${filesystem}, ${label}: no value`;
    const first = values[0][place];
    const against = row > 0 && first ? `\n${changeText(value, first)} against ${filesystems[0]}` : "";
    return `${filesystem}, ${label}\n${units.formatWithUnit(value, unit)}${against}`;
}

/** The points in words. */
export function describeTail(benchmark, { title, points, unit }, { filesystems, valueOf, units }) {
    const sentences = filesystems.map((filesystem) => {
        const values = points.map(({ key, name }) => `${name} ${Number.isFinite(valueOf(filesystem, key)) ? units.formatWithUnit(valueOf(filesystem, key), unit) : "no value"}`);
        return `${filesystem}: ${values.join(", ")}.`;
    });
    return `Points, ${benchmark}, ${title}. ${sentences.join(" ")}`;
}
