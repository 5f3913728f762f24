// The values of the panels of "cause and effect" at a moment, or their means.

import { changeText } from "./bar-figures.js";
import { valueAt } from "./lines.js";
import { momentText } from "./time-ticks.js";

/**
 * A row for each panel, a column for each filesystem; the first filesystem is what the others differ from.
 * @param labels the panels of `causeFigure`
 * @param textOf(value, unit)
 * @param place on the axis; null for means
 */
export function momentTable({ labels, entries }, textOf, place = null) {
    const rows = labels.map((panel) => {
        const values = entries.map((entry) => {
            const line = panel.lines.find(({ filesystem }) => filesystem === entry.filesystem);
            return place === null ? panel.correctedOf(entry) : line && valueAt(line, place);
        });
        const title = place === null && panel.isOfAll ? `${panel.title}, mean of all its samples` : panel.title;
        return [title, ...values.map((value, index) => valueText(value, index > 0 ? values[0] : null, panel.unit, textOf))];
    });
    return { head: [timeOf(place), ...entries.map(({ filesystem }) => filesystem)], rows };
}

/** Of when the values are. */
function timeOf(place) {
    return place === null ? "Mean of the busy interval" : `At ${momentText(place)}`;
}

/** What stands above the values of a panel: above the first of when they are, above a mean of all samples that it is one. */
export function momentHead({ isOfAll }, index, place) {
    if (place === null && isOfAll) return "Mean of all samples";
    return index === 0 ? timeOf(place) : "";
}

function valueText(value, first, unit, textOf) {
    if (!Number.isFinite(value)) return "–";
    const change = Number.isFinite(first) && first !== 0 && value !== first ? ` (${changeText(value, first)})` : "";
    return `${textOf(value, unit)}${change}`;
}
