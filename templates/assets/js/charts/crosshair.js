// One line through all panels of a plot, moved by pointer or keys, and the choice of a part of the axis.

import { element } from "../page/elements.js";

/** @param moved called with the place on the axis, or null when the line goes */
export function crosshair(moved) {
    const line = element("div", { className: "crosshair", hidden: true });
    let now = { span: [0, 1], places: [], words: () => "", zoomTo: () => {} };
    let [plot, place, frame] = [null, null, 0];

    function show(next) {
        place = next;
        const { xaxis, margin, height } = plot._fullLayout ?? {};
        line.hidden = place === null || !xaxis;
        if (!line.hidden) {
            line.style.left = `${margin.l + xaxis.l2p(place)}px`;
            line.style.top = `${margin.t}px`;
            line.style.height = `${height - margin.t - margin.b}px`;
        }
        moved(place);
    }

    function follow({ clientX }) {
        cancelAnimationFrame(frame);
        frame = requestAnimationFrame(() => {
            const { xaxis, margin } = plot._fullLayout ?? {};
            if (!xaxis) return;
            const across = clientX - plot.getBoundingClientRect().left - margin.l;
            if (across < 0 || across > xaxis._length) return show(null);
            show(nearest(now.places, xaxis.p2l(across)));
        });
    }

    function move(event) {
        const { xaxis } = plot._fullLayout ?? {};
        if (!xaxis || event.altKey || event.ctrlKey || event.metaKey) return;
        const [from, to] = xaxis.range;
        const step = Math.max(1, Math.round((to - from) / 100));
        const next = { ArrowRight: (place ?? from - step) + step, ArrowLeft: (place ?? to + step) - step, Home: Math.max(from, 0), End: Math.min(to, now.span[1]) }[event.key];
        if (next !== undefined) {
            const kept = nearest(now.places, Math.min(Math.max(next, from, 0), to));
            show(kept);
            plot.parentElement.querySelector("[role=status]").textContent = now.words(kept);
        } else if (event.key === "+" || event.key === "-") {
            const middle = place ?? (from + to) / 2;
            const half = ((to - from) / 2) * (event.key === "+" ? 0.5 : 2);
            now.zoomTo(half * 2 >= now.span[1] ? null : [middle - half, middle + half]);
        } else if (event.key === "Escape") {
            show(null);
        } else {
            return;
        }
        event.preventDefault();
        event.stopImmediatePropagation();
    }

    function begin(made) {
        plot = made;
        plot.addEventListener("pointermove", follow);
        plot.addEventListener("pointerleave", () => {
            cancelAnimationFrame(frame);
            show(null);
        });
        plot.addEventListener("keydown", move, { capture: true });
        plot.on("plotly_doubleclick", () => now.zoomTo(null));
        plot.on("plotly_relayout", (change) => {
            const [from, to] = [change["xaxis.range[0]"], change["xaxis.range[1]"]];
            if (Number.isFinite(from) && Number.isFinite(to)) now.zoomTo([from, to]);
        });
    }

    return {
        /** After each drawing: `{ span, places, words(place), zoomTo(range) }`; the line stands at one of the places. */
        attach(made, state) {
            now = state;
            if (plot !== made) begin(made);
            plot.append(line);
            line.hidden = true;
        },
    };
}

function nearest(places, wanted) {
    return places.reduce((best, place) => (Math.abs(place - wanted) < Math.abs(best - wanted) ? place : best), places[0] ?? wanted);
}
