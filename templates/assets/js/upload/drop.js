// One report with its config archive, on its way to the server.

import { formatSize } from "../model/units.js";
import { Transfer } from "../model/transfer.js";
import { post, reasonOfBreak } from "./post.js";

/** `state` is "ready", "impossible" (too large), "sending", "filed", "refused", "unreachable" or "cancelled". */
export class Drop {
    state = "ready";
    /** Why the drop, or its config, cannot be sent as it is; empty where it can. */
    objection = "";
    transfer = null;
    /** How sending ended; null before. */
    outcome = null;
    #request = null;

    /** @param limits `{ report, config }` in bytes; infinite where unknown */
    constructor({ report, config }, limits) {
        this.report = report;
        this.config = config;
        if (report.size > limits.report) {
            this.state = "impossible";
            this.objection = `The report is larger than ${formatSize(limits.report)}, the most that this server takes. Its operator can raise the limit with --max-report.`;
        } else if (config !== null && config.size > limits.config) {
            this.objection = `The config archive is larger than ${formatSize(limits.config)}, the most that this server takes: the report goes without it. The operator can raise the limit with --max-config.`;
            this.config = null;
        }
    }

    /** Whether it waits to be sent. */
    get isReady() {
        return this.state === "ready";
    }

    /** Whether it can be sent once more. */
    get canRetry() {
        return ["refused", "unreachable", "cancelled"].includes(this.state);
    }

    /** Whether people should look before they go on. */
    get needsLook() {
        return this.state !== "filed" || this.outcome.duplicate || this.outcome.warnings.length > 0;
    }

    /** Has it wait to be sent once more, with the same files. */
    again() {
        this.state = "ready";
        this.outcome = null;
    }

    /** Sends it, and resolves when that has ended in any way. */
    async send(words, token, onChange) {
        this.transfer = new Transfer(this.report.size + (this.config?.size ?? 0));
        const files = [["file", this.report.file], ...(this.config === null ? [] : [["config_file", this.config.file]])];
        this.#request = post([...words, ...files], token, (sent, total) => {
            this.transfer.total = total;
            this.transfer.note(sent, performance.now());
            onChange(this);
        });
        this.state = "sending";
        onChange(this);
        const outcome = await this.#request.outcome;
        this.#request = null;
        this.outcome = outcome.kind === "unreachable" ? await reasonOfBreak(token) : outcome;
        this.state = this.outcome.kind;
        onChange(this);
    }

    /** Breaks off the sending; the server deletes what has come. */
    cancel() {
        this.#request?.cancel();
    }
}
