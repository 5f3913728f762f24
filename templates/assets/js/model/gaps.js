// Why something is not drawn, in one line each.

/**
 * @param state `{ panels, flat, entries, answer }` of "cause and effect"
 * @param machine the report's `system_info`, or null
 */
export function seriesGaps({ panels, flat, entries, answer }, machine, units) {
    const drawn = [...panels, ...flat];
    return [
        ...deviceNotes(entries, answer, machine),
        ...flatNote(flat, units),
        ...busyNotes(entries),
        ...gapNotes(panels),
        ...dockerNotes(entries, answer, drawn),
    ];
}

function flatNote(flat, units) {
    if (flat.length === 0) return [];
    const names = flat.map(({ title, unit, lines }) => {
        const value = lines.flatMap(({ y }) => y).find((one) => one !== null);
        return `${title} (${value === undefined ? "no values" : `${units.formatWithUnit(value, unit)} all the time`})`;
    });
    return [`Flat, and not drawn: ${names.join(", ")}.`];
}

function deviceNotes(entries, { figures }, machine) {
    const withDevice = new Set(figures.filter(({ group }) => group === "iostat").flatMap(({ lines }) => lines).filter(({ disk }) => disk).map(({ filesystem }) => filesystem));
    const lacking = entries.filter(({ filesystem, iostat }) => iostat?.has_series && !withDevice.has(filesystem)).map(({ filesystem }) => filesystem);
    const unrecorded = entries.filter(({ iostat }) => !iostat?.has_series).map(({ filesystem }) => filesystem);
    const notes = [];
    if (lacking.length > 0) {
        const disk = String(machine?.target_disk?.path ?? "").split("/").at(-1);
        const reason = /\d$/.test(disk) || disk === "" ? `; the suite skips disks whose names end in a digit, such as ${disk || "nvme0n1"}` : "";
        notes.push(`iostat recorded no device${lacking.length === entries.length ? "" : ` of ${lacking.join(", ")}`}${reason}.`);
    }
    if (unrecorded.length > 0) notes.push(`iostat recorded nothing of ${unrecorded.join(", ")}.`);
    return notes;
}

function busyNotes(entries) {
    const unknown = entries.filter(({ busy, iostat }) => !busy && iostat?.has_series);
    if (unknown.length === 0) return [];
    const reason = unknown.flatMap(({ derived }) => derived ?? []).find(({ name, unknown: text }) => name === "busy_start" && text)?.unknown;
    return [`The busy interval of ${unknown.map(({ filesystem }) => filesystem).join(", ")} is not known${reason ? `: ${reason}` : ""}.`];
}

function gapNotes(panels) {
    const hasGaps = panels.some(({ id, lines }) => /_await$/.test(id) && lines.some(({ y }) => y.includes(null)));
    return hasGaps ? ["Gaps in await are seconds without such requests: there is nothing to wait for."] : [];
}

function dockerNotes(entries, { figures }, panels) {
    const unrecorded = entries.filter(({ docker_stats: docker }) => !docker?.has_series).map(({ filesystem }) => filesystem);
    const docker = figures.filter(({ group }) => group === "docker_stats");
    const notes = [];
    if (unrecorded.length > 0) notes.push(`Docker's samples of ${unrecorded.join(", ")} were not recorded.`);
    if (docker.some(({ axis }) => axis.startsWith("Docker"))) notes.push("Docker's samples have no clock, and without iostat's there is no axis to put them on; all series has them.");
    const ended = panels.filter(({ id }) => id === "cpu_perc" || id === "mem_usage_bytes").flatMap(({ lines }) => lines).filter(({ y }) => y.at(-1) === null).map(({ filesystem }) => filesystem);
    if (ended.length > 0) notes.push(`Docker's lines end where the container ended: ${[...new Set(ended)].join(", ")}.`);
    return notes;
}
