// What of a run's page needs no chart: the choice of the baseline, open drawers in the address, copying the matrix, the config archive.

import { keepDrawers } from "./page/drawers.js";

// The latest run is another one tomorrow; a link shows what its sender saw.
const { run } = document.querySelector("[data-run]").dataset;
if (location.pathname.endsWith("/latest")) {
    history.replaceState(history.state, "", location.pathname.replace(/latest$/, run) + location.search + location.hash);
}

const form = document.querySelector("[data-slot=baseline]");
if (form) {
    form.querySelector("button").hidden = true;
    form.addEventListener("change", () => form.requestSubmit());
    // The rest of the page's state stays in the address.
    form.addEventListener("formdata", ({ formData }) => {
        for (const [name, value] of new URLSearchParams(location.search)) {
            if (name !== "baseline") formData.append(name, value);
        }
    });
}

keepDrawers();
showArchive();
// Nothing of the first chart waits for it.
import("./page/table-copy.js").then(({ showTableCopies }) => showTableCopies());

/** Loads the view of the config archive when somebody opens its drawer, or the address names a member. */
function showArchive() {
    const slot = document.querySelector("[data-slot=archive]");
    if (!slot) return;
    const drawer = slot.closest("details");
    let loading = null;
    const load = async () => {
        loading ??= Promise.all([import("./archive/archive.js"), styleSheet("source")]);
        const [{ Archive }] = await loading;
        if (slot.dataset.loaded) return;
        slot.dataset.loaded = "true";
        new Archive(slot, run);
    };
    const loadIfNamed = () => location.hash.startsWith("#config/") && load();
    drawer.addEventListener("toggle", () => drawer.open && load());
    addEventListener("hashchange", loadIfNamed);
    if (drawer.open) load();
    loadIfNamed();
}

/** Adds a style sheet to the page; a promise that it applies, or cannot be had. */
function styleSheet(name) {
    const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL(`../css/${name}.css`, import.meta.url).href });
    document.head.append(sheet);
    return new Promise((resolve) => {
        for (const event of ["load", "error"]) sheet.addEventListener(event, resolve, { once: true });
    });
}
