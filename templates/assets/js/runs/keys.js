// The list from the keyboard. A key that someone types into a field, or that a button has a use for, stays theirs.

/** @param selection the bar of the selected runs */
export function listenToKeys(selection) {
    document.addEventListener("keydown", (event) => {
        if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
        if (event.key !== "?" && document.querySelector(":popover-open") !== null) return;
        if (act(event, selection)) event.preventDefault();
    });
}

function isTyping(target) {
    return target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox])");
}

/** Does what a key is for; false for a key that is for nothing here. */
function act({ key, target }, selection) {
    const row = target.closest(".run-row");
    const isOnRun = row !== null && target.matches("[data-slot=run], .run-select input");
    if (key === "j" || (key === "ArrowDown" && isOnRun)) return move(row, 1);
    if (key === "k" || (key === "ArrowUp" && isOnRun)) return move(row, -1);
    if (row !== null && (key === "x" || (key === " " && target.matches("[data-slot=run]")))) {
        selection.toggle(row);
        return true;
    }
    if (key === "Enter" && target.matches(".run-select input")) {
        location.assign(row.querySelector("[data-slot=run]").href);
        return true;
    }
    if (key === "c") selection.compare();
    else if (key === "/") document.querySelector("[data-slot=words]").select();
    else if (key === "?") document.getElementById("keys").togglePopover();
    else return false;
    return true;
}

/** Moves the focus to the next row, or the one before; from elsewhere to the first. */
function move(row, step) {
    const rows = [...document.querySelectorAll(".run-row")];
    const next = row === null ? rows[0] : rows[rows.indexOf(row) + step];
    next?.querySelector("[data-slot=run]").focus();
    return true;
}
