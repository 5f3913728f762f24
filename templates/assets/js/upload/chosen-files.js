// Files that a person chose or dropped, each with its path below what was dropped: `{ file, path, size }`.

/** The files of an input; of one for directories with their paths. */
export function filesOfInput(input) {
    return [...input.files].map((file) => chosen(file, file.webkitRelativePath || file.name));
}

/** What was dropped, directories with all that is in them. */
export async function filesOfDrop(transfer) {
    // Items are gone once the event is over, so they are taken before anything is waited for.
    const entries = [...transfer.items].filter(({ kind }) => kind === "file").map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile());
    const lists = await Promise.all(entries.filter(Boolean).map((entry) => (entry instanceof File ? [chosen(entry, entry.name)] : filesBelow(entry))));
    return lists.flat();
}

export function hasFiles(transfer) {
    return [...(transfer?.types ?? [])].includes("Files");
}

function chosen(file, path) {
    return { file, path, size: file.size };
}

async function filesBelow(entry) {
    const path = entry.fullPath.replace(/^\//, "");
    if (entry.isFile) return [chosen(await new Promise((resolve, reject) => entry.file(resolve, reject)), path)];
    const reader = entry.createReader();
    const lists = [];
    // A reader gives a directory in parts, an empty one last.
    for (;;) {
        const part = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
        if (part.length === 0) return lists.flat();
        lists.push(...(await Promise.all(part.map(filesBelow))));
    }
}
