// Reading a chart without a mouse: arrow keys from point to point, the point in words.

/**
 * Lets arrow keys move along the points of a plot: left and right to the next point, up and down to another trace.
 * @param words of a point, `(trace, index) => text`; undefined where the figure has none
 */
export function readWithKeys(plot, live, words) {
    let [curve, point] = [0, -1];
    plot.addEventListener("keydown", (event) => {
        const traces = (plot.data ?? []).map((trace, index) => ({ trace, index })).filter(({ trace }) => trace.hoverinfo !== "skip");
        if (traces.length === 0) return;
        const step = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0], Home: [0, -Infinity], End: [0, Infinity] }[event.key];
        if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        curve = (curve + step[0] + traces.length) % traces.length;
        const { trace, index } = traces[curve];
        const last = trace.x.length - 1;
        const isAlone = last === 0 && step[1] !== 0;
        if (isAlone) return move(traces, step[1] > 0 ? 1 : -1);
        point = clamp(point === -1 && step[1] === -1 ? last : point + step[1], 0, last);
        tell(trace, index);
    });
    plot.addEventListener("blur", () => (live.textContent = ""));

    function move(traces, by) {
        curve = (curve + by + traces.length) % traces.length;
        point = 0;
        tell(traces[curve].trace, traces[curve].index);
    }

    function tell(trace, index) {
        live.textContent = words(trace, point) ?? pointWords(trace, point);
        if (plot._fullLayout?.hovermode) window.Plotly.Fx.hover(plot, [{ curveNumber: index, pointNumber: point }]);
    }
}

function clamp(value, low, high) {
    return Math.min(Math.max(value, low), high);
}

/** A point in words, if the figure has none of its own. */
function pointWords(trace, index) {
    const isBar = trace.orientation === "h";
    const value = isBar ? trace.x[index] : trace.y[index];
    const label = trace.meta?.labels?.[index] ?? "";
    const name = [trace.name, label].filter((text) => text).join(", ");
    if (value === null || value === undefined) return `${name}: no value`;
    const shown = typeof trace.text?.[index] === "string" && trace.text[index] ? trace.text[index] : `${round(value)} ${trace.meta?.unit ?? ""}`.trim();
    return isBar ? `${name}: ${shown}` : `${name}: ${shown} at ${round(trace.x[index])}`;
}

function round(value) {
    return typeof value === "number" ? Number(value.toPrecision(6)).toString() : String(value);
}
