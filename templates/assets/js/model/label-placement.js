// Names beside points, placed so that they stay readable.

import { textWidth } from "./layout.js";

/** The size of a small chart, about: a wider one only leaves more room than was reckoned with. */
const CHART = { width: 240, height: 195 };
const LINE_HEIGHT = 14;
const MARKER = 6;

/** Where a label's middle lies from its point, in pixels, in the order of preference. Plotly's names. */
const POSITIONS = [
    { name: "top center", across: 0, up: MARKER + LINE_HEIGHT / 2 },
    { name: "bottom center", across: 0, up: -MARKER - LINE_HEIGHT / 2 },
    { name: "middle right", across: 1, up: 0 },
    { name: "middle left", across: -1, up: 0 },
];

/**
 * Chooses a place for each label inside the chart that touches no point and no earlier label. Where none is free
 * the label is left out; hovering and the colours of the chips still name the point.
 *
 * @param points `[{ x, y, text }]`, x and y as shares of the chart from its lower left corner
 * @returns `[{ text, position }]`
 */
export function placeLabels(points) {
    const taken = points.map(({ x, y }) => box(x * CHART.width, y * CHART.height, 2 * MARKER, 2 * MARKER));
    return points.map(({ x, y, text }, index) => {
        const others = taken.filter((_, other) => other !== index);
        for (const { name, across, up } of POSITIONS) {
            const width = textWidth(text);
            const middle = x * CHART.width + across * (MARKER + width / 2);
            const label = box(middle, y * CHART.height + up, width, LINE_HEIGHT);
            if (!isInside(label) || others.some((other) => overlap(label, other))) continue;
            taken.push(label);
            return { text, position: name };
        }
        return { text: "", position: "top center" };
    });
}

function box(x, y, width, height) {
    return { left: x - width / 2, right: x + width / 2, bottom: y - height / 2, top: y + height / 2 };
}

/** Plotly lets text reach a little into the margins. */
function isInside({ left, right }) {
    return left > -2 * MARKER && right < CHART.width + 2 * MARKER;
}

function overlap(a, b) {
    return a.left < b.right && b.left < a.right && a.bottom < b.top && b.bottom < a.top;
}
