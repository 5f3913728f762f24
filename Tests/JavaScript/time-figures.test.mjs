import assert from "node:assert/strict";
import { test } from "node:test";
import { filesystemStyles } from "../../templates/assets/js/model/filesystem-styles.js";
import { disksOf, seriesFigures } from "../../templates/assets/js/model/monitoring.js";
import { diskNote, seriesTitle, timeFigure } from "../../templates/assets/js/model/time-figures.js";
import { fixture, FIXTURES, MONITORING, seriesOf } from "./support/reports.mjs";

const look = { ink: "#000", muted: "#555", rule: "#ddd", surface: "#fff", font: "sans-serif" };
const everything = () => true;

function draw(entries, id) {
    const figure = seriesFigures(entries, MONITORING).find((candidate) => candidate.id === id);
    const styles = filesystemStyles(entries.map(({ filesystem }) => filesystem), "light");
    return timeFigure(figure, entries, everything, styles, look);
}

for (const name of FIXTURES) {
    test(`every series of ${name} is drawn for every filesystem`, () => {
        const report = fixture(name);
        for (const benchmark of Object.keys(report.data)) {
            const entries = seriesOf(report, benchmark);
            const drawn = seriesFigures(entries, MONITORING).flatMap(({ group, members }) =>
                members.map(({ filesystem, key }) => `${filesystem} ${group} ${key}`),
            );
            const expected = entries.flatMap(({ filesystem, docker_stats, iostat }) => [
                ...Object.keys(docker_stats).map((key) => `${filesystem} docker_stats ${key}`),
                ...Object.keys(iostat).filter((key) => key !== "timestamp").map((key) => `${filesystem} iostat ${key}`),
            ]);
            assert.deepEqual(drawn.sort(), expected.sort());
        }
    });
}

test("device throughput is shown in bytes, without the first sample", () => {
    const entries = seriesOf(fixture("minute-baseline"), "fio-randread-4k");
    const { data, layout } = draw(entries, "series:iostat:read_kbps");
    assert.equal(layout.yaxis.title.text, "MB/s");
    assert.deepEqual(data.map(({ name }) => name), ["btrfs_btrfs", "btrfs_overlay2", "ext4_overlay2", "xfs_overlay2"]);
    entries.forEach(({ iostat }, index) => {
        assert.deepEqual(data[index].x, iostat.timestamp.slice(1));
        assert.deepEqual(data[index].y, iostat.vdb_read_kbps.slice(1).map((value) => (value * 1024) / 1e6));
    });
});

test("Docker CPU is in cores, over the span of the entry's own iostat series", () => {
    const entries = seriesOf(fixture("minute-baseline"), "webserver-bench");
    const { data, layout } = draw(entries, "series:docker_stats:cpu_perc");
    assert.equal(layout.yaxis.title.text, "cores");
    assert.match(layout.xaxis.title.text, /spread evenly/);
    entries.forEach(({ docker_stats: docker, iostat }, index) => {
        assert.deepEqual(data[index].y, docker.cpu_perc.map((value) => value / 100));
        assert.equal(data[index].x[0], 0);
        assert.ok(Math.abs(data[index].x.at(-1) - (iostat.timestamp.length - 1)) < 1e-9);
    });
});

test("without iostat in one entry, all Docker samples of the figure are numbered and rates are per sample", () => {
    const docker_stats = { block_read_bytes: [0, 4e6, 9e6] };
    const iostat = { timestamp: [0, 1, 2, 3, 4], cpu_user: [0, 0, 0, 0, 0] };
    const entries = [
        { filesystem: "a", docker_stats, iostat },
        { filesystem: "b", docker_stats, iostat: {} },
    ];
    const { data, layout } = draw(entries, "series:docker_stats:block_read_bytes");
    assert.equal(layout.yaxis.title.text, "MB/sample");
    assert.equal(layout.xaxis.title.text, "Docker sample number");
    assert.deepEqual(data.map(({ x }) => x), [[1, 2], [1, 2]]);
    assert.deepEqual(data[0].y, [4, 5]);
});

test("disks are found by their suffixes, whatever their names", () => {
    const series = { nvme_0_util: [0, 1], a_read_await: [0, 1], _util: [0, 1], cpu_user: [0, 1], util: [0, 1], x_util: "no list" };
    assert.deepEqual([...disksOf(series, MONITORING.iostat)], ["nvme_0", "a"]);
});

test("filesystems measured on different disks are still compared", () => {
    const entries = [
        { filesystem: "a", docker_stats: {}, iostat: { sda_util: [0, 5] } },
        { filesystem: "b", docker_stats: {}, iostat: { sdb_util: [0, 6] } },
    ];
    const [figure, ...others] = seriesFigures(entries, MONITORING);
    assert.equal(figure.id, "series:iostat:util");
    assert.equal(others.length, 0);
    assert.equal(diskNote(figure), "Devices: a sda, b sdb");
});

test("an entry with several disks gives each disk its own figure", () => {
    const entries = [{ filesystem: "a", docker_stats: {}, iostat: { sda_util: [0, 5], sdb_util: [0, 6] } }];
    const figures = seriesFigures(entries, MONITORING);
    assert.deepEqual(figures.map(({ id }) => id), ["series:iostat:util@sda", "series:iostat:util@sdb"]);
    assert.equal(seriesTitle(figures[1]), "sdb: Device utilisation");
});

test("unknown series are drawn as they are, what is no list of numbers is not", () => {
    const entries = [{ filesystem: "a", docker_stats: { fans: [1, 2], names: ["x"] }, iostat: { cpu_steal: [9, 1, 2] } }];
    assert.deepEqual(
        seriesFigures(entries, MONITORING).map(({ id }) => id),
        ["series:iostat:cpu_steal", "series:docker_stats:fans"],
    );
    assert.deepEqual(draw(entries, "series:iostat:cpu_steal").data[0].y, [1, 2]);
});

test("no monitoring at all gives no figure", () => {
    assert.deepEqual(seriesFigures([{ filesystem: "a", docker_stats: {}, iostat: {} }], MONITORING), []);
});
