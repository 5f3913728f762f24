// Open drawers in the address: a link opens what its sender had open.

import { parameters, setParameters } from "./address.js";

const NAME = "open";

/** Opens the drawers that the address names, and keeps it up to date. A link to a part of the page opens the drawer around it. */
export function keepDrawers() {
    const drawers = [...document.querySelectorAll("details[data-drawer]")];
    const wanted = new Set(parameters(NAME));
    for (const drawer of drawers) {
        if (wanted.has(drawer.dataset.drawer)) drawer.open = true;
        drawer.addEventListener("toggle", () => {
            const open = drawers.filter((one) => one.open).map(({ dataset }) => dataset.drawer);
            setParameters({ [NAME]: open });
        });
    }
    const openTarget = () => {
        const drawer = document.querySelector(":target")?.closest("details[data-drawer]");
        if (drawer) drawer.open = true;
    };
    addEventListener("hashchange", openTarget);
    openTarget();
}
