// The page of the API: one language for all examples, copying, and finding an address. Language and search are in the address.

import { parameter, setParameters } from "./page/address.js";
import { copyFrom } from "./page/clipboard.js";
import { button, element } from "./page/elements.js";

const LANGUAGES = ["curl", "python", "pandas"];
const page = document.querySelector("main.api");
const tabs = page.querySelector("[data-slot=languages]");
const search = page.querySelector("[data-slot=search]");
const status = page.querySelector("[data-slot=status]");

function chosenLanguage() {
    const asked = parameter("lang");
    return LANGUAGES.includes(asked) ? asked : LANGUAGES[0];
}

/** Shows the examples in one language; an operation without one says so. */
function showLanguage(language) {
    page.classList.add("one-language");
    for (const tab of tabs.children) tab.setAttribute("aria-pressed", String(tab.dataset.lang === language));
    for (const example of page.querySelectorAll(".example")) {
        const codes = [...example.querySelectorAll(".code")];
        for (const code of codes) code.hidden = code.dataset.lang !== language;
        example.querySelector(".no-example").hidden = codes.some((code) => !code.hidden);
    }
}

/** Leaves only the addresses in whose text all words occur. */
function find(text) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const operation of page.querySelectorAll(".operation")) {
        const isFound = words.every((word) => operation.textContent.toLowerCase().includes(word));
        operation.hidden = !isFound;
        page.querySelector(`[data-for="${operation.id}"]`).hidden = !isFound;
        if (isFound) count += 1;
    }
    for (const area of page.querySelectorAll("[data-area]")) {
        area.hidden = area.querySelector(".operation:not([hidden]), [data-for]:not([hidden])") === null;
    }
    status.textContent = words.length === 0 ? "" : `${count} ${count === 1 ? "address" : "addresses"} with “${text.trim()}”.`;
}

function prepareExamples() {
    for (const code of page.querySelectorAll(".code")) {
        const text = code.querySelector("pre").textContent;
        const path = code.closest(".operation").dataset.path;
        code.append(button("Copy", (made) => copyFrom(made, text), { "aria-live": "polite", title: `Copy the ${code.dataset.lang} lines for ${path}` }));
    }
    for (const example of page.querySelectorAll(".example")) {
        example.append(element("p", { className: "no-example", hidden: true }, "The answer is no table; curl and Python have lines for it."));
    }
}

prepareExamples();
tabs.hidden = false;
search.hidden = false;
tabs.addEventListener("click", ({ target }) => {
    const language = target.closest("[data-lang]")?.dataset.lang;
    if (language === undefined) return;
    setParameters({ lang: language === LANGUAGES[0] ? null : language });
    showLanguage(language);
});
const input = search.querySelector("input");
input.value = parameter("q") ?? "";
input.addEventListener("input", () => {
    setParameters({ q: input.value.trim() });
    find(input.value);
});
showLanguage(chosenLanguage());
find(input.value);
// What was hidden or folded before has another height: the anchor of the address is gone to once more.
if (location.hash.length > 1) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
