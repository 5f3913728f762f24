// A benchmark's score against what it used of the machine: one point for each filesystem.

import { axis, axisTitle, baseLayout, plainText, shortText } from "./layout.js";
import { placeLabels } from "./label-placement.js";
import { disksOf } from "./monitoring.js";
import { iostatPoints, isNumberList, largestOf, mean } from "./series.js";
import { axisScale, directionText, formatWithUnit } from "./units.js";

/**
 * The resources a score is set against. `valueOf` takes an entry of the summary and its iostat series.
 * Means of iostat are our own, without the since-boot sample; the reported average stands in where there is no series.
 */
export const RESOURCES = [
    {
        id: "cpu",
        label: "Container CPU, mean",
        unit: "% of one core",
        valueOf: (entry) => entry.docker_stats?.plot?.cpu_perc,
    },
    {
        id: "memory",
        label: "Container memory, mean",
        unit: "bytes",
        valueOf: (entry) => entry.docker_stats?.plot?.mem_usage_bytes,
    },
    {
        id: "machine_cpu",
        label: "CPU user + system, mean",
        unit: "%",
        valueOf: (entry, series) => sum(iostatMean(entry, series, "cpu_user"), iostatMean(entry, series, "cpu_system")),
    },
    {
        id: "iowait",
        label: "CPU waiting for I/O, mean",
        unit: "%",
        valueOf: (entry, series) => iostatMean(entry, series, "cpu_iowait"),
    },
    {
        id: "util",
        label: "Busiest device's utilisation, mean",
        unit: "%",
        valueOf: busiestDevice,
    },
];

function sum(a, b) {
    return Number.isFinite(a) && Number.isFinite(b) ? a + b : null;
}

function iostatMean(entry, series, key) {
    const samples = series?.[key];
    const own = isNumberList(samples) ? mean(iostatPoints(samples).y) : null;
    return own ?? entry.iostat?.plot?.[`${key}_avg`] ?? null;
}

function busiestDevice(entry, series, definitions) {
    const reported = Object.keys(entry.iostat?.plot ?? {}).filter((key) => key.endsWith("_util_avg"));
    const reportedDisks = reported.map((key) => key.slice(0, -"_util_avg".length));
    const disks = new Set([...disksOf(series, definitions), ...reportedDisks]);
    const means = [...disks].map((disk) => iostatMean(entry, series, `${disk}_util`)).filter(Number.isFinite);
    return means.length > 0 ? Math.max(...means) : null;
}

const SCORE_GROUPS = ["iops", "throughput"];

/**
 * The metric a reader most likely means by the benchmark's score: a rate where there is one, else the first with a value.
 * @param entries the benchmark's entries of the summary
 */
export function mainScore(definitions, entries) {
    const hasValue = ({ key }) => entries.some((entry) => Number.isFinite(entry.metrics?.plot?.[key]));
    const candidates = definitions.filter(hasValue);
    for (const group of SCORE_GROUPS) {
        const metric = candidates.find((candidate) => candidate.group === group && candidate.direction === "higher");
        if (metric) return metric;
    }
    return candidates.find(({ direction }) => direction === "higher") ?? candidates[0] ?? definitions[0] ?? null;
}

/**
 * @param resource one of `RESOURCES`
 * @param metric the score, a definition of the benchmark's `metrics.plot`
 * @param entries the benchmark's entries of the summary
 * @param iostatOf filesystem → iostat series
 */
export function scoreFigure(resource, metric, { entries, iostatOf, definitions }, shown, styles, look) {
    const points = entries
        .map((entry) => ({
            filesystem: entry.filesystem,
            used: resource.valueOf(entry, iostatOf(entry.filesystem), definitions),
            score: entry.metrics?.plot?.[metric.key],
        }))
        .filter(({ used, score }) => Number.isFinite(used) && Number.isFinite(score));
    const across = axisScale(resource.unit, largestOf(points.map(({ used }) => used)));
    const up = axisScale(metric.unit, largestOf(points.map(({ score }) => score)));

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
            label: plainText(filesystem),
            score: plainText(formatWithUnit(score, metric.unit)),
            used: plainText(formatWithUnit(used, resource.unit)),
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
    return { data, layout, isEmpty: points.length === 0 };
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
