// How the charts of a run's page are shown, kept in its address: order, scales, units, the part of the time axis.

import { parameter, setParameters } from "../page/address.js";
import { button, element } from "../page/elements.js";

export const view = {
    /** Whether bars have the order of names, not of values. */
    get isByName() {
        return parameter("sort") === "name";
    },
    get isLog() {
        return parameter("log") === "1";
    },
    get isBinary() {
        return parameter("units") === "iec";
    },
    /** Whether the suite's means stand beside the corrected ones. */
    get hasReported() {
        return parameter("reported") === "1";
    },
    /** The part of a benchmark's time axis that is shown; null for all. */
    zoom(benchmark) {
        const parts = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/.exec(parameter(`zoom:${benchmark}`) ?? "");
        if (!parts) return null;
        const [from, to] = [Number(parts[1]), Number(parts[2])];
        return from < to ? [from, to] : null;
    },
    setZoom(benchmark, range) {
        const text = range && range.map((place) => Number(Math.max(0, place).toFixed(2))).join("-");
        setParameters({ [`zoom:${benchmark}`]: text });
    },
};

const SWITCHES = [
    { text: "By name", parameter: "sort", on: "name", title: "Order bars by name, not by value" },
    { text: "Log", parameter: "log", on: "1", title: "Logarithmic scale, where values allow it" },
    { text: "IEC", parameter: "units", on: "iec", title: "Bytes in powers of 1024: KiB, MiB", reloads: true },
    { text: "As reported", parameter: "reported", on: "1", title: "Show the suite's means beside the corrected ones" },
];

/** The switches of the page; `changed` is called after each change. What the tables show, too, comes from the server: the page is loaded again. */
export function viewSwitches(changed) {
    const switches = SWITCHES.map(({ text, parameter: name, on, title, reloads }) => {
        const isOn = () => parameter(name) === on;
        const flip = (made) => {
            setParameters({ [name]: isOn() ? null : on });
            if (reloads) return void location.reload();
            made.setAttribute("aria-pressed", String(isOn()));
            changed();
        };
        return button(text, flip, { className: "chip switch", title, "aria-pressed": String(isOn()) });
    });
    return element("div", { className: "chips switches", role: "group", "aria-label": "How charts are drawn" }, ...switches);
}
