import assert from "node:assert/strict";
import { test } from "node:test";
import { highlight, linesOf, syntaxOf } from "../../templates/assets/js/model/highlight.js";
import { configText, FIXTURES } from "./support/configs.mjs";

/** The pieces that have a colour, as `kind:text`, of each line. */
function coloured(path, text) {
    const lines = highlight(linesOf(text), syntaxOf(path));
    return lines.map((pieces) => pieces.filter(({ kind }) => kind !== null).map(({ kind, text }) => `${kind}:${text}`));
}

const yaml = (...lines) => coloured("x.yaml", lines.join("\n"));
const without = (kind, lines) => lines.map((pieces) => pieces.filter((piece) => !piece.startsWith(`${kind}:`)));
const values = (...lines) => without("punctuation", yaml(...lines));

test("keys, values and comments have colours of their own", () => {
    assert.deepEqual(values("a: 1 # one", "b c: true", '"d: e": \'it\'\'s\'', "f: text", "g: ~", "h: 12:30"), [
        ["key:a", "number:1", "comment:# one"],
        ["key:b c", "constant:true"],
        ['key:"d: e"', "string:'it''s'"],
        ["key:f"],
        ["key:g", "constant:~"],
        ["key:h"],
    ]);
});

test("a number sign or a colon within a word begins nothing", () => {
    assert.deepEqual(values("url: http://x:80/#frag", "opts: noatime,data=journal"), [["key:url"], ["key:opts"]]);
});

test("the items of a list may be mappings", () => {
    assert.deepEqual(yaml("- name: xfs", "- - a: 1", "-x: 2"), [
        ["punctuation:-", "key:name", "punctuation::"],
        ["punctuation:-", "punctuation:-", "key:a", "punctuation::", "number:1"],
        ["key:-x", "punctuation::", "number:2"],
    ]);
});

test("a block scalar ends where its indentation does", () => {
    const text = ["a: |", "  b: 1", "", "  # no comment", "c: 2", "- d: >-", "    e: f", "  g: 3", "- |", " text", "- 4"];
    assert.deepEqual(values(...text), [
        ["key:a"],
        ["string:  b: 1"],
        [],
        ["string:  # no comment"],
        ["key:c", "number:2"],
        ["key:d"],
        ["string:    e: f"],
        ["key:g", "number:3"],
        [],
        ["string: text"],
        ["number:4"],
    ]);
});

test("a quoted scalar may go on over lines", () => {
    assert.deepEqual(values('a: "b', "  c: d # e", '  f" # g', "h: 1"), [
        ["key:a", 'string:"b'],
        ["string:  c: d # e"],
        ['string:  f"', "comment:# g"],
        ["key:h", "number:1"],
    ]);
});

test("flow collections may go on over lines", () => {
    assert.deepEqual(values("a: {b: 1, c: [x,", "  true]}", "d: 2"), [
        ["key:a", "key:b", "number:1", "key:c"],
        ["constant:true"],
        ["key:d", "number:2"],
    ]);
});

test("template expressions are marked, quoted or not", () => {
    assert.deepEqual(values("src: '{{ disk }}1'", "cmd: mkfs {{ disk }} -f", "raw: {{ a }}/b", "open: {{ a"), [
        ["key:src", "string:'", "template:{{ disk }}", "string:1'"],
        ["key:cmd", "template:{{ disk }}"],
        ["key:raw", "template:{{ a }}"],
        ["key:open"],
    ]);
});

test("vaulted values, anchors and documents are marked", () => {
    assert.deepEqual(values("---", "a: !vault |", "  $ANSIBLE_VAULT;1.1", "b: &x *y", "%YAML 1.2"), [
        ["marker:---"],
        ["key:a", "anchor:!vault"],
        ["string:  $ANSIBLE_VAULT;1.1"],
        ["key:b", "anchor:&x", "anchor:*y"],
        ["marker:%YAML 1.2"],
    ]);
});

test("INI and JSON have colours, other text has none", () => {
    assert.deepEqual(without("punctuation", coloured("job.fio", "[global]\nrw = read\n; x\nstonewall")), [
        ["marker:[global]"],
        ["key:rw"],
        ["comment:; x"],
        [],
    ]);
    assert.deepEqual(without("punctuation", coloured("x.json", '{"a": ["b\\"", -1.5e3, null]}')), [
        ['key:"a"', 'string:"b\\""', "number:-1.5e3", "constant:null"],
    ]);
    assert.deepEqual(coloured("README", "a: 1"), [[]]);
    assert.equal(syntaxOf("group_vars/all.yml.j2").name, "YAML");
});

test("lines end where benchd counts them, at LF and CR LF, never at CR alone", () => {
    assert.deepEqual(linesOf("a\r\nb\rc\n\nd\n"), ["a", "b\rc", "", "d"]);
    assert.deepEqual(linesOf("a\n\r\nb\u2028c\r"), ["a", "", "b\u2028c\r"]);
    assert.deepEqual(linesOf("a"), ["a"]);
    assert.deepEqual(linesOf("\n"), [""]);
    assert.deepEqual(linesOf(""), []);
});

const hostile = ['"' + "\\".repeat(3), "{{".repeat(9), "[".repeat(9), "- - ? :", ": : :", "'", "}}]]", " #", "a #b: c", "\t x", "- {a", "%", "<b>", "a: b\rc: 'd\r", "\r[x]\u2028\r", "#\r", '"\\\r"'];

test("no character is lost, whatever the text", () => {
    const texts = [...FIXTURES.map((name) => configText(name, "vars/container_workloads.yaml")), hostile.join("\n"), ...hostile];
    for (const text of texts) {
        for (const path of ["x.yaml", "x.json", "x.ini", "x"]) {
            const lines = linesOf(text);
            const joined = highlight(lines, syntaxOf(path)).map((pieces) => pieces.map((piece) => piece.text).join(""));
            assert.deepEqual(joined, lines, path);
        }
    }
});

test("very long lines have no colour and change none", () => {
    const kinds = (...lines) => highlight(lines, syntaxOf("x.yaml")).map((pieces) => pieces.map(({ kind }) => kind));
    assert.deepEqual(kinds('a: "' + "x".repeat(5000), "b: 1"), [[null], ["key", "punctuation", null, "number"]]);
});
