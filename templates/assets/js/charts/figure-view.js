// One figure of the page: its frame in the document, its drawing in Plotly.

import { button, element } from "../page/elements.js";

// Plotly's own bar of buttons would lie over the values; a figure has the buttons that are needed.
const CONFIG = { displayModeBar: false, doubleClick: "reset", showTips: false };

/**
 * Makes the frame of a figure and returns it as a part for the drawing board.
 *
 * @param id stable name of the figure within its benchmark, `plot:iops`
 * @param build returns `{ data, layout, isEmpty, units, table, words }` for the page's present state, or a promise of it; `table(exact)`,
 * with what stands in for `units` if values are exact, is for all but bars, `words(trace, index)` for traces that do not say it themselves; `why` says why it is empty; `config` is Plotly's. The last four may be missing
 * @param describe returns the figure in words
 * @param hint what to know besides the title, may be empty; a function returns it for the page's present state
 * @param how what can be done with it, also such a function; paper and pictures do not say it
 * @param height the height to reserve before the figure is drawn
 * @param drawn called with the plot after each drawing
 */
export function figureView({ benchmark, id, title, hint, how = "", height, build, describe, drawn }) {
    const plot = element("div", { className: "plot", role: "group" });
    plot.style.minHeight = `${height}px`;
    const live = element("p", { className: "said", role: "status" });
    let built = null;
    const drawer = element("details", { className: "values" }, element("summary", {}, "Values as a table"));
    const fill = async () => drawer.open && built && (await import("./figure-table.js")).fillDrawer(drawer, `${benchmark}, ${title}`, built);
    drawer.addEventListener("toggle", fill);
    // Where it says whether values are exact.
    addEventListener("benchd:address", fill);
    const note = element("span", { className: "figure-hint" });
    const figure = element(
        "figure",
        { className: "figure", data: { benchmark, figure: id } },
        caption(title, note, async (format) => {
            const { savePicture } = await import("./picture.js");
            return savePicture(plot, { title: `${benchmark} ${title}`, benchmark, marks: textOf(hint), description: describe() }, format);
        }),
        plot,
        live,
        drawer,
    );
    plot.tabIndex = 0;
    // What reads a figure with keys comes when somebody goes to one.
    plot.addEventListener("focus", async () => (await import("./reading.js")).readWithKeys(plot, live, (trace, index) => built?.words?.(trace, index)), { once: true });

    const draw = async () => {
        built = await build();
        note.replaceChildren(textOf(hint), element("span", { className: "how" }, textOf(how)));
        plot.setAttribute("aria-label", describe());
        drawer.hidden = built.isEmpty;
        if (built.isEmpty) return replaceWithText(plot, built.why ?? "No values in this report.");
        await drawPlot(plot, built);
        drawn?.(plot, built);
        fill();
    };
    const fail = (error) => replaceWithText(plot, `This chart could not be drawn: ${error.message}.`);
    return { element: figure, draw: () => draw().catch(fail) };
}

function caption(title, hint, save) {
    const picture = (format) =>
        button(format.toUpperCase(), () => save(format), { className: "save", "aria-label": `Save “${title}” as ${format === "png" ? "a picture" : "a drawing"}` });
    return element("figcaption", {}, element("span", { className: "figure-title" }, title), hint, picture("png"), picture("svg"));
}

async function drawPlot(plot, { data, layout, config }) {
    if (plot.classList.contains("plot-empty")) {
        plot.classList.remove("plot-empty");
        plot.textContent = "";
    }
    plot.style.minHeight = `${layout.height}px`;
    if (matchMedia("(pointer: coarse)").matches) layout.dragmode = false;
    await window.Plotly.react(plot, data, layout, { ...CONFIG, ...config });
    // The label says it in words; the drawing's loose numbers would only repeat it.
    for (const drawing of plot.querySelectorAll(".svg-container > svg")) drawing.setAttribute("aria-hidden", "true");
}

function replaceWithText(plot, text) {
    window.Plotly.purge(plot);
    plot.classList.add("plot-empty");
    plot.textContent = text;
}

function textOf(text) {
    return typeof text === "function" ? text() : text;
}
