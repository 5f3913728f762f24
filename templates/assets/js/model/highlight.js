// Text as lines of coloured pieces, by the kind of file that its name says.

import { highlightYaml } from "./yaml-highlight.js";

/** Longer lines are data that nobody reads; they would become thousands of pieces, and searching them takes long. */
const LONGEST_COLOURED_LINE = 2000;

const SYNTAXES = {
    yaml: { name: "YAML", highlight: highlightYaml },
    json: { name: "JSON", highlight: (lines) => lines.map(jsonPieces) },
    ini: { name: "INI", highlight: (lines) => lines.map(iniPieces) },
    text: { name: "Text", highlight: (lines) => lines.map(plainPieces) },
};

const SYNTAX_OF_EXTENSION = {
    yaml: "yaml", yml: "yaml", json: "json",
    ini: "ini", cfg: "ini", conf: "ini", cnf: "ini", fio: "ini", properties: "ini", service: "ini", toml: "ini",
    env: "ini",
};

/** The syntax of a file by its name: `{ name, highlight }`, where `highlight` takes lines. */
export function syntaxOf(path) {
    const extension = /\.([a-z]+)$/.exec(path.toLowerCase().replace(/\.j2$/, ""))?.[1];
    return SYNTAXES[SYNTAX_OF_EXTENSION[extension] ?? "text"];
}

/** The lines of a text as benchd counts them, in findings and comparisons; a last line break ends a line and begins none. */
export function linesOf(text) {
    const lines = text.split(/\r?\n/);
    if (lines.at(-1) === "") lines.pop();
    return lines;
}

/** Lines as lists of `{ kind, text }`, very long ones without colour. */
export function highlight(lines, syntax) {
    const isLong = (line) => line.length > LONGEST_COLOURED_LINE;
    const coloured = syntax.highlight(lines.map((line) => (isLong(line) ? "" : line)));
    return lines.map((line, index) => (isLong(line) ? plainPieces(line) : coloured[index]));
}

function plainPieces(line) {
    return line === "" ? [] : [{ kind: null, text: line }];
}

const JSON_PIECES = [
    ["key", /"(?:[^"\\]|\\.)*"(?=\s*:)/y],
    ["string", /"(?:[^"\\]|\\.)*"?/y],
    ["number", /-?\d[\d.eE+-]*/y],
    ["constant", /\b(?:true|false|null)\b/y],
    ["punctuation", /[[\]{},:]/y],
    [null, /\s+|[^\s"[\]{},:]+/y],
];

function jsonPieces(line) {
    const pieces = [];
    for (let at = 0; at < line.length; at += pieces.at(-1).text.length) {
        const [kind, text] = JSON_PIECES.map(([kind, pattern]) => {
            pattern.lastIndex = at;
            return [kind, pattern.exec(line)?.[0]];
        }).find(([, text]) => text !== undefined);
        pieces.push({ kind, text });
    }
    return pieces;
}

function iniPieces(line) {
    const [, indentation, rest] = /^(\s*)(.*)$/s.exec(line);
    const setting = /^([^=:\s[#;][^=:]*?)(\s*[=:])(.*)$/s.exec(rest);
    if (/^[#;]/.test(rest)) return pieces([null, indentation], ["comment", rest]);
    if (/^\[/.test(rest)) return pieces([null, indentation], ["marker", rest]);
    if (setting === null) return pieces([null, line]);
    return pieces([null, indentation], ["key", setting[1]], ["punctuation", setting[2]], [null, setting[3]]);
}

function pieces(...pairs) {
    return pairs.filter(([, text]) => text !== "").map(([kind, text]) => ({ kind, text }));
}
