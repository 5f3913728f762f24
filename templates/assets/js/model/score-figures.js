// A benchmark's score against what it used of the machine: one point for each filesystem.

import { axis, axisTitle, baseLayout, plainText, shortText } from "./layout.js";
import { placeLabels } from "./label-placement.js";
import { directionText, largestOf } from "./units.js";

/**
 * @param resource `{ id, label, unit }`
 * @param metric the score, a definition of the benchmark's `metrics.plot`
 * @param entries the benchmark's entries of the summary
 * @param usedBy(filesystem, id) how much it used of the resource; no number where that is not known
 */
export function scoreFigure(resource, metric, { entries, usedBy, units }, shown, styles, look) {
    const points = entries
        .map((entry) => ({
            filesystem: entry.filesystem,
            used: usedBy(entry.filesystem, resource.id),
            score: entry.metrics?.plot?.[metric.key],
        }))
        .filter(({ used, score }) => Number.isFinite(used) && Number.isFinite(score));
    const across = units.axisScale(resource.unit, largestOf(points.map(({ used }) => used)));
    const up = units.axisScale(metric.unit, largestOf(points.map(({ score }) => score)));

    const visible = points.filter(({ filesystem }) => shown(filesystem));
    const acrossRange = paddedRange(points.map(({ used }) => across.scale(used)), 0.3);
    const upRange = paddedRange(points.map(({ score }) => up.scale(score)), 0.22);
    const labels = placeLabels(
        visible.map(({ filesystem, used, score }) => ({
            x: share(across.scale(used), acrossRange),
            y: share(up.scale(score), upRange),
            text: shortText(filesystem, 16),
        })),
    );
    const data = visible.map(({ filesystem, used, score }, index) => ({
        type: "scatter",
        mode: "markers+text",
        name: filesystem,
        x: [across.scale(used)],
        y: [up.scale(score)],
        text: [plainText(labels[index].text)],
        textposition: labels[index].position,
        textfont: { size: 11, color: look.ink },
        cliponaxis: false,
        marker: { color: styles(filesystem).color, symbol: styles(filesystem).symbol, size: 10 },
        meta: {
            filesystem,
            key: metric.key,
            values: { score, used },
            label: plainText(filesystem),
            score: plainText(units.formatWithUnit(score, metric.unit)),
            used: plainText(units.formatWithUnit(used, resource.unit)),
        },
        hovertemplate: "%{meta.label}<br>%{meta.score}<br>%{meta.used}<extra></extra>",
    }));
    const layout = {
        ...baseLayout(look, 250),
        xaxis: axis(look, axisTitle(across.name), { range: acrossRange }),
        yaxis: axis(look, axisTitle(up.name, directionText(metric.direction)), {
            range: upRange,
        }),
    };
    const table = (words = units) => ({
        head: ["", metric.label, resource.label],
        rows: visible.map(({ filesystem, used, score }) => [filesystem, words.formatWithUnit(score, metric.unit), words.formatWithUnit(used, resource.unit)]),
    });
    const words = ({ name, meta }) => `${name}: ${units.formatWithUnit(meta.values.score, metric.unit)} at ${units.formatWithUnit(meta.values.used, resource.unit)}`;
    return { data, layout, table, words, isEmpty: points.length === 0 };
}

function share(value, [from, to]) {
    return (value - from) / (to - from);
}

/** A range around the points with room for their names; not from zero, or close points could not be told apart. */
function paddedRange(values, share) {
    if (values.length === 0) return [0, 1];
    const [lowest, highest] = [Math.min(...values), Math.max(...values)];
    const room = (highest - lowest) * share || Math.abs(highest) * share || 1;
    return [lowest - room, highest + room];
}
