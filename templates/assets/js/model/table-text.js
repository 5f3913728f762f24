// A table as values that a spreadsheet takes: a line a row, tabs between, numbers as they are.

/** @param table whose parts with `data-copy` are the values; of a row that has none, each cell is one: the exact value where it shows a rounded one */
export function tableText(table) {
    return [...table.rows].map((row) => values(row).map(field).join("\t")).join("\n") + "\n";
}

function values(row) {
    const parts = [...row.querySelectorAll("[data-copy]")];
    return parts.length > 0 ? parts.map(({ dataset }) => dataset.copy) : [...row.cells].map(shown);
}

function shown(cell) {
    const value = cell.querySelector(".raw") ?? cell.querySelector(".value") ?? cell.querySelector(".row-label") ?? cell;
    return value.textContent.trim();
}

/** A tab or a line end in a name would move what comes after it; a formula would be run. */
function field(text) {
    const plain = text.replaceAll(/\s+/g, " ");
    return /^[=+@]|^-(?!\d)/.test(plain) ? `'${plain}` : plain;
}
