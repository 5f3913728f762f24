// Which time series the entries of a benchmark hold, and which of them belong into one figure.

import { decimate, dockerPoints, iostatPoints, iostatSpan, isNumberList, rates } from "./series.js";
import { rateUnit } from "./units.js";

/** How a metric is described that benchd does not know. */
function unknownMetric(key) {
    return { key, label: key, unit: null, group: null, per_disk: false, counter: false };
}

/**
 * The figures for the series of one benchmark, in the order of benchd's table of metrics, unknown keys last.
 *
 * @param entries `[{ filesystem, docker_stats, iostat }]`, the two `series` objects as they are in the report
 * @param definitions the summary's `monitoring`
 * @returns `[{ id, group, metric, disk, members: [{ filesystem, key, disk }] }]`
 */
export function seriesFigures(entries, definitions) {
    const onOneDisk = entries.every(({ iostat }) => disksOf(iostat, definitions.iostat).size <= 1);
    const figures = new Map();
    for (const group of ["iostat", "docker_stats"]) {
        for (const entry of entries) {
            for (const { key, metric, disk } of drawableKeys(entry[group], definitions[group])) {
                const figureDisk = onOneDisk ? null : disk;
                const id = `series:${group}:${metric.key}${figureDisk === null ? "" : `@${figureDisk}`}`;
                if (!figures.has(id)) figures.set(id, { id, group, metric, disk: figureDisk, members: [] });
                figures.get(id).members.push({ filesystem: entry.filesystem, key, disk });
            }
        }
    }
    return sorted([...figures.values()], definitions);
}

/** The names of the disks an iostat series speaks of: what is left of its keys without a known suffix. */
export function disksOf(series, definitions) {
    return new Set(drawableKeys(series, definitions).flatMap(({ disk }) => (disk === null ? [] : [disk])));
}

function drawableKeys(series, definitions) {
    return Object.entries(series ?? {})
        .filter(([key, samples]) => key !== "timestamp" && isNumberList(samples))
        .map(([key]) => ({ key, ...metricOf(key, definitions) }));
}

/** Looks up a series key; a disk's key is `DISK_SUFFIX`, and the disk may have any name. */
function metricOf(key, definitions) {
    const suffixed = definitions.find((metric) => metric.per_disk && isSuffix(`_${metric.key}`, key));
    if (suffixed) return { metric: suffixed, disk: key.slice(0, -suffixed.key.length - 1) };
    const known = definitions.find((metric) => !metric.per_disk && metric.key === key);
    return { metric: known ?? unknownMetric(key), disk: null };
}

function isSuffix(suffix, key) {
    return key.length > suffix.length && key.endsWith(suffix);
}

function sorted(figures, definitions) {
    const rank = ({ group, metric }) => {
        const index = definitions[group].indexOf(metric);
        return index < 0 ? definitions[group].length : index;
    };
    return figures.sort((a, b) => {
        if (a.group !== b.group) return a.group === "iostat" ? -1 : 1;
        if (a.disk !== b.disk) return (a.disk ?? "") < (b.disk ?? "") ? -1 : 1;
        return rank(a) - rank(b) || (a.id < b.id ? -1 : 1);
    });
}

/**
 * What the horizontal axis of a benchmark's figures means.
 * Docker samples have no clock. They are spread over the iostat series of their own entry, but only where every
 * entry has one: sample numbers and seconds never share an axis.
 */
export function timeAxis(entries, group) {
    if (group === "iostat") return { kind: "iostat", spans: new Map() };
    const isSampled = ({ docker_stats: series }) => Object.values(series ?? {}).some((list) => list?.length > 0);
    const sampled = entries.filter(isSampled);
    const spans = new Map(sampled.map(({ filesystem, iostat }) => [filesystem, iostatSpan(iostat)]));
    const allSpread = [...spans.values()].every((span) => span !== null);
    return allSpread ? { kind: "spread", spans } : { kind: "samples", spans: new Map() };
}

const AXIS_TITLES = {
    iostat: "iostat samples (1 s apart by default)",
    spread: "iostat samples (Docker's spread evenly)",
    samples: "Docker sample number",
};

/** The title of a time axis. */
export function timeAxisTitle({ kind }) {
    return AXIS_TITLES[kind];
}

/** The unit of a figure's values: counters are shown as rates over the steps of their axis. */
export function seriesUnit({ metric }, { kind }) {
    if (!metric.counter) return metric.unit;
    return rateUnit(metric.unit, kind === "samples" ? "sample" : "s");
}

/** The points to draw for one member of a figure, still in the report's unit (of a counter: in that unit per step). */
export function pointsOf(figure, member, entry, axis) {
    const samples = entry[figure.group][member.key];
    if (figure.group === "iostat") return decimate(iostatPoints(samples, entry.iostat.timestamp));
    const points = dockerPoints(samples, axis.spans.get(member.filesystem) ?? null);
    return decimate(figure.metric.counter ? rates(points) : points);
}
