// "Values as a table" of a figure: made when it is opened, and again when it is out of date.

import { EXACT } from "../model/exact-units.js";
import { barTable } from "../model/value-tables.js";
import { parameter } from "../page/address.js";
import { tableElement } from "./table.js";

/** What the tables in the drawers were made of. */
const made = new WeakMap();

/** @param built what the figure is drawn of; one without a table of its own is made of bars */
export function fillDrawer(drawer, title, built) {
    const isExact = parameter("exact") === "1";
    const { built: before, isExact: wasExact } = made.get(drawer) ?? {};
    if (before === built && wasExact === isExact) return;
    made.set(drawer, { built, isExact });
    const exact = isExact ? EXACT : undefined;
    const values = built.table ? built.table(exact) : barTable(built.data, exact ?? built.units);
    drawer.replaceChildren(drawer.firstElementChild, tableElement(title, values));
}
