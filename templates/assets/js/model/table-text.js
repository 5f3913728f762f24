// A table as text that a spreadsheet takes: tabs between cells, numbers as they are.

/** The text of a table; of a value that is shown rounded it has the exact one. */
export function tableText(table) {
    return [...table.rows].map((row) => [...row.cells].map(cellText).join("\t")).join("\n");
}

function cellText(cell) {
    const exact = cell.querySelector(".raw");
    const shown = exact ?? cell.querySelector(".value") ?? cell;
    return shown.textContent.trim().replace(/\s+/g, " ");
}
