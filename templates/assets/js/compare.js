// The comparison of runs: copies its table, applies the view at once, draws the series of the chosen cell.

import { SeriesSection } from "./compare/series-section.js";
import { showControls } from "./page/names.js";
import { drawOnPaper } from "./page/paper.js";
import { showTableCopies } from "./page/table-copy.js";

showControls(document);
for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;

showTableCopies();

/** A form that is sent has every field in the address; empty ones say nothing. */
for (const form of document.querySelectorAll("form.view, form.search")) {
    form.addEventListener("formdata", ({ formData }) => {
        for (const [name, value] of [...formData]) {
            if (value === "" && name !== "q") formData.delete(name);
        }
        if (formData.get("sort") === "verdict") formData.delete("sort");
        if (formData.get("margin") === "0.05") formData.delete("margin");
    });
}

/** Draws the series when their place comes near the window, or when everything is to be drawn. */
function drawWhenNear(section) {
    const series = new SeriesSection(section);
    let drawing = null;
    const draw = () => {
        drawing ??= series.start().catch((error) => {
            section.querySelector("[data-slot=chart]").textContent = `The series could not be drawn: ${error.message}.`;
            document.documentElement.dataset.ready = "true";
        });
        return drawing;
    };
    new IntersectionObserver((changes, observer) => {
        if (changes.some(({ isIntersecting }) => isIntersecting)) {
            observer.disconnect();
            draw();
        } else document.documentElement.dataset.ready = "true";
    }, { rootMargin: "400px 0px" }).observe(section.querySelector("#series"));
    const drawAll = async () => {
        await draw();
        await series.drawAll();
    };
    addEventListener("benchd:draw-all", drawAll);
    drawOnPaper({ drawForPrint: () => series.drawForPrint(), drawOpen: drawAll }, () => series.refresh());
}

const section = document.querySelector(".comparison-cell");
if (section) drawWhenNear(section);
else document.documentElement.dataset.ready = "true";
