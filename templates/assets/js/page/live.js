// Keeping a page current while someone looks at it.

const INTERVAL = 2000;

/**
 * Calls `look` every two seconds while the page is visible, and says when benchd stops answering.
 * @param look fetches what is new; what it throws counts as no answer
 */
export async function follow(look) {
    let isFailing = false;
    for (;;) {
        await visible();
        try {
            await look();
            if (isFailing) announce("Connected again.");
            isFailing = false;
        } catch {
            if (!isFailing) announce("benchd does not answer. This page may be out of date; trying again.");
            isFailing = true;
        }
        await new Promise((resume) => setTimeout(resume, INTERVAL));
    }
}

/** Says something in the page's status line, which screen readers read out. */
export function announce(text) {
    document.querySelector("[data-slot=status]").textContent = text;
}

/** Resolves once the page is visible, at once when it is. */
function visible() {
    if (document.visibilityState === "visible") return Promise.resolve();
    return new Promise((resume) => {
        const check = () => {
            if (document.visibilityState !== "visible") return;
            document.removeEventListener("visibilitychange", check);
            resume();
        };
        document.addEventListener("visibilitychange", check);
    });
}
