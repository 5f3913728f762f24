// Time series of all filesystems of one benchmark on one axis.

import { axis, axisTitle, baseLayout, plainText } from "./layout.js";
import { largestOf } from "./units.js";

/** Up to this many points each sample is marked; beyond, the line alone is clearer. */
const MARKED_POINTS = 100;

/**
 * @param figure one of the answer's `figures`: `{ unit, axis, lines: [{ filesystem, key, disk, x, y }] }`
 * @param shown which filesystems to draw
 */
export function timeFigure({ unit, axis: axisText, lines }, units, shown, styles, look) {
    const { name, scale } = units.axisScale(unit, largestOf(lines.map(({ y }) => largestOf(y))));

    const visible = lines.filter(({ filesystem }) => shown(filesystem));
    const data = visible.map((line) => lineTrace(line, scale, name, styles(line.filesystem)));
    const end = largestOf(lines.map(({ x }) => x.at(-1)));
    const layout = {
        ...baseLayout(look, 220),
        hovermode: "x unified",
        hoverdistance: 30,
        dragmode: "zoom",
        xaxis: axis(look, plainText(axisText), {
            range: [0, Math.max(end, 1) * 1.02],
            fixedrange: false,
            spikecolor: look.muted,
            spikethickness: 1,
        }),
        yaxis: axis(look, axisTitle(name), { rangemode: "tozero" }),
    };
    return { data, layout, isEmpty: lines.every(({ y }) => y.every((value) => value === null)) };
}

function lineTrace({ filesystem, key, disk, x, y }, scale, unitName, { color, dash, symbol }) {
    const marked = y.length <= MARKED_POINTS;
    const label = disk === null ? filesystem : `${filesystem}, ${disk}`;
    return {
        type: "scatter",
        mode: marked ? "lines+markers" : "lines",
        name: filesystem,
        x,
        y: y.map((value) => (value === null ? null : scale(value))),
        connectgaps: false,
        line: { color, dash, width: 1.75 },
        marker: { color, symbol, size: y.length > 20 ? 3.5 : 6 },
        meta: { filesystem, key, disk, label: plainText(label), unit: plainText(unitName) },
        hovertemplate: "%{meta.label}: %{y:.4~g} %{meta.unit}<extra></extra>",
    };
}
