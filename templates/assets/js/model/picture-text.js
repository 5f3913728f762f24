// The words of a picture: lines that fit its width, and all of it for those who read no picture.

import { namePieces } from "./name-pieces.js";
import { shortText } from "./layout.js";

/** The most characters that lines are made of; no picture has room for more. */
const LONGEST = 2_000;

/**
 * A text that an SVG can hold: characters that XML has not are U+FFFD, and those that turn the direction of writing are their code.
 * Line breaks are spaces.
 */
export function drawable(text) {
    const words = namePieces(String(text)).map((piece) => piece.text).join("");
    return words.replace(/\s+/g, " ").replace(/[^\P{C}\p{Cf}\p{Co}\p{Cn}]|[\uFFFE\uFFFF]/gu, "\uFFFD").trim();
}

/**
 * Lines of a text that are no wider than `width`, at most `limit` of them; a text that needs more ends in `…`.
 * It breaks after spaces and the separators of names and addresses, and within a word that is wider than a line.
 * @param measure the width of a text
 */
export function wrapped(text, width, measure, limit = Infinity) {
    const words = [...drawable(text)].slice(0, LONGEST).join("").split(/(?<=[\s&?/,;:_-])/u);
    const lines = [];
    let line = "";
    for (const word of words.flatMap((one) => fitting(one, width, measure))) {
        if (line !== "" && measure((line + word).trimEnd()) > width) {
            lines.push(line.trimEnd());
            line = "";
        }
        line += word;
    }
    if (line.trimEnd() !== "" || lines.length === 0) lines.push(line.trimEnd());
    if (lines.length <= limit) return lines;
    return [...lines.slice(0, limit - 1), shortened(lines[limit - 1], width, measure)];
}

/** A word in parts that fit a line each. */
function fitting(word, width, measure) {
    if (measure(word.trimEnd()) <= width) return [word];
    const parts = [""];
    for (const character of word) {
        if (parts.at(-1) !== "" && measure(parts.at(-1) + character) > width) parts.push("");
        parts[parts.length - 1] += character;
    }
    return parts;
}

function shortened(line, width, measure) {
    const characters = [...line];
    while (characters.length > 1 && measure(`${characters.join("")}…`) > width) characters.pop();
    return `${characters.join("").trimEnd()}…`;
}

/**
 * What a picture names by a colour: each line, and each bar whose name beside it is shortened.
 * @param traces of Plotly
 * @returns `[{ name, color, dash, isLine }]`
 */
export function legendOf(traces) {
    const entries = new Map();
    for (const { name, mode, hoverinfo, line, marker, meta } of traces) {
        if (hoverinfo === "skip" || meta?.isReported || !name) continue;
        const whole = meta?.filesystem !== undefined && meta.place === undefined ? meta.filesystem : unescaped(name);
        const isLine = mode?.startsWith("lines") ?? false;
        if (!isLine && shortText(whole) === whole) continue;
        const color = line?.color ?? marker?.color;
        if (typeof color === "string") entries.set(JSON.stringify([whole, color]), { name: whole, color, dash: line?.dash ?? "solid", isLine });
    }
    return [...entries.values()];
}

/** What `plainText` was made of. */
function unescaped(text) {
    return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** Places of boxes from left to right, in rows: `{ places: [{ x, y }], height }`. */
export function inRows(boxes, width, gap) {
    let [x, y, tallest] = [0, 0, 0];
    const places = boxes.map((box) => {
        if (x > 0 && x + box.width > width) [x, y, tallest] = [0, y + tallest, 0];
        const place = { x, y };
        x += box.width + gap;
        tallest = Math.max(tallest, box.height);
        return place;
    });
    return { places, height: y + tallest };
}

/** A name for a file, on every system. */
export function fileName(title) {
    return [...drawable(title).replace(/[^\p{L}\p{N} ._-]+/gu, "-")].slice(0, 100).join("").replace(/^[. ]+/, "") || "chart";
}
