// The list of runs: what is selected, keys, filters, ages, and what is new.

import { ageText } from "./model/age.js";
import { showControls } from "./page/names.js";
import { prepareFilters } from "./runs/filters.js";
import { listenToKeys } from "./runs/keys.js";
import { followNews } from "./runs/news.js";
import { SelectionBar } from "./runs/selection.js";
import { takeDrops } from "./runs/sending.js";

const AGING = 30_000;

function showAges() {
    for (const age of document.querySelectorAll(".age[data-filed]")) {
        const text = ageText(Date.parse(age.dataset.filed), Date.now());
        if (age.textContent !== text) age.textContent = text;
    }
}

for (const hidden of document.querySelectorAll("[data-needs-script]")) hidden.hidden = false;
showControls(document.querySelector("main"));
const selection = new SelectionBar();
prepareFilters();
listenToKeys(selection);
showAges();
takeDrops();
setInterval(showAges, AGING);
if (document.querySelector("[data-live]")) {
    followNews(selection, () => {
        selection.show();
        showAges();
    });
}
