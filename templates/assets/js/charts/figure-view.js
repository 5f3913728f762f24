// One figure of the page: its frame in the document, its drawing in Plotly.

import { plainText } from "../model/layout.js";

// Plotly's own bar of buttons would lie over the values; a figure has the one button that is needed.
const CONFIG = { displayModeBar: false, doubleClick: "reset", showTips: false };

/**
 * Makes the frame of a figure and returns it as a part for the drawing board.
 *
 * @param id stable name of the figure within its benchmark, `plot:iops`
 * @param build returns `{ data, layout, isEmpty }` for the page's present state
 * @param describe returns the figure in words
 * @param hint what to know besides the title, may be empty
 * @param height the height to reserve before the figure is drawn
 */
export function figureView({ benchmark, id, title, hint, height, build, describe }) {
    const element = document.createElement("figure");
    element.className = "figure";
    element.dataset.benchmark = benchmark;
    element.dataset.figure = id;

    const plot = document.createElement("div");
    plot.className = "plot";
    plot.setAttribute("role", "group");
    plot.style.minHeight = `${height}px`;
    element.append(caption(title, hint, () => savePicture(plot, `${benchmark} ${title}`)), plot);

    const fail = (error) => replaceWithText(plot, `This chart could not be drawn: ${error.message}.`);
    return { element, draw: () => draw(plot, build, describe).catch(fail) };
}

function caption(title, hint, save) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "save";
    button.textContent = "PNG";
    button.setAttribute("aria-label", `Save “${title}” as a picture`);
    button.addEventListener("click", save);
    const caption = document.createElement("figcaption");
    caption.append(textElement("figure-title", title), textElement("figure-hint", hint), button);
    return caption;
}

function textElement(className, text) {
    const element = document.createElement("span");
    element.className = className;
    element.textContent = text;
    return element;
}

/** Saves the figure on the page's background, with its title, at twice the size. */
function savePicture(plot, title) {
    if (!plot.data) return;
    const { width, height, margin } = plot._fullLayout;
    const background = getComputedStyle(document.documentElement).getPropertyValue("--surface").trim();
    const layout = {
        ...plot.layout,
        title: { text: plainText(title), font: { size: 14 }, x: 0.02, xanchor: "left" },
        margin: { ...plot.layout.margin, t: margin.t + 36 },
        paper_bgcolor: background,
        plot_bgcolor: background,
    };
    // Bars have their names beside them; lines need a legend once they leave the page and its chips.
    const hasLines = plot.data.some(({ mode }) => mode?.startsWith("lines"));
    const legendHeight = hasLines ? 60 : 0;
    layout.showlegend = hasLines;
    layout.legend = { orientation: "h", y: -0.35 };
    layout.margin.b += legendHeight;
    const data = plot.data.map((trace) => ({ ...trace, name: plainText(trace.name) }));
    const size = { format: "png", width: Math.max(width, 480), height: height + 36 + legendHeight, scale: 2 };
    return window.Plotly.downloadImage({ data, layout }, { ...size, filename: title });
}

async function draw(plot, build, describe) {
    const { data, layout, isEmpty } = build();
    plot.setAttribute("aria-label", describe());
    if (isEmpty) return replaceWithText(plot, "No values in this report.");
    plot.style.minHeight = `${layout.height}px`;
    if (matchMedia("(pointer: coarse)").matches) layout.dragmode = false;
    await window.Plotly.react(plot, data, layout, CONFIG);
    // The label says it in words; the drawing's loose numbers would only repeat it.
    for (const drawing of plot.querySelectorAll(".svg-container > svg")) drawing.setAttribute("aria-hidden", "true");
}

function replaceWithText(plot, text) {
    window.Plotly.purge(plot);
    plot.classList.add("plot-empty");
    plot.textContent = text;
}
