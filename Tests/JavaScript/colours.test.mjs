import assert from "node:assert/strict";
import { test } from "node:test";
import { hueColours, namedColours, stylesOf } from "./support/styles.mjs";

const names = Array.from({ length: 48 }, (_, index) => `fs-${index}`);

// Simulation of dichromacy in linear RGB (Machado, Oliveira, Fernandes 2009, severity 1).
const SIGHTS = {
    "normal sight": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};

const OKLAB_LMS = [
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
];
const OKLAB = [
    [0.2104542553, 0.793617785, -0.0040720468],
    [1.9779984951, -2.428592205, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.808675766],
];

const times = (matrix, vector) => matrix.map((row) => row.reduce((sum, value, index) => sum + value * vector[index], 0));
const clamp = (value) => Math.min(1, Math.max(0, value));
const linear = (hex) =>
    [1, 3, 5]
        .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
        .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
const oklab = (rgb) => times(OKLAB, times(OKLAB_LMS, rgb).map(Math.cbrt));
const luminance = (hex) => times([[0.2126, 0.7152, 0.0722]], linear(hex))[0];
const contrast = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);

for (const [theme, page] of [["light", "#ffffff"], ["dark", "#16191d"]]) {
    const styles = stylesOf(names, theme);
    const colours = hueColours(theme);

    for (const [sight, matrix] of Object.entries(SIGHTS)) {
        test(`the eight ${theme} colours are told apart with ${sight}`, () => {
            const seen = colours.map((hex) => oklab(times(matrix, linear(hex)).map(clamp)));
            for (let a = 0; a < seen.length; a += 1) {
                for (let b = 0; b < a; b += 1) {
                    const distance = Math.hypot(...seen[a].map((value, index) => value - seen[b][index]));
                    assert.ok(distance > 0.1, `${colours[a]} and ${colours[b]} are ${distance.toFixed(3)} apart`);
                }
            }
        });
    }

    test(`the ${theme} colours stand out from the page`, () => {
        assert.equal(colours.length, 8);
        for (const hex of colours) {
            assert.ok(contrast(luminance(hex), luminance(page)) >= 3, hex);
        }
    });

    test(`${theme} filesystems of one family differ by pattern, dash and symbol`, () => {
        const looks = names.map(styles);
        for (const property of ["pattern", "dash", "symbol"]) {
            assert.equal(new Set(looks.map((look) => look.color + look[property])).size, names.length);
        }
    });
}

for (const theme of ["light", "dark"]) {
    test(`${theme} text in colours can be read on every line that it stands on`, () => {
        const colours = namedColours(theme);
        const inks = Object.keys(colours).filter((name) => name.startsWith("code-") || name.startsWith("ink"));
        assert.equal(inks.length, 8);
        for (const ink of inks) {
            for (const ground of ["page", "surface", "mark", "warning-soft"]) {
                const ratio = contrast(luminance(colours[ink]), luminance(colours[ground]));
                assert.ok(ratio >= 4.5, `${ink} on ${ground} has ${ratio.toFixed(2)}`);
            }
        }
    });
}
