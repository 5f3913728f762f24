// Texts from the config archives of the fixtures.

import { execFileSync } from "node:child_process";

export const FIXTURES = ["minute-baseline", "minute-mount-options"];
const RUNS = process.env.BENCHD_FIXTURES ?? new URL("../../../examples", import.meta.url).pathname;

/** An entry of a run's `config.zip`; Python reads it, because Node has no zip. */
export function configText(name, entry) {
    const program = "import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))";
    return execFileSync("python3", ["-c", program, `${RUNS}/${name}/config.zip`, entry], { encoding: "utf8" });
}
