// Time series of all filesystems of one benchmark on one axis.

import { axis, axisTitle, baseLayout, plainText } from "./layout.js";
import { pointsOf, seriesUnit, timeAxis, timeAxisTitle } from "./monitoring.js";
import { largestOf } from "./series.js";
import { axisScale } from "./units.js";

/** Up to this many points each sample is marked; beyond, the line alone is clearer. */
const MARKED_POINTS = 100;

/**
 * @param figure one of `seriesFigures(entries, ...)`
 * @param entries `[{ filesystem, docker_stats, iostat }]` of the benchmark
 * @param shown which filesystems to draw
 */
export function timeFigure(figure, entries, shown, styles, look) {
    const time = timeAxis(entries, figure.group);
    const unit = seriesUnit(figure, time);
    const byName = new Map(entries.map((entry) => [entry.filesystem, entry]));
    const lines = figure.members.map((member) => ({
        member,
        points: pointsOf(figure, member, byName.get(member.filesystem), time),
    }));
    const largest = largestOf(lines.map(({ points }) => largestOf(points.y)));
    const { name, scale } = axisScale(unit, largest);

    const visible = lines.filter(({ member }) => shown(member.filesystem));
    const data = visible.map(({ member, points }) => lineTrace(member, points, scale, name, styles(member.filesystem)));
    const end = largestOf(lines.map(({ points }) => points.x.at(-1)));
    const layout = {
        ...baseLayout(look, 220),
        hovermode: "x unified",
        hoverdistance: 30,
        dragmode: "zoom",
        xaxis: axis(look, plainText(timeAxisTitle(time)), {
            range: [0, Math.max(end, 1) * 1.02],
            fixedrange: false,
            spikecolor: look.muted,
            spikethickness: 1,
        }),
        yaxis: axis(look, axisTitle(name), { rangemode: "tozero" }),
    };
    return { data, layout, isEmpty: lines.every(({ points }) => points.y.every((value) => value === null)) };
}

function lineTrace({ filesystem, key, disk }, { x, y }, scale, unitName, { color, dash, symbol }) {
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

/** The figure's heading: what is measured, where, and that a counter is drawn as its rate. */
export function seriesTitle({ metric, disk }) {
    const where = disk === null ? "" : `${disk}: `;
    return `${where}${metric.label}${metric.counter ? ", rate" : ""}`;
}

/** Says which disk each filesystem was measured on where that is not one and the same. */
export function diskNote({ members }) {
    const disks = new Set(members.flatMap(({ disk }) => (disk === null ? [] : [disk])));
    if (disks.size === 0) return "";
    if (disks.size === 1) return `Device ${[...disks][0]}`;
    return `Devices: ${members.map(({ filesystem, disk }) => `${filesystem} ${disk}`).join(", ")}`;
}
