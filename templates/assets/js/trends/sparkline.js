// A trend as a line beside its name: enough to see steps, with the first and the last value in words.

const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT] = [240, 40];

/** The parts to put below the name of a metric; `format` makes a text of a value. */
export function sparkline({ points, steps }, percent, format) {
    const values = points.map(({ value }) => value).filter(Number.isFinite);
    if (values.length === 0) return [note("no values")];
    const top = Math.max(...values, 0) || 1;
    const x = (index) => (points.length === 1 ? WIDTH / 2 : (index * WIDTH) / (points.length - 1));
    const y = (value) => HEIGHT - (Math.max(0, value) / top) * HEIGHT;
    const picture = node("svg", { viewBox: `0 -2 ${WIDTH} ${HEIGHT + 4}`, preserveAspectRatio: "none", "aria-hidden": "true" });
    for (const step of steps) {
        const at = x(points.findIndex(({ uuid }) => uuid === step.at) - 0.5);
        picture.append(node("line", { x1: at, x2: at, y1: 0, y2: HEIGHT, stroke: "var(--rule-strong)", "vector-effect": "non-scaling-stroke" }));
    }
    const line = points.map(({ value }, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
    picture.append(node("polyline", { points: line, fill: "none", stroke: "var(--accent)", "stroke-width": 1.5, "vector-effect": "non-scaling-stroke" }));
    return [picture, note(trendText({ points, steps }, percent, format))];
}

/** The first and the last value with the change between them, then how many runs and steps, and the last step. */
export function trendText({ points, steps }, percent, format) {
    const [first, last] = [points[0].value, points.at(-1).value];
    const ends = points.length > 1 ? `${format(first)} → ${format(last)}${first > 0 ? `, ${percent(last / first)}` : ""}` : format(first);
    const runs = `${points.length} ${points.length === 1 ? "run" : "runs"}`;
    const step = steps.length > 0 ? ` (last step ${percent(steps.at(-1).ratio)})` : "";
    return `${ends}: ${runs}, ${steps.length} ${steps.length === 1 ? "step" : "steps"}${step}`;
}

/** A line of text below the name of a metric. */
export function note(sentence) {
    const text = document.createElement("span");
    text.className = "figures-text";
    text.textContent = sentence;
    return text;
}

function node(name, attributes) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
}
