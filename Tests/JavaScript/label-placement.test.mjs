import assert from "node:assert/strict";
import { test } from "node:test";
import { placeLabels } from "../../templates/assets/js/model/label-placement.js";

test("a lone point has its name above", () => {
    assert.deepEqual(placeLabels([{ x: 0.5, y: 0.5, text: "ext4" }]), [{ text: "ext4", position: "top center" }]);
});

test("names of neighbours keep clear of each other", () => {
    const points = [
        { x: 0.5, y: 0.5, text: "btrfs_overlay2" },
        { x: 0.52, y: 0.5, text: "btrfs_btrfs" },
    ];
    assert.deepEqual(placeLabels(points).map(({ position }) => position), ["top center", "bottom center"]);
});

test("a name without a free place is left out rather than printed over another", () => {
    const points = Array.from({ length: 9 }, (_, index) => ({ x: 0.5, y: 0.5 + index / 1000, text: `filesystem ${index}` }));
    const placed = placeLabels(points).filter(({ text }) => text !== "");
    assert.ok(placed.length < points.length);
});

test("a name keeps inside the chart", () => {
    const points = [{ x: 0.98, y: 0.5, text: "btrfs_overlay2" }];
    assert.deepEqual(placeLabels(points), [{ text: "btrfs_overlay2", position: "middle left" }]);
});
