// Where benchd's HTTP interface is, below the base path that the page names.

import { encodedPath } from "./entry-address.js";

export class Links {
    #base;

    /** @param base what stands before every path, such as "/bench"; empty where nothing does */
    constructor(base = "") {
        this.#base = base;
    }

    /** The runs. */
    runs() {
        return `${this.#base}/api/benchmarks`;
    }

    /** Where uploads go. */
    upload() {
        return `${this.#base}/api/upload`;
    }

    /** What happens, as server-sent events. */
    events() {
        return `${this.#base}/api/events`;
    }

    /** The page that compares runs, the baseline first. */
    comparison(uuids) {
        return `${this.#base}/compare?runs=${uuids.map(encodeURIComponent).join(",")}`;
    }

    /** A run's report, byte for byte. */
    report(uuid) {
        return `${this.runs()}/${encodeURIComponent(uuid)}`;
    }

    /** A part of a run without its time series. */
    summary(uuid, parameters) {
        return `${this.report(uuid)}/summary?${new URLSearchParams(parameters)}`;
    }

    /** How a run stands among the others. */
    standing(uuid) {
        return `${this.report(uuid)}/standing`;
    }

    /** Time series of a run. */
    series(uuid, parameters) {
        return `${this.report(uuid)}/series?${new URLSearchParams(parameters)}`;
    }

    /** A run's config archive, byte for byte. */
    archive(uuid) {
        return `${this.report(uuid)}/config`;
    }

    /** The entries of a run's config archive, from a place on. */
    listing(uuid, from) {
        return `${this.archive(uuid)}/files?from=${from}`;
    }

    /** An entry: by its index, too, because browsers take the segment "." out of a path. */
    entry(uuid, { path, index }) {
        return `${this.archive(uuid)}/files/${encodedPath(path)}?index=${index}`;
    }
}
