// The table of cells as values that a spreadsheet takes: a line a row, tabs between, numbers as they are.

/** @param table whose parts with `data-copy` are the values */
export function tableText(table) {
    return [...table.rows].map((row) => [...row.querySelectorAll("[data-copy]")].map(({ dataset }) => field(dataset.copy)).join("\t")).join("\n") + "\n";
}

/** A tab or a line end in a name would move what comes after it; a formula would be run. */
function field(text) {
    const plain = text.replaceAll(/[\t\r\n]+/g, " ");
    return /^[=+@]|^-(?!\d)/.test(plain) ? `'${plain}` : plain;
}
