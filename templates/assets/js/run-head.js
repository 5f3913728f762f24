// The first screen of a run's page: the choice of the baseline, open drawers in the address, copying the matrix.

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
// Nothing of the first chart waits for it.
import("./page/table-copy.js").then(({ showTableCopies }) => showTableCopies());
