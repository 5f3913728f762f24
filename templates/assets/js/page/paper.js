// Printing: paper says its address and its time, and has charts of its own width and colours.

/** The sheet of paper counts on the screen, too: a chart is measured there before the printer's medium applies. */
function usePaper(isUsed) {
    // Looked for only now: a script that does not wait for the page may have loaded this before the sheet's link, which comes last.
    const sheet = document.querySelector("link[data-paper]")?.sheet;
    if (sheet) sheet.media.mediaText = isUsed ? "all" : "print";
}

function sayAddress() {
    const place = document.querySelector("[data-slot=paper]");
    if (place) place.textContent = `${location.href}, printed ${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

// While capturing, so that what charts do for the printer comes after it.
addEventListener("beforeprint", () => {
    sayAddress();
    usePaper(true);
}, { capture: true });
addEventListener("afterprint", () => usePaper(false), { capture: true });

/**
 * Draws a page's charts for the printer, and again for the screen. No browser waits for what must be loaded, so the keys that print
 * wait for it; pressed again, they do not.
 * @param charts `drawForPrint()` draws what needs no waiting, `drawOpen()` everything outside closed drawers
 * @param refresh reads the look of the page again
 */
export function drawOnPaper(charts, refresh) {
    let isLoading = false;
    const load = () => charts.drawOpen().catch(() => {});
    addEventListener("beforeprint", () => {
        refresh();
        charts.drawForPrint();
        load();
    });
    addEventListener("afterprint", refresh);
    addEventListener("keydown", async (event) => {
        const prints = event.key.toLowerCase() === "p" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
        if (!prints || isLoading) return;
        event.preventDefault();
        isLoading = true;
        await load();
        isLoading = false;
        print();
    });
}
