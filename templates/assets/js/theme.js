// The theme that the reader chose for this browser. No module: it runs before the page is drawn, so that no other theme
// is seen first.

(() => {
    const KEY = "benchd.theme";
    const NAMES = { "": "auto", light: "light", dark: "dark" };
    const root = document.documentElement;

    /** Without storage (a browser that blocks it) the choice lasts as long as the page. */
    function stored() {
        try {
            return localStorage.getItem(KEY) ?? "";
        } catch {
            return "";
        }
    }

    function store(theme) {
        try {
            localStorage.setItem(KEY, theme);
        } catch {
            // The page shows the choice all the same.
        }
    }

    function show(theme, button) {
        if (theme === "") delete root.dataset.theme;
        else root.dataset.theme = theme;
        if (button) button.textContent = `Theme: ${NAMES[theme]}`;
    }

    let theme = Object.hasOwn(NAMES, stored()) ? stored() : "";
    show(theme, null);
    addEventListener("DOMContentLoaded", () => {
        const button = document.querySelector("[data-action=theme]");
        if (!button) return;
        button.hidden = false;
        show(theme, button);
        button.addEventListener("click", () => {
            const themes = Object.keys(NAMES);
            theme = themes[(themes.indexOf(theme) + 1) % themes.length];
            store(theme);
            show(theme, button);
            dispatchEvent(new Event("benchd:theme"));
        });
    });
})();
