// A table made by a script.

import { element } from "../page/elements.js";

/** The most rows of a table: what is beyond is in the downloads. */
const ROW_LIMIT = 2_000;

/** A table of texts; the first cell of a row is its heading. */
export function tableElement(title, values) {
    if (!values || values.rows.length === 0) return element("p", { className: "empty" }, "No values.");
    const { head, rows } = values;
    const shown = rows.slice(0, ROW_LIMIT);
    const table = element(
        "table",
        {},
        element("caption", {}, title),
        element("thead", {}, element("tr", {}, ...head.map((text, index) => (index > 0 || text ? element("th", { scope: "col" }, text) : element("td"))))),
        element("tbody", {}, ...shown.map((row) => element("tr", {}, ...row.map((text, index) => element(index === 0 ? "th" : "td", index === 0 ? { scope: "row" } : {}, text))))),
    );
    const more = rows.length - shown.length;
    const note = more > 0 ? element("p", { className: "empty" }, `${more} more rows are not shown.`) : null;
    return element("div", { className: "table-frame", tabIndex: 0, role: "group", "aria-label": title }, table, note);
}
