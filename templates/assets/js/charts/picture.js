// Saves a figure as a picture that says where it comes from: rig, date, kernel, settings, address.

import { plainText } from "../model/layout.js";
import { drawable, fileName, inRows, legendOf, wrapped } from "../model/picture-text.js";
import { facts } from "./facts.js";

const SVG = "http://www.w3.org/2000/svg";
const LEAST_WIDTH = 640;
const EDGE = 16;
const SWATCH = 26;
/** Another viewer may have a wider font. */
const SAFETY = 1.08;
const STYLES = { title: { size: 14, weight: 600, limit: 4 }, fact: { size: 11, limit: 6 }, address: { size: 10, limit: 8, isQuiet: true }, legend: { size: 11, limit: 8 } };

/**
 * Saves what a plot shows, on the page's background.
 * @param figure `{ title, benchmark, marks, description }`: `marks` says what its marks mean, may be empty; `description` is it in words
 * @param format `png` (at twice the size) or `svg`
 */
export async function savePicture(plot, figure, format) {
    if (!plot.data) return;
    const drawing = await picture(plot, figure);
    const text = new XMLSerializer().serializeToString(drawing);
    const file = new Blob([text], { type: "image/svg+xml" });
    offer(format === "svg" ? file : await painted(file, drawing), `${fileName(figure.title)}.${format}`);
}

async function picture(plot, { title, benchmark, marks, description }) {
    const look = lookOf(plot);
    const width = Math.max(plot._fullLayout.width, LEAST_WIDTH);
    const words = await facts(benchmark);
    const head = [[title, STYLES.title], ...words.map((line) => [line, STYLES.fact]), [marks, STYLES.fact], [location.href, STYLES.address]].filter(([text]) => text);
    const { rows, height: headHeight } = textRows(head, width - 2 * EDGE, look);
    const chart = await chartOf(plot, width, look);
    const legend = legendGroup(legendOf(plot.data), width - 2 * EDGE, look);
    const height = headHeight + chart.height + legend.height + EDGE;
    const drawing = shape("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "font-family": look.font });
    drawing.append(
        shape("title", {}, title),
        shape("desc", {}, [...words, marks, description, location.href].filter((text) => text).join("\n")),
        shape("rect", { width, height, fill: look.background }),
        ...rows.map(({ text, y, style }) => textShape(text, EDGE, y, style, look)),
        at(chart.drawing, 0, headHeight),
        at(legend.group, EDGE, headHeight + chart.height),
    );
    return drawing;
}

function lookOf(plot) {
    const style = getComputedStyle(document.documentElement);
    const value = (name) => style.getPropertyValue(name).trim();
    return { background: value("--surface"), ink: value("--ink"), muted: value("--ink-muted"), font: plot.layout.font?.family ?? style.fontFamily };
}

/** The plot by itself: words and names are the picture's own, since Plotly wraps none. */
async function chartOf(plot, width, look) {
    const { height } = plot._fullLayout;
    const layout = { ...plot.layout, paper_bgcolor: look.background, plot_bgcolor: look.background, showlegend: false };
    const data = plot.data.map((trace) => ({ ...trace, name: plainText(trace.name) }));
    const text = await window.Plotly.toImage({ data, layout }, { format: "svg", width, height, imageDataOnly: true });
    const parsed = new DOMParser().parseFromString(storable(text), "image/svg+xml").documentElement;
    return { drawing: document.importNode(parsed, true), height };
}

/** Markup without the characters that XML has not. */
function storable(markup) {
    return markup.toWellFormed().replace(/[^\P{Cc}\t\n\r]|[\uFFFE\uFFFF]/gu, "\uFFFD");
}

/** Lines of text with the place of each. */
function textRows(texts, width, look) {
    const rows = [];
    let y = EDGE;
    for (const [text, style] of texts) {
        for (const line of wrapped(text, width, measure(style, look), style.limit)) {
            y += style.size;
            rows.push({ text: line, y, style });
            y += style.size * 0.4;
        }
    }
    return { rows, height: y + 8 };
}

function legendGroup(entries, width, look) {
    const style = STYLES.legend;
    const pitch = style.size * 1.4;
    const widthOf = measure(style, look);
    const boxes = entries.map((entry) => {
        const lines = wrapped(entry.name, width - SWATCH, widthOf, style.limit);
        return { ...entry, lines, width: SWATCH + Math.max(...lines.map(widthOf)), height: lines.length * pitch };
    });
    const { places, height } = inRows(boxes, width, EDGE);
    const group = shape("g", {});
    boxes.forEach(({ lines, color, dash, isLine }, index) => {
        const box = at(shape("g", {}), places[index].x, places[index].y);
        const mark = isLine
            ? shape("line", { x1: 0, x2: SWATCH - 6, y1: 6, y2: 6, stroke: color, "stroke-width": 2, ...dashOf(dash) })
            : shape("rect", { width: SWATCH - 6, height: 10, y: 1, fill: color });
        box.append(mark, ...lines.map((text, row) => textShape(text, SWATCH, 10 + row * pitch, style, look)));
        group.append(box);
    });
    return { group, height };
}

const DASHES = { dash: "6 4", dot: "2 3", dashdot: "6 3 2 3", longdash: "10 5", longdashdot: "10 4 2 4" };

function dashOf(dash) {
    const pattern = DASHES[dash] ?? (/\d/.test(dash) ? dash.replaceAll(/px|,/g, " ") : null);
    return pattern ? { "stroke-dasharray": pattern } : {};
}

const canvas = document.createElement("canvas").getContext("2d");

function measure({ size, weight = 400 }, { font }) {
    return (text) => {
        canvas.font = `${weight} ${size}px ${font}`;
        return canvas.measureText(text).width * SAFETY;
    };
}

function textShape(text, x, y, { size, weight = 400, isQuiet }, look) {
    return shape("text", { x, y, "font-size": size, "font-weight": weight, fill: isQuiet ? look.muted : look.ink }, text);
}

/** An element of SVG; its text is always text. */
function shape(name, attributes, text = null) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== null) made.textContent = text.split("\n").map(drawable).join("\n");
    return made;
}

function at(part, x, y) {
    if (part.localName === "g") part.setAttribute("transform", `translate(${x} ${y})`);
    else Object.entries({ x, y }).forEach(([name, value]) => part.setAttribute(name, value));
    return part;
}

/** The drawing as pixels. */
async function painted(file, drawing) {
    const address = URL.createObjectURL(file);
    try {
        const image = new Image();
        image.src = address;
        await image.decode();
        const paper = document.createElement("canvas");
        [paper.width, paper.height] = ["width", "height"].map((name) => 2 * drawing.getAttribute(name));
        paper.getContext("2d").drawImage(image, 0, 0, paper.width, paper.height);
        return await new Promise((resolve) => paper.toBlob(resolve, "image/png"));
    } finally {
        URL.revokeObjectURL(address);
    }
}

/** Gives a file to the browser's downloads. */
function offer(file, name) {
    const address = URL.createObjectURL(file);
    Object.assign(document.createElement("a"), { href: address, download: name }).click();
    // The download has begun by then.
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
