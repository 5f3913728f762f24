// Time series of all filesystems of one benchmark on one axis.

import { axis, axisTitle, baseLayout, plainText } from "./layout.js";
import { panelTraces, valuesOf } from "./lines.js";
import { TICK_END, timeTicks } from "./time-ticks.js";
import { largestOf } from "./units.js";
import { columnOf, lineTable, rounded } from "./value-tables.js";

/**
 * @param figure one of the answer's `figures`: `{ unit, axis, lines: [{ filesystem, key, disk, x, y, low, high }] }`
 * @param shown which filesystems to draw
 * @param more `{ zoom, isLog, width }`: the part of the axis that is shown, null for all; the figure's pixels
 */
export function timeFigure({ unit, axis: axisText, lines }, units, shown, styles, look, { zoom = null, isLog = false, width = 0 } = {}) {
    const all = lines.flatMap(valuesOf);
    const { name, scale } = units.axisScale(unit, largestOf(all));
    const isLogarithmic = isLog && all.some((value) => value > 0) && all.every((value) => value >= 0);

    const visible = lines.filter(({ filesystem }) => shown(filesystem));
    const data = panelTraces(visible, scale, name, styles);
    for (const trace of data) {
        if (!trace.meta.isBand) trace.hovertemplate = "%{meta.label}: %{y:.4~g} %{meta.unit}<extra></extra>";
    }
    const end = largestOf(lines.map(({ x }) => x.at(-1)));
    const range = zoom ?? [0, Math.max(end, 1) * 1.02];
    const base = baseLayout(look, 200);
    const layout = {
        ...base,
        margin: { ...base.margin, r: TICK_END },
        hovermode: "x unified",
        hoverdistance: 30,
        dragmode: "zoom",
        xaxis: axis(look, plainText(axisText), {
            range,
            ...(axisText.startsWith("iostat") ? timeTicks(range, width) : {}),
            fixedrange: false,
            spikecolor: look.muted,
            spikethickness: 1,
        }),
        yaxis: axis(look, axisTitle(name), isLogarithmic ? { type: "log" } : { rangemode: "tozero" }),
    };
    const tabled = visible.map(({ filesystem, x, y }) => ({ name: filesystem, x, y }));
    const table = (exact) => lineTable(tabled, { head: axisText, textOf: rounded }, columnOf(unit, { name, scale }, exact));
    return { data, layout, table, isEmpty: lines.every(({ y }) => y.every((value) => value === null)), why: "No values: every sample of this series is missing." };
}

/** Whether a figure shows nothing that changes: every line has one value, or none. */
export function flatValue({ lines }) {
    const values = new Set(lines.flatMap(valuesOf));
    return values.size <= 1 ? { value: [...values][0] ?? null } : null;
}
