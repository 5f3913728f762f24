// Saves a figure as a picture that says where it comes from: rig, date, kernel, settings, address.

import { plainText } from "../model/layout.js";
import { facts } from "./facts.js";

const HEAD_HEIGHT = 62;
const LEGEND_HEIGHT = 60;
const PICTURE_WIDTH = 640;

/** Saves what a plot shows, on the page's background. `format` is `png` (at twice the size) or `svg`. */
export function savePicture(plot, title, format) {
    if (!plot.data) return null;
    const { width, height } = plot._fullLayout;
    const background = getComputedStyle(document.documentElement).getPropertyValue("--surface").trim();
    const margin = { ...plot.layout.margin };
    // Bars have their names beside them; lines need a legend once they leave the page and its chips.
    const hasLines = plot.data.some(({ mode }) => mode?.startsWith("lines"));
    const legendHeight = hasLines ? LEGEND_HEIGHT : 0;
    const layout = {
        ...plot.layout,
        title: { text: heading(title), font: { size: 14 }, x: 0.02, xanchor: "left", y: 0.98, yanchor: "top", yref: "container" },
        margin: { ...margin, t: margin.t + HEAD_HEIGHT, b: margin.b + legendHeight },
        paper_bgcolor: background,
        plot_bgcolor: background,
        showlegend: hasLines,
        legend: { orientation: "h", yref: "container", y: 0.01, yanchor: "bottom" },
    };
    const data = plot.data.map((trace) => ({ ...trace, name: plainText(trace.name) }));
    const size = { width: Math.max(width, PICTURE_WIDTH), height: height + HEAD_HEIGHT + legendHeight };
    return window.Plotly.downloadImage({ data, layout }, { ...size, format, scale: format === "png" ? 2 : 1, filename: title });
}

function heading(title) {
    const small = [facts(), location.href].filter((text) => text).map((text) => `<span style="font-size:10px">${plainText(text)}</span>`);
    return [plainText(title), ...small].join("<br>");
}
