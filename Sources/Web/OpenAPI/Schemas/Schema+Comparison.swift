import Analysis
import Model

/// What follows from several runs.
extension Schema {
    static let comparison = object(
        [
            "runs": .array(
                .object(
                    .head + ["filesystem": .string.orNull, "label": .string.orNull, "excluded": .boolean]),
                count: 2...8),
            "as_of": .time, "repeats": .boolean, "margin": .number,
            "like_for_like": .choice(of: LikeForLike.self), "unknown": .array(.string),
            "same_setup": .boolean,
            "differences": .array(contrast),
            "family": .object(["size": .count, "error": .number]), "noise_unknown": noiseGap,
            "cells": .array(.ref(.comparedCell)), "cells_total": .count, "cells_left_out": .count,
            "geometric_means": geometricMeans,
            "copies": .array(.object(["run": .runID, "original": .runID])),
        ], optional: ["gate": gate])

    /// Whether the second run may pass.
    private static let gate = object([
        "outcome": .choice(["passes", "fails", "cannot_tell"]), "margin": .number, "judged": .count,
        "worse": .array(.object(metricName)), "failed": .array(.object(metricName)),
        "untold": .array(
            .object(
                metricName + [
                    "reason": .choice(["noise", "no_noise", "missing", "nothing"]),
                    "repeats_needed": repeatsNeeded,
                ])),
        "passing_margin": .number.orNull,
    ])
    private static let metricName: Members = [
        "benchmark": .string, "filesystem": .string.orNull, "metric": .string,
    ]

    /// One thing in which setups differ.
    static let setupDifference = object(difference)

    private static let difference: Members = [
        "kind": .choice(of: SetupDifference.Kind.self), "file": .string.orNull, "name": .string,
        "values": .array(.string.orNull),
    ]
    /// The same with the cells that it concerns.
    private static let contrast = object(difference + ["concerns": .array(.object(.cellName))])
    private static let noiseGap = choice(of: NoiseGap.self).orNull
    /// The lower and the upper end.
    private static let interval = array(.number.orNull, count: 2...2).orNull
    private static let repeatsNeeded = anyOf(.count, .string(pattern: "more than [0-9]+"), .null)

    static let comparedCell = object([
        "benchmark": .string, "filesystem": .string.orNull, "metric": .string, "main": .boolean,
        "unit": .unit, "direction": .direction, "sides": .array(side.orNull),
        "against": .array(against.orNull),
    ])

    private static let side = object([
        "run": .runID, "filesystem": .string, "value": .number.orNull, "n": .integer(from: 1),
        "iterations": .count.orNull, "has_errors": .boolean,
        "audit": .choice(of: Finding.Verdict.self).orNull,
    ])

    private static let against = object([
        "ratio": .number.orNull, "interval": interval, "interval_level": .number.orNull,
        "verdict": .choice(of: Verdict.self).orNull, "not_judged": .choice(of: Unjudged.self).orNull,
        "outside": .boolean.orNull, "p": .number.orNull, "repeats_needed": repeatsNeeded,
        "smallest_detectable": .number.orNull, "noise": .ref(.noise).orNull,
        "ranks_agree": .boolean.orNull, "same_setup": .boolean, "unlike": .array(.string),
        "explained_by": .array(.object(["name": .string, "evidence": .string])),
    ])

    static let noise = object([
        "relative": .number.orNull, "degrees_of_freedom": .number.orNull, "repeats": .count,
        "level": .choice(of: Noise.Level.self), "within": .number,
    ])

    private static let geometricMeans = array(
        .object([
            "ratio": .number.orNull, "n": .count,
            "left_out": .array(
                .object(metricName)),
        ]).orNull)

    static let standing = object([
        "as_of": .time, "baseline": .string.orNull, "filesystems": .array(.string.orNull),
        "cells_left_out": .count, "ranks": .array(ranking), "cells": .array(.ref(.comparedCell)),
        "intervals": .array(
            .object([
                "benchmark": .string, "filesystem": .string.orNull, "metric": .string, "interval": interval,
                "noise": .ref(.noise),
            ])),
        "noise_unknown": noiseGap, "geometric_means": geometricMeans,
        "repeats": .array(.object(otherRun + ["cells": .array(.object(.cellName))])),
        "repeats_hidden": .count,
        "setups": .array(.object(otherRun + ["differences": .array(contrast)])),
        "stale_facts": .ref(.finding),
    ])

    private static let otherRun: Members = ["uuid": .runID, "link": .link, "filed": .time]

    private static let ranking = object([
        "benchmark": .string, "metric": .string, "groups": .array(.array(.string)), "failed": .array(.string),
        "unranked": .array(.string), "noise": .ref(.noise).orNull,
    ])

    static let trend = object([
        "source": .string.orNull, "metric": .string, "unit": .unit, "direction": .direction, "as_of": .time,
        "points": .array(
            .object(
                otherRun + [
                    "value": .number.orNull, "segment": .count.orNull, "outside": .boolean.orNull,
                    "expected": interval, "excluded": .boolean,
                    "audit": .choice(of: Finding.Verdict.self).orNull,
                ])),
        "segments": .array(
            .object([
                "setup": .string, "mean": .number.orNull, "relative": .number.orNull, "n": .count,
                "smallest_detectable": .number.orNull,
            ])),
        "steps": .array(
            .object([
                "at": .runID, "kind": .choice(of: Trend.Step.Kind.self), "ratio": .number.orNull,
                "interval": interval, "interval_level": .number.orNull,
                "verdict": .choice(of: Verdict.self).orNull, "differences": .array(.ref(.setupDifference)),
            ])),
        "has_older_runs": .boolean,
    ])

    static let plan = object([
        "source": .string.orNull, "filesystems": .array(.string), "metrics": .array(.string), "as_of": .time,
        "repeats": repeatsNeeded, "minutes": .number.orNull, "order": .array(.string),
        "noise": .ref(.noise).orNull, "noise_unknown": noiseGap, "tests": .count,
        "error": .number,
    ])
}
