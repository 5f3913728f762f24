// Which runs are selected for a comparison.

/** How many runs a comparison takes. */
export const COMPARED = { least: 2, most: 8 };

/** Runs as `{ uuid, filed, text }`, and the one that the others are compared with; a value. */
export class RunSelection {
    /** @param runs in any order @param baseline a uuid; null for the oldest run */
    constructor(runs = [], baseline = null) {
        this.runs = [...runs].sort((left, right) => (left.filed < right.filed ? -1 : left.filed > right.filed ? 1 : left.uuid < right.uuid ? -1 : 1));
        this.chosen = this.has(baseline) ? baseline : null;
    }

    has(uuid) {
        return this.runs.some((run) => run.uuid === uuid);
    }

    /** The selection with a run, or without it. */
    toggled(run) {
        const others = this.runs.filter(({ uuid }) => uuid !== run.uuid);
        return new RunSelection(this.has(run.uuid) ? others : [...others, run], this.chosen);
    }

    /** The selection with another baseline; the oldest run needs not be named. */
    against(uuid) {
        return new RunSelection(this.runs, uuid === this.runs[0]?.uuid ? null : uuid);
    }

    get baseline() {
        return this.chosen ?? this.runs[0]?.uuid ?? null;
    }

    /** The order of a comparison: the baseline, then the others from the oldest; null where it takes more or fewer runs. */
    get compared() {
        const { least, most } = COMPARED;
        if (this.runs.length < least || this.runs.length > most) return null;
        return [this.baseline, ...this.runs.map(({ uuid }) => uuid).filter((uuid) => uuid !== this.baseline)];
    }

    /** One sentence for the bar. */
    get text() {
        const count = this.runs.length;
        if (count === 0) return "Select two to eight runs to compare.";
        if (count < COMPARED.least) return `${count} selected. Select one more to compare.`;
        if (count > COMPARED.most) return `${count} selected. A comparison takes at most eight runs.`;
        return `${count} selected`;
    }
}
