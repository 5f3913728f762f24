// The buttons that copy a table.

import { tableText } from "../model/table-text.js";
import { copyFrom } from "./clipboard.js";

/** Shows the buttons; `data-table` is the id of the table. */
export function showTableCopies() {
    for (const button of document.querySelectorAll("[data-action=copy-table]")) {
        button.hidden = false;
        button.addEventListener("click", () => copyFrom(button, tableText(document.getElementById(button.dataset.table))));
    }
}
