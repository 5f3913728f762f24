// The suite's own means, as marks across the bars of the corrected ones.

import { plainText } from "./layout.js";
import { largestOf } from "./units.js";

/**
 * @param figure of `barFigure`, drawn from `rows`
 * @param reportedOf(filesystem, key) the suite's value
 * @returns the figure with its marks, and with a table and words that name both values
 */
export function withReported(figure, rows, reportedOf, look) {
    const { metrics, filesystems, units } = rows;
    const bars = figure.data;
    const { scale } = units.axisScale(metrics[0].unit, largestOf(bars.flatMap(({ meta }) => meta.values)));
    const marks = bars.map(({ y, meta: { filesystem } }) => {
        const values = metrics.map(({ key }) => known(reportedOf(filesystem, key)));
        const texts = metrics.map(({ label, unit }, place) => `${filesystem}, ${label}, as reported: ${textOf(values[place], unit, units, "no value")}`);
        return {
            type: "scatter",
            mode: "markers",
            name: filesystem,
            x: values.map((value) => (value === null ? null : scale(value))),
            y,
            marker: { symbol: "line-ns-open", size: 16, line: { width: 2 }, color: look.warning },
            meta: { filesystem, isReported: true, texts },
            hoverinfo: "text",
            hovertext: texts.map(plainText),
        };
    });
    return {
        ...figure,
        data: [...bars, ...marks],
        table: (words = units) => tableOf(metrics, filesystems, [rows.valueOf, reportedOf], words),
        words: ({ meta }, index) => meta.texts?.[index],
    };
}

/** A column for each filesystem; of each metric a row for the mean, and one for the suite's. */
function tableOf(metrics, filesystems, sources, words) {
    const rows = metrics.flatMap(({ key, label, unit }) => sources.map((valueOf, index) => {
        const texts = filesystems.map((filesystem) => textOf(known(valueOf(filesystem, key)), unit, words));
        return [`${label}, ${index === 0 ? "mean" : "as reported"}`, ...texts];
    }));
    return { head: ["", ...filesystems], rows };
}

function known(value) {
    return Number.isFinite(value) ? value : null;
}

function textOf(value, unit, words, none = "–") {
    return value === null ? none : words.formatWithUnit(value, unit);
}
