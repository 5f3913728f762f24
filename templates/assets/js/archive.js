// Loads the view of the config archive when somebody opens its drawer, or the address names a member.

const slot = document.querySelector("[data-slot=archive]");
const drawer = slot?.closest("details");
let loading = null;

async function load() {
    loading ??= import("./archive/archive.js");
    const { Archive } = await loading;
    if (slot.dataset.loaded) return;
    slot.dataset.loaded = "true";
    new Archive(slot, document.querySelector("[data-run]").dataset.run);
}

function loadIfNamed() {
    if (location.hash.startsWith("#config/")) load();
}

if (slot) {
    drawer.addEventListener("toggle", () => drawer.open && load());
    addEventListener("hashchange", loadIfNamed);
    if (drawer.open) load();
    loadIfNamed();
}
