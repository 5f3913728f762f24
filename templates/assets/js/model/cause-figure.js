// Cause and effect: panels above each other on one time axis, below a strip that says when the workload was at work.

import { axis, axisTitle, baseLayout, plainText } from "./layout.js";
import { panelTraces, valuesOf } from "./lines.js";
import { TICK_END, timeTicks } from "./time-ticks.js";
import { largestOf } from "./units.js";
import { columnOf, lineTable, rounded } from "./value-tables.js";

const PANEL = 74;
const GAP = 26;
const LANE = 11;
const AXIS = 42;
const TOP = 6;
/** Panels that span decades. */
const LOGARITHMIC = /_(iops|kbps|await)$/;

/**
 * @param lanes `[{ filesystem, busy: [from, to] or null, stalls: [[from, to]] }]`
 * @param zoom the part of the axis that is shown; null for all
 * @param width of the figure in pixels
 */
export function causeFigure({ panels, span }, lanes, { units, styles, look, zoom, isLog, width }) {
    const strip = lanes.length * LANE + 12;
    const inner = strip + panels.length * (PANEL + GAP);
    const height = TOP + inner + AXIS;
    const from = (top, tall) => [Math.max(0, 1 - (top + tall) / inner), 1 - top / inner];
    const range = zoom ?? [0, span[1] * 1.01];
    const layout = {
        ...baseLayout(look, height),
        hovermode: false,
        dragmode: "zoom",
        margin: { l: 62, r: TICK_END, t: TOP, b: AXIS },
        xaxis: axis(look, "time of iostat's samples", { range, ...timeTicks(range, width), fixedrange: false, anchor: `y${panels.length + 1}`, zeroline: false }),
        yaxis: axis(look, "", {
            domain: from(0, strip - 12),
            range: [lanes.length - 0.5, -0.5],
            showgrid: false,
            zeroline: false,
            tickvals: [],
        }),
        annotations: [],
        shapes: [],
    };
    const data = lanes.flatMap((lane, row) => laneTraces(lane, row, styles, look));
    const labels = [];
    panels.forEach((panel, index) => {
        const number = index + 2;
        const top = strip + GAP + index * (PANEL + GAP);
        const all = panel.lines.flatMap(valuesOf);
        const { name, scale } = units.axisScale(panel.unit, largestOf(all));
        const isLogarithmic = isLog && LOGARITHMIC.test(panel.id) && all.some((value) => value > 0);
        const domain = from(top, PANEL);
        layout[`yaxis${number}`] = axis(look, "", {
            domain,
            nticks: 4,
            ...(isLogarithmic ? { type: "log" } : { rangemode: "tozero" }),
        });
        layout.annotations.push(panelTitle([panel.title, name], domain[1], look, isLogarithmic));
        labels.push({ ...panel, unitName: name, scale });
        data.push(...panelTraces(panel.lines, scale, name, styles, { xaxis: "x", yaxis: `y${number}` }));
    });
    return { data, layout, isEmpty: panels.length === 0, labels, config: { doubleClick: false }, readout: { top: TOP + strip + GAP, pitch: PANEL + GAP } };
}

/** The busy interval as a thick line, stalls as marks on it. */
function laneTraces({ filesystem, busy, stalls }, row, styles, look) {
    if (!busy) return [];
    const base = { type: "scatter", mode: "lines", hoverinfo: "skip", xaxis: "x", yaxis: "y" };
    const { color } = styles(filesystem);
    const traces = [{ ...base, name: filesystem, x: busy, y: [row, row], line: { color, width: 5 }, meta: { filesystem, isBusy: true } }];
    if (stalls.length > 0) {
        const x = stalls.flatMap(([start, end]) => [start, end, null]);
        traces.push({ ...base, name: filesystem, x, y: x.map((place) => (place === null ? null : row)), line: { color: look.warning, width: 9 }, meta: { filesystem, isStall: true } });
    }
    return traces;
}

function panelTitle(parts, y, look, isLogarithmic) {
    const text = axisTitle(...parts, isLogarithmic ? "logarithmic" : "");
    return { xref: "paper", yref: "paper", x: 0, y, yanchor: "bottom", xanchor: "left", text, showarrow: false, font: { size: 11, color: look.muted } };
}

/** The figure in words. */
export function describeCause(benchmark, { panels }, filesystems) {
    const names = panels.map(({ title }) => title).join(", ");
    return `Line charts on one time axis, ${benchmark}, ${filesystems.join(", ")}: ${names}. Left and right arrows move along the time; plus and minus zoom.`;
}

/**
 * How often which rate occurred: for each filesystem the share of samples up to a value.
 * @param distributions `[{ filesystem, values, isOfMeans }]` in the report's unit
 */
export function distributionFigure(distributions, unit, { units, styles, look, isLog }) {
    const { name, scale } = units.axisScale(unit, largestOf(distributions.flatMap(({ values }) => [largestOf(values)])));
    const lines = distributions.map(({ filesystem, values }) => ({ filesystem, values, steps: quantiles(values) }));
    const data = lines.map(({ filesystem, values, steps }) => {
        const { color, dash } = styles(filesystem);
        return {
            type: "scatter",
            mode: "lines",
            name: filesystem,
            x: steps.map(({ value }) => scale(value)),
            y: steps.map(({ share }) => 100 * share),
            line: { shape: "hv", color, dash, width: 1.75 },
            meta: { filesystem, key: "share", unit: "%", label: plainText(filesystem), n: values.length, x: plainText(name) },
            hovertemplate: "%{meta.label}: %{y:.3~g} % of %{meta.n} samples are at most %{x:.4~g} %{meta.x}<extra></extra>",
        };
    });
    const smallest = Math.min(...distributions.flatMap(({ values }) => values));
    const layout = {
        ...baseLayout(look, 230),
        hovermode: "closest",
        margin: { l: 46, r: 14, t: 8, b: 44 },
        xaxis: axis(look, axisTitle(name), isLog && smallest > 0 ? { type: "log" } : { rangemode: "tozero" }),
        yaxis: axis(look, "% of samples, at most", { range: [0, 102] }),
    };
    const table = (exact) => {
        const places = columnOf(unit, { name, scale }, exact);
        const tabled = lines.map((line) => ({ name: line.filesystem, x: line.steps.map(({ value }) => value), y: line.steps.map(({ share }) => 100 * share) }));
        return lineTable(tabled, { ...places, head: ["At most", places.unit].filter((text) => text).join(", ") }, { unit: "% of samples", textOf: exact ? String : rounded });
    };
    return { data, layout, table, isEmpty: distributions.every(({ values }) => values.length === 0) };
}

/** Fewer samples than these make no distribution. */
const FEW_SAMPLES = 5;

/** Which filesystems have so few samples that the shares say little: `ext4: 1 sample, xfs: 3 samples`; empty if none. */
export function fewSamplesText(distributions) {
    const few = distributions.filter(({ values }) => values.length < FEW_SAMPLES);
    return few.map(({ filesystem, values: { length } }) => `${filesystem}: ${length} ${length === 1 ? "sample" : "samples"}`).join(", ");
}

const QUANTILE_COUNT = 400;

/** The steps of the distribution function; of many values so many that no eye misses one. */
export function quantiles(values) {
    const sorted = Float64Array.from(values).sort();
    const { length } = sorted;
    if (length === 0) return [];
    const count = Math.min(length, QUANTILE_COUNT);
    const steps = [{ value: sorted[0], share: 0 }];
    for (let step = 1; step <= count; step += 1) {
        const rank = Math.ceil((step * length) / count);
        steps.push({ value: sorted[rank - 1], share: rank / length });
    }
    return steps;
}
