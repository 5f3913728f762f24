// The entries of an archive as the directories that they lie in.

/**
 * @param entries as in `/api/benchmarks/{uuid}/config/files`; every one is kept, whatever its name
 * @returns the root: `{ name, path, directories, files, fileCount, byteCount }`, where `files` are entries with their
 *   `name`, counts include everything below, and a directory that only holds another stands with it as one
 */
export function entryTree(entries) {
    const root = directory("", "");
    for (const entry of entries) {
        const isDirectory = entry.type === "directory";
        const names = (isDirectory ? entry.path.replace(/\/+$/, "") : entry.path).split("/");
        const last = isDirectory ? names.length : names.length - 1;
        const parent = names.slice(0, last).reduce(descend, root);
        if (!isDirectory) parent.files.push({ name: names.at(-1), entry });
    }
    return finished(root);
}

function directory(name, path) {
    return { name, path, children: new Map(), files: [] };
}

function descend(parent, name) {
    let child = parent.children.get(name);
    if (child === undefined) {
        child = directory(name, `${parent.path}${name}/`);
        parent.children.set(name, child);
    }
    return child;
}

function finished({ name, path, children, files }) {
    const directories = [...children.values()].map(finished).sort(byName);
    if (name !== "" && files.length === 0 && directories.length === 1) {
        return { ...directories[0], name: `${name}/${directories[0].name}` };
    }
    return {
        name,
        path,
        directories,
        files: files.sort((a, b) => byName(a, b) || a.entry.index - b.entry.index),
        fileCount: sum(directories.map(({ fileCount }) => fileCount)) + files.length,
        byteCount: sum(directories.map(({ byteCount }) => byteCount)) + sum(files.map(({ entry }) => entry.size)),
    };
}

function sum(numbers) {
    return numbers.reduce((total, number) => total + number, 0);
}

function byName(a, b) {
    return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
