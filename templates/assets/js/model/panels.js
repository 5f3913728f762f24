// The panels of "cause and effect": which series of some filesystems stand above each other on one axis.

import { valuesOf } from "./lines.js";

/** The most filesystems in one figure. */
export const CHOSEN_LIMIT = 4;

/** In KiB. */
const SMALL_BLOCK = 64;
const KIBIBYTES = { "": 1 / 1024, k: 1, m: 1024, g: 1024 ** 2 };

/**
 * The filesystems of a figure, the best first: all that are shown, or the best and the worst of them where these are too many.
 * @param ordered the shown filesystems, the best first
 */
export function chosenFilesystems(ordered) {
    return ordered.length <= CHOSEN_LIMIT ? ordered : [ordered[0], ordered.at(-1)];
}

/**
 * @param answer `{ figures }` of the series of a benchmark
 * @param entries of the chosen filesystems, in their order, as the summary has them
 * @param counts whether the device's rate is shown in operations, not in bytes
 * @returns `{ panels: [{ id, title, unit, lines, correctedOf(entry), isOfAll }], flat: [panel], span: [from, to] }`; flat ones never change,
 * and a corrected mean is of all samples, not of the busy interval, where `isOfAll` says so
 */
export function panelsOf({ figures }, entries, counts) {
    const series = new SeriesOf(figures);
    const rates = ["read", "write"].map((side) => ({ side, panel: ratePanel(series, entries, side, counts) })).filter(({ panel }) => panel);
    const largest = Math.max(0, ...rates.map(({ panel }) => peak(panel)));
    const active = rates.filter(({ panel }) => peak(panel) > largest / 100);
    const all = [
        ...active.map(({ panel }) => panel),
        ...active.map(({ side }) => diskPanel(series, entries, `${side}_await`, `${side === "read" ? "Read" : "Write"} await`)),
        diskPanel(series, entries, "util", "Device utilisation"),
        cpuPanel(series, entries),
        machinePanel(series, entries, "cpu_iowait", "CPU waiting for I/O"),
        dockerPanel(series, entries, "cpu_perc", "Docker CPU"),
        dockerPanel(series, entries, "mem_usage_bytes", "Docker memory"),
    ].filter((panel) => panel !== null);
    const flat = all.filter((panel) => new Set(panel.lines.flatMap(valuesOf)).size <= 1);
    const panels = all.filter((panel) => !flat.includes(panel));
    return { panels, flat, span: spanOf(panels) };
}

class SeriesOf {
    #lines = new Map();

    constructor(figures) {
        for (const { group, metric, unit, axis, lines } of figures) {
            for (const line of lines) {
                const name = `${group}:${metric.key}:${line.filesystem}`;
                this.#lines.set(name, [...(this.#lines.get(name) ?? []), { ...line, unit, axis }]);
            }
        }
    }

    /** The line of a metric; of several disks that of the busiest one. */
    line(group, key, { filesystem, busy }) {
        const lines = this.#lines.get(`${group}:${key}:${filesystem}`) ?? [];
        return lines.find(({ disk }) => disk === null || disk === (busy?.disk ?? disk)) ?? null;
    }
}

function panel(id, title, lines, correctedOf) {
    const known = lines.filter((line) => line !== null);
    return known.length === 0 ? null : { id, title, unit: known[0].unit, lines: known, correctedOf };
}

function ratePanel(series, entries, side, counts) {
    return diskPanel(series, entries, counts ? `${side}_iops` : `${side}_kbps`, `Device ${side}s`);
}

function diskPanel(series, entries, key, title) {
    const corrected = ({ corrected, busy }) => corrected?.iostat?.[`${busy?.disk}_${key}`];
    return panel(key, title, entries.map((entry) => series.line("iostat", key, entry)), corrected);
}

function machinePanel(series, entries, key, title) {
    return panel(key, title, entries.map((entry) => series.line("iostat", key, entry)), ({ corrected }) => corrected?.iostat?.[key]);
}

/** User and system together. The sum of two bands is no band, so it has none. */
function cpuPanel(series, entries) {
    const lines = entries.map((entry) => {
        const [user, system] = ["cpu_user", "cpu_system"].map((key) => series.line("iostat", key, entry));
        if (!user || !system || user.x.length !== system.x.length) return null;
        const { low: _, high: __, ...line } = user;
        return { ...line, key: "cpu", y: user.y.map((value, index) => (value === null || system.y[index] === null ? null : value + system.y[index])) };
    });
    return panel("cpu", "CPU, user + system", lines, ({ corrected }) => {
        const [user, system] = [corrected?.iostat?.cpu_user, corrected?.iostat?.cpu_system];
        return Number.isFinite(user) && Number.isFinite(system) ? user + system : undefined;
    });
}

/** Docker's samples, where they can stand on iostat's axis. */
function dockerPanel(series, entries, key, title) {
    const lines = entries.map((entry) => series.line("docker_stats", key, entry)).filter((line) => line && !line.axis.startsWith("Docker"));
    const made = panel(key, title, lines, ({ corrected }) => corrected?.docker_stats?.[key]);
    // Docker has no clock in common with iostat, by whose samples the busy interval is known.
    return made && { ...made, isOfAll: true };
}

function peak({ lines }) {
    return lines.flatMap(valuesOf).reduce((one, other) => Math.max(one, other), 0);
}

function spanOf(panels) {
    const ends = panels.flatMap(({ lines }) => lines.map(({ x }) => x.at(-1) ?? 0));
    return [0, Math.max(1, ...ends)];
}

/** Whether small blocks make operations the better rate of a cell. */
export function countsOperations(metric, entries) {
    if (metric?.group !== "iops") return false;
    const size = /^(\d+)([kmg]?)/.exec(String(entries.find(({ metrics }) => metrics?.table?.bs)?.metrics.table.bs ?? "").toLowerCase());
    return !size || Number(size[1]) * KIBIBYTES[size[2]] <= SMALL_BLOCK;
}

/** When the workload was at work, on the axis of a line of iostat's; null where that is not known. */
export function busySpan({ busy }, line) {
    if (!busy || !line || line.x.length === 0) return null;
    // Sample 0 is no point of a line.
    const at = (number) => {
        if (line.low === undefined) return line.x[Math.min(Math.max(number - 1, 0), line.x.length - 1)];
        const share = (number - 1) / Math.max(1, line.count - 1);
        return line.x[0] + share * (line.x.at(-1) - line.x[0]);
    };
    return [at(busy.first), at(busy.last)];
}

/** Where a line of bytes stalls within a span: stretches below a fifth of its median, as `[[from, to]]`. */
export function stalls({ x, y, low }, [from, to]) {
    const inside = x.map((place, index) => index).filter((index) => x[index] >= from && x[index] <= to && y[index] !== null);
    const sorted = inside.map((index) => y[index]).sort((one, other) => one - other);
    if (sorted.length < 5) return [];
    const limit = 0.2 * ((sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2);
    const stretches = [];
    let before = null;
    for (const index of inside) {
        if ((low?.[index] ?? y[index]) >= limit) continue;
        const step = index > 0 ? x[index] - x[index - 1] : 1;
        if (before !== null && before === index - 1) stretches.at(-1)[1] = x[index];
        else stretches.push([x[index] - step, x[index]]);
        before = index;
    }
    return stretches;
}
