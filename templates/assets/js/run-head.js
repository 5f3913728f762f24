// The first screen of a run's page: the choice of the baseline, open drawers in the address, copying the matrix.

import { copyFrom } from "./page/clipboard.js";
import { keepDrawers } from "./page/drawers.js";
import { tableText } from "./model/table-text.js";

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

for (const button of document.querySelectorAll("[data-action=copy-table]")) {
    button.hidden = false;
    button.addEventListener("click", () => copyFrom(button, tableText(document.getElementById(button.dataset.table))));
}

keepDrawers();
