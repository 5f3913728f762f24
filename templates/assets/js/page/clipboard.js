// Copying text. Browsers give `navigator.clipboard` only to pages that came over HTTPS or from this machine. For pages
// over plain HTTP from another machine there is the old way.

export async function copyText(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "unseen";
    const focused = document.activeElement;
    document.body.append(field);
    field.select();
    const isCopied = document.execCommand("copy");
    field.remove();
    focused?.focus({ preventScroll: true });
    if (!isCopied) throw new Error("the browser did not allow it");
}

/** Copies, and shows the result on the button for two seconds; the button is a live region. */
export async function copyFrom(button, text) {
    const name = button.dataset.name ?? button.textContent;
    button.dataset.name = name;
    try {
        await copyText(text);
        button.textContent = "Copied";
    } catch (error) {
        button.textContent = `Not copied: ${error.message}`;
    }
    setTimeout(() => (button.textContent = name), 2000);
}
