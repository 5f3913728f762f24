#!/usr/bin/env python3
"""Measures and asks the gate of benchd, and measures again while it cannot be told and further runs would tell.

    gate.py --gate RUN [--rounds N] [--margin SHARE] [--junit FILE] [--results DIR] -- COMMAND [ARGUMENT...]

COMMAND measures once, and leaves its report and its config archive in the directory that $RESULTS names: an empty one in each round.
benchd-push sends them; BENCHD_URL, BENCHD_SOURCE and BENCHD_TOKEN or BENCHD_TOKEN_FILE tell it where to, as whom, and let it in.

Exit codes: those of benchd-push (0 passes, 1 worse, 3 cannot be told, ...), and 2 if COMMAND fails. The manual is docs/rigs.md of benchd.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys

PASSES, USAGE, UNTOLD = 0, 2, 3
HERE = os.path.dirname(os.path.abspath(__file__))


def say(sentence):
    print("gate: %s" % sentence, file=sys.stderr, flush=True)


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gate", metavar="RUN", required=True, help="the baseline: an id, a link, or latest")
    parser.add_argument("--rounds", metavar="N", type=int, default=5, help="measure at most so many times (5)")
    parser.add_argument("--margin", metavar="SHARE", help="the largest loss that noise may hide (5%%)")
    parser.add_argument("--junit", metavar="FILE", help="write the last verdict as JUnit XML")
    parser.add_argument("--results", metavar="DIR", default="benchd-results", help="where the rounds leave their results (benchd-results)")
    parser.add_argument("command", metavar="COMMAND", nargs="+", help="what measures once, after --")
    return parser.parse_args(arguments)


def push_command():
    """benchd-push: beside this file, one directory above, or on the PATH."""
    near = [os.path.join(HERE, "benchd-push"), os.path.join(HERE, "..", "benchd-push")]
    found = next((path for path in near if os.path.isfile(path)), None)
    return [sys.executable, found] if found else ["benchd-push"]


def measure(command, folder):
    """Runs the command once, with an empty directory for its results; returns whether it did not fail."""
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    environment = dict(os.environ, RESULTS=os.path.abspath(folder))
    # What is measured has no business with the token.
    environment.pop("BENCHD_TOKEN", None)
    try:
        code = subprocess.call(command, env=environment)
    except OSError as error:
        say("cannot run %s: %s" % (command[0], error.strerror))
        return False
    if code != 0:
        say("%s failed with %d, so there is nothing to judge" % (command[0], code))
    return code == 0


def push(folder, baseline, options):
    """Sends the results of a round; returns the exit code of benchd-push, and its answer, or None without one."""
    command = push_command() + [folder, "--gate", baseline, "--repeats", "--json"]
    for name in ("margin", "junit"):
        if getattr(options, name) is not None:
            command += ["--" + name, getattr(options, name)]
    try:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, universal_newlines=True)
    except OSError as error:
        say("cannot run %s: %s; put it beside this file or on the PATH" % (command[0], error.strerror))
        return USAGE, None
    output = process.communicate()[0]
    try:
        return process.returncode, json.loads(output)
    except ValueError:
        return process.returncode, None


def runs_would_tell(gate, most_runs):
    """Whether at most so many runs may lead to a verdict: at least one metric could be told with them."""
    for cell in gate["untold"]:
        needed = cell["repeats_needed"]
        if cell["reason"] == "no_noise" or (isinstance(needed, int) and needed <= most_runs):
            return True
    return False


def main(arguments):
    options = parse(arguments)
    baseline = options.gate
    for done in range(1, options.rounds + 1):
        folder = os.path.join(options.results, "round-%d" % done)
        say("round %d of at most %d" % (done, options.rounds))
        if not measure(options.command, folder):
            return USAGE
        code, answer = push(folder, baseline, options)
        if code != UNTOLD or not answer or "gate" not in answer:
            return code
        if answer["baseline"] is None:
            return code
        # `latest` of the next round would be this run.
        baseline = answer["baseline"]
        if not runs_would_tell(answer["gate"], options.rounds):
            say("it cannot be told with %d runs, so there is no use in more" % options.rounds)
            return code
    say("it cannot be told after %d runs" % options.rounds)
    return UNTOLD


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
