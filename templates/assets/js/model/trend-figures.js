// A metric in time: points, the mean and spread of each segment, the steps between them.

import { axis, axisTitle, baseLayout, plainText, textWidth } from "./layout.js";
import { largestOf } from "./units.js";

const HEIGHT = 340;
const [MARGIN_LEFT, MARGIN_RIGHT] = [64, 18];
/** In pixels: of the number of a run on the axis. */
const TICK_WIDTH = 26;

/**
 * @param answer of `/api/trends`
 * @param options `{ byTime, isLog, zoom, width }`: `zoom` is the range of the x axis or null, `width` that of the plot in pixels
 * @returns `{ data, layout, table, isEmpty }`; the trace of the points has `meta.points`, one for each of its x
 */
export function trendFigure(answer, units, style, look, { byTime, isLog, zoom = null, width = 1200 }) {
    const { name, scale } = units.axisScale(answer.unit, largestOf(answer.points.map(({ value }) => value)));
    const place = (index) => (byTime ? answer.points[index].filed : index + 1);
    const inner = Math.max(1, width - MARGIN_LEFT - MARGIN_RIGHT);
    const range = zoom ?? (byTime ? null : [0.5, answer.points.length + 0.5]);
    const figure = { answer, name, scale, place, style, look, inner, range };
    const layout = {
        ...baseLayout(look, HEIGHT),
        hovermode: "closest",
        dragmode: "zoom",
        margin: { l: MARGIN_LEFT, r: MARGIN_RIGHT, t: 34, b: 44 },
        xaxis: axis(look, byTime ? "filed (UTC)" : "run, in the order of filing", {
            type: byTime ? "date" : "linear",
            fixedrange: false,
            ...(range ? { range } : {}),
            ...(byTime ? {} : { tickformat: "d", tickangle: 0, ...(answer.points.length * TICK_WIDTH <= inner ? { dtick: 1 } : {}) }),
        }),
        yaxis: axis(look, axisTitle(name, answer.direction && `${answer.direction} is better`), isLog ? { type: "log" } : { rangemode: "tozero" }),
        ...stepMarks(figure),
    };
    const table = (words = units) => ({
        head: ["Run", "Filed", "Value"],
        rows: answer.points.map(({ filed, value }, index) => [String(index + 1), timeText(filed), words.formatWithUnit(value, answer.unit)]),
    });
    return { table, data: [spreadTrace(figure), expectedTrace(figure), meanTrace(figure), pointTrace(figure), auditTrace(figure)], layout, isEmpty: answer.points.length === 0 };
}

/** The first and last place of each segment. */
function extents({ points, segments }) {
    return segments.map((segment, number) => {
        const own = points.flatMap((point, index) => (point.segment === number ? [index] : []));
        return { segment, first: own[0], last: own.at(-1) };
    });
}

/** The means, a stroke for each segment; that of a single run reaches a little beyond it, or nobody would see it. */
function meanTrace(figure) {
    const { answer, scale, style } = figure;
    const strokes = extents(answer).map(({ segment, first, last }) => {
        const [from, to] = first === last ? around(figure, first) : [figure.place(first), figure.place(last)];
        return [[from, scale(segment.mean)], [to, scale(segment.mean)], [null, null]];
    });
    const points = strokes.flat();
    return {
        type: "scatter", mode: "lines", name: "mean of a segment", hoverinfo: "skip", connectgaps: false,
        x: points.map(([x]) => x), y: points.map(([, y]) => y),
        line: { color: style.color, width: 2 }, meta: { role: "mean" },
    };
}

/** A little before and a little after a point. */
function around({ answer, place }, index) {
    const at = place(index);
    if (typeof at === "number") return [at - 0.3, at + 0.3];
    const span = Date.parse(answer.points.at(-1).filed) - Date.parse(answer.points[0].filed);
    return [-1, 1].map((sign) => new Date(Date.parse(at) + (sign * Math.max(span, 1000)) / 100).toISOString());
}

/** Where the newest run of a segment was expected from the runs before it: a line beside that point. */
function expectedTrace({ answer, scale, place, look }) {
    const lines = answer.points.flatMap(({ expected }, index) => (expected ? [[place(index), scale(expected[0])], [place(index), scale(expected[1])], [null, null]] : []));
    return {
        type: "scatter", mode: "lines", name: "expected", hoverinfo: "skip", connectgaps: false,
        x: lines.map(([x]) => x), y: lines.map(([, y]) => y),
        line: { color: look.muted, width: 1 }, meta: { role: "expected" },
    };
}

/** One standard deviation above and below the mean of each segment. */
function spreadTrace({ answer, scale, place, style }) {
    const bands = extents(answer).filter(({ segment, first, last }) => segment.relative !== null && first !== last);
    const points = bands.flatMap(({ segment, first, last }) => {
        const [low, high] = [scale(segment.mean / (1 + segment.relative)), scale(segment.mean * (1 + segment.relative))];
        return [[place(first), low], [place(first), high], [place(last), high], [place(last), low], [place(first), low], [null, null]];
    });
    return {
        type: "scatter", mode: "lines", name: "spread", hoverinfo: "skip", fill: "toself", opacity: 0.18,
        x: points.map(([x]) => x), y: points.map(([, y]) => y),
        line: { width: 0, color: style.color }, fillcolor: style.color, meta: { role: "spread" },
    };
}

/** The points; hollow ones do not count, ringed ones are outside of what was expected. */
function pointTrace({ answer, name, scale, place, style, look }) {
    const { points } = answer;
    const counts = (point) => point.segment !== null;
    return {
        type: "scatter", mode: "markers", name: "runs",
        x: points.map((_, index) => place(index)),
        y: points.map(({ value }) => scale(value)),
        text: points.map((point) => plainText(pointText(point, answer, (value) => `${trimmed(scale(value))} ${name}`.trim()))),
        hovertemplate: "%{text}<extra></extra>",
        marker: {
            size: points.map(({ outside }) => (outside ? 11 : 8)),
            color: points.map((point) => (counts(point) ? style.color : look.surface)),
            symbol: style.symbol,
            line: { width: points.map((point) => (point.outside || !counts(point) ? 2 : 1)), color: points.map(({ outside }) => (outside ? look.warning : style.color)) },
        },
        meta: { role: "points" },
    };
}

/** What the audit doubts: a sign around the point with its word above, so that neither needs colours. */
function auditTrace({ answer, scale, place, look }) {
    const marked = answer.points.flatMap((point, index) => (point.audit ? [{ point, index }] : []));
    return {
        type: "scatter", mode: "markers+text", name: "audit", hoverinfo: "skip",
        x: marked.map(({ index }) => place(index)),
        y: marked.map(({ point }) => scale(point.value)),
        text: marked.map(({ point }) => point.audit), textposition: "top center", textfont: { size: 11, color: look.ink },
        marker: {
            size: 16, color: look.ink,
            symbol: marked.map(({ point }) => (point.audit === "broken" ? "x-thin-open" : "triangle-up-open")),
            line: { width: 2, color: look.ink },
        },
        meta: { role: "audit" },
    };
}

/** A point in words: value, time, segment, and how far it is from the segment's mean. */
export function pointText(point, { segments }, format) {
    const segment = point.segment === null ? null : segments[point.segment];
    const parts = [format(point.value), timeText(point.filed)];
    if (segment) parts.push(`${percent(point.value / segment.mean)} against the mean of ${segment.n} ${segment.n === 1 ? "run" : "runs"}`);
    else parts.push(point.excluded ? "excluded" : "does not count");
    if (point.audit) parts.push(`${point.audit} by the audit`);
    if (point.outside) parts.push("outside of what was expected");
    return parts.join(", ");
}

function timeText(filed) {
    return `${filed.slice(0, 16).replace("T", " ")} UTC`;
}

/** A ratio as a change, as the server says it: `+12.3 %`, `×34`. */
export function percent(ratio) {
    if (ratio >= 9.995) return `×${trimmed(ratio)}`;
    const tenths = Math.round((ratio - 1) * 1000);
    const sign = tenths > 0 ? "+" : tenths < 0 ? "−" : "";
    return `${sign}${(Math.abs(tenths) / 10).toFixed(1)} %`;
}

function trimmed(value) {
    return Number(value.toPrecision(4));
}

/** A line before the first run after each step, solid for a known change of the setup; its label where there is space for it. */
function stepMarks({ answer, place, look, inner, range }) {
    const marks = answer.steps.map((step) => {
        const index = answer.points.findIndex(({ uuid }) => uuid === step.at);
        return { step, x: between(place(Math.max(0, index - 1)), place(index)) };
    });
    return {
        shapes: marks.map(({ step, x }) => ({
            type: "line", x0: x, x1: x, yref: "paper", y0: 0, y1: 1,
            line: { color: look.muted, width: 1, dash: step.kind === "setup" ? "solid" : "dash" },
        })),
        annotations: withSpace(marks.map(({ step, x }) => ({ x, label: `${step.kind} ${percent(step.ratio)}${step.verdict === "undecided" ? " ?" : ""}` })), answer, inner, range)
            .map(({ x, label }) => ({ x, yref: "paper", y: 1, yanchor: "bottom", showarrow: false, font: { size: 11, color: look.ink }, text: plainText(label) })),
    };
}

/** Labels that do not touch: the newest has its place, an older one only where the newer ones leave it. */
function withSpace(labels, { points }, inner, range) {
    // Plotly's own times say no zone and mean UTC.
    const number = (place) => (typeof place === "number" ? place : Date.parse(place.endsWith("Z") ? place : `${place.replace(" ", "T")}Z`));
    const [from, to] = (range ?? [points[0]?.filed, points.at(-1)?.filed]).map(number);
    const pixel = (place) => ((number(place) - from) / Math.max(to - from, 1e-9)) * inner;
    let free = Infinity;
    return labels.toReversed().filter(({ x, label }) => {
        const half = textWidth(label) / 2;
        if (pixel(x) + half > free) return false;
        free = pixel(x) - half;
        return true;
    }).toReversed();
}

function between(before, after) {
    if (typeof after === "number") return (before + after) / 2;
    return new Date((Date.parse(before) + Date.parse(after)) / 2).toISOString();
}
